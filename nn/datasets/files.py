"""Which reader reads a file or a folder: told by its content, not by its name."""

import os
import pathlib
from collections.abc import Callable

from nn.datasets import archives, beside, csvs, idx, npz, pictures, refused, roles, saved, tables
from nn.datasets.dataset import Dataset, readable
from nn.datasets.junk import content
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.storage import open_file

Reader = Callable[[pathlib.Path, Told], Dataset]
START = 512  # bytes that show what a file is
FEW = 20  # files of a folder that are looked at


def load(path: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset in a file or a folder; see `nn.datasets.load`."""
    if os.path.isdir(path):
        return _in_folder(path, told)
    if path.suffix == ".npz":
        return _npz(path, told)
    return _reader(path)(path, told)


def _npz(path: pathlib.Path, told: Told) -> Dataset:
    refused.check(path, _start(path))
    return saved.read(path) if saved.is_one(path) else npz.load(path, path.stem, told=told)


def _reader(path: pathlib.Path) -> Reader:
    """The reader for a file. Raises DownhillError, with a way around, if there is none."""
    start = _start(path)
    if archives.is_one(start):
        return lambda path, told: archives.load(path, told, _in_folder)
    refused.check(path, start)
    if start.startswith(b"\x93NUMPY") or beside.is_one(path):
        return beside.load
    if tables.begins_as_table(start):
        return csvs.load
    raise refused.unknown(path)


def _start(path: pathlib.Path) -> bytes:
    """The first bytes of a file, unpacked if it is gzipped."""
    with readable(path, "a data set", "fetch or save it again"), open_file(path) as file:
        return idx.unpacked(file).read(START)


def _in_folder(folder: pathlib.Path, told: Told) -> Dataset:
    """The Dataset in a folder: files of arrays or tables in it, else a folder a class."""
    held = content(folder)
    folders = [path for path in held if path.is_dir()]
    files = [path for path in held if path.is_file()]
    if len(files) == 1 and not folders and _is_no_archive(files[0]):
        return load(files[0], told)
    arrays = [path.name for path in files if beside.is_one(path)]
    if arrays and (len(folders) < 2 or roles.pairs(arrays)):
        return beside.load(folder, told)
    if any(map(csvs.is_one, files)) and len(folders) < 2:
        return csvs.load(folder, told)
    for file in files[:FEW] if not folders else []:
        refused.check(file, _start(file))
    sets = [path for path in folders if (path / "raw").is_dir()]  # as torchvision keeps them
    if len(sets) > 1:
        names = ", ".join(path.name for path in sets)
        raise DownhillError(f"{folder} holds several data sets ({names}): name one of them.")
    if len(folders) == 1 and not files and _has_parts(folders[0]):
        return _in_folder(folders[0], told)
    if sets:
        return _in_folder(sets[0], told)
    return pictures.load(folder, told)


def _is_no_archive(path: pathlib.Path) -> bool:
    return path.suffix == ".npz" or not archives.is_one(_start(path))


def _has_parts(folder: pathlib.Path) -> bool:
    """Whether a folder may be a data set: it holds folders, or files of arrays."""
    held = content(folder)
    return any(p.is_dir() or beside.is_one(p) or csvs.is_one(p) for p in held)
