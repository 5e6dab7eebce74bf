"""Files on disk: plain arrays and JSON, each written whole or not at all.

A reader never sees half a file under its final name: what is written takes that name in one step,
once it is complete. The same arrays and the same facts give the same bytes.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

import filelock
import numpy as np

from nn.errors import DownhillError

Path = str | os.PathLike[str]
Arrays = dict[str, np.ndarray]
Facts = dict[str, Any]  # what JSON can hold


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


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Save arrays as an npz."""
    with written_whole(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # NumPy types its names as a flag too


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Every array of an npz by its name; a pickle inside is refused.

    Raises DownhillError if the file is missing, damaged or not an npz.
    """
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            if archive.zip.testzip() is not None:  # NumPy may stop before the checksum
                raise ValueError("a checksum does not match")
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise DownhillError(f"{path} is missing: restore it, or train the run again.") from None
    except Exception as error:  # zipfile and numpy raise a dozen kinds at what they can't read
        reason = "holds a pickled object" if "pickle" in str(error).lower() else "is damaged"
        raise DownhillError(
            f"{path} {reason} and was not read: restore it, or train the run again."
        ) from None


def write_json(path: Path, value: Any) -> None:
    """Save a value as JSON, indented for people to read."""
    with written_whole(path) as file:
        file.write(json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """The content of the file that `write_json` writes."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return text.encode(
        errors="backslashreplace"
    )  # a path's byte that is no text: "\udcff", as JSON


def read_json(path: Path) -> Any:
    """The value in a JSON file.

    Raises OSError if the file can't be read, and ValueError if it is not JSON, or holds text that
    is neither Unicode nor the name of a file.
    """
    try:
        value = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        json.dumps(value, ensure_ascii=False).encode(errors="surrogateescape")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


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
