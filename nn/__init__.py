"""Small networks, trained for real: NumPy only, Nielsen's vocabulary, every step on record."""
