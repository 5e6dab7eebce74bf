"""What a command may leave in a folder, and what it may not."""

import os
import re

UNFINISHED = re.compile(r"\.(part|removed|replaced)\b|^\.[^.].*\.\w{8}$|^work-|^\.\d+-|^tmp")


def left_behind(folder):
    """The names of unfinished or temporary files and folders in a folder, at any depth."""
    return sorted(path.name for path in folder.rglob("*") if UNFINISHED.search(path.name))


def contents(folder):
    """{path: its content in bytes, or what it is if not a file} of everything in a folder."""
    return {path.relative_to(folder).as_posix(): _content(path) for path in folder.rglob("*")}


def _content(path):
    if path.is_symlink():
        return b"a link to " + os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b"mode %o" % path.stat().st_mode
