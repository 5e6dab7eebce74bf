"""Tables in text: CSV and its likes, with or without a header, plain or gzipped.

Numbers are parsed by NumPy straight into an array; words, such as names of classes, are counted as
they come. 60,000 rows of 785 bytes take about three seconds.
"""

import contextlib
import csv
import io
import os
import pathlib
import re
import warnings
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

import numpy as np

from nn import memory
from nn.datasets import idx
from nn.datasets.dataset import LIMIT, readable
from nn.errors import DownhillError
from nn.legible import legible
from nn.storage import open_file

MOST = 4 * LIMIT  # bytes of text
SAMPLE = 2**20  # bytes from which the kind of a table is told
LOOKED_AT = 200  # rows of these
DELIMITERS = (",", ";", "\t", "|", None)  # None: any white space
SINGLE = 2**26  # bytes of a file from which numbers are kept in single precision
MISSING = {"", "na", "n/a", "?", "null", "none", "nan"}
WRONG = re.compile(r"could not convert string '(.*)' to \S+ at row (\d+), column (\d+)")
UNEVEN = re.compile(r"columns changed from (\d+) to (\d+) at row (\d+)")
MEND = "fill it, or leave that row out"


class Table(NamedTuple):
    """A table: the names of its columns, () if it has no header; its numbers (n, columns); and the
    words of each column of words, whose numbers count them; and the names of classes, if given."""

    names: tuple[str, ...]
    numbers: np.ndarray
    words: dict[int, list[str]]
    classes: tuple[str, ...] = ()

    def called(self, column: int) -> str:
        """What messages call a column."""
        name = self.names[column].strip() if self.names else ""
        return name or f"column {column + 1}"

    def values(self, column: int) -> np.ndarray:
        """A column (n,), words as words."""
        values = self.numbers[:, column]
        words = self.words.get(column)
        return values if words is None else np.array(words)[values.astype(np.int64)]


class _Kind(NamedTuple):
    delimiter: str | None
    encoding: str
    names: tuple[str, ...]
    of_words: tuple[int, ...]  # columns
    bytes_only: bool  # whether all is whole numbers in 0…255
    classes: tuple[str, ...]  # their names, in the first row


def begins_as_table(start: bytes) -> bool:
    """Whether a file that begins so may be text."""
    return bool(start.strip()) and b"\0" not in start


def read(path: pathlib.Path) -> Table:
    """The table in a file.

    Raises DownhillError if it is none, if a row has too few or too many columns, if a number is
    missing, or if it is too large.
    """
    with readable(path, "a table", "save it as CSV"), _opened(path) as file:
        kind = _kind(path, file.read(SAMPLE))
        size = os.stat(path).st_size
    memory.check(5 * size, f"{path}", "use fewer rows")
    dtypes = ["f4" if size > SINGLE else "f8"]
    if kind.bytes_only:
        dtypes.insert(0, "u1")
    for dtype in dtypes:
        words: dict[int, list[str]] = {column: [] for column in kind.of_words}
        try:
            return Table(kind.names, _numbers(path, kind, dtype, words), words, kind.classes)
        except (ValueError, OverflowError, Warning) as error:
            failed = str(error)
    raise _told(path, kind, failed)


class _Bounded(io.RawIOBase):
    """A file that may be read up to a limit, which a small file may not unpack beyond."""

    def __init__(self, file: io.BufferedIOBase, most: int, path: pathlib.Path) -> None:
        self.file, self.left, self.path, self.most = file, most, path, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        got = self.file.read(len(buffer))
        self.left -= len(got)
        if self.left < 0:
            raise DownhillError(
                f"{self.path} unpacks to more than {self.most:,} bytes: use fewer rows."
            )
        buffer[: len(got)] = got
        return len(got)


@contextlib.contextmanager
def _opened(path: pathlib.Path) -> Iterator[io.BufferedReader]:
    """The content of a file, unpacked if it is gzipped, up to what its size warrants."""
    with open_file(path) as file:
        most = min(MOST, idx.SMALL + idx.TIMES * os.fstat(file.fileno()).st_size)
        yield io.BufferedReader(_Bounded(idx.unpacked(file), most, path), 2**16)


def _kind(path: pathlib.Path, start: bytes) -> _Kind:
    """What kind of table begins so."""
    encoding, text = _decoded(start)
    lines = text.splitlines(keepends=True)
    if len(start) == SAMPLE:
        lines = lines[:-1]  # may be cut
    lines = [line for line in lines[: LOOKED_AT + 1] if line.strip()]
    classes = _counted(lines)
    lines = lines[1:] if classes else lines
    best: tuple[int, str | None, list[list[str]]] = (1, None, [])
    for delimiter in DELIMITERS:
        rows = _split(lines, delimiter)
        widths = {len(row) for row in rows}
        if len(widths) == 1 and (width := widths.pop()) > best[0]:
            best = width, delimiter, rows
            break
    width, delimiter, rows = best
    if len(rows) < 2:
        raise _no_table(path, lines)
    header = not classes and _is_header(rows)
    body = rows[1:] if header else rows
    of_words = tuple(
        c for c in range(width) if any(not is_number(row[c], missing=True) for row in body)
    )
    whole = not of_words and all(field.strip().isdecimal() for row in body for field in row)
    small = whole and all(int(field) < 256 for row in body for field in row)
    names = tuple(field.strip() for field in rows[0]) if header else ()
    return _Kind(delimiter, encoding, names, of_words, small, classes)


def _counted(lines: list[str]) -> tuple[str, ...]:
    """The names of classes in a first row of scikit-learn's: rows, features, a name a class."""
    rows = _split(lines[:2], ",")
    if len(rows) < 2 or not all(field.isdecimal() for field in rows[0][:2]):
        return ()
    return tuple(rows[0][2:]) if rows[0][1] == str(len(rows[1]) - 1) else ()


def _decoded(start: bytes) -> tuple[str, str]:
    """(encoding, text) of the start of a file."""
    try:
        return "utf-8-sig", start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(start) - 4:  # a letter that is cut
            return "utf-8-sig", start[: error.start].decode("utf-8-sig")
        return "latin-1", start.decode("latin-1")


def _split(lines: list[str], delimiter: str | None) -> list[list[str]]:
    if delimiter is None:
        return [line.split() for line in lines]
    return [row for row in csv.reader(lines, delimiter=delimiter) if row]


def is_number(field: str, missing: bool = False) -> bool:
    """Whether NumPy reads a field as a number, or if it is `missing`."""
    field = field.strip()
    if missing and field.lower() in MISSING:
        return True
    try:
        float(field)
    except ValueError:
        return False
    return "_" not in field


def _is_header(rows: list[list[str]]) -> bool:
    """Whether the first row names columns: words over numbers, or words that no row repeats."""
    first, body = rows[0], rows[1:]
    words = [c for c, field in enumerate(first) if not is_number(field)]
    if any(all(is_number(row[c], missing=True) for row in body) for c in words):
        return True
    if len(words) < len(first) or len(set(first)) < len(first):
        return False
    return not any(first[c] == row[c] for row in body for c in words)


def _no_table(path: pathlib.Path, lines: list[str]) -> DownhillError:
    widths = [len(row) for row in _split(lines, ",")]
    usual = max(widths, key=widths.count, default=0)
    if usual > 1 and len(widths) > widths.count(usual) > len(widths) / 2:
        at = next(i for i, width in enumerate(widths) if width != usual)
        return DownhillError(
            f"{path}: row {at + 1} has {widths[at]} columns and most have {usual}: give every row "
            "the same columns."
        )
    return DownhillError(
        f"{path} is no table: save it as CSV, one example a row, one column for its label, or as "
        "an npz of x_train and y_train."
    )


def _numbers(
    path: pathlib.Path, kind: _Kind, dtype: str, words: dict[int, list[str]]
) -> np.ndarray:
    """The numbers of a table (n, columns); words are counted into `words`."""
    with _opened(path) as file, warnings.catch_warnings():
        warnings.simplefilter("error")  # whole numbers that are none
        text: IO[str] = io.TextIOWrapper(file, kind.encoding, newline="")
        return np.loadtxt(
            text,
            dtype,
            comments=None,
            delimiter=kind.delimiter,
            converters={c: _counter(words[c]) for c in kind.of_words} or None,
            skiprows=int(bool(kind.names or kind.classes)),
            quotechar='"',
            ndmin=2,
        )


def _counter(words: list[str]) -> Callable[[str], float]:
    """A function that gives each word its number in `words`, to which new words are added."""
    number: dict[str, int] = {}

    def count(word: str) -> float:
        word = word.strip()
        if word.lower() in MISSING:
            raise ValueError("a word is missing")
        if word not in number:
            number[word] = len(words)
            words.append(word)
        return float(number[word])

    return count


def _told(path: pathlib.Path, kind: _Kind, error: str) -> DownhillError:
    """What NumPy says of a table, for people."""
    if found := UNEVEN.search(error):
        width, other, row = map(int, found.groups())
        line = row + bool(kind.names)
        return DownhillError(
            f"{path}: row {line} has {other} columns and the first {width}: give every row the "
            "same columns."
        )
    if found := WRONG.search(error):
        word, row, column = found[1], int(found[2]), int(found[3]) - 1
        table = Table(kind.names, np.empty((0, 0)), {})
        what = f"holds {legible(word)!r}" if word.strip() else "is empty"
        mend = MEND if word.strip().lower() in MISSING else "give it as a number"
        return DownhillError(
            f"{path}: row {row + 1 + bool(kind.names)}, {table.called(column)}, {what}: {mend}."
        )
    mend = "save it in UTF-8" if "codec" in error else MEND
    return DownhillError(f"{path} cannot be read as a table ({error.splitlines()[0]}): {mend}.")
