"""Analysis of trained networks: the cost around the path, gradients, curvature, symmetry."""
