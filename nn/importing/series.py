"""Checkpoints of one training, in the order in which they were made."""

import glob
import pathlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from nn.errors import DownhillError
from nn.importing.held import Held
from nn.natural import natural

STEP = re.compile(r"(?:global_?)?(?:step|iter|iteration|update)s?[-_=. ]*(\d+)", re.IGNORECASE)
EPOCH = re.compile(r"(?:epoch|ep)s?[-_=. ]*(\d+)", re.IGNORECASE)
LAST = re.compile(r"(\d+)(?!.*\d)")


class Steps(NamedTuple):
    """numbers: of each checkpoint; known: whether they are steps, or else only an order; sentence:
    where they come from."""

    numbers: list[int]
    known: bool
    sentence: str


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
) -> Steps:
    """The step of each checkpoint: what all files say, else the steps in their names, else epochs,
    or else the last numbers in the names, times `per_epoch`.

    Otherwise they are unknown, and the checkpoints are counted from 1 in the order of the numbers
    in their names, or in which they are given.

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
            known = [n for n in numbers if n is not None]
            return Steps(_rising(paths, known), True, f"steps from {where}.")
    if len(paths) == 1 and per_epoch is None:
        return Steps([1], False, "")
    if epochs:
        if per_epoch is None:
            raise DownhillError(
                f"{paths[0]} and the others are numbered by epochs, and clips speak of steps: say "
                "--steps-per-epoch N, how many updates the weights got in one (examples / "
                "mini-batch size)."
            )
        chosen = [epoch for epoch in epochs if epoch is not None]
        chosen = [epoch * per_epoch for epoch in _from_one(paths, chosen, zero)]
        return Steps(_rising(paths, chosen), True, f"{per_epoch:,} steps an epoch.")
    numbers = _numbers(LAST, names) or list(range(len(paths)))
    if per_epoch is not None:
        chosen = [n * per_epoch for n in _from_one(paths, numbers, zero)]
        return Steps(_rising(paths, chosen), True, f"{per_epoch:,} steps from one to the next.")
    ranks = {number: i for i, number in enumerate(sorted(_rising(paths, numbers)), 1)}
    return Steps(
        [ranks[number] for number in numbers],
        False,
        "the files do not say their steps, so only their order is known: add --steps-per-epoch N "
        "if the numbers in their names count epochs, N = 1 if they count steps.",
    )


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
                f"{other} and {paths[i]} are both numbered {number:,}: name only checkpoints of "
                "one training."
            )
    return numbers
