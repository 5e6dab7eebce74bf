"""Checks a run's costs, accuracies and predictions against its weights.

Whoever can write a file can write any number into it, and a digest that fits. So the commands that
show a run compute its numbers again if the data set that it was trained on is on this machine;
otherwise they check only what the run's own examples can rule out. The outcome is kept in the
user's cache under the run's digest, which covers the digest of its data, so it is computed once.

In a large run only the first snapshot, the last, and some that the digest picks are checked. Any
change of the file changes the digest, so nobody can foresee which snapshots will be left out.
"""

import dataclasses
import pathlib
from contextlib import nullcontext, suppress

import numpy as np

from nn.analysis.landscape import all_cores
from nn.datasets import Dataset, one_hot
from nn.errors import DownhillError
from nn.network import Network
from nn.places import cache
from nn.progress import Bar
from nn.runs.format import MEND
from nn.runs.run import Run
from nn.schema import check_facts, count, one_of
from nn.storage import read_json, write_json

VERSION = 1  # of these checks: runs that another version has checked are checked again
WORK = 10**11  # multiplications: about 5 seconds of one core
FEWEST = 12  # snapshots to check, even if they are more work

# Float32 sums differ between processors by about 1e-6 (nn/analysis/rounding.py). A cost may be off
# by a hundred times that share, which no clip shows. If two outputs, which are in 0…1, differ by at
# most ten times that, either may count as the highest.
TOLERANCE = 1e-4
TIE = 1e-5
# What a run says of its data that is free, or was checked when they were loaded.
NOT_CHECKED = ("name", "sha256", "low", "high", "trained_on", "asked")

WORDS = {"train": "training", "validation": "validation", "test": "test"}
Part = tuple[np.ndarray, np.ndarray]  # images (n, inputs), labels (n,)


@dataclasses.dataclass(frozen=True)
class Verified:
    """What was checked of a run: the costs and accuracies of `snapshots` out of its `of` snapshots
    on `images` images, and `predictions` predictions. `whole`: on its whole data set, not only on
    its examples."""

    whole: bool
    snapshots: int
    of: int
    images: int
    predictions: int

    def __str__(self) -> str:
        of = f"{self.snapshots} of {self.of} snapshots"
        if self.whole:
            return (
                f"costs and accuracies of {of} on all {self.images:,} examples, "
                f"{self.predictions:,} predictions"
            )
        if not self.images:
            return "nothing: it came without data"
        checked = f"{of} don't contradict {self.images:,} validation examples"
        return f"{checked if self.snapshots else 'nothing'}: its data set is not on this machine"


def verify(finished: Run, data: Dataset | None = None) -> Verified:
    """Check a run's numbers against its weights, if that was not done before; return what was
    checked.

    data: the data set that it was trained on, if that is loaded already. Raises DownhillError for a
    number that is not true, with what the run says and what its weights give.
    """
    known = _remembered(finished)
    if known and known.whole:
        return known
    data = data or finished.data_at_hand()
    if known and not data:
        return known
    found = _checked_with(data, finished) if data else _checked_alone(finished)
    _remember(finished, found)
    return found


def _checked_with(data: Dataset, finished: Run) -> Verified:
    """Check everything on the data set."""
    _check_dataset(finished, data)
    curves = {
        "train": (data.training_images, data.training_labels),
        "validation": (data.validation_images, data.validation_labels),
    }
    images = sum(len(labels) for _, labels in curves.values())
    chosen, last = _chosen(finished, images), len(finished.steps) - 1

    def check(s: int) -> None:
        for name, part in curves.items():
            _check_part(finished, s, name, part)

    takes_long = len(chosen) * images * finished.thetas.shape[1] > WORK / 50
    with (
        all_cores() as pool,
        Bar(f"checking {finished.name}", len(chosen)) if takes_long else nullcontext() as bar,
    ):
        for done, _ in enumerate(pool.map(check, chosen), start=1):
            if bar:
                bar.update(done)
        if len(data.test_labels):
            test = data.test_images, data.test_labels
            _check_part(finished, last, "test", test)
            _check_predictions(finished, test)
    return Verified(True, len(chosen), last + 1, images, len(data.test_labels))


def _checked_alone(finished: Run) -> Verified:
    """Check what m examples can show of the n images of the validation part: the n have at least
    the m's right answers, at most n − m more, and a total cost of at least the m's."""
    if not finished.has_data:
        return Verified(False, 0, len(finished.steps), 0, 0)
    X, labels = finished.examples()
    n, m = finished.facts["dataset"]["validation"], len(labels)
    chosen = _chosen(finished, m) if 0 < m <= n else []

    def check(s: int) -> None:
        cost, least, most = measured(finished.network(s), X, labels)
        _check_accuracy(finished, s, "validation", n, least, most + n - m)
        said = finished.validation_cost[s]
        if not said >= cost * m / n * (1 - TOLERANCE):
            raise _untrue(finished, s, "validation cost", said, f"at least {cost * m / n:.6g}")

    with all_cores() as pool:
        list(pool.map(check, chosen))
    return Verified(False, len(chosen), len(finished.steps), m, 0)


def _chosen(finished: Run, images: int) -> list[int]:
    """The snapshots to check: all, or as many as WORK allows."""
    snapshots, parameters = finished.thetas.shape
    most = max(FEWEST, WORK // (images * parameters))
    if snapshots <= most:
        return list(range(snapshots))
    generator = np.random.default_rng(list(finished.digest.encode()))
    drawn = 1 + generator.permutation(snapshots - 2)[: most - 2]
    return [0, *sorted(drawn.tolist()), snapshots - 1]


@np.errstate(all="ignore")  # what is not finite is reported as untrue
def measured(network: Network, X: np.ndarray, labels: np.ndarray) -> tuple[float, int, int]:
    """(the cost over examples, how many are answered right on every processor, how many on some).

    The two counts differ by examples whose two highest outputs are nearly equal (TIE).
    """
    Y, costs, least, most = one_hot(labels, network.sizes[-1]), [], 0, 0
    for batch, rows in network.chunks(X):
        costs.append(batch.costs(Y[rows]).astype(np.float64))
        right = Y[rows] == 1
        own = batch.a[-1][right]
        others = np.where(right, -np.inf, batch.a[-1]).max(axis=1)
        least += int(np.count_nonzero(own > others + TIE))
        most += int(np.count_nonzero(own >= others - TIE))
    return float(np.concatenate(costs).mean()), least, most


def _check_part(finished: Run, s: int, name: str, part: Part) -> None:
    """Check the cost and the accuracy of a snapshot on a part of the data set."""
    cost, least, most = measured(finished.network(s), *part)
    _check_accuracy(finished, s, name, len(part[1]), least, most)
    for said in _said(finished, s, f"{name}_cost"):
        if not abs(said - cost) <= TOLERANCE * abs(cost):
            raise _untrue(finished, s, f"{WORDS[name]} cost", said, f"{cost:.6g}")


def _check_accuracy(finished: Run, s: int, name: str, n: int, least: int, most: int) -> None:
    for said in _said(finished, s, f"{name}_accuracy"):
        if not least - 1e-3 <= said * n <= most + 1e-3:
            given = " to ".join(f"{right / n:.6g}" for right in sorted({least, most}))
            raise _untrue(finished, s, f"{WORDS[name]} accuracy", said, given)


def _said(finished: Run, s: int, name: str) -> list[float]:
    """The values of a name for a snapshot: in the run's log and, for the last, in its results."""
    said = [finished.arrays[name][s]] if name in finished.arrays else []
    if s == len(finished.steps) - 1 and name in finished.results:
        said.append(finished.results[name])
    return said


def _check_predictions(finished: Run, test: Part) -> None:
    """Check the test predictions, and the accuracy that follows from them."""
    X, labels = test
    predictions = finished.test_predictions.astype(np.int64)
    last = len(finished.steps) - 1
    _, _, right = measured(finished.network(), X, predictions)
    if right < len(labels):
        raise DownhillError(
            f"{finished.folder}: the test predictions are not those of its weights for "
            f"{len(labels) - right:,} of {len(labels):,} examples: {MEND}."
        )
    accuracy = (predictions == labels).mean()
    for said in _said(finished, last, "test_accuracy"):
        if abs(said - accuracy) > 1e-9:
            raise _untrue(finished, last, "test accuracy", said, f"{accuracy:.6g}")


def _check_dataset(finished: Run, data: Dataset) -> None:
    """Check the digest of the data set, and what else run.json says of it but for its name, and
    what the network was fed, which the data don't know."""
    finished.check_trained_on(data)
    for key, value in data.describe().items():
        said = finished.facts["dataset"].get(key, value)
        if key not in NOT_CHECKED and said != value:
            raise DownhillError(
                f"{finished.folder} says that the {key} of its data set is {said}, but it is "
                f"{value}: {MEND}."
            )


def _untrue(finished: Run, s: int, what: str, said: float, given: str) -> DownhillError:
    return DownhillError(
        f"{finished.folder} says that its {what} at step {finished.steps[s]:,} is {said:.6g}, but "
        f"its weights give {given}: {MEND}."
    )


def _record(finished: Run) -> pathlib.Path:
    return cache() / "verified" / f"{finished.digest}.json"


def _remembered(finished: Run) -> Verified | None:
    fields = {field.name: count for field in dataclasses.fields(Verified)}
    kinds = {**fields, "whole": one_of([False, True]), "version": one_of([VERSION])}
    try:
        record = dict(read_json(_record(finished)))
        check_facts(_record(finished), record, kinds, "it is made again")
    except (OSError, ValueError, TypeError, DownhillError):
        return None
    return Verified(**{name: record[name] for name in fields})


def _remember(finished: Run, found: Verified) -> None:
    with suppress(OSError):  # then it is computed again
        write_json(_record(finished), {"version": VERSION, **dataclasses.asdict(found)})
