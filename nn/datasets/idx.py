"""IDX files: the format in which MNIST and Fashion-MNIST are published."""

import gzip
import hashlib
import math
import os
import pathlib

import numpy as np

from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.storage import open_file

LIMIT = 2**26  # unpacked bytes; MNIST's largest file has 47,040,016
NAMED = 4  # how many files a message names in place of the missing one


def file_in(folder: pathlib.Path, told_by: str, name: str, mend: str) -> pathlib.Path:
    """The path of an IDX file, raw or gzipped, by either spelling of its name.

    Raises DownhillError if the folder has none. For its message, `told_by` is the option or the
    variable that named the folder, and `mend` says what to do.
    """
    spellings = (name, name.replace("-idx", ".idx"))
    candidates = [folder / (s + ending) for s in spellings for ending in ("", ".gz")]
    found = next((path for path in candidates if os.path.exists(path)), None)
    if found is None:
        told = f"{folder}, named by {told_by},"
        if not os.path.isdir(folder):
            raise DownhillError(f"{told} is not a folder: {mend}.")
        with readable(folder, "a folder", "make it readable"):
            held = sorted(os.listdir(folder))
        few = ", ".join(held[:NAMED]) + f" and {len(held) - NAMED:,} more" * (len(held) > NAMED)
        raise DownhillError(f"{told} holds {few or 'nothing'}, not {name}, raw or .gz: {mend}.")
    return found


def read(
    path: pathlib.Path,
    axes: int,
    sha256: str | None = None,
    mend: str = "replace it with MNIST's own file",
) -> np.ndarray:
    """The array in an IDX file of unsigned bytes, raw or gzipped, whatever its name says.

    Raises DownhillError if it is damaged, or its number of axes or its SHA-256 is another.
    """
    with readable(path, "an IDX file", mend), open_file(path) as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        content = (gzip.GzipFile(fileobj=file) if packed else file).read(LIMIT + 1)
    if len(content) > LIMIT:
        raise DownhillError(f"{path} unpacks to more than {LIMIT:,} bytes: {mend}.")

    # The header: 0, 0, the type (8: unsigned byte), the number of axes, each axis' length.
    start = 4 + 4 * axes
    if content[:4] != bytes([0, 0, 8, axes]) or len(content) < start:
        what = "images" if axes == 3 else "labels"
        raise DownhillError(f"{path} does not begin as an IDX file of {what} does: {mend}.")
    shape = tuple(np.frombuffer(content[4:start], dtype=">u4").tolist())
    if len(content) - start != math.prod(shape):
        raise DownhillError(
            f"{path} says it holds {math.prod(shape):,} bytes of data but holds "
            f"{len(content) - start:,}: {mend}."
        )
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        what = "labels" if axes == 1 else f"images of {'×'.join(map(str, shape[1:]))} pixels"
        raise DownhillError(
            f"{path} holds {shape[0]:,} {what} that are not MNIST's (its SHA-256 differs): {mend}, "
            "or save data of your own as an npz of images and labels and pass its path."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)
