"""Two hidden neurons mixed before they are squashed, and unmixed after: nearly a twin, not quite.

A layer's weighted sums may be mixed at will, M z, and what listens to them unmixed, W M⁻¹. If no
squashing lay between, the outputs would not change. It does: σ(M z) is not M σ(z), but where M only
swaps neurons and turns them over (see nn/analysis/studies/twins.py).
"""

import numpy as np

MIDDLE = {"sigmoid": 0.5, "tanh": 0.0, "relu": 0.0}  # the activation at z = 0, for the first two


def mixed(network, j, k, angle, dtype=np.float64):
    """`network` with neurons j and k of its first hidden layer mixed, by a turn of their plane.

    angle: of the turn, in radians: at 0 the network itself, at π/4 each is half of both, at π/2
    they have changed places and one is turned over, which for the sigmoid and tanh is a twin.
    What listens is turned back about the middle of the activation, which it then hits exactly.
    """
    other = network.like(dtype=dtype)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    pair = [j, k]
    before, after = other.weights[1][:, pair], other.weights[1][:, pair] @ turn.T
    other.weights[0][pair] = turn @ other.weights[0][pair]
    other.biases[0][pair] = turn @ other.biases[0][pair]
    other.weights[1][:, pair] = after
    other.biases[1][:] += MIDDLE[network.activation] * (before - after).sum(axis=1)
    return other


def outputs_of_mixtures(network, j, k, angles, images):
    """The outputs (angles, images, classes) of `network` as `mixed` by each of some angles."""
    return np.array([mixed(network, j, k, angle).forward(images).a[-1] for angle in angles])
