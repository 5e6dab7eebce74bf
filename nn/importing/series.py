"""Checkpoints of one training, in the order in which they were made."""

import glob
import pathlib
import re
from collections.abc import Sequence

from nn.errors import DownhillError
from nn.importing.held import Held
from nn.importing.tensors import natural

STEP = re.compile(r"(?:global_?)?(?:step|iter|iteration|update)s?[-_=. ]*(\d+)", re.IGNORECASE)
EPOCH = re.compile(r"(?:epoch|ep)s?[-_=. ]*(\d+)", re.IGNORECASE)
LAST = re.compile(r"(\d+)(?!.*\d)")


def found(files: Sequence[str], pattern: str | None) -> list[pathlib.Path]:
    """The files that were named, and those that match a pattern, in natural order, each once.

    Raises DownhillError if there are none.
    """
    paths = [pathlib.Path(name) for name in files]
    if pattern is not None:
        matching = sorted(glob.glob(pattern, recursive=True), key=natural)
        if not matching:
            raise DownhillError(
                f"no file matches --checkpoints {pattern}: give a pattern in quotes, such as "
                "'checkpoints/*.pt'."
            )
        paths += [pathlib.Path(name) for name in matching]
    if not paths:
        raise DownhillError("no file is named: name a model, or --checkpoints 'FOLDER/*.pt'.")
    return list(dict.fromkeys(paths))


def steps(
    paths: Sequence[pathlib.Path],
    held: Sequence[Held],
    per_epoch: int | None,
    zero: str | None = None,
) -> tuple[list[int], str]:
    """(the step of each checkpoint, in a sentence where it comes from).

    It is what all files say, else the steps in their names, else epochs times `per_epoch`, else the
    last numbers in the names, else their order, from 1. One file alone is at step 0 if nothing is
    said.

    zero: "before" or "after", whether what is numbered 0 was saved before training or after its
    first epoch. Raises DownhillError if that or `per_epoch` is needed, or two are at one step.
    """
    names = [path.stem for path in paths]
    epochs: Sequence[int | None] = [one.epoch for one in held]
    if None in epochs:
        epochs = _numbers(EPOCH, names) or []
    for numbers, where in (
        ([one.step for one in held], "what the checkpoints say"),
        (_numbers(STEP, names), "their names"),
    ):
        if numbers and None not in numbers:
            return _rising(paths, [n for n in numbers if n is not None]), f"steps from {where}"
    if len(paths) == 1 and per_epoch is None:
        return [0], ""
    if epochs:
        if per_epoch is None:
            raise DownhillError(
                f"{paths[0]} and the others are numbered by epochs, and clips speak of steps: say "
                "--steps-per-epoch N, how many updates the weights got in one (examples / "
                "mini-batch size)."
            )
        chosen = [epoch for epoch in epochs if epoch is not None]
        chosen = [epoch * per_epoch for epoch in _from_one(paths, chosen, zero)]
        return _rising(paths, chosen), f"{per_epoch:,} steps an epoch"
    if numbers := _numbers(LAST, names):
        numbers = _from_one(paths, numbers, zero)
        where = "the numbers in the names are taken as steps; for epochs add --steps-per-epoch"
        if per_epoch is not None:
            numbers, where = [n * per_epoch for n in numbers], f"{per_epoch:,} steps an epoch"
        return _rising(paths, numbers), where
    counted = list(range(1, len(paths) + 1))
    return counted, "no steps are known: the checkpoints are counted from 1"


def _from_one(paths: Sequence[pathlib.Path], numbers: list[int], zero: str | None) -> list[int]:
    """Numbers that count epochs, so that 0 is before training."""
    if 0 in numbers and zero is None:
        raise DownhillError(
            f"{paths[numbers.index(0)]} is numbered 0, and many save it after the first epoch: say "
            "--zero before or --zero after, when it was saved."
        )
    return [number + 1 for number in numbers] if 0 in numbers and zero == "after" else numbers


def _numbers(pattern: re.Pattern[str], names: Sequence[str]) -> list[int] | None:
    """The number that a pattern finds in each name; None if one has none."""
    matches = [pattern.search(name) for name in names]
    if any(match is None or len(match[1]) > 15 for match in matches):
        return None
    return [int(match[1]) for match in matches if match]


def _rising(paths: Sequence[pathlib.Path], numbers: list[int]) -> list[int]:
    """The same numbers. Raises DownhillError if two are the same."""
    for i, number in enumerate(numbers):
        if number in numbers[:i]:
            other = paths[numbers.index(number)]
            raise DownhillError(
                f"{other} and {paths[i]} are both of step {number:,}: name only checkpoints of one "
                "training."
            )
    return numbers
