"""What this chapter's experiments found, in words: the parts of captions that depend on results."""

import numpy as np

from scenes.stage.words.numbers import plain_number

ALIKE = 0.1  # shares that differ by less are called alike
ALMOST_NOTHING = 0.005  # a loss of accuracy below this is called almost nothing
SMALL_GAIN = 0.005  # accuracies that differ by less are said to hardly differ


def about_the_same_noise(found):
    """How often noise on black is refused, compared with a network taught digits alone."""
    gain = found["none_eleventh_inside"] - found["none_digits_inside"]
    return "fares as without “none”" if abs(gain) < ALIKE else f"is refused {gain:.0%} more"


def about_the_others(found):
    """Whether other pictures that are dark at the border are refused more often than before."""
    gains = [
        found[f"none_eleventh_{kind}"] - found[f"none_digits_{kind}"]
        for kind in ("strokes", "halves", "turned")
    ]
    return (
        "Strokes and pieces fare alike."
        if max(map(abs, gains)) < ALIKE
        else f"Strokes and pieces: up to {max(gains):.0%} more."
    )


def about_the_digits(found, within_seeds):
    """(headline, caption): how much accuracy on digits teaching "none" costs, and whether seeds
    differ by more than that."""
    taught = "digits", "eleventh", "zeros"
    plain, eleventh, zeros = (found[f"accuracy_{name}"] for name in taught)
    lost = plain - min(eleventh, zeros)
    return (
        "Digits lose almost nothing" if lost < ALMOST_NOTHING else "Digits lose a little",
        f"{plain:.1%} of test digits are right without “none”, {eleventh:.1%} with it, {zeros:.1%} "
        f"with all zeros.{' Seeds differ by more.' * within_seeds}",
    )


def seeds_differ_by_more(values):
    """Whether the seeds of every kind differ by more than the kinds' means do, for values (kinds,
    seeds)."""
    return bool(np.ptp(values, axis=1).min() > np.ptp(values.mean(axis=1)))


def about_the_accuracy(found, n):
    """(headline, caption): what weight decay does to the accuracy."""
    without, with_it = (found[f"test_accuracy_{name}"] for name in ("without", "with"))
    gains = found["seeds_that_gain"]
    best = found["best_lambda_on_validation"]
    strength = plain_number(found["lambda"])
    chosen = (
        f"On average λ = {strength} does best on validation digits"
        if best == found["lambda"]
        else f"No λ does better than 0 on validation digits, {strength} comes next"
    )
    if gains == n:
        headline = "The accuracy grows a little"
    elif abs(with_it - without) < SMALL_GAIN:
        headline = "The accuracy hardly differs"
    else:
        headline = "And the accuracy"
    return (
        headline,
        f"{chosen}. On test digits: {with_it:.1%} with, {without:.1%} without; {gains} of {n} "
        "seeds gain.",
    )
