"""What does a layer do to space? (Olah 2014, "Neural Networks, Manifolds, and Topology".)

A layer of two tanh units maps the plane to another: its weights rotate, stretch and shear it, its
biases shift it, tanh bends it into a square. It tears nothing and, unless the weights have
determinant zero, folds nothing together. The last layer can only draw a straight line. So the
layers before it have to untangle two spirals, and some starts manage that while others do not. A
disc in a ring cannot be separated from it by layers of two units, however many there are, because
it stays inside. Layers of three units have room to lift it out.

Layers as wide as their input start near the identity, which leaves space as it is, so the warp that
is seen is learned. The points are drawn here; the digits of the data set are not used. The disc and
the ring are Olah's, with radii 1/3, and from 2/3 to 1. The spirals count as separated if a thousand
points on each are all right. Networks of the ring are judged by points that they were not trained
on, because layers of two units may pull a gap open between the training points. The start, the
learning rate and the number of steps were chosen mostly on other seeds, from 100 on. But the
spirals' turns, the depth of four layers, and the rule that picks the network to be shown
(`clearest`) were chosen after looking at seeds 0 to 49. So the share of starts that separate the
spirals may be slightly too favourable.
"""

import itertools
from collections.abc import Iterator

import numpy as np

from nn.analysis.curves import spirals
from nn.analysis.rounding import ROUNDING
from nn.datasets import Dataset
from nn.network import Network, layer_views
from nn.optimizers import Adam
from nn.storage import Arrays, Facts
from nn.training.ensemble import Ensemble, EnsembleDescent, EnsemblePass
from nn.training.loop import snapshot_steps

VERSION = 1
QUESTION = "What does a layer do to space, and what can two units never do?"
AFTER = "Olah 2014"
SETTINGS = {
    "turns": 1.0,
    "curve_points": 100,
    "curve_points_judged": 1_000,
    "curve_depth": 4,
    "ring_points": 250,
    "ring_points_judged": 10_000,
    "ring_depths": [1, 2, 4],
    "ring_widths": [2, 3],
    "points_seed": 0,
    "start": 1.2,
    "start_spread": 0.2,
    "eta": 0.01,
    "steps": 2_000,
    "snapshots": 90,
    "seeds": list(range(50)),
}
QUICK = {
    "steps": 1_200,
    "ring_points": 150,
    "ring_depths": [1, 2],
    "snapshots": 5,
    "seeds": list(range(12)),
}
SURE = 0.9  # an answer is sure if the right class has at least this output


def examples(data: Dataset | None, settings: Facts) -> Arrays:
    """The points (2 n, 2) of both tasks, those of the first class before those of the second: for
    training, and (`…_judged`) for judging."""
    made = {}
    for place, judged in enumerate(("", "_judged")):
        generator = np.random.default_rng([settings["points_seed"], place])
        curves = spirals(settings[f"curve_points{judged}"], settings["turns"])
        made[f"spirals{judged}"] = curves.reshape(-1, 2).astype(np.float32)
        ring = disc_and_ring(settings[f"ring_points{judged}"], generator)
        made[f"ring{judged}"] = ring.astype(np.float32)
    return made


def trials(settings: Facts) -> list[Facts]:
    """One for the spirals, and one for the ring with each width and depth; each trains the networks
    of all seeds together."""
    ring = itertools.product(settings["ring_widths"], settings["ring_depths"])
    return [
        {"task": "spirals", "width": 2, "depth": settings["curve_depth"]},
        *({"task": "ring", "width": width, "depth": depth} for width, depth in ring),
    ]


def trial(settings: Facts, given: Facts, examples: Arrays) -> Arrays:
    """At each snapshot, for each seed: `thetas` (S, seeds, parameters), `accuracy` (S, seeds) on
    the points for judging; at the end `training_accuracy` (seeds,)."""
    sizes = sizes_of(given["width"], given["depth"])
    start = settings["start"], settings["start_spread"]
    ensemble = Ensemble([near_identity(sizes, seed, *start) for seed in settings["seeds"]])
    X, X_judged = examples[given["task"]], examples[f"{given['task']}_judged"]
    descent = EnsembleDescent(ensemble, Adam(ensemble.theta), X, targets(X))
    rows, steps = np.arange(len(X)), settings["steps"]
    snapshots, thetas, accuracy = snapshot_steps(steps, settings["snapshots"]), [], []
    for step in range(steps + 1):
        if step in snapshots:
            thetas.append(np.stack([network.theta for network in ensemble.networks()]))
            accuracy.append(accuracies(ensemble, X_judged))
        if step < steps:
            descent.step(rows, settings["eta"] * (1 - step / steps))
    return {
        "thetas": np.stack(thetas),
        "accuracy": np.stack(accuracy),
        "training_accuracy": accuracies(ensemble, X),
    }


def gather(settings: Facts, trials: list[Facts], results: list[Arrays]) -> tuple[Arrays, Facts]:
    """The final accuracies of all seeds, and the trainings of three networks, one snapshot per row.

    `steps` (S,). Spirals: `line` (3,), see `best_line`; `spiral_accuracy` (seeds,) and
    `spiral_thetas` (seeds, parameters) at the end. Ring: `ring_accuracy`, `ring_training_accuracy`
    (widths, depths, seeds). The networks, with `…_accuracies`: `untangled` (s, parameters), the
    `clearest` at the spirals, up to the snapshot chosen there; `two` (S, parameters), the best at
    the ring of all with two units; `three` (s, parameters), the `clearest` at the ring with one
    layer of three units.
    """
    points = examples(None, settings)
    steps = snapshot_steps(settings["steps"], settings["snapshots"])
    sizes = [sizes_of(given["width"], given["depth"]) for given in trials]
    spiral, *rings = results
    depths = len(settings["ring_depths"])
    shape = len(settings["ring_widths"]), depths, len(settings["seeds"])
    ring = np.array([result["accuracy"][-1] for result in rings]).reshape(shape)
    on_trained = np.array([result["training_accuracy"] for result in rings]).reshape(shape)
    parted = spiral["accuracy"][-1] == 1
    by_a_line, line = best_line(*spirals(settings["curve_points_judged"], settings["turns"]))
    depth, best = np.unravel_index(ring[0].argmax(), shape[1:])
    one_layer = 1 + depths  # of three units
    clear = clearest(spiral, sizes[0], points["spirals_judged"])
    lifted = clearest(results[one_layer], sizes[one_layer], points["ring_judged"])
    arrays = {
        "steps": steps,
        "line": line,
        "spiral_accuracy": spiral["accuracy"][-1],
        "spiral_thetas": np.stack([upright(t[None], sizes[0])[0] for t in spiral["thetas"][-1]]),
        "ring_accuracy": ring,
        "ring_training_accuracy": on_trained,
        **_kept("untangled", spiral, clear, sizes[0]),
        **_kept("two", rings[depth], (len(steps) - 1, best), sizes[1 + depth]),
        **_kept("three", results[one_layer], lifted, sizes[one_layer]),
    }
    found = {
        "spirals_parted": int(parted.sum()),
        "spirals_tried": len(parted),
        "spirals_by_a_line": by_a_line,
        "untangled_seed": settings["seeds"][clear[1]],
        "untangled_steps": int(steps[clear[0]]),
        "two_best": float(ring[0].max()),
        "two_mean": float(ring[0].mean()),
        "two_all_right": int((ring[0] == 1).sum()),
        "two_all_right_on_trained": int((on_trained[0] == 1).sum()),
        "two_tried": ring[0].size,
        "two_depth": settings["ring_depths"][depth],
        "three_mean": float(ring[1].mean()),
        "three_all_right": int((ring[1] == 1).sum()),
        "three_all_right_one_layer": int((ring[1, 0] == 1).sum()),
        "three_tried": ring[1].size,
    }
    return {name: np.asarray(array, np.float32) for name, array in arrays.items()}, found


def sizes_of(width: int, depth: int) -> list[int]:
    """Two inputs, `depth` layers of `width` units, one output."""
    return [2] + [width] * depth + [1]


def near_identity(sizes: list[int], seed: int, gain: float, spread: float) -> Network:
    """A network whose square hidden layers start at `gain` times the identity plus N(0, spread²);
    its other layers start as in any `Network`."""
    network = Network(sizes, "tanh", "sigmoid", "cross_entropy", seed)
    for W in network.weights[:-1]:
        n_out, n_in = W.shape
        if n_out == n_in:  # Network draws from N(0, 1/n_in)
            W[:] = gain * np.eye(n_in) + spread * np.sqrt(n_in) * W
    return network


def disc_and_ring(n: int, generator: np.random.Generator) -> np.ndarray:
    """`n` random points of the disc, then `n` of the ring: (2 n, 2)."""
    squares = np.concatenate([generator.uniform(0, 1 / 9, n), generator.uniform(4 / 9, 1, n)])
    angle = generator.uniform(0, 2 * np.pi, 2 * n)
    return np.sqrt(squares)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def targets(X: np.ndarray) -> np.ndarray:
    """The targets (n, 1): 1 for the first half of the points, 0 for the others."""
    return np.repeat(np.array([[1], [0]], np.float32), len(X) // 2, axis=0)


def accuracies(ensemble: Ensemble, X: np.ndarray) -> np.ndarray:
    """The share of points (2 n, 2), half of them of each class, that each network gets right."""
    z = EnsemblePass(ensemble, len(X), shared=True).forward(X).z[-1]
    return ((z > 0) == (targets(X) > 0)).mean(axis=(1, 2))


def best_line(blue: np.ndarray, orange: np.ndarray, angles: int = 720) -> tuple[float, np.ndarray]:
    """(share, (w_1, w_2, b)): the largest share of points (n, 2), (n, 2) that a straight line
    w·x + b = 0 can have on the right sides, and such a line, among `angles` directions of w."""
    most, best = 0, np.zeros(3)
    for angle in np.linspace(0, 2 * np.pi, angles, endpoint=False):
        w = np.array([np.cos(angle), np.sin(angle)])
        along = np.concatenate([blue @ w, orange @ w])
        order = np.argsort(along, kind="stable")  # ties in order, on any processor
        is_blue = (order < len(blue)).cumsum()
        right = np.arange(1, len(order) + 1) - is_blue + len(blue) - is_blue  # line after each
        cut = right[:-1].argmax()
        if right[cut] > most:
            most, best = right[cut], np.array([*w, -along[order[cut : cut + 2]].mean()])
    return float(most / (len(blue) + len(orange))), best


def clearest(result: Arrays, sizes: list[int], X: np.ndarray) -> tuple[int, int]:
    """(snapshot, index) of the network to be shown.

    Each network is taken at the first snapshot at which it is SURE of every point X (2 n, 2); of
    these, the one that flattens space least is chosen. If there is none, it is the last snapshot of
    the network that gets most points right. Flattening: a layer turns a circle into an ellipse; the
    thinnest ellipse of all layers counts.
    """
    best, chosen = -1, (len(result["accuracy"]) - 1, int(result["accuracy"][-1].argmax()))
    for k in range(result["accuracy"].shape[1]):
        for snapshot in np.flatnonzero(result["accuracy"][:, k] == 1):
            network = Network(sizes, "tanh", "sigmoid", "cross_entropy")
            network.theta[:] = result["thetas"][snapshot, k]
            for_the_right = abs(network.forward(X).a[-1] - 1 + targets(X))
            if for_the_right.min() > SURE:
                axes = [np.linalg.svd(W, compute_uv=False) for W in network.weights[:-1]]
                roundness = min(a[-1] / a[0] for a in axes)
                if roundness > best:
                    best, chosen = roundness, (int(snapshot), k)
                break
    return chosen


def upright(thetas: np.ndarray, sizes: list[int]) -> np.ndarray:
    """The same networks (S, parameters), with the units of each layer in the order and with the
    signs that make the last network rotate the plane least, without mirroring it.

    Since tanh(−z) = −tanh(z), two units may be reordered and negated in 8 ways; if the next layer's
    weights change accordingly, the outputs stay the same. Only layers with two units and two inputs
    are changed.
    """
    made = thetas.copy()
    weights, biases = layer_views(made, sizes)
    for l, (W, b) in enumerate(zip(weights[:-1], biases[:-1], strict=True)):
        if W.shape[1:] == (2, 2):
            P = min(_signed_orders(), key=lambda P: _turning(P @ W[-1]))
            W[:], b[:] = P @ W, b @ P.T
            weights[l + 1][:] = weights[l + 1] @ P.T
    return made


def _turning(W: np.ndarray) -> float:
    """The angle by which a matrix (2, 2) rotates the plane, 0…π; infinite if it mirrors it."""
    if np.linalg.det(W) < -ROUNDING * (W**2).sum():  # a singular matrix does not mirror
        return np.inf
    return abs(np.arctan2(W[1, 0] - W[0, 1], W[0, 0] + W[1, 1]))


def _signed_orders() -> Iterator[np.ndarray]:
    """The 8 matrices that reorder and negate two units."""
    for order in (np.eye(2), np.eye(2)[::-1]):
        for signs in itertools.product((1, -1), repeat=2):
            yield (np.diag(signs) @ order).astype(np.float32)


def _kept(name: str, result: Arrays, place: tuple[int, int], sizes: list[int]) -> Arrays:
    """The training of a network up to a snapshot, place = (snapshot, index), under a name."""
    end, k = place
    return {
        name: upright(result["thetas"][: end + 1, k], sizes),
        f"{name}_accuracies": result["accuracy"][: end + 1, k],
    }
