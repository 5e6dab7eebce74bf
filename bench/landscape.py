"""The cost over a plane, 784-16-16-10, 50,000 images: all points at once against one by one.

One by one, each point is a `Network.cost` over all the images, with BLAS on one thread: on two it
is no faster, and several times slower as soon as the machine has other work. All at once,
`costs_at` shares the first layer's products among the points, and the points among the cores. We
check that they agree before we time them.
"""

import os

import numpy as np
from threadpoolctl import threadpool_limits

from bench.timing import medians
from nn import datasets
from nn.analysis.landscape import costs_at, random_plane
from nn.network import Network

SIZES = [784, 16, 16, 10]
IMAGES = 50_000
SIDE = 21  # points of the grid, a side
EVERY = 22  # one in so many of these points, along the diagonal, is also evaluated by itself
TARGET, TOLERANCE = 10, 1e-5
ROUNDS = 5


def measure():
    """One row, in ms a point."""
    X, Y = images()
    network = Network(SIZES)
    _, directions = random_plane(network, seed=0)
    marks = np.linspace(-1, 1, SIDE)
    grid = np.stack(np.meshgrid(marks, marks), axis=-1).reshape(-1, 2)
    few = grid[::EVERY]

    def at_once():
        return costs_at(network, directions, grid, X, Y)

    def one_by_one():
        there, costs = Network(SIZES), []
        with threadpool_limits(1):
            for point in few:
                there.theta[:] = network.theta + point @ directions
                costs.append(there.cost(X, Y))
        return np.array(costs)

    difference = np.abs(at_once()[::EVERY] / one_by_one() - 1).max()
    if difference > TOLERANCE:
        raise ValueError(f"the costs differ by {difference:.1e} of themselves")
    seconds = medians({"ours": at_once, "other": one_by_one}, ROUNDS, calls=1)
    ours, other = seconds["ours"] / len(grid), seconds["other"] / len(few)
    return [
        {
            "name": f"cost at a point of a plane: one by one (agree to {difference:.0e})",
            "ours": ours * 1e3,
            "other": other * 1e3,
            "unit": "ms",
            "ratio": other / ours,
            "target": TARGET,
        }
    ]


def images():
    """(X, Y): MNIST's training set if $MNIST_DIR has it, else noise of the same size."""
    if os.environ.get("MNIST_DIR"):
        mnist = datasets.load("mnist")
        return mnist.training_images, datasets.one_hot(mnist.training_labels, SIZES[-1])
    generator = np.random.default_rng(0)
    X = generator.random((IMAGES, SIZES[0]), np.float32)
    return X, datasets.one_hot(generator.integers(0, SIZES[-1], IMAGES), SIZES[-1])
