"""Recorders of trainings that run elsewhere."""
