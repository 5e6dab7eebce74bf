"""Files that a system leaves in folders and archives, and that no reader of ours looks at."""

import pathlib

from nn.datasets.dataset import readable

JUNK = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"}  # in lower case


def is_junk(name: str) -> bool:
    """Whether a name is that of a hidden file, or of one that macOS or Windows made."""
    return name.startswith(".") or name.lower() in JUNK


def content(folder: pathlib.Path) -> list[pathlib.Path]:
    """The files and folders in a folder, by name, without the junk.

    Raises DownhillError if it can't be read.
    """
    with readable(folder, "a folder", "make it readable"):
        return sorted(path for path in folder.iterdir() if not is_junk(path.name))
