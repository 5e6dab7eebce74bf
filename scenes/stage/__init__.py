"""What every clip stands on: the base scene, its needs, style, words and choices."""
