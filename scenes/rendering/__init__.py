"""From scene classes to files: which clips are stale, divided into parts, drawn, joined; the film.

    film.py ──► clips ──► inputs ──► parts ──► executor ──► library: media/clips, media/film

The executor (nn/execution/) has processes of this machine or of a cluster. Only the worker imports
manim, so a command that finds nothing to do ends at once.
"""
