"""Writing and removing so that nothing half-done is ever seen under its own name."""

import contextlib
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
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise


def remove_whole(folder):
    """Remove a folder, or do nothing if there is none; if the machine dies in it, what is left
    stands beside it as `NAME.removed`, not as a folder that lacks some of its files."""
    folder = pathlib.Path(folder)
    removed = folder.with_name(f"{folder.name}.removed")
    shutil.rmtree(removed, ignore_errors=True)
    if folder.exists():
        os.rename(folder, removed)
        shutil.rmtree(removed)
