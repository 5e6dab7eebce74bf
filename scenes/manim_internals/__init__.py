"""All that hangs on the insides of Manim 0.22."""
