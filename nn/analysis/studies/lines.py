"""The cost along three lines: one weight, the gradient, and the straight line from start to finish.

The first two go through the start of training; the weight is the one with the steepest slope there.
"""

from typing import Any

import numpy as np

from nn import datasets
from nn.analysis.landscape import costs_at
from nn.analysis.rounding import ROUNDING, first_highest
from nn.datasets import Dataset
from nn.network import layer_views
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1
REACH = 6.0  # how far the first two lines reach in either direction, in parameter space
POINTS = 121  # on each of the three
SHORTEST = 1 / 20  # the first step's least length, as a share of the distance to the lowest point
MOST_STEPS = 60
TINY = 1e-30  # below every learning rate
AT_REST = 0.1  # rolling ends at a step shorter than this, as a share of the first


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    snapshots, line = len(finished.steps), Array("float64", (POINTS,))
    n_in, n_out = finished.sizes[-2:]
    return {
        "layer": Array("whole", below=len(finished.sizes)),
        "to": Array("whole", below=n_out),
        "weight_from": Array("whole", below=n_in),
        **dict.fromkeys(("value", "slope", "gradient_length", "eta", "length"), Array("float64")),
        **dict.fromkeys(("moves", "weight_costs", "gradient_costs"), line),
        "rolled": Array("float64", ("K + 1",)),
        **dict.fromkeys(("alphas", "straight_costs"), line),
        **dict.fromkeys(("along", "astray"), Array("float64", (snapshots,))),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """Costs (POINTS,) float64 over the whole training set.

    `layer`, `to`, `weight_from`: l, j and k of the weight wˡⱼₖ of the last layer with the largest
    |∂C/∂w| at snapshot 0, j and k counted from 0; `value`, w there; `slope`, ∂C/∂w there. `moves`
    (POINTS,): distances from there along a line; `weight_costs`, the costs if this weight alone
    moves; `gradient_costs`, the costs if all parameters move along ±∇C, with the sign that makes
    both lines go downhill on the same side; `gradient_length`, |∇C|.
    `rolled` (K + 1,): the moves of the weight after 0…K steps of −`eta` ∂C/∂w along its line, with
    slopes from a cubic through the costs; `eta` is the run's learning rate times the smallest power
    of ten that makes the first step large enough to see (SHORTEST); if the run does not tell its
    learning rate, `eta` is the smallest power of ten itself that does so.
    `alphas` (POINTS,): from 0, the start of training, to 1, its end; `straight_costs` at
    (1 − α) θ₀ + α θ_end; `along` (S,), the α of the point of the line nearest to each snapshot;
    `astray` (S,), each snapshot's distance from the line; `length`, that from start to end.
    """
    X, Y = data.training_images, datasets.one_hot(data.training_labels, finished.sizes[-1])
    start, end = finished.network(0), finished.network()
    slopes = start.gradient(X, Y)
    places = layer_views(np.arange(len(slopes)), finished.sizes)[0][-1]  # of its weights in theta
    j, k = np.unravel_index(first_highest(abs(slopes[places]).ravel()), places.shape)
    i = places[j, k]
    moves = np.linspace(-REACH, REACH, POINTS)
    one, all_of_them = np.zeros(len(slopes)), np.sign(slopes[i]) * slopes
    one[i] = 1
    weight_costs = costs_at(start, one, moves[:, None], X, Y)
    length = np.linalg.norm(slopes) or 1.0
    straight = end.theta.astype(np.float64) - start.theta
    alphas = np.linspace(0, 1, POINTS)
    eta, rolled = roll(moves, weight_costs, finished.facts["optimizer"].get("eta"))
    along, astray = beside_line(finished.thetas)
    return {
        "layer": len(finished.sizes) - 1,
        "to": j,
        "weight_from": k,
        "value": float(start.theta[i]),
        "slope": slopes[i],
        "moves": moves,
        "weight_costs": weight_costs,
        "gradient_costs": costs_at(start, all_of_them / length, moves[:, None], X, Y),
        "gradient_length": np.linalg.norm(slopes),
        "eta": eta,
        "rolled": rolled,
        "alphas": alphas,
        "straight_costs": costs_at(end, straight, alphas[:, None] - 1, X, Y),
        "along": along,
        "astray": astray,
        "length": np.linalg.norm(straight),
    }


def roll(moves: np.ndarray, costs: np.ndarray, given: Any = None) -> tuple[float, np.ndarray]:
    """(eta, rolled): roll down a curve of costs at moves by steps of −eta·slope, starting at 0.

    Rolling ends when a step is much shorter than the first (AT_REST) or would leave the curve. The
    run's eta, the one given, is returned multiplied by the smallest power of ten that makes the
    first step long enough (SHORTEST). If none is given, or in words, any power of ten will do. If
    the curve is level at the start, up to rounding, `rolled` is only the start and eta is
    unchanged.
    """
    known = isinstance(given, int | float) and given > 0
    eta = float(given) if known else TINY
    first, rolled = abs(slope_at(moves, costs, 0.0)), [0.0]
    # Each cost may be off by ROUNDING, and neighbours are this far apart.
    if not first > ROUNDING * abs(costs).max() / np.diff(moves).min():
        return eta, np.array(rolled)
    lowest = costs <= costs.min() + ROUNDING * abs(costs).max()
    way, tenfold = abs(moves[lowest]).min(), 0
    while first * eta * 10**tenfold < SHORTEST * way:
        tenfold += 1
    eta *= 10**tenfold
    for _ in range(MOST_STEPS):
        step = -eta * slope_at(moves, costs, rolled[-1])
        if abs(step) <= AT_REST * eta * first or abs(rolled[-1] + step) > moves[-1]:
            break
        rolled.append(rolled[-1] + step)
    return eta, np.array(rolled)


def slope_at(moves: np.ndarray, costs: np.ndarray, at: float) -> float:
    """The slope of a curve of costs at a move: that of the cubic through the four nearest nodes."""
    first = np.clip(np.searchsorted(moves, at) - 2, 0, len(moves) - 4)
    near = slice(first, first + 4)
    x, divided = moves[near], costs[near].astype(np.float64)
    slope, product, slope_of_product = 0.0, 1.0, 0.0  # Newton's form, and Π (at − xᵢ) so far
    for order in range(1, 4):
        # By differences, so that rounding cannot tilt a curve that is level.
        divided = np.diff(divided) / (x[order:] - x[:-order])
        slope_of_product = slope_of_product * (at - x[order - 1]) + product
        product *= at - x[order - 1]
        slope += divided[0] * slope_of_product
    return float(slope)


def beside_line(thetas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(along, astray), each (S,): for each point of a path (S, parameters), its position on the
    straight line from the first point (0) to the last (1), and its distance from that line; all 0
    if the two are one point."""
    offsets = thetas - thetas[0].astype(np.float64)
    straight = offsets[-1]
    along = offsets @ straight / (straight @ straight or 1)
    return along, np.linalg.norm(offsets - np.outer(along, straight), axis=1)
