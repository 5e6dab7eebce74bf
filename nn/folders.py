"""Folders that are replaced whole, whenever the machine may stop.

What shall become the folder NAME is made in NAME.part, beside all that its making needs. The names
tell how far a replacement has come, and `settle` ends one that was stopped:

    NAME.part          is being made: another try continues it, or begins again
    NAME.part.whole    is complete, and takes the name NAME
    NAME.part.removed  is being removed
"""

import contextlib
import os
import pathlib
import shutil
from collections.abc import Callable, Iterator
from typing import TypeVar

from nn.errors import DownhillError

Path = str | os.PathLike[str]
What = TypeVar("What")

PART, WHOLE, REMOVED = ".part", ".part.whole", ".part.removed"
NEW = "whole"  # in NAME.part: what will be NAME.part.whole


def check_name(folder: Path) -> None:
    """Raise DownhillError if no folder that is replaced whole can have this path."""
    if pathlib.Path(folder).name in ("", ".."):
        raise DownhillError(f"{folder} can't be a folder to write: give --out FOLDER/NAME.")
    if is_unfinished(folder):
        raise DownhillError(
            f"{folder} ends like the name of an unfinished folder: give --out another name."
        )


def is_unfinished(folder: Path) -> bool:
    """Whether a path is that of something which is being made, or removed."""
    return pathlib.Path(folder).name.endswith((PART, WHOLE, REMOVED))


def part_of(folder: Path) -> pathlib.Path:
    """Where what becomes `folder` is made."""
    return _beside(folder, PART)


def begin_anew(folder: Path, mark: str) -> None:
    """Remove what is in NAME.part. `mark` is the file by which its makers know it.

    Raises DownhillError if that is not there, but something else is.
    """
    part = part_of(folder)
    names = os.listdir(part) if part.exists() else []
    if mark not in names and any(name != NEW and not name.startswith(".") for name in names):
        raise DownhillError(
            f"{part} is in the way, and this command did not make it: move it, or choose another "
            "--out."
        )
    remove_whole(folder)


@contextlib.contextmanager
def folder_written_whole(folder: Path) -> Iterator[pathlib.Path]:
    """Yield an empty folder that takes the place of `folder` once the block ends. What was kept in
    NAME.part to make it is removed then.

    If the block raises, or the machine stops during it, `folder` and NAME.part are as they were.
    """
    settle(folder)
    new = part_of(folder) / NEW
    _remove(new)
    new.mkdir(parents=True)
    yield new
    os.rename(new, _beside(folder, WHOLE))  # from here on, whatever happens, this is the folder
    settle(folder)


def folder_read_whole(
    find: Callable[[], pathlib.Path], file: str, read: Callable[[pathlib.Path], What]
) -> What:
    """What `read` makes of the folder that `find` finds, in which `file` is.

    If it raises DownhillError, but another command has replaced the folder meanwhile, whose files
    would then be of two, the folder is found and read again.
    """
    while True:
        folder = find()
        before = _which(folder / file)
        try:
            return read(folder)
        except DownhillError:
            if _which(folder / file) == before:
                raise


def remove_whole(folder: Path) -> None:
    """Remove NAME.part, if there is one.

    If the machine stops halfway, the rest is left as NAME.part.removed, not as a folder with gaps.
    """
    removed = _beside(folder, REMOVED)
    _remove(removed)
    if os.path.lexists(part_of(folder)):
        os.rename(part_of(folder), removed)
        _remove(removed)


def is_settled(folder: Path) -> bool:
    """Whether nothing is left of a replacement or a removal that was stopped, or is going on."""
    return not any(os.path.lexists(_beside(folder, end)) for end in (WHOLE, REMOVED))


def unsettled(shelf: Path) -> set[pathlib.Path]:
    """The folders in `shelf` that are not settled."""
    names = (os.path.splitext(path.stem)[0] for path in pathlib.Path(shelf).glob("*.part.*"))
    return {folder for folder in map(pathlib.Path(shelf).joinpath, names) if not is_settled(folder)}


def settle(folder: Path) -> None:
    """End a replacement or a removal that was stopped. No other process may be at it
    (nn/claims.py)."""
    whole, removed = _beside(folder, WHOLE), _beside(folder, REMOVED)
    if not os.path.lexists(whole):
        _remove(removed)
        return
    remove_whole(folder)
    if os.path.lexists(folder):  # no system replaces a folder that holds files by a rename
        os.rename(folder, removed)
    os.rename(whole, folder)
    _remove(removed)


def _which(file: pathlib.Path) -> tuple[int, int] | None:
    """What tells a file from another that takes its place; None if there is none."""
    try:
        there = os.stat(file)
    except OSError:
        return None
    return there.st_ino, there.st_mtime_ns


def _beside(folder: Path, end: str) -> pathlib.Path:
    folder = pathlib.Path(folder)
    return folder.parent / (folder.name + end)


def _remove(path: pathlib.Path) -> None:
    if path.is_symlink():  # what it points to is somebody's
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
