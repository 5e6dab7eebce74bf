"""Writing and removing so that nothing half-done is ever seen under its own name."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile


@contextlib.contextmanager
def written_whole(path):
    """Yield a binary file beside `path` that takes the name `path` only once it is complete.

    If the block raises, or the machine dies in it, whatever stood at `path` still does.
    """
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        pathlib.Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk says not which
            error.filename = str(path)
        raise


@contextlib.contextmanager
def locked(path, wait=True):
    """Hold a file's lock, which ends with this process, however that ends.

    Raises BlockingIOError where another one holds it and `wait` is false.
    """
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def remove_whole(folder):
    """Remove a folder, or do nothing if there is none; if the machine dies in it, what is left
    stands beside it as `NAME.removed`, not as a folder that lacks some of its files."""
    folder = pathlib.Path(folder)
    removed = folder.with_name(f"{folder.name}.removed")
    shutil.rmtree(removed, ignore_errors=True)
    if folder.exists():
        os.rename(folder, removed)
        shutil.rmtree(removed)
