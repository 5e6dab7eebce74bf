"""Folders that are replaced whole or not at all, even if the machine stops.

What will become the folder NAME is made in NAME.part, together with everything needed to make it.
The names tell how far a replacement has come, and `settle` completes one that was stopped:

    NAME.part          is being made: the next attempt continues it, or begins again
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
    """Raise DownhillError if this path can't be that of a folder that is replaced whole."""
    if pathlib.Path(folder).name in ("", ".."):
        raise DownhillError(f"{folder} can't be a folder to write: give --out FOLDER/NAME.")
    if is_unfinished(folder):
        raise DownhillError(
            f"{folder} ends like the name of an unfinished folder: give --out another name."
        )


def is_unfinished(folder: Path) -> bool:
    """Whether a path is that of a folder that is being made or removed."""
    return pathlib.Path(folder).name.endswith((PART, WHOLE, REMOVED))


def part_of(folder: Path) -> pathlib.Path:
    """The folder in which the new `folder` is made."""
    return _beside(folder, PART)


def begin_anew(folder: Path, mark: str) -> None:
    """Remove NAME.part, to begin again. `mark` is a file that shows who made it.

    Raises DownhillError if NAME.part holds other things, but not that file.
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
    """Yield an empty folder that replaces `folder` when the block ends; NAME.part, with all that
    was kept to make it, is then removed.

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
    """The result of `read(folder)` for the folder that `find()` returns, which contains `file`.

    If `read` raises DownhillError because another command has replaced the folder meanwhile, so
    that it read files of both, the folder is found and read again.
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
    """Whether no replacement or removal of a folder is unfinished, stopped or still going on."""
    return not any(os.path.lexists(_beside(folder, end)) for end in (WHOLE, REMOVED))


def unsettled(shelf: Path) -> set[pathlib.Path]:
    """The folders in `shelf` that are not settled."""
    names = (os.path.splitext(path.stem)[0] for path in pathlib.Path(shelf).glob("*.part.*"))
    return {folder for folder in map(pathlib.Path(shelf).joinpath, names) if not is_settled(folder)}


def settle(folder: Path) -> None:
    """Complete a replacement or a removal that was stopped. The caller must have claimed the folder
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
    """What identifies a file, to tell it from one that takes its place; None if there is none."""
    try:
        there = os.stat(file)
    except OSError:
        return None
    return there.st_ino, there.st_mtime_ns


def _beside(folder: Path, end: str) -> pathlib.Path:
    folder = pathlib.Path(folder)
    return folder.parent / (folder.name + end)


def _remove(path: pathlib.Path) -> None:
    if path.is_symlink():  # it may point to a folder that is not ours
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
