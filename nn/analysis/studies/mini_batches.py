"""Gradients of mini-batches beside the gradient of all examples, and how far many rough steps get
for the price of one exact step."""

import numpy as np
import numpy.typing as npt

from nn.analysis.gradients import angles_between
from nn.analysis.landscape import all_cores
from nn.datasets import Dataset, compact, one_hot
from nn.network import Network, layer_views
from nn.runs.run import REPEATS, Run
from nn.schema import Array, Layout
from nn.storage import Arrays
from nn.training.descent import Descent
from nn.training.loop import epoch_order

VERSION = 1
SEED = 0
GROWTH = 10  # from one size of mini-batch to the next
DRAWS, FEWEST_DRAWS = 200, 24  # mini-batches of each size; fewer if they are large
MOST_EXAMPLES = 100_000  # in all mini-batches of one size
SINGLE_STEPS = 150  # first steps of the run after which the cost is measured
EXACT_STEPS = 12
TIMES_ETA = (1, 4, 16)  # multiples of the learning rate for exact steps, which may be longer
SHOWN = 20  # examples of the first mini-batch that are kept as pictures


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    first = min(SHOWN, finished.facts["mini_batch_size"], finished.facts["dataset"]["training"])
    return {
        "snapshots": Array("whole", (2,), below=len(finished.steps)),
        "sizes": Array("whole", ("k",)),
        "draws": Array("whole", ("k",)),
        "angles": Array("float32", (2, "k", "most draws"), gaps=True),
        "ratios": Array("float32", (2, "k", "most draws"), gaps=True),
        "first_images": Array("greys", (first, finished.sizes[0])),
        "first_angle": Array("float64"),
        "single_costs": Array("float64", ("steps + 1",), gaps=True),
        "batch_costs": Array("float64", ("steps",), gaps=True),
        "etas": Array("float64", (len(TIMES_ETA),)),
        "exact_costs": Array("float64", (len(TIMES_ETA), "exact steps + 1"), gaps=True),
    }


def why_not(finished: Run) -> str | None:
    """Why it can't be measured for a run."""
    return None if finished.replayable else REPEATS


def measure(finished: Run, data: Dataset) -> Arrays:
    """Angles of mini-batch gradients, single steps, exact steps; costs are over all training data.

    `snapshots` (2,): the first and the last. `sizes` (k,) of mini-batches: the run's, ten times it,
    a hundred times …, all below n, the number of examples; `draws` (k,), how many of each size;
    `angles` (2, k, most draws) float32, degrees from their gradients to ∇C over all; `ratios`, of
    the same shape, their gradients' lengths divided by |∇C|; both are NaN beyond the draws.
    `first_images` (≤ SHOWN, inputs), see `compact`: of the run's first mini-batch; `first_angle`
    (), that of its gradient. `single_costs` (≤ SINGLE_STEPS + 1,): at the start and after each of
    the run's first steps; `batch_costs` (one fewer), the cost of each step's own mini-batch before
    the step; both are NaN once the cost is no longer finite.
    `etas` (3,) and `exact_costs` (3, ≤ EXACT_STEPS + 1): steps from the same start with the run's
    optimizer along ∇C over all, at the run's first learning rate and at multiples of it (NaN after
    the cost is no longer finite).
    """
    X, Y = data.training_images, one_hot(data.training_labels, finished.sizes[-1])
    rows = _first_mini_batches(finished, len(X))
    start = finished.network(0)
    return {
        **_fans(finished, X, Y),
        "first_images": compact(X[rows[0][:SHOWN]]),
        "first_angle": angles_between(start.gradient(X[rows[0]], Y[rows[0]]), start.gradient(X, Y)),
        **_single_steps(finished, rows, X, Y),
        **_exact_steps(finished, X, Y),
    }


def _first_mini_batches(finished: Run, n: int) -> list[np.ndarray]:
    """The rows of the first mini-batches that the run was trained on."""
    m = finished.facts["mini_batch_size"]
    order = epoch_order(finished.facts["seed"], 0, n)
    return [order[i : i + m] for i in range(0, min(n, m * SINGLE_STEPS), m)]


def _fans(finished: Run, X: np.ndarray, Y: np.ndarray) -> Arrays:
    n, m = len(X), min(finished.facts["mini_batch_size"], len(X))
    sizes = [m]
    while sizes[-1] * GROWTH < n:
        sizes.append(sizes[-1] * GROWTH)
    draws = [int(np.clip(MOST_EXAMPLES // size, FEWEST_DRAWS, DRAWS)) for size in sizes]
    snapshots = [0, len(finished.steps) - 1]
    angles = np.full((2, len(sizes), max(draws)), np.nan)
    ratios = angles.copy()

    def work(i: int, k: int) -> None:
        network, exact = networks[i], exacts[i]
        generator, length = np.random.default_rng([SEED, i, k]), np.linalg.norm(exact)
        for d in range(draws[k]):
            rows = generator.choice(n, sizes[k], replace=False)
            rough = network.gradient(X[rows], Y[rows])
            angles[i, k, d] = angles_between(rough, exact)
            ratios[i, k, d] = np.linalg.norm(rough) / length if length else np.nan

    networks = [finished.network(s) for s in snapshots]
    with all_cores() as pool:
        exacts = list(pool.map(lambda network: network.gradient(X, Y), networks))
        tasks = [(i, k) for k in reversed(range(len(sizes))) for i in range(2)]
        list(pool.map(lambda task: work(*task), tasks))
    return {
        "snapshots": np.array(snapshots),
        "sizes": np.array(sizes),
        "draws": np.array(draws),
        "angles": angles.astype(np.float32),
        "ratios": ratios.astype(np.float32),
    }


@np.errstate(all="ignore")  # where it grows without bound, NaN says so
def _single_steps(finished: Run, batches: list[np.ndarray], X: np.ndarray, Y: np.ndarray) -> Arrays:
    """The run's first steps again, and the cost after each."""
    facts, network = finished.facts, finished.network(0)
    descent = Descent(network, finished.optimizer(network), X, Y, facts["optimizer"]["l2"])
    thetas, batch_costs = [network.theta.copy()], []
    for rows in batches:
        batch_costs.append(network.cost(X[rows], Y[rows]))
        descent.step(rows, facts["optimizer"]["eta"])
        thetas.append(network.theta.copy())

    @np.errstate(all="ignore")  # here too: a thread begins without it
    def cost(theta: np.ndarray) -> float:
        there = finished.network(0)
        there.theta[:] = theta
        return there.cost(X, Y)

    with all_cores() as pool:
        costs = list(pool.map(cost, thetas))
    return {"single_costs": _with_gaps(costs), "batch_costs": _with_gaps(batch_costs)}


def _exact_steps(finished: Run, X: np.ndarray, Y: np.ndarray) -> Arrays:
    facts = finished.facts["optimizer"]
    etas = facts["eta"] * np.array(TIMES_ETA, float)
    count = min(EXACT_STEPS, finished.facts["epochs"])

    @np.errstate(all="ignore")  # where it grows without bound, NaN says so
    def descend(eta: float) -> list[float]:
        network = finished.network(0)
        optimizer = finished.optimizer(network)
        costs = [network.cost(X, Y)]
        while len(costs) <= count and np.isfinite(costs[-1]):
            nabla = network.gradient(X, Y)
            for nabla_w, W in zip(_weights(nabla, network), network.weights, strict=True):
                nabla_w += facts["l2"] * W  # as in training: not for biases
            optimizer.step(network.theta, nabla.astype(network.theta.dtype), eta)
            costs.append(network.cost(X, Y))
        return costs + [np.nan] * (count + 1 - len(costs))

    with all_cores() as pool:
        costs = list(pool.map(descend, etas))
    return {"etas": etas, "exact_costs": _with_gaps(costs)}


def _with_gaps(costs: npt.ArrayLike) -> np.ndarray:
    """Costs, with NaN for those that are not finite."""
    return np.where(np.isfinite(costs), costs, np.nan)


def _weights(nabla: np.ndarray, network: Network) -> list[np.ndarray]:
    return layer_views(nabla, network.sizes)[0]
