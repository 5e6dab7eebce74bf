"""Errors with a message for people."""


class DownhillError(Exception):
    """One sentence for the user: which thing is wrong, what is wrong with it, and how to fix it.

    Every command prints it without a traceback and ends with exit status 2.
    """
