"""Seals of kept animations. A seal is a digest of the animation, its number and what it was drawn
from. So an animation that is damaged, or belongs to another clip, is not joined into a clip.

The seal is the last box of the mp4, of a kind that players skip.
"""

import hashlib
import os
import pathlib

from nn.storage import open_file

SIZE = 40  # bytes: 4 for the box's length, 4 for its kind, and a SHA-256


def keep(key: str, unfinished: pathlib.Path, finished: pathlib.Path) -> None:
    """Seal an animation of the clip with this key (inputs.py), and move it to its place."""
    content = unfinished.read_bytes()
    with open(unfinished, "ab") as file:
        file.write(_seal(key, finished.name, content))
    os.replace(unfinished, finished)


def is_kept(key: str, path: pathlib.Path) -> bool:
    """Whether a file is the animation that was kept under its name for the clip with this key."""
    try:
        with open_file(path) as file:
            content = file.read()
    except OSError:
        return False
    return content[-SIZE:] == _seal(key, path.name, content[:-SIZE])


def _seal(key, name, content):
    digest = hashlib.sha256(f"{key} {name}\n".encode() + content).digest()
    return SIZE.to_bytes(4, "big") + b"free" + digest
