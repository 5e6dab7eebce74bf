"""Workers: each order is carried out in a process of its own, so that one that fails, is killed or
runs out of memory takes nothing else with it."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from nn.run import ROOT

WORKER = [sys.executable, "-m", "scenes.rendering.worker"]


class ClipFailed(Exception):
    """A worker that did not finish: the error in words, the beat and the line that it was in where
    they are known, and all that is known as `details`."""

    def __init__(self, error, beat, line=None, details=""):
        super().__init__(error)
        self.beat, self.line, self.details = beat, line, details


class Crew(ThreadPoolExecutor):
    """`jobs` workers at a time, for a `with` block. Leaving it by an exception, such as that of
    Ctrl-C, kills those at work and forgets the orders that wait."""

    def __init__(self, jobs):
        super().__init__(jobs)
        self._at_work, self._dismissed, self._lock = set(), False, threading.Lock()

    def order(self, order, environment, tell):
        """A Future of what a worker has `done` (worker.py); its exception is a ClipFailed.

        `environment` is added to the worker's; `tell` gets its news, each a dict, in a thread.
        """
        return self.submit(self._carry_out, order, environment, tell)

    def __exit__(self, kind, *rest):
        if kind is not None:
            with self._lock:
                self._dismissed = True
                for process in self._at_work:
                    process.kill()
            self.shutdown(cancel_futures=True)
        return super().__exit__(kind, *rest)

    def _carry_out(self, order, environment, tell):
        beat = None
        with tempfile.TemporaryFile() as chatter:
            with self._worker(environment, chatter) as process:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(json.dumps(order))
                    process.stdin.close()
                for news in map(json.loads, process.stdout):
                    if "done" in news:
                        return news["done"]
                    if "failed" in news:
                        failed = news["failed"]
                        raise ClipFailed(failed["error"], beat, failed["line"], failed["traceback"])
                    beat = news.get("beat", beat)
                    tell(news)
                status = process.wait()
            chatter.seek(0)
            raise ClipFailed(_end(status), beat, details=chatter.read().decode(errors="replace"))

    @contextlib.contextmanager
    def _worker(self, environment, chatter):
        """A process that listens; its own process group, so that Ctrl-C reaches us alone."""
        with self._lock:
            if self._dismissed:
                raise InterruptedError
            process = subprocess.Popen(
                WORKER,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=chatter,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
            self._at_work.add(process)
        with process:
            yield process
        self._at_work.discard(process)


def _end(status):
    if status < 0:
        return f"its process was killed by signal {-status}; was there too little memory?"
    return f"its process ended with status {status} and no word"
