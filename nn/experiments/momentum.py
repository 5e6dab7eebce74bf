"""Momentum in a steep and in a flat direction of a real cost. (Goh, Distill 2017; Polyak 1964.)

The cost is that of softmax regression on real digits: a network without hidden layers, with
cross-entropy and an L2 penalty, over all its images at each step. It is convex, so it has one
minimum. Near the minimum, the Hessian's eigenvectors are independent directions. We take the
steepest, with curvature λ₁, and one that is `flatter` times less curved, start beside the minimum
along both, and descend by nn.optimizers.Momentum with the learning rate `reach`/λ₁, for each μ of
`momenta`.

On a parabola with curvature λ, v ← μv − ηλx, x ← x + v; x arrives soonest without oscillation if
μ = (1 − √ηλ)². The real descent is compared with that. Each seed draws different images, so it has
a different minimum and different directions.
"""

from collections.abc import Callable

import numpy as np

from nn import datasets
from nn.analysis.curves import arrival
from nn.analysis.landscape import costs_at
from nn.datasets import Dataset, as_greys
from nn.network import Network
from nn.optimizers import Momentum
from nn.storage import Arrays, Facts

VERSION = 1
QUESTION = "Why does momentum work, and how much of it?"
AFTER = "Goh, Why Momentum Really Works (Distill 2017)"
SETTINGS = {
    "pool": 50_000,
    "training": 2_000,
    "l2": 0.01,
    "momenta": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99],
    "reach": 1.8,
    "flatter": 50,
    "start": [0.3, 1.0],
    "arrived": 0.1,
    "steps": 200,
    "lanczos": 250,
    "map": [73, 37],
    "seeds": [0, 1, 2, 3, 4],
}
QUICK = {
    "pool": 4_000,
    "training": 500,
    "momenta": [0.0, 0.5, 0.8, 0.95],
    "steps": 120,
    "map": [13, 7],
    "seeds": [0, 1],
}
Product = Callable[[np.ndarray], np.ndarray]  # v → Hv of some matrix H
ROOM = 1.25  # how far the map reaches, as a multiple of the start's distance


def examples(data: Dataset, settings: Facts) -> Arrays:
    """A sample of training images as bytes, from which each seed draws some, and their labels."""
    return data.examples(settings["pool"])


def trials(settings: Facts) -> list[Facts]:
    """One for each seed."""
    return [{"seed": seed} for seed in settings["seeds"]]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """The arrays of `gather`, without the axis of seeds."""
    generator = np.random.default_rng([given["seed"], 13])
    rows = generator.permutation(len(examples["labels"]))[: settings["training"]]
    Y = datasets.one_hot(examples["labels"][rows], int(examples["labels"].max()) + 1)
    cost = SoftmaxRegression(as_greys(examples["X"][rows]), Y, settings["l2"])
    minimum = cost.minimum()
    product = cost.hessian_at(minimum)
    curvatures, vectors = steepest(product, len(minimum), settings["lanczos"], generator)
    pair = [0, abs(curvatures - curvatures[0] / settings["flatter"]).argmin()]
    curvatures, directions = curvatures[pair], vectors[pair]
    eta = settings["reach"] / curvatures[0]
    runs = [descend(cost, minimum, directions, mu, eta, settings) for mu in settings["momenta"]]
    start, steps = np.array(settings["start"]), settings["steps"]
    on_parabolas = [parabola(mu, eta * curvatures, start, steps) for mu in settings["momenta"]]
    arrays = {
        **{kind: np.stack([run[kind] for run in runs]) for kind in runs[0]},
        "theory": np.stack(on_parabolas),
        "map_costs": cost.over(minimum, directions, *map_of(settings)),
        "pictures": np.stack([most_of(direction, cost.network) for direction in directions]),
    }
    wrong = [product(v) - k * v for k, v in zip(curvatures, directions, strict=True)]
    return {
        **{kind: values.astype(np.float32) for kind, values in arrays.items()},
        "curvatures": curvatures,
        "residuals": np.linalg.norm(wrong, axis=1),
    }


class SoftmaxRegression:
    """C(θ) = cross-entropy of X (n, n_0), Y (n, n_1) + l2/2 Σw²: convex, over all examples."""

    def __init__(self, X: np.ndarray, Y: np.ndarray, l2: float) -> None:
        self.X, self.Y, self.l2 = X.astype(np.float64), Y.astype(np.float64), l2
        sizes = [X.shape[1], Y.shape[1]]
        self.network = Network(sizes, "sigmoid", "softmax", "cross_entropy", dtype=np.float64)
        self.penalised = np.ones_like(self.network.theta)  # 1 for weights, 0 for biases
        self.penalised[-sizes[1] :] = 0

    def at(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """(C, ∇C) at θ."""
        self.network.theta[:] = theta
        batch = self.network.backpropagation(self.X, self.Y)
        cost = batch.costs(self.Y).mean() + self.l2 / 2 * (self.penalised @ theta**2)
        return cost, batch.nabla + self.l2 * self.penalised * theta

    def hessian_at(self, theta: np.ndarray) -> Product:
        """The function v → Hv, H the Hessian at θ."""
        self.network.theta[:] = theta
        a = self.network.forward(self.X).a[-1].copy()
        shape = self.network.weights[0].shape

        def product(v: np.ndarray) -> np.ndarray:
            z = self.X @ v[: -shape[0]].reshape(shape).T + v[-shape[0] :]
            delta = a * (z - (a * z).sum(axis=1, keepdims=True)) / len(a)
            data = np.concatenate([(delta.T @ self.X).ravel(), delta.sum(axis=0)])
            return data + self.l2 * self.penalised * v

        return product

    def minimum(self, tolerance: float = 1e-8) -> np.ndarray:
        """The θ where |∇C| is below a tolerance: Newton's method from θ = 0, its equations solved
        by conjugate gradients, its steps halved until the cost falls."""
        theta = np.zeros_like(self.network.theta)
        cost, nabla = self.at(theta)
        while (length := float(np.linalg.norm(nabla))) > tolerance:
            step = conjugate_gradients(self.hessian_at(theta), -nabla, min(0.1, length) * length)
            # Near the minimum, rounding may make the cost seem to rise after a correct step.
            while self.at(theta + step)[0] > cost * (1 + 1e-14):
                step /= 2
            theta += step
            cost, nabla = self.at(theta)
        return theta

    def over(
        self, origin: np.ndarray, directions: np.ndarray, xs: np.ndarray, ys: np.ndarray
    ) -> np.ndarray:
        """C (y, x) at origin + y d₁ + x d₂, minus C at the origin."""
        points = np.stack(np.meshgrid(ys, xs, indexing="ij"), axis=-1).reshape(-1, 2)
        self.network.theta[:] = origin
        data = costs_at(self.network, directions, points, self.X, self.Y, workers=1)
        weights = self.penalised * np.vstack([origin, directions])
        parts = np.insert(points, 0, 1, axis=1)
        penalties = ((parts @ (weights @ weights.T)) * parts).sum(axis=1)
        costs = data + self.l2 / 2 * penalties
        return costs.reshape(len(ys), len(xs)) - self.at(origin)[0]


def conjugate_gradients(product: Product, b: np.ndarray, tolerance: float) -> np.ndarray:
    """x with |Hx − b| below a tolerance, H positive definite (Hestenes & Stiefel 1952)."""
    x, rest = np.zeros_like(b), b.copy()
    way, square = rest.copy(), rest @ rest
    while np.sqrt(square) > tolerance:
        image = product(way)
        length = square / (way @ image)
        x += length * way
        rest -= length * image
        before, square = square, rest @ rest
        way = rest + square / before * way
    return x


def steepest(
    product: Product, n: int, iterations: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(eigenvalues, eigenvectors as rows) of a symmetric n × n matrix, the largest first, by
    Lanczos' method with reorthogonalization. Only the first of them converge."""
    basis = np.zeros((iterations, n))
    matrix = np.zeros((iterations, iterations))
    vector = generator.standard_normal(n)
    for i in range(iterations):
        basis[i] = vector / np.linalg.norm(vector)
        vector = product(basis[i])
        matrix[i, i] = vector @ basis[i]
        for _ in range(2):  # once would leave rounding errors
            vector -= basis[: i + 1].T @ (basis[: i + 1] @ vector)
        matrix[i, i + 1 : i + 2] = matrix[i + 1 : i + 2, i] = np.linalg.norm(vector)
    values, vectors = np.linalg.eigh(matrix)
    return values[::-1], vectors.T[::-1] @ basis


def descend(
    cost: SoftmaxRegression,
    minimum: np.ndarray,
    directions: np.ndarray,
    mu: float,
    eta: float,
    settings: Facts,
) -> Arrays:
    """Full-batch descent from beside the minimum: `path` (steps + 1, 2), the coordinates along two
    directions, `off_plane` and `costs` (steps + 1,), the distance from their plane and the cost
    above the minimum's."""
    theta = minimum + np.array(settings["start"]) @ directions
    optimizer, lowest = Momentum(theta, mu), cost.at(minimum)[0]
    path, off_plane, costs = [], [], []
    for _ in range(settings["steps"] + 1):
        value, nabla = cost.at(theta)
        offset = theta - minimum
        path.append(directions @ offset)
        off_plane.append(np.linalg.norm(offset - path[-1] @ directions))
        costs.append(value - lowest)
        optimizer.step(theta, nabla, eta)
    return {"path": np.array(path), "off_plane": np.array(off_plane), "costs": np.array(costs)}


def parabola(mu: float, eta_lambda: np.ndarray, start: np.ndarray, steps: int) -> np.ndarray:
    """The path (steps + 1, k) of v ← μv − ηλx, x ← x + v on parabolas, eta_lambda (k,) their ηλ."""
    x, v = np.array(start, dtype=float), np.zeros(len(start))
    path = [x.copy()]
    for _ in range(steps):
        v = mu * v - eta_lambda * x
        x += v
        path.append(x.copy())
    return np.array(path)


def critical(eta_lambda: np.ndarray) -> np.ndarray:
    """The μ with which a descent on a parabola is fastest without oscillating: (1 − √ηλ)²."""
    return (1 - np.sqrt(eta_lambda)) ** 2


def most_of(direction: np.ndarray, network: Network) -> np.ndarray:
    """A direction's weights (n_0,) into the class that it changes most."""
    weights = direction[: network.weights[0].size].reshape(network.weights[0].shape)
    return weights[np.linalg.norm(weights, axis=1).argmax()]


def map_of(settings: Facts) -> list[np.ndarray]:
    """(xs, ys) of the map: along the flat direction and along the steep one."""
    reach = ROOM * np.array(settings["start"])
    return [
        np.linspace(-end, end, count)
        for end, count in zip(reach[::-1], settings["map"], strict=True)
    ]


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """For each seed and each μ, with axes (seeds, momenta, …): `path` (…, steps + 1, 2), the
    coordinates along the steep and the flat direction; `theory`, the same on parabolas of the same
    `curvatures` (seeds, 2); `off_plane` and `costs` (…, steps + 1), see `descend`; `arrivals`
    (…, 2), see `arrival`. For the first seed: `map_costs` (y, x) at `xs`, `ys`, above the
    minimum's; `pictures` (2, n_0), see `most_of`."""
    arrays = {kind: np.stack([result[kind] for result in results]) for kind in results[0]}
    for kind in ("map_costs", "pictures"):
        arrays[kind] = arrays[kind][0]
    arrays["xs"], arrays["ys"] = map_of(settings)
    path, curvatures = arrays["path"], arrays["curvatures"]
    arrays["arrivals"] = arrival(path, settings["arrived"])
    both = np.median(arrays["arrivals"].max(axis=2), axis=0)
    etas = settings["reach"] / curvatures[:, :1]
    steep, flat = np.median(critical(etas * curvatures), axis=0)
    deviation = abs(path - arrays["theory"]).max(axis=(0, 2))
    plain, soonest = settings["momenta"].index(0), int(both.argmin())
    found = {
        "ratio": float(np.median(curvatures[:, 0] / curvatures[:, 1])),
        "critical_steep": float(steep),
        "critical_flat": float(flat),
        "best_momentum": settings["momenta"][soonest],
        "arrival_plain": float(both[plain]),
        "arrival_best": float(both[soonest]),
        "arrival_most": float(both[-1]),
        "overshoot_most": float(np.median(path[:, -1, :, 1].min(axis=1))),
        "deviation_plain_flat": float(deviation[plain, 1]),
        "deviation_most_flat": float(deviation[-1, 1]),
        "largest_residual": float(arrays["residuals"].max()),
    }
    return arrays, found
