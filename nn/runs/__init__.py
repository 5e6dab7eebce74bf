"""Runs: finished trainings on disk."""
