"""Killing a process at a chosen step of its work with files.

Python announces each step before it is taken: a file is opened, renamed or removed. A kill then is
like a power cut at that moment, and it can be repeated.
"""

import os
import signal
import sys

STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}


def steps_of(call, folder):
    """How many steps with files in a folder a call takes; it runs in a process of its own."""
    reader, writer = os.pipe()
    _forked(call, folder, lambda count: None, lambda count: os.write(writer, b"%d" % count))
    os.close(writer)
    try:
        return int(os.read(reader, 100))
    finally:
        os.close(reader)


def kill_at_step(call, folder, step):
    """Make a call in a process that is killed when it is about to take that step, from 1.

    True if it was killed; False if it ended before.
    """

    def at(count):
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return os.WIFSIGNALED(_forked(call, folder, at, lambda count: None))


def _forked(call, folder, at, at_the_end):
    """The status of a forked process that makes a call; `at` gets the count of steps at each."""
    process = os.fork()
    if process:
        return os.waitpid(process, 0)[1]
    count, folder = 0, os.path.realpath(folder)

    def hook(event, given):
        nonlocal count
        if event in STEPS and _lies_in(given[0], folder):
            count += 1
            at(count)

    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1), os.dup2(nothing, 2)
        sys.addaudithook(hook)  # it can't be removed, and ends with this process
        call()
        at_the_end(count)
    finally:
        os._exit(0)


def _lies_in(path, folder):
    return isinstance(path, str | os.PathLike) and os.path.realpath(path).startswith(folder)
