"""How numbers, parameters and activations are written."""
