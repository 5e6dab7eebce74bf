"""Small neural networks, their training and analysis: NumPy only, Nielsen's vocabulary."""
