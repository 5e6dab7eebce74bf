"""What a trained network can be asked: its cost around its path, gradients, curvature, twins."""
