"""Claims: only one command at a time writes to a folder.

To claim the folder NAME is to lock the file `.NAME.lock` beside it. The system releases the lock
when the process ends, however it ends. `.NAME.holder` says who has the claim. Both files are
removed with the claim. After a kill they stay, without effect, until the next claim is released.
"""

import contextlib
import datetime
import errno
import os
import pathlib
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar

from nn.errors import DownhillError
from nn.folders import Path, is_settled, settle
from nn.storage import json_bytes, locked, read_json

SECONDS_TO_TRY = 0.2  # to claim a folder: whoever reads it may be settling it for a moment
SECONDS_TO_WAIT = 2  # for a folder that another command is replacing

_ours: ContextVar[frozenset[pathlib.Path]] = ContextVar(
    "claimed by this thread", default=frozenset()
)


class Claimed(DownhillError):
    """Another command writes to the folder."""


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Claim a folder for the block. If a command was stopped while it replaced the folder, complete
    that first (nn/folders.py). Within the block the same thread may claim the folder again.

    Raises Claimed, a sentence that names the other command, if the folder is claimed already.
    """
    place = pathlib.Path(folder).resolve()
    if place in _ours.get():
        yield
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    lock, holder = (place.with_name(f".{place.name}.{what}") for what in ("lock", "holder"))
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_locked_there(lock))
        except BlockingIOError:
            raise Claimed(
                f"{folder} is being written by {_who(holder)}: wait until it has ended, or write "
                "to another folder."
            ) from None
        stack.callback(_unlink, lock)
        stack.callback(_unlink, holder)
        holder.write_bytes(json_bytes(_this_process()))  # a kill would leave a temporary file
        settle(folder)
        before = _ours.set(_ours.get() | {place})
        stack.callback(_ours.reset, before)
        yield


def settle_to_read(folder: Path) -> None:
    """Make `folder` ready to be read: complete its replacement by a command that was stopped, or
    wait for a command that is replacing it now."""
    end = time.monotonic() + SECONDS_TO_WAIT
    while not is_settled(folder) and time.monotonic() < end:
        try:
            with claimed(folder):
                return
        except Claimed:
            if os.path.lexists(folder):
                return
            time.sleep(0.01)
        except OSError:  # this user may not write there: it is read as it is
            return


@contextlib.contextmanager
def _locked_there(path: pathlib.Path) -> Iterator[None]:
    """Lock the file at `path`, and make sure that the locked file is still there: its last holder
    may have removed it meanwhile, and another process could lock a new one.

    Raises BlockingIOError if another process still holds the lock after SECONDS_TO_TRY, and
    OSError if no file can be made there.
    """
    end = time.monotonic() + SECONDS_TO_TRY
    while True:
        with contextlib.ExitStack() as stack:
            before = _file_at(path)
            try:
                stack.enter_context(locked(path, wait=False))
            except BlockingIOError:
                late, there = time.monotonic() > end, _file_at(path)
                if late and there is None:  # filelock would try for ever to make it
                    raise OSError(errno.EACCES, "no file can be made there", str(path)) from None
                if late and there == before:
                    raise
                time.sleep(0.01)
                continue
            after = _file_at(path)
            if after is not None and before in (None, after):
                yield
                return


def _file_at(path: pathlib.Path) -> tuple[int, int] | None:
    """What identifies the file at a path, to tell it from one that takes its place."""
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return None
    return there.st_dev, there.st_ino


def _this_process() -> dict[str, object]:
    program = pathlib.Path(sys.argv[0])
    name = f"python -m {program.parent.name}" if program.name == "__main__.py" else program.name
    return {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.datetime.now().isoformat(" ", "seconds"),
        "command": f"{name} {shlex.join(sys.argv[1:])}",
    }


def _who(holder: pathlib.Path) -> str:
    """Who holds a claim, for people."""
    try:
        who = {key: str(value) for key, value in dict(read_json(holder)).items()}
        return "process {process} on {host} since {since} ({command})".format(**who)
    except (OSError, ValueError, TypeError, KeyError):  # it has only just begun, or is ending
        return "another command"


def _unlink(path: pathlib.Path) -> None:
    with contextlib.suppress(PermissionError):  # Windows removes a locked file with its lock
        path.unlink(missing_ok=True)
