"""Chapter two: how wrong it is."""
