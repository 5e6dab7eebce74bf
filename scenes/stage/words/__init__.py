"""How numbers and parameters are written."""
