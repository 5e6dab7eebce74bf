"""Which reader reads a file or a folder: told by its content, not by its name."""

import os
import pathlib
from collections.abc import Callable

from nn.datasets import beside, idx, npz, pictures, refused, saved
from nn.datasets.dataset import Dataset, readable
from nn.datasets.junk import content
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.storage import open_file

Reader = Callable[[pathlib.Path, Told], Dataset]
START = 512  # bytes that show what a file is


def load(path: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset in a file or a folder; see `nn.datasets.load`."""
    if os.path.isdir(path):
        return _in_folder(path, told)
    if path.suffix == ".npz":
        return _npz(path, told)
    return _reader(path)(path, told)


def _npz(path: pathlib.Path, told: Told) -> Dataset:
    return saved.read(path) if saved.is_one(path) else npz.load(path, path.stem, told=told)


def _reader(path: pathlib.Path) -> Reader:
    """The reader for a file. Raises DownhillError, with a way around, if there is none."""
    with readable(path, "a data set", "check its path"), open_file(path) as file:
        start = idx.unpacked(file).read(START)
    refused.check(path, start)
    if start.startswith(b"\x93NUMPY") or idx.begins_as_idx(path):
        return beside.load
    raise refused.unknown(path)


def _in_folder(folder: pathlib.Path, told: Told) -> Dataset:
    """The Dataset in a folder: files of arrays or tables in it, else a folder a class."""
    held = content(folder)
    folders = [path for path in held if path.is_dir()]
    files = [path for path in held if path.is_file()]
    if any(map(beside.is_one, files)):
        return beside.load(folder, told)
    for file in files:
        refused.check_name(file)
    sets = [path for path in folders if (path / "raw").is_dir()]  # as torchvision keeps them
    if len(sets) > 1:
        names = ", ".join(path.name for path in sets)
        raise DownhillError(f"{folder} holds several data sets ({names}): name one of them.")
    if len(folders) == 1 and not files and _has_parts(folders[0]):
        return _in_folder(folders[0], told)
    if sets:
        return _in_folder(sets[0], told)
    return pictures.load(folder, told)


def _has_parts(folder: pathlib.Path) -> bool:
    """Whether a folder may be a data set: it holds folders, or files of arrays."""
    return any(path.is_dir() or beside.is_one(path) for path in content(folder))
