"""Files on disk, each written whole or not at all, and JSON. (For arrays see nn/arrays.py.)

A reader never sees half a file under its final name: what is written takes that name in one step,
once it is complete. The same arrays and the same facts give the same bytes.
"""

import contextlib
import errno
import hashlib
import io
import json
import math
import os
import pathlib
import stat
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

import filelock
import numpy as np

Path = str | os.PathLike[str]
Arrays = dict[str, np.ndarray]
Facts = dict[str, Any]  # what JSON can hold

JSON_LIMIT = 2**24  # bytes of a JSON file; the longest of ours has 100,000
MOST_LEVELS = 50  # of values within values; ours have 6
MOST_DIGITS = 300  # of a whole number: as a float it would be infinite if it had more than 308


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Yield a binary file beside `path` that takes the name `path` once the block ends.

    If the block raises, or the machine stops during it, what was at `path` before is still there.
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        pathlib.Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not name it
            error.filename = str(path)
        raise


def open_file(path: Path) -> io.BufferedReader:
    """A file, opened for reading in bytes.

    Raises OSError if it can't be opened, or is a pipe or a device, which may never end.
    """
    if stat.S_IFMT(os.stat(path).st_mode) not in (stat.S_IFREG, stat.S_IFDIR):
        raise OSError(errno.EINVAL, "it is a pipe or a device", str(path))
    return open(path, "rb")  # of a folder, open says what is wrong


@contextlib.contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file, which the system releases when this process ends, however it ends.

    The file is made if it does not exist; on Windows it is removed with the lock. Raises
    BlockingIOError if another process holds the lock and `wait` is false.
    """
    try:
        lock = filelock.FileLock(path).acquire(blocking=wait)
    except filelock.Timeout as error:
        raise BlockingIOError(str(error)) from None
    with lock:
        yield


def write_json(path: Path, value: Any) -> None:
    """Save a value as JSON, indented for people to read."""
    with written_whole(path) as file:
        file.write(json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """The content of the file that `write_json` writes."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    # A byte in a path that is not text becomes an escape, as JSON allows.
    return text.encode(errors="backslashreplace")


def read_json(path: Path) -> Any:
    """The value in a JSON file.

    Raises OSError if the file can't be read, and ValueError if it is not JSON, is too long or too
    deep, has a key twice, a number that is infinite or has hundreds of digits, or text that is
    neither Unicode nor the name of a file.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > JSON_LIMIT:
            raise ValueError(f"it has {size:,} bytes")
        content = file.read(size)
    return json_value(content)


def json_value(content: bytes) -> Any:
    """The value that JSON stands for. Raises ValueError as `read_json` does."""
    if len(content) > JSON_LIMIT:
        raise ValueError(f"it has {len(content):,} bytes")
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_finite,
        )
        _check_depth(value)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    json.dumps(value, ensure_ascii=False).encode(errors="surrogateescape")
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> Facts:
    """A JSON object as a dict. No key may come twice: readers differ in which value they take."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("it has a key twice")
    return value


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"it has a number of {len(digits):,} digits")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)  # also for NaN and Infinity, which are not JSON, and for 1e999
    if not math.isfinite(value):
        raise ValueError(f"it has the number {digits:.20}")
    return value


def _check_depth(value: Any, left: int = MOST_LEVELS) -> None:
    if left == 0:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _check_depth(inner, left - 1)


def digest_of(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any] | None = None) -> str:
    """SHA-256 of arrays (names, types, shapes, values, in the order of names) and of JSON facts."""
    sha = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        sha.update(array.tobytes())
    if facts is None:
        return sha.hexdigest()
    return hashlib.sha256(
        (json.dumps(facts, sort_keys=True) + sha.hexdigest()).encode()
    ).hexdigest()
