"""A worker process, which calls functions for its parent: both ends of the pipe.

This module imports only the standard library: a Dask worker receives its source before it has
anything else of the project (nn/execution/dask_worker.py).

Calls, messages and results are pickled, as in `concurrent.futures`. They pass only between one
user's own processes. Nothing that is read from a disk is ever unpickled.
"""

import contextlib
import io
import os
import pickle
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Any

PROGRAM = "from nn.execution.process import main; main()"
STDERR_KEPT = 4000  # bytes: the end of what a lost worker printed

_pipe: Any = None  # in a worker process: where its messages and results go


class WorkerLost(Exception):
    """A worker process ended before it returned a result: how, and its last output as `details`."""

    def __init__(self, how: str, details: str = ""):
        super().__init__(how, details)
        self.details = details

    def __str__(self):
        return self.args[0]


class WorkerProcess:
    """The parent's end: a process in `folder`, from which it imports the functions that it calls.

    Its environment is the parent's, with `variables` set as well. It runs in its own session, so
    Ctrl-C in the terminal reaches only the parent.
    """

    def __init__(self, folder: str | os.PathLike, variables: dict[str, str] | None = None):
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=folder,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows' own way
        )
        assert self._process.stdin and self._process.stdout  # they are pipes, as requested
        self._calls, self._results = self._process.stdin, self._process.stdout

    def run(self, call: bytes, on_message: Callable[[bytes], None]) -> bytes:
        """Send a call (`pack_call`) and return its result (for `unpack_result`).

        `on_message` is called with each message (for `unpack_message`). Raises WorkerLost if the
        process ends without a result.
        """
        self._send(call)
        while True:
            kind, content = self._receive()
            if kind == "result":
                return content
            on_message(content)

    def _send(self, call: bytes) -> None:
        try:
            pickle.dump(call, self._calls)
            self._calls.flush()
        except OSError:
            raise self._lost() from None

    def _receive(self) -> tuple[str, bytes]:
        try:
            return pickle.load(self._results)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise self._lost() from None

    def _lost(self) -> WorkerLost:
        status = self._process.wait()
        how = f"its process ended with status {status} and no result"
        if status < 0:
            how = f"its process was killed by signal {-status}; was there too little memory?"
        self._stderr.seek(max(0, self._stderr.seek(0, os.SEEK_END) - STDERR_KEPT))
        return WorkerLost(how, self._stderr.read().decode(errors="replace"))

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()

    def close(self) -> None:
        """Close the pipes, which makes an idle process end, and wait until it has ended."""
        for pipe in (self._calls, self._results):
            with contextlib.suppress(OSError):  # what was sent last never arrived
                pipe.close()
        self._process.wait()
        self._stderr.close()


def pack_call(function: Callable, args: tuple, kwargs: dict[str, Any]) -> bytes:
    """A call as bytes. The function has to be importable by its name."""
    return pickle.dumps((function, args, kwargs))


def unpack_message(message: bytes) -> dict[str, Any]:
    """The keyword arguments that were given to `report`."""
    return pickle.loads(message)


def unpack_result(result: bytes) -> Any:
    """Return what the function returned, or raise what it raised."""
    raised, value = pickle.loads(result)
    if raised:
        raise value
    return value


def report(**message: Any) -> None:
    """Send a progress message to the parent; outside a worker process do nothing."""
    if _pipe is not None:
        _send_up("message", pickle.dumps(message))


def main() -> None:
    """The worker's end: run the calls that arrive on standard input until it closes."""
    global _pipe
    calls = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    _pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not enter the pipe
    if isinstance(sys.stdout, io.TextIOWrapper):  # in the C locale η is no error, as on stderr
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        while True:
            _send_up("result", _result(pickle.load(calls)))
    except (EOFError, BrokenPipeError):  # the parent is gone
        os._exit(0)


def _result(call: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(call)
        return pickle.dumps((False, function(*args, **kwargs)))
    except BrokenPipeError:
        raise
    except Exception as error:
        try:
            result = pickle.dumps((True, error))
            pickle.loads(result)  # some exceptions pickle, but do not unpickle
            return result
        except Exception:  # send its traceback instead
            return pickle.dumps((True, RuntimeError("".join(traceback.format_exception(error)))))


def _send_up(kind: str, content: bytes) -> None:
    pickle.dump((kind, content), _pipe)
    _pipe.flush()
