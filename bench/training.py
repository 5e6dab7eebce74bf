"""One training step, 784-16-16-10, mini-batches of 10, one thread: ours, the book's, PyTorch's.

All start from the same parameters and take the same steps of plain gradient descent on Σ(a−y)²,
each gathering its mini_batch from the training set by index, as in a real training. We check that
they compute the same before we time them.
"""

import itertools

import numpy as np
from threadpoolctl import threadpool_limits

from bench.timing import medians
from nn import datasets
from nn.network import Network
from nn.optimizers import SGD
from nn.training.descent import Descent
from nn.training.loop import epoch_order

SIZES = [784, 16, 16, 10]
MINI_BATCH_SIZE = 10
ETA = 1.0

BOOK = "training step: loops as in Nielsen's book"
PYTORCH = "training step: eager PyTorch"
TARGETS = {BOOK: 12, PYTORCH: 6}
ROUNDS, STEPS = 50, 100


def measure():
    """A row for each contestant beside ours, in µs a step."""
    digits = datasets.load("digits")
    X, Y = digits.training_images, datasets.one_hot(digits.training_labels, SIZES[-1])
    order = epoch_order(seed=0, epoch=0, count=len(X))
    mini_batches = order[: STEPS * MINI_BATCH_SIZE].reshape(STEPS, MINI_BATCH_SIZE)

    contestants, missing = {"ours": ours(X, Y), BOOK: book_loops(X, Y)}, []
    try:
        contestants[PYTORCH] = eager_pytorch(X, Y)
    except ImportError:
        missing = [{"name": PYTORCH, "target": TARGETS[PYTORCH], "why": "not installed"}]

    with threadpool_limits(1):
        _check_that_they_agree(contestants, mini_batches)
        turns = {name: _one_step(step, mini_batches) for name, (step, _) in contestants.items()}
        seconds = medians(turns, ROUNDS, STEPS)
    return [_row(name, seconds) for name in TARGETS if name in seconds] + missing


def _check_that_they_agree(contestants, mini_batches):
    for step, _ in contestants.values():
        for rows in mini_batches:
            step(rows)
    expected = contestants["ours"][1]()
    for name, (_, parameters) in contestants.items():
        np.testing.assert_allclose(parameters(), expected, atol=1e-4, err_msg=name)


def _one_step(step, mini_batches):
    endless = itertools.cycle(mini_batches)
    return lambda: step(next(endless))


def _row(name, seconds):
    return {
        "name": name,
        "ours": seconds["ours"] * 1e6,
        "other": seconds[name] * 1e6,
        "unit": "µs",
        "ratio": seconds[name] / seconds["ours"],
        "target": TARGETS[name],
    }


# A contestant is (step, parameters): `step(rows)` updates it from the examples with these indices;
# `parameters()` is its flat θ, ordered as `Network.theta`.


def ours(X, Y):
    """The inner loop of `downhill train`."""
    network = Network(SIZES)
    descent = Descent(network, SGD(network.theta), X, Y)
    return lambda rows: descent.step(rows, ETA), lambda: network.theta


def book_loops(X, Y):
    """The book's algorithm (chapters 1 and 2): one example at a time, as float64 columns."""
    start = Network(SIZES)
    weights = [W.astype(np.float64) for W in start.weights]
    biases = [b.astype(np.float64)[:, None] for b in start.biases]
    columns = [array.astype(np.float64)[:, :, None] for array in (X, Y)]
    training_data = list(zip(*columns, strict=True))

    def step(rows):
        mini_batch = [training_data[row] for row in rows]
        nabla_w = [np.zeros(W.shape) for W in weights]
        nabla_b = [np.zeros(b.shape) for b in biases]
        for x, y in mini_batch:
            of_w, of_b = _backpropagation(weights, biases, x, y)
            nabla_w = [total + one for total, one in zip(nabla_w, of_w, strict=True)]
            nabla_b = [total + one for total, one in zip(nabla_b, of_b, strict=True)]
        rate = ETA / len(mini_batch)
        weights[:] = [W - rate * nabla for W, nabla in zip(weights, nabla_w, strict=True)]
        biases[:] = [b - rate * nabla for b, nabla in zip(biases, nabla_b, strict=True)]

    def parameters():
        layers = zip(weights, biases, strict=True)
        return np.concatenate([array.ravel() for layer in layers for array in layer])

    return step, parameters


def _backpropagation(weights, biases, x, y):
    """([∂C/∂W, …], [∂C/∂b, …]) of one example's cost, begun as zeros like the book's."""
    nabla_w = [np.zeros(W.shape) for W in weights]
    nabla_b = [np.zeros(b.shape) for b in biases]
    zs, activations = [], [x]
    for W, b in zip(weights, biases, strict=True):
        zs.append(np.dot(W, activations[-1]) + b)
        activations.append(_sigmoid(zs[-1]))
    delta = 2 * (activations[-1] - y) * _sigmoid_prime(zs[-1])
    for l in range(1, len(weights) + 1):  # counted from the output layer
        if l > 1:
            delta = np.dot(weights[-l + 1].T, delta) * _sigmoid_prime(zs[-l])
        nabla_b[-l] = delta
        nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
    return nabla_w, nabla_b


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _sigmoid_prime(z):
    return _sigmoid(z) * (1 - _sigmoid(z))


def eager_pytorch(X, Y):
    """The same network of `torch.nn.Linear` layers; raises ImportError if torch is missing."""
    import torch

    torch.set_num_threads(1)
    layers, start = [], Network(SIZES)
    for W, b in zip(start.weights, start.biases, strict=True):
        layers += [torch.nn.Linear(W.shape[1], W.shape[0]), torch.nn.Sigmoid()]
        with torch.no_grad():
            layers[-2].weight.copy_(torch.from_numpy(W))
            layers[-2].bias.copy_(torch.from_numpy(b))
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=ETA)
    X, Y = torch.from_numpy(X), torch.from_numpy(Y)

    def step(rows):
        rows = torch.from_numpy(rows)
        optimizer.zero_grad()
        cost = torch.nn.functional.mse_loss(model(X[rows]), Y[rows], reduction="sum") / len(rows)
        cost.backward()
        optimizer.step()

    def parameters():
        return torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy()

    return step, parameters
