"""What a file of ours holds: facts (JSON) of the right kinds, and arrays of the right shapes.

    check_facts(path, facts, {"name": text, "epochs": natural}, "restore it")
    check_arrays(path, arrays, {"step": Array("int64", ("S",)), "cost": Array("float64", ("S",))})

Each format has such tables. A file is checked against them when it is written and when it is read.
Each check raises DownhillError with a sentence that names the file, everything that is wrong with
it and what would be right, and the mend.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.legible import legible

Fits = Callable[[Any], bool]  # whether a value of JSON is of the right kind
Kinds = Mapping[str, Fits]

MOST = 2**63  # whole numbers are below it, so that they fit into an array
MOST_FAULTS = 30  # that one sentence tells
LONGEST = 60  # letters of a value that a sentence quotes


class Kind:
    """A kind of value: whether a value `fits`, and in `words` what does. `inside(value, place)`
    tells what is wrong within a value."""

    def __init__(
        self,
        words: str,
        fits: Fits,
        inside: Callable[[Any, str], list[str]] = lambda value, place: [],
    ) -> None:
        self.words, self.fits, self.inside = words, fits, inside

    def __call__(self, value: Any) -> bool:
        return self.fits(value)

    def faults(self, value: Any, place: str) -> list[str]:
        """What is wrong with the value at a place, to follow the name of the file."""
        if self(value):
            return []
        whole = f"has {place} {quoted(value)}, which should be {self.words}"
        return self.inside(value, place) or [whole]


class Array(NamedTuple):
    """The type and the shape that an array of a file must have.

    kind: a dtype, "whole" for any type of whole numbers, "text", or "greys" for bytes or float32
    (nn.datasets.compact). shape: a letter stands for any
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
    refuse(path, fact_faults(facts, kinds), mend)


def check_arrays(
    path: object, arrays: Mapping[str, np.ndarray], layout: Layout, mend: str
) -> dict[str, int]:
    """Check that a file has the arrays of a layout and no others; return the numbers that its
    letters stand for."""
    letters, faults = array_faults(arrays, layout)
    refuse(path, faults, mend)
    return letters


def refuse(path: object, faults: Iterable[str], mend: str) -> None:
    """Raise DownhillError if there are faults, with all of them in one sentence."""
    faults = list(faults)
    if len(faults) > MOST_FAULTS:
        faults[MOST_FAULTS:] = [f"has {len(faults) - MOST_FAULTS} more faults"]
    if faults:
        first, *others = faults
        told = [first, *(one if one.startswith("its ") else f"it {one}" for one in others)]
        raise DownhillError(f"{path} {'; '.join(told)}: {mend}.")


def fact_faults(facts: Mapping[str, Any], kinds: Kinds, above: str = "") -> list[str]:
    """What is wrong with facts, each to follow the name of the file; `above` is the place of the
    facts in others, such as "dataset."."""
    faults = []
    for key, fits in kinds.items():
        words = getattr(fits, "words", "")
        if key not in facts:
            faults.append(f"lacks {above}{key}" + f", which should be {words}" * bool(words))
        elif isinstance(fits, Kind):
            faults += fits.faults(facts[key], above + key)
        elif not fits(facts[key]):
            faults.append(f"has an impossible value for {above}{key}")
    return faults


def array_faults(
    arrays: Mapping[str, np.ndarray], layout: Layout
) -> tuple[dict[str, int], list[str]]:
    """(the numbers that the letters of a layout stand for; what is wrong with the arrays)."""
    letters: dict[str, int] = {}
    faults = []
    for name, expected in layout.items():
        if name not in arrays:
            faults.append(f"lacks the array {name}{_described(expected, letters)}")
            continue
        array = arrays[name]
        if not _is_of(array.dtype, expected.kind):
            faults.append(f"has {name} of type {array.dtype}, which should be {expected.kind}")
        elif not _fits_shape(array.shape, expected.shape, letters):
            shape = tuple(letters.get(str(n), n) for n in expected.shape)
            faults.append(f"has {name} of shape {array.shape}, which should be {_written(shape)}")
        elif array.dtype.kind == "f" and not _is_finite(array, expected.gaps):
            faults.append(f"has values in {name} that are not finite")
        elif expected.below is not None and ((array < 0) | (array >= expected.below)).any():
            faults.append(f"has values in {name} that are not in 0…{expected.below - 1}")
    for name in sorted(arrays.keys() - layout.keys()):  # the same are named each time
        faults.append(f"has an array {name}, which does not belong there")
    return letters, faults


def quoted(value: Any) -> str:
    """A value of JSON as a sentence quotes it."""
    words = repr(value)
    return legible(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")


def _described(expected: Array, letters: Mapping[str, int]) -> str:
    """The type and the shape that a missing array should have."""
    shape = tuple(letters.get(str(n), n) for n in expected.shape)
    return f" ({expected.kind} of shape {_written(shape)})"


def _is_of(dtype: np.dtype, kind: str) -> bool:
    if kind == "greys":
        return dtype in (np.uint8, np.float32)
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


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and legible(value) == value


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < MOST  # True and False are ints to Python


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e300


text = Kind("a line of text", _is_text)  # without control codes
name = Kind("a line of text that is not blank", lambda v: _is_text(v) and bool(v.strip()))
path = Kind("the path of a file", lambda v: isinstance(v, str) and "\0" not in v)
count = Kind("a whole number from 0", _is_count)
natural = Kind("a whole number from 1", lambda v: _is_count(v) and v > 0)
number = Kind("a number", _is_number)  # neither NaN nor infinite
share = Kind("a number in 0…1", lambda v: _is_number(v) and 0 <= v <= 1)
yes_or_no = Kind("true or false", lambda value: isinstance(value, bool))


def list_of(entry: Fits) -> Kind:
    """A list whose every entry fits."""

    def inside(value: Any, place: str) -> list[str]:
        if not isinstance(value, list) or not isinstance(entry, Kind):
            return []
        return [
            fault for i, one in enumerate(value) for fault in entry.faults(one, f"{place}[{i}]")
        ]

    words = f"a list, each entry of it {entry.words}" if isinstance(entry, Kind) else "a list"
    return Kind(words, lambda value: isinstance(value, list) and all(map(entry, value)), inside)


def one_of(values: Collection[Any]) -> Kind:
    """One of these texts or numbers."""
    words = " or ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return Kind(words, lambda value: isinstance(value, str | int | float) and value in values)


def dict_of(rest: Fits = lambda value: True, **keys: Fits) -> Kind:
    """A dict in which these keys fit their functions, and every other value fits `rest`. A key may
    be missing whose value may be None."""

    def fits(value: Any) -> bool:
        return isinstance(value, dict) and all(
            keys.get(key, rest)(value.get(key)) for key in {*keys, *value}
        )

    def inside(value: Any, place: str) -> list[str]:
        if not isinstance(value, dict):
            return []
        required = {key: kind for key, kind in keys.items() if key in value or not kind(None)}
        others = dict.fromkeys(sorted(value.keys() - keys.keys()), rest)
        return fact_faults(value, required | others, f"{place}.")

    return Kind("an object" + f" with {', '.join(keys)}" * bool(keys), fits, inside)


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


def maybe(fits: Fits) -> Kind:
    """None, or what fits."""
    words = f"{fits.words}, or null" if isinstance(fits, Kind) else "something else, or null"
    inside = fits.inside if isinstance(fits, Kind) else lambda value, place: []
    return Kind(words, lambda value: value is None or fits(value), inside)
