"""Backpropagation's gradient against finite differences, entry by entry, in double precision."""

import numpy as np

from nn.analysis.studies.gradients import Nudged, in_double, on_the_way, two_weights
from nn.datasets import Dataset, one_hot
from nn.runs.run import Run
from nn.schema import Array, Layout
from nn.storage import Arrays

VERSION = 1
EPSILON = 1e-4  # for the one entry that is looked at closely
STEPS = 45  # values of ε that are tried, from 1e-1 to 1e-12
ENTRIES, EPSILON_OF_ENTRIES = 500, 1e-4
REACH, POINTS = 1.0, 41  # how far along the one weight the cost is measured, either way, and where


def layout(finished: Run) -> Layout:
    """What `measure` returns."""
    snapshots, parameters = finished.thetas.shape
    entries = min(ENTRIES, parameters)
    return {
        "snapshot": Array("whole", below=snapshots),
        "place": Array("whole", below=parameters),
        "backpropagation": Array("float64"),
        "epsilon": Array("float64"),
        "costs": Array("float64", (2,)),
        "along": Array("float64", (POINTS,)),
        "costs_along": Array("float64", (POINTS,)),
        "epsilons": Array("float64", (STEPS,)),
        "differences": Array("float64", (STEPS,)),
        "places": Array("whole", (entries,), below=parameters),
        "entries_epsilon": Array("float64"),
        "entries": Array("float64", (entries,)),
        "entries_differences": Array("float64", (entries,)),
    }


def measure(finished: Run, data: Dataset) -> Arrays:
    """∂C/∂w by backpropagation and by (C(w + ε) − C(w − ε)) / 2ε, C over all n training images.

    `snapshot`: that of `on_the_way`. `place`: the index in theta of the first-layer weight with the
    steepest slope; `backpropagation`, its ∂C/∂w; `epsilon`, and `costs` (2,), C(w − ε), C(w + ε);
    `along` (POINTS,), what is added to it, and `costs_along` (POINTS,), C then; `epsilons`
    (STEPS,), falling, and `differences` (STEPS,), the finite difference with each.
    `places` (ENTRIES, or as many as there are): indices drawn from all of theta, in order;
    `entries_epsilon`; `entries` and `entries_differences`, their ∂C/∂θ by backpropagation and by
    finite differences. The latter leave out the examples that do not light a weight's input, whose
    cost it does not affect. Everything is float64, and computed in it.
    """
    X, Y = data.training_images, one_hot(data.training_labels, finished.sizes[-1])
    snapshot = on_the_way(finished.train_cost)
    network = in_double(finished, snapshot)
    nabla = network.gradient(X, Y)
    place = two_weights(nabla, finished.sizes)[0]
    nudged = Nudged(network, X, Y)
    along = np.linspace(-REACH, REACH, POINTS)
    epsilons = np.logspace(-1, -12, STEPS)
    drawn = np.random.default_rng(0).permutation(len(nabla))[:ENTRIES]
    places = np.sort(drawn)
    return {
        "snapshot": np.array(snapshot),
        "place": place,
        "backpropagation": nabla[place],
        "epsilon": np.array(EPSILON),
        "costs": nudged.costs([place], [-EPSILON, EPSILON])[0],
        "along": along,
        "costs_along": nudged.costs([place], along)[0],
        "epsilons": epsilons,
        "differences": np.array([difference(nudged, place, e) for e in epsilons]),
        "places": places,
        "entries_epsilon": np.array(EPSILON_OF_ENTRIES),
        "entries": nabla[places],
        "entries_differences": np.array(
            [difference_of_lit(nudged, place, EPSILON_OF_ENTRIES) for place in places]
        ),
    }


def difference(nudged: Nudged, place: int, epsilon: float) -> float:
    """(C₊ − C₋) / 2ε."""
    below, above = nudged.costs([place], [-epsilon, epsilon])[0]
    return (above - below) / (2 * epsilon)


def difference_of_lit(nudged: Nudged, place: int, epsilon: float) -> float:
    """The same, computed only from the examples whose cost the parameter affects."""
    rows = nudged.concerned(place)
    below, above = (nudged.of_examples(place, nudge, rows) for nudge in (-epsilon, epsilon))
    return (above - below).sum() / (2 * epsilon * len(nudged.X))
