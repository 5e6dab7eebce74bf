"""From scene classes to files: which clips are stale, divided into parts, drawn, joined; the film.

    film.py ──► clips ──► stale? ──► parts ──► door ──► shelf: media/clips ──► reel: media/film

The door (nn/execution/) leads to processes of this machine or of a cluster. Nothing here but the
worker imports manim, so a command that finds nothing to do is done at once.
"""
