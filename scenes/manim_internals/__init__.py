"""All that hangs on the insides of Manim 0.22."""

from scenes.manim_internals import settings  # noqa: F401  (first: it decides how Manim is imported)
