"""Pictures of data: arrays in, a Manim mobject out."""
