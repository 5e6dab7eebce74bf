"""Short trainings with a learning rate that is too small, the run's own, or too large.

All three start where the run started and use its optimizer and the same mini-batches in the same
order. They are compared by the cost over a sample of `JUDGES` training examples.
"""

import numpy as np

from nn import datasets
from nn.analysis.landscape import costs_at, middle_of, plane_through
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.runs.run import REPEATS, Run
from nn.schema import Array, Layout
from nn.storage import Arrays
from nn.training.descent import Descent
from nn.training.loop import epoch_order, snapshot_steps

VERSION = 2
FACTORS = 0.01, 1.0, 100.0  # of the run's own learning rate
MOST_STEPS = 4_000  # but no more than one epoch has, nor the run
LOOKS = 40  # times that a training is measured, spaced as a run's snapshots are
JUDGES = 10_000
POINTS = 41, 25  # of the map, across and up
FARTHEST = 3.0  # how far the map reaches, as a multiple of how far the run's own learning rate went
MARGIN = 0.15  # around what the map has to show, as a share of its size


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    rates, (across, up) = len(FACTORS), POINTS
    return {
        "etas": Array("float64", (rates,)),
        "steps": Array("whole", ("S",)),
        "costs": Array("float64", (rates, "S"), gaps=True),
        "judges": Array("whole"),
        "paths": Array("float64", (rates, "S", 2), gaps=True),
        "off_plane": Array("float64", (rates, "S"), gaps=True),
        "xs": Array("float64", (across,)),
        "ys": Array("float64", (up,)),
        "map_costs": Array("float64", (up, across)),
    }


def why_not(finished: Run) -> str | None:
    """Why it can't be measured for a run."""
    return None if finished.replayable else REPEATS


def measure(finished: Run, data: Dataset) -> Arrays:
    """Three trainings, R = 3, at S looks.

    `etas` (R,); `steps` (S,); `costs` (R, S) float64, NaN once a training is no longer finite;
    `judges`, the number of examples they are measured on. On a plane through the start and the last
    looks of the second and third trainings: `paths` (R, S, 2), coordinates; `off_plane` (R, S),
    distances from it, both NaN where the costs are; `xs` (POINTS[0],), `ys` (POINTS[1],) and
    `map_costs` (POINTS[1], POINTS[0]), the cost at ys[i], xs[j].
    """
    X, Y = data.training_images, datasets.one_hot(data.training_labels, finished.sizes[-1])
    images, labels = data.some("training", JUDGES)
    judges = images, datasets.one_hot(labels, finished.sizes[-1])
    m = finished.facts["mini_batch_size"]
    steps = snapshot_steps(min(MOST_STEPS, max(1, len(X) // m), int(finished.steps[-1])), LOOKS)
    order = epoch_order(finished.facts["seed"], 0, len(X))
    etas = finished.facts["optimizer"]["eta"] * np.array(FACTORS)
    with np.errstate(all="ignore"):  # too large a step may well end in infinity
        trained = [descend(finished, X, Y, order, eta, steps, judges) for eta in etas]
    thetas, costs = (np.array(values) for values in zip(*trained, strict=True))
    start = finished.network(0)
    origin, directions = plane_of(thetas)
    offsets = thetas - origin
    paths = offsets @ directions.T
    xs, ys = window(paths)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return {
        "etas": etas,
        "steps": steps,
        "costs": costs,
        "judges": len(judges[0]),
        "paths": paths,
        "off_plane": np.linalg.norm(offsets - paths @ directions, axis=2),
        "xs": xs,
        "ys": ys,
        "map_costs": costs_at(start, directions, grid, *judges).reshape(len(ys), len(xs)),
    }


def descend(
    finished: Run,
    X: np.ndarray,
    Y: np.ndarray,
    order: np.ndarray,
    eta: float,
    steps: np.ndarray,
    judges: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """(thetas (S, parameters), costs (S,)) after `steps` (S,) of training from the run's start."""
    network, facts = finished.network(0), finished.facts["optimizer"]
    descent = Descent(network, finished.optimizer(network), X, Y, facts["l2"])
    m = finished.facts["mini_batch_size"]
    thetas, costs = [], []
    for step in range(steps[-1] + 1):
        if step in steps:
            cost = network.cost(*judges)
            finite = np.isfinite(cost) and np.isfinite(network.theta).all()
            thetas.append(network.theta.astype(np.float64) if finite else network.theta * np.nan)
            costs.append(cost if finite else np.nan)
        if step < steps[-1]:  # after the last look the epoch may have no mini-batch left
            descent.step(order[step * m : (step + 1) * m], eta)
    return np.array(thetas), np.array(costs)


def plane_of(thetas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(origin, directions) of a plane for three paths (3, S, parameters) with the same start. If
    all are on one line, as they are after a single step, the plane also goes along a random
    direction."""
    _, right, large = (path[np.isfinite(path).all(axis=1)] for path in thetas)
    at_random = right[0] + np.random.default_rng(0).standard_normal(right.shape[1])
    for aside in (large[-1], large[min(1, len(large) - 1)], right[middle_of(right)], at_random):
        try:
            return plane_through(np.stack([right[0], right[-1], aside]), 0, 1, 2)
        except DownhillError:
            continue
    raise DownhillError("the run's first steps lead nowhere, so there is no plane to draw.")


def window(paths: np.ndarray) -> list[np.ndarray]:
    """(xs, ys) of a map around three paths (3, S, 2), with the same spacing on both axes. It leaves
    out points that are too far from the start (FARTHEST)."""
    away = np.linalg.norm(paths, axis=2)
    near = paths[away <= FARTHEST * np.nanmax(away[1])]  # NaN is not near
    low, high = near.min(axis=0), near.max(axis=0)
    spacing = ((high - low) / np.array(POINTS)).max()
    half = (0.5 + MARGIN) * spacing * np.array(POINTS)
    middle = (low + high) / 2
    return [
        np.linspace(m - h, m + h, points) for m, h, points in zip(middle, half, POINTS, strict=True)
    ]
