"""From scene classes to files: which clips are stale, each in a process of its own, the film.

    film.py ──► clips ──► stale? ──► crew of workers ──► shelf: media/clips ──► join: media/film

Nothing here but the worker imports manim, so a command that finds nothing to do is done at once.
"""
