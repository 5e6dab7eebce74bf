"""A process that calls functions for another one, one after the other: both ends of the pipe.

Nothing is imported here but what comes with Python: the workers of a cluster get this module's
contents sent (nn/execution/dask_worker.py), before they have anything else of ours.

Orders and answers are pickled, as those of `concurrent.futures` are, and nothing else: they go
between processes of one's own, on one's own machines. What is read from a disk is never a pickle.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import traceback

PROGRAM = "from nn.execution.process import main; main()"
MOST_WORDS = 4000  # of what a process that is lost printed last

_speech = None  # in a hand: where its news and answers go


class Lost(Exception):
    """A process that ended before it had answered: how, and its last words as `details`."""

    def __init__(self, how, details=""):
        super().__init__(how, details)
        self.details = details

    def __str__(self):
        return self.args[0]


class Hand:
    """The near end: a process in `folder`, from which it imports what it is asked to call.

    Its environment is ours with some `variables` set.

    It has a session of its own, so that the terminal's Ctrl-C reaches us alone.
    """

    def __init__(self, folder, variables=None):
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=folder,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            start_new_session=True,
        )

    def carry_out(self, order, hear):
        """Send an order (`ordered`), return its answer; `hear` gets each news; all of them bytes.

        Raises Lost where the process ends without an answer.
        """
        self._send(order)
        while True:
            kind, content = self._receive()
            if kind == "answer":
                return content
            hear(content)

    def _send(self, order):
        try:
            pickle.dump(order, self._process.stdin)
            self._process.stdin.flush()
        except OSError:
            raise self._lost() from None

    def _receive(self):
        try:
            return pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise self._lost() from None

    def _lost(self):
        status = self._process.wait()
        how = f"its process ended with status {status} and no word"
        if status < 0:
            how = f"its process was killed by signal {-status}; was there too little memory?"
        self._words.seek(max(0, self._words.seek(0, os.SEEK_END) - MOST_WORDS))
        return Lost(how, self._words.read().decode(errors="replace"))

    def kill(self):
        """End it in the middle of what it does."""
        self._process.kill()

    def close(self):
        """Let it end, which it does at once where it has nothing to do."""
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what it was sent last never arrived
                pipe.close()
        self._process.wait()
        self._words.close()


def ordered(function, args, kwargs):
    """A call as bytes; the function must be one that can be imported by its name."""
    return pickle.dumps((function, args, kwargs))


def told(news):
    """What was told, a dict, from the bytes of a news."""
    return pickle.loads(news)


def answered(answer):
    """What the function returned, from the bytes of an answer; what it raised is raised here."""
    raised, value = pickle.loads(answer)
    if raised:
        raise value
    return value


def tell(**news):
    """Say something to whom one works for, while at it. Outside a hand nobody hears it."""
    if _speech is not None:
        _say("news", pickle.dumps(news))


def main():
    """The far end: carry out what comes by standard input until that ends."""
    global _speech
    orders = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    _speech = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed is no answer
    try:
        while True:
            _say("answer", _answer(pickle.load(orders)))
    except (EOFError, BrokenPipeError):  # nobody is there any more
        os._exit(0)


def _answer(order):
    try:
        function, args, kwargs = pickle.loads(order)
        return pickle.dumps((False, function(*args, **kwargs)))
    except BrokenPipeError:
        raise
    except Exception as error:
        try:
            return _whole(pickle.dumps((True, error)))
        except Exception:  # one that can't be sent: its words can
            return pickle.dumps((True, RuntimeError("".join(traceback.format_exception(error)))))


def _whole(pickled):
    pickle.loads(pickled)  # an exception may pickle, and yet not come out again
    return pickled


def _say(kind, content):
    pickle.dump((kind, content), _speech)
    _speech.flush()
