"""What a file of ours holds: facts (JSON) of the right kinds, and arrays of the right shapes.

    check_facts(path, facts, {"name": text, "epochs": natural}, "restore it")
    check_arrays(path, arrays, {"step": Array("int64", ("S",)), "cost": Array("float64", ("S",))})

Each format has such tables. A file is checked against them when it is written and when it is read.
Each check raises DownhillError with a sentence that names the file, what is wrong, and the mend.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.legible import legible

Fits = Callable[[Any], bool]  # whether a value of JSON is of the right kind
Kinds = Mapping[str, Fits]

MOST = 2**63  # whole numbers are below it, so that they fit into an array


class Array(NamedTuple):
    """The type and the shape that an array of a file must have.

    kind: a dtype, "whole" for any type of whole numbers, or "text". shape: a letter stands for any
    number, the same throughout the file. below: values must be whole numbers in 0…below−1. gaps:
    whether values may be NaN.
    """

    kind: str
    shape: tuple[int | str, ...] = ()
    below: int | None = None
    gaps: bool = False


Layout = Mapping[str, Array]  # of a file: its arrays by name


def check_facts(path: object, facts: Mapping[str, Any], kinds: Kinds, mend: str) -> None:
    """Check that the facts in a file have every key of `kinds`, each with a value that fits."""
    for key, fits in kinds.items():
        if key not in facts:
            raise DownhillError(f"{path} lacks {key}: {mend}.")
        if not fits(facts[key]):
            raise DownhillError(f"{path} has an impossible value for {key}: {mend}.")


def check_arrays(
    path: object, arrays: Mapping[str, np.ndarray], layout: Layout, mend: str
) -> dict[str, int]:
    """Check that a file has the arrays of a layout and no others; return the numbers that its
    letters stand for."""

    def wrong(what: str) -> DownhillError:
        return DownhillError(f"{path} {what}: {mend}.")

    letters: dict[str, int] = {}
    for name, expected in layout.items():
        if name not in arrays:
            raise wrong(f"lacks the array {name}")
        array = arrays[name]
        if not _is_of(array.dtype, expected.kind):
            raise wrong(f"has {name} of type {array.dtype}, which should be {expected.kind}")
        if not _fits_shape(array.shape, expected.shape, letters):
            shape = tuple(letters.get(str(n), n) for n in expected.shape)
            raise wrong(f"has {name} of shape {array.shape}, which should be {_written(shape)}")
        if array.dtype.kind == "f" and not _is_finite(array, expected.gaps):
            raise wrong(f"has values in {name} that are not finite")
        if expected.below is not None and ((array < 0) | (array >= expected.below)).any():
            raise wrong(f"has values in {name} that are not in 0…{expected.below - 1}")
    for name in sorted(arrays.keys() - layout.keys()):  # the same is named each time
        raise wrong(f"has an array {name}, which does not belong there")
    return letters


def _is_of(dtype: np.dtype, kind: str) -> bool:
    kinds = {"whole": "iu", "text": "U"}
    return dtype.kind in kinds[kind] if kind in kinds else bool(dtype == kind)


def _fits_shape(
    shape: tuple[int, ...], expected: tuple[int | str, ...], letters: dict[str, int]
) -> bool:
    """Whether a shape is the expected one; letters that are new are added to `letters`."""
    return len(shape) == len(expected) and all(
        n == (letters.setdefault(e, n) if isinstance(e, str) else e)
        for n, e in zip(shape, expected, strict=True)
    )


def _written(shape: tuple[int | str, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def _is_finite(array: np.ndarray, gaps: bool) -> bool:
    return bool((np.isfinite(array) | np.isnan(array) if gaps else np.isfinite(array)).all())


def text(value: Any) -> bool:
    """A line of text without control codes."""
    return isinstance(value, str) and legible(value) == value


def name(value: Any) -> bool:
    """A line of text that is not blank."""
    return text(value) and bool(value.strip())


def path(value: Any) -> bool:
    """The path of a file, which need not be text."""
    return isinstance(value, str) and "\0" not in value


def count(value: Any) -> bool:
    """A whole number from 0."""
    return type(value) is int and 0 <= value < MOST  # True and False are ints to Python


def natural(value: Any) -> bool:
    """A whole number from 1."""
    return count(value) and value > 0


def number(value: Any) -> bool:
    """A number, neither NaN nor infinite."""
    return type(value) in (int, float) and abs(value) < 1e300


def share(value: Any) -> bool:
    """A number in 0…1."""
    return number(value) and 0 <= value <= 1


def list_of(fits: Fits) -> Fits:
    """A list whose every entry fits."""
    return lambda value: isinstance(value, list) and all(map(fits, value))


def one_of(values: Collection[Any]) -> Fits:
    """One of these texts or numbers."""
    return lambda value: isinstance(value, str | int | float) and value in values


def dict_of(rest: Fits = lambda value: True, **keys: Fits) -> Fits:
    """A dict in which these keys fit their functions, and every other value fits `rest`."""

    def fits(value: Any) -> bool:
        return isinstance(value, dict) and all(
            keys.get(key, rest)(value.get(key)) for key in {*keys, *value}
        )

    return fits


def like(pattern: Any) -> Fits:
    """What is made like a pattern: the same keys, the same kinds of values, and in lists only what
    is like an entry of the pattern's."""
    if isinstance(pattern, dict):
        inner = {key: like(value) for key, value in pattern.items()}
        return lambda value: (
            isinstance(value, dict)
            and value.keys() == inner.keys()
            and all(inner[key](value[key]) for key in inner)
        )
    if isinstance(pattern, list | tuple):
        entries = [like(entry) for entry in pattern]
        return list_of(lambda value: any(fits(value) for fits in entries))
    if isinstance(pattern, str):
        return text
    return number if isinstance(pattern, float) else lambda value: type(value) is type(pattern)


def maybe(fits: Fits) -> Fits:
    """None, or what fits."""
    return lambda value: value is None or fits(value)
