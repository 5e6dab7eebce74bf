"""The schedule of a training: the order of its examples, the steps of its snapshots, and the loop
around `Descent.step` that experiments (nn/experiments/) share."""

from collections.abc import Iterable, Iterator

import numpy as np

from nn.training.descent import Descent
from nn.training.ensemble import EnsembleDescent


def in_epochs(
    descent: Descent | EnsembleDescent,
    seed: int,
    epochs: int,
    mini_batch_size: int,
    eta: float,
    decay: float = 1.0,
) -> Iterator[int]:
    """Train epoch by epoch: yields the number of finished epochs, 0, 1, …, `epochs`.

    The caller measures what it needs at each yield. See `at_steps`.
    """
    steps_per_epoch = -(-len(descent.X) // mini_batch_size)
    stops = range(0, epochs * steps_per_epoch + 1, steps_per_epoch)
    for step in at_steps(descent, seed, stops, mini_batch_size, eta, decay):
        yield step // steps_per_epoch


def at_steps(
    descent: Descent | EnsembleDescent,
    seed: int,
    stops: Iterable[int],
    mini_batch_size: int,
    eta: float,
    decay: float = 1.0,
) -> Iterator[int]:
    """Train, and yield each number of steps in `stops`, which increase, once it is reached.

    The networks of an EnsembleDescent all see the same mini_batches. The order of the examples is
    that of `seed` (`epoch_order`); eta is multiplied by `decay` after each epoch.
    """
    n, done, epoch = len(descent.X), 0, -1
    steps_per_epoch = -(-n // mini_batch_size)
    for stop in stops:
        for step in range(done, stop):
            if step // steps_per_epoch > epoch:
                epoch = step // steps_per_epoch
                order = epoch_order(seed, epoch, n)
            start = step % steps_per_epoch * mini_batch_size
            descent.step(order[start : start + mini_batch_size], eta * decay**epoch)
        done = stop
        yield stop


def epoch_order(seed: int, epoch: int, count: int) -> np.ndarray:
    """The order of the examples in an epoch: a permutation of 0…count−1."""
    return np.random.default_rng([seed, epoch]).permutation(count)


def snapshot_steps(total: int, count: int, first: int | None = None) -> np.ndarray:
    """`count` steps from 0 to `total`, both included, spaced evenly on a logarithmic scale.

    Where that spacing is finer than one step, every step is taken, and the others are spread over
    the rest; there are never more than total + 1. With `first`, only so many of them are computed.
    """
    steps = [0]
    while steps[-1] < total and len(steps) != first:
        left = count - len(steps)
        here = max(steps[-1], 1)
        ratio = (total / here) ** (1 / max(left, 1))
        steps.append(min(max(steps[-1] + 1, round(here * ratio)), total))
    return np.array(steps)


def examples_seen(steps: np.ndarray, examples: int, mini_batch_size: int) -> np.ndarray:
    """How many examples (S,) the network has seen after each number of steps (S,); the last
    mini-batch of an epoch may be smaller than the others."""
    epochs, rest = np.divmod(steps, -(-examples // mini_batch_size))
    return epochs * examples + rest * mini_batch_size
