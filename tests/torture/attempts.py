"""An attempt: a call in a process of its own, with limits of time and memory, and how it ended."""

import contextlib
import dataclasses
import io
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator

import numpy as np

from nn.errors import DownhillError

SECONDS = 20  # that an attempt may take, unless it says otherwise
ADDRESS_SPACE = 3 * 2**30  # bytes beyond what it has when it begins: protects the machine
MEMORY = 100 * 2**20  # bytes that it may use beyond that, unless it says otherwise
REFUSED, SAME, ANOTHER, WRONG = "refused", "same", "another", "wrong"


class Wrong(Exception):
    """What an attempt found, and should not have."""


@dataclasses.dataclass(frozen=True)
class Attempt:
    """`call(folder, generator)` gets an empty folder and random numbers of its own; it returns
    SAME or ANOTHER, raises DownhillError if something was refused, or Wrong if something broke."""

    kind: str
    number: int
    what: str
    call: Callable[[pathlib.Path, np.random.Generator], str]
    seconds: float = SECONDS
    memory: int = MEMORY


@dataclasses.dataclass(frozen=True)
class Ending:
    """How an attempt ended; `why` is the sentence, or what went wrong."""

    kind: str
    number: int
    what: str
    how: str
    why: str
    seconds: float


def carry_out(attempt: Attempt, seed: int, room: pathlib.Path) -> Ending:
    """Make an attempt in a forked process; `room` is where its folder is made and removed."""
    began = time.monotonic()
    folder = pathlib.Path(tempfile.mkdtemp(dir=room, prefix=f"{attempt.kind}-{attempt.number}-"))
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _in_the_child(attempt, seed, folder, writer)
    os.close(writer)
    try:
        said = _read_all(reader, began + attempt.seconds)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)  # and whatever it has started
        os.waitpid(process, 0)
        shutil.rmtree(folder, ignore_errors=True)
    if said is None:
        how, why = WRONG, f"it took more than {attempt.seconds:g} s"
    elif not said:
        how, why = WRONG, "its process died"
    else:
        how, why = json.loads(said)
    seconds = time.monotonic() - began
    return Ending(attempt.kind, attempt.number, attempt.what, how, why, seconds)


@contextlib.contextmanager
def in_silence() -> Iterator[None]:
    """Print nothing in the block, in which the sound files are made before the first attempt."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def generator_of(attempt: Attempt, seed: int) -> np.random.Generator:
    """The random numbers of an attempt, which depend on its kind, its number and the seed alone."""
    return np.random.default_rng([seed, attempt.number, *attempt.kind.encode()])


def _in_the_child(attempt: Attempt, seed: int, folder: pathlib.Path, writer: int) -> None:
    """Make the attempt, write how it ended, and end this process."""
    try:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        os.chdir(folder)
        _limit_address_space()
        before = _peak()
        how, why = _outcome(attempt, generator_of(attempt, seed), folder)
        used = _peak() - before
        if used > attempt.memory:
            how, why = WRONG, f"it used {used / 2**20:.0f} MB ({how}: {why})"
        os.write(writer, json.dumps([how, why]).encode() + b"\n")
    finally:
        os._exit(0)


def _outcome(
    attempt: Attempt, generator: np.random.Generator, folder: pathlib.Path
) -> tuple[str, str]:
    try:
        return attempt.call(folder, generator), ""
    except Wrong as wrong:
        return WRONG, str(wrong)
    except (DownhillError, OSError) as error:
        sentence = str(error)
        if isinstance(error, DownhillError) and not (
            sentence.isprintable() and sentence.endswith((".", "?"))
        ):
            return WRONG, f"that is no sentence: {sentence!r}"
        return REFUSED, sentence
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{pathlib.Path(frame.filename).name}:{frame.lineno}" for frame in frames]
        return WRONG, f"{type(error).__name__}: {error}"[:300] + f" ({' '.join(places[-3:])})"


def _limit_address_space() -> None:
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + ADDRESS_SPACE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _peak() -> int:
    """The most memory in bytes that this process has used so far, and its children."""
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return 1024 * max(resource.getrusage(each).ru_maxrss for each in who)


def _read_all(reader: int, until: float) -> bytes | None:
    """A line written to a pipe, empty if it is closed first; None if that takes too long."""
    content = b""
    while not content.endswith(b"\n"):
        if not select.select([reader], [], [], max(0, until - time.monotonic()))[0]:
            return None
        more = os.read(reader, 65536)
        if not more:
            return b""
        content += more
    return content
