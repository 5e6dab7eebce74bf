"""The film: Manim scenes that read a run and draw it."""
