"""Of chapter eight: what a layer does to space."""
