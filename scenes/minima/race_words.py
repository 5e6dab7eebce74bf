"""What OptimizerRace says: (headline, caption) of its beats, depending on the result."""

from types import SimpleNamespace

import numpy as np

from nn.results.optimizers import Race

NAMES = {"sgd": "plain descent", "momentum": "momentum", "rmsprop": "RMSprop", "adam": "Adam"}


def hundreds(steps: float) -> str:
    """A number of steps, rounded to hundreds, in words."""
    return f"{round(steps, -2):,.0f}"


def about_the_rates(race: Race) -> tuple[str, str]:
    """How each optimizer's learning rate is chosen."""
    moved = f" Momentum does at η what plain descent does at {1 / (1 - race.mu):.0f} η."
    return (
        "Each at a learning rate of its own",
        f"Of {len(race.rates('sgd'))} rates tried each gets the one of "
        "lowest validation cost." + moved * race.momentum_is_a_larger_rate(),
    )


def about_the_way(
    level: float, steps: dict[str, float], each: dict[str, np.ndarray]
) -> tuple[str, str]:
    """Which optimizer was first to reach a level of cost. steps: {name: steps of its median curve};
    each: {name: the steps (seeds,) of each seed}."""
    first, *others = sorted(steps, key=steps.get)
    told = ", ".join(f"{NAMES[name]} {hundreds(steps[name])}" for name in others)
    name, n = NAMES[first], len(each[first])
    ahead = sum(each[first] <= np.min([each[other] for other in others], axis=0))
    return (
        f"On the way: {name} is ahead in {ahead} of {n} seeds",
        f"To a cost of {level:.2g} {name} takes some {hundreds(steps[first])} steps here, {told}.",
    )


def about_the_plane(arrays: SimpleNamespace) -> tuple[str, str]:
    """The costs at which the paths end on the map, and the true costs there."""
    on_map, true = (
        " to ".join(f"{ends:.2f}" for ends in (costs[:, -1].min(), costs[:, -1].max()))
        for costs in (arrays.plane_costs, arrays.true_costs)
    )
    return (
        "What the map hides",
        f"On this map they end at costs of {on_map}, truly at {true}: it holds "
        f"{arrays.explained.sum():.0%} of their movement.",
    )


def about_the_end(race: Race) -> tuple[str, str]:
    """How much the final accuracies differ between optimizers, and between seeds of one."""
    right = np.stack([race.accuracy(name) for name in NAMES])
    means = right.mean(axis=1)
    apart, of_seeds = np.ptp(means), np.ptp(right, axis=1)
    alike = apart < of_seeds.mean()
    best = NAMES[list(NAMES)[means.argmax()]]
    return (
        "At the end: nearly alike" if alike else f"At the end: {best} is ahead",
        f"On average {means.min():.1%} to {means.max():.1%} of the test digits are right. Seeds of "
        f"one rule differ by up to {100 * of_seeds.max():.1f} points, the means by "
        f"{100 * apart:.1f}.",
    )
