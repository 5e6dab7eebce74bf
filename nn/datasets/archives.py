"""Data in a zip or tar archive: unpacked into a temporary folder, read there, and removed.

An archive is not trusted: only plain files are unpacked, none outside of the folder, and no more
than the archive's size warrants.
"""

import dataclasses
import os
import pathlib
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from nn.datasets.dataset import LIMIT, Dataset, readable
from nn.datasets.junk import is_junk
from nn.datasets.told import Told
from nn.errors import DownhillError
from nn.storage import open_file

SMALL, TIMES = 2**26, 100  # it may unpack to so many bytes, and then so many times its size
MOST = 2 * LIMIT  # bytes, in any case
MOST_FILES = 500_000
MEND = "unpack it yourself, and name the folder"
TAR = slice(257, 262)  # where a tar archive says what it is
Members = Iterator[tuple[str, int, IO[bytes] | None]]  # (name, size, content; None of a folder)


def is_one(start: bytes) -> bool:
    """Whether a file that begins so (unpacked, if it is gzipped) is an archive."""
    return start.startswith(b"PK\3\4") or start[TAR] == b"ustar"


def load(path: pathlib.Path, told: Told, read: Callable[[pathlib.Path, Told], Dataset]) -> Dataset:
    """The Dataset in an archive, which `read` reads from a folder."""
    name = path.name.split(".")[0] or "archive"
    with tempfile.TemporaryDirectory(prefix="downhill-") as made:
        folder = pathlib.Path(made).resolve() / name
        folder.mkdir()
        with readable(path, "an archive", MEND):
            _unpack(path, folder)
        try:
            data = read(folder, told)
        except DownhillError as error:
            raise DownhillError(str(error).replace(str(folder), str(path))) from None
    understood = data.understood.replace(str(folder), str(path))
    return dataclasses.replace(data, understood=understood)


def _unpack(path: pathlib.Path, folder: pathlib.Path) -> None:
    """Write the plain files of an archive below a folder."""
    left = most = min(MOST, SMALL + TIMES * os.path.getsize(path))
    with open_file(path) as file:
        zipped = file.peek(4)[:4] == b"PK\3\4"
        for count, (name, size, content) in enumerate(_zip(file) if zipped else _tar(file)):
            left -= size
            if left < 0 or count >= MOST_FILES:
                raise DownhillError(
                    f"{path} unpacks to more than {most:,} bytes or {MOST_FILES:,} files: {MEND}."
                )
            parts = pathlib.PurePosixPath(name.replace("\\", "/")).parts
            if ".." in parts or name.startswith("/") or any(":" in part for part in parts):
                raise DownhillError(f"{path} holds {name!r}, outside of its folder: {MEND}.")
            if content is None or any(map(is_junk, parts)):
                continue
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, open(target, "wb") as written:
                shutil.copyfileobj(content, written)


def _zip(file: IO[bytes]) -> Members:
    """The files of a zip archive. Its sizes are checked as it is unpacked."""
    with zipfile.ZipFile(file) as archive:
        names = [entry.filename for entry in archive.infolist()]
        if "[Content_Types].xml" in names:
            raise DownhillError(
                f"{getattr(file, 'name', 'it')} is a file of an office program: save its table as "
                "CSV."
            )
        if any(name.endswith("data.pkl") for name in names):
            raise DownhillError(
                f"{getattr(file, 'name', 'it')} is a PyTorch file, whose pickle could run any "
                "code: load it with torch.load(path, weights_only=True), and save its arrays by "
                "numpy.savez as x_train and y_train."
            )
        for entry in archive.infolist():
            link = (entry.external_attr >> 28) == 0o12
            plain = not entry.is_dir() and not link
            yield entry.filename, entry.file_size, archive.open(entry) if plain else None


def _tar(file: IO[bytes]) -> Members:
    """The files of a tar archive, packed or not, as they come."""
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            yield member.name, member.size, archive.extractfile(member) if member.isreg() else None
