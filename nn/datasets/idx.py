"""IDX files: the format in which MNIST and its likes are published.

(Described with MNIST, http://yann.lecun.com/exdb/mnist/: two zeros, the type, the number of axes,
each axis' length, then the numbers, the highest byte first.)
"""

import gzip
import hashlib
import io
import math
import os
import pathlib

import numpy as np

from nn.datasets.dataset import LIMIT, readable
from nn.datasets.junk import content
from nn.errors import DownhillError
from nn.storage import open_file

TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
MOST_AXES = 4
SMALL, TIMES = 2**24, 100  # a gzipped file may unpack to so many bytes, and then so many times more
NAMED = 4  # how many files a message names in place of the missing one
MEND = "fetch or save it again"
GZIP = b"\x1f\x8b"


def spelled(folder: pathlib.Path, name: str) -> pathlib.Path | None:
    """The path of an IDX file in a folder, raw or gzipped, by either spelling of its name."""
    spellings = (name, name.replace("-idx", ".idx"))
    candidates = [folder / (s + ending) for s in spellings for ending in ("", ".gz")]
    return next((path for path in candidates if os.path.exists(path)), None)


def file_in(folder: pathlib.Path, told_by: str, name: str, mend: str) -> pathlib.Path:
    """As `spelled`, but raises DownhillError if the folder has no such file. For its message,
    `told_by` is the option or the variable that named the folder, and `mend` says what to do."""
    found = spelled(folder, name)
    if found is None:
        told = f"{folder}, named by {told_by},"
        if not os.path.isdir(folder):
            raise DownhillError(f"{told} is not a folder: {mend}.")
        held = [path.name for path in content(folder)]
        few = ", ".join(held[:NAMED]) + f" and {len(held) - NAMED:,} more" * (len(held) > NAMED)
        raise DownhillError(f"{told} holds {few or 'nothing'}, not {name}, raw or .gz: {mend}.")
    return found


def begins_as_idx(path: pathlib.Path) -> bool:
    """Whether a file begins as an IDX file does, unpacked if it is gzipped."""
    try:
        with open_file(path) as file:
            return _header(unpacked(file)) is not None
    except Exception:  # what is no IDX file may be anything
        return False


def read(path: pathlib.Path, axes: int | None = None, mend: str = MEND) -> np.ndarray:
    """The array in an IDX file, raw or gzipped, whatever its name says.

    Raises DownhillError if it is damaged or has not this number of axes. No more memory is taken
    than the file's size warrants.
    """
    with readable(path, "an IDX file", mend), open_file(path) as file:
        length = os.fstat(file.fileno()).st_size
        packed = file.peek(2)[:2] == GZIP
        whole = unpacked(file)
        header = _header(whole)
        if header is None or (axes and len(header[1]) != axes):
            what = {1: " of labels", 3: " of images"}.get(axes or 0, "")
            raise DownhillError(f"{path} does not begin as an IDX file{what} does: {mend}.")
        dtype, shape = header
        size = math.prod(shape) * dtype.itemsize
        most = min(LIMIT, SMALL + TIMES * length)
        if size > most:
            raise DownhillError(
                f"{path} says it holds {size:,} bytes of data, more than the {most:,} allowed: "
                f"{mend}."
            )
        data = whole.read(size + 1 if packed else min(size + 1, length))
        held = len(data)
        while held > size and (more := whole.read(2**20)):
            held += len(more)
            if held > most:
                raise DownhillError(f"{path} unpacks to more than {most:,} bytes: {mend}.")
    if held != size:
        raise DownhillError(
            f"{path} says it holds {size:,} bytes of data but holds {held:,}: {mend}."
        )
    return np.frombuffer(data, dtype).reshape(shape)


def sha256(array: np.ndarray) -> str:
    """SHA-256 of the unpacked content of the IDX file that an array was read from."""
    code = next(code for code, name in TYPES.items() if np.dtype(name) == array.dtype)
    header = bytes([0, 0, code, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    digest = hashlib.sha256(header)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def unpacked(file: io.BufferedReader) -> io.BufferedIOBase:
    """The content of a file, as a file."""
    packed = file.peek(2)[:2] == GZIP
    return gzip.GzipFile(fileobj=file) if packed else file


def _header(file: io.BufferedIOBase) -> tuple[np.dtype, tuple[int, ...]] | None:
    """The type and the shape that an IDX file claims, None if it is none. The file is left where
    its data begin."""
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES:
        return None
    lengths = file.read(4 * start[3]) if 0 < start[3] <= MOST_AXES else b""
    if not lengths or len(lengths) != 4 * start[3]:
        return None
    return np.dtype(TYPES[start[2]]), tuple(np.frombuffer(lengths, ">u4").tolist())
