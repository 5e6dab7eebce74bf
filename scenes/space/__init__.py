"""The part of chapter eight on what a layer does to space."""
