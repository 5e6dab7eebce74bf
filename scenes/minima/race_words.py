"""What OptimizerRace says, depending on the result."""

from types import SimpleNamespace

import numpy as np

from nn.results.optimizers import Race

NAMES = {"sgd": "plain descent", "momentum": "momentum", "rmsprop": "RMSprop", "adam": "Adam"}


def hundreds(steps: float) -> str:
    """A number of steps, rounded to hundreds, in words."""
    return f"{round(steps, -2):,.0f}"


def about_the_way(steps: dict[str, float]) -> tuple[str, str]:
    """Which optimizer is the first to reach a level of cost. steps: {name: steps of its median
    curve}."""
    first = NAMES[min(steps, key=lambda name: steps[name])]
    return f"On the way: {first}", f"On the way down, {first} is ahead."


def seeds_ahead(steps: dict[str, float], each: dict[str, np.ndarray]) -> str:
    """In how many seeds the first is ahead. each: {name: the steps (seeds,) of each seed}."""
    first, *others = sorted(steps, key=lambda name: steps[name])
    ahead = sum(each[first] <= np.min([each[other] for other in others], axis=0))
    return f"ahead in {ahead} of {len(each[first])} seeds"


def about_the_plane(arrays: SimpleNamespace) -> tuple[str, str]:
    """(what the map seems to say of where the paths end; what is true of that)."""
    on_map, true = arrays.plane_costs[:, -1], arrays.true_costs[:, -1]
    if np.ptp(true) < np.ptp(on_map) / 2:
        there = "In truth they end at almost the same cost."
    else:
        there = f"In truth their costs lie {np.ptp(true):.2f} apart."
    return "On this map some seem to end higher up.", there


def about_the_end(race: Race) -> tuple[str, str, str]:
    """(headline, what is said) of how much the final accuracies differ between optimizers, and
    between seeds of one."""
    right = np.stack([race.accuracy(name) for name in NAMES])
    means = right.mean(axis=1)
    if np.ptp(means) < np.ptp(right, axis=1).mean():
        return (
            "At the end: nearly alike",
            "On the test digits, they are practically equal.",
            "Here, a new start matters more than the rule.",
        )
    best = NAMES[list(NAMES)[means.argmax()]]
    return (
        f"At the end: {best} is ahead",
        f"On the test digits, {best} is ahead.",
        "The rule matters more than the random start.",
    )
