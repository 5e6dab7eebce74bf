"""Zip archives that may lie about what they hold: .keras, .skops and .pt are such."""

import collections
import contextlib
import pathlib
import zipfile
from collections.abc import Iterator

from nn.arrays import LIMIT, SMALL, TIMES
from nn.errors import DownhillError


@contextlib.contextmanager
def opened(path: pathlib.Path) -> Iterator[zipfile.ZipFile]:
    """An archive whose members unpack to no more than its size warrants (nn/arrays.py).

    `read` of it gives at most the size that its directory says, and checks the checksum. Raises
    DownhillError if it is encrypted, has a name twice, or claims too much.
    """
    with zipfile.ZipFile(path) as archive:
        listed = archive.infolist()
        for name, count in collections.Counter(info.filename for info in listed).items():
            if count > 1:
                raise DownhillError(f"{path} holds {name!r} {count} times: save the model again.")
        if any(info.flag_bits & 1 for info in listed):
            raise DownhillError(f"{path} is encrypted: save the model without a password.")
        check_size(path, sum(info.file_size for info in listed), path.stat().st_size)
        yield archive


def check_size(path: pathlib.Path, claimed: int, length: int) -> None:
    """Raise DownhillError if a file of that length claims to unpack to more than it warrants."""
    most = min(max(LIMIT, length), SMALL + TIMES * length)
    if claimed > most:
        raise DownhillError(
            f"{path} claims to unpack to {claimed:,} bytes, more than the {most:,} that its size "
            "warrants: save the model again."
        )
