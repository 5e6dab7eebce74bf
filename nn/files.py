"""Writing files so that nothing half-written is ever seen under its final name."""

import contextlib
import os
import pathlib
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
