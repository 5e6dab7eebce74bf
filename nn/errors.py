"""Errors with a message for people."""


class DownhillError(Exception):
    """One sentence for the person at the keyboard: the thing, what is wrong with it, the mend.

    Every command prints it without a traceback and ends with exit status 2.
    """
