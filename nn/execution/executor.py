"""One door for all work that is worth a process: on this machine, or on a cluster.

    with open_door(jobs=4) as door:
        future = door.submit(function, *args)

A door is an `Executor` of `concurrent.futures`: `submit`, `map`, futures, a `with` block. What is
submitted is a function that can be imported by name, with arguments that can be pickled. It may
`nn.execution.process.tell(…)` how far it is, which whoever opened the door hears.

Beyond that a door has `width`, how much it does at a time, and `ahead`, how many orders one should
give it at a time; `bring`, for files; and `near`, whether those behind it see our files.

A worker that is killed costs only what it was at, which is begun again, once.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from nn.execution import process
from nn.places import PROJECT_VARIABLE, ROOT, project


def open_door(jobs=None, scheduler=None, hear=None, packages=()):
    """A door for a `with` block; leaving it by an exception ends what is at work.

    jobs: processes at a time on this machine, by default one a core. scheduler: the address of a
    Dask cluster's scheduler, where the work is to be done there; `packages` are those of which its
    workers must have our versions. hear: called with each news, a dict, in whatever thread.

    Raises DownhillError where the cluster can't be used.
    """
    hear = hear or (lambda news: None)
    if scheduler is None:
        return LocalDoor(jobs or cores(), hear)
    from nn.execution.dask_executor import ClusterDoor  # its package is an extra

    return ClusterDoor(scheduler, hear, packages)


def cores():
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


class LocalDoor(ThreadPoolExecutor):
    """`width` processes of this machine; each carries out one order after the other."""

    near = True

    def __init__(self, jobs, hear):
        super().__init__(jobs)
        self.width = self.ahead = jobs
        self._hear = lambda news: hear(process.told(news))
        self._variables = {PROJECT_VARIABLE: str(project())}
        self._at_work, self._idle = set(), []
        self._dismissed, self._lock = False, threading.Lock()

    def bring(self, path):
        """The name by which those behind the door find a file or folder of ours."""
        return str(path.resolve())

    def submit(self, function, /, *args, **kwargs):
        """A Future of `function(*args, **kwargs)`, called in another process.

        Its exception is the function's own, or `process.Lost` where the process was killed twice.
        """
        order = process.ordered(function, args, kwargs)
        return super().submit(self._carry_out, order)

    def __exit__(self, kind, *rest):
        if kind is not None:
            with self._lock:
                self._dismissed = True
                for one in self._at_work:
                    one.kill()
            self.shutdown(cancel_futures=True)
        super().__exit__(kind, *rest)
        for one in self._idle:
            one.close()

    def _carry_out(self, order):
        try:
            answer = self._try(order)
        except process.Lost:
            answer = self._try(order)
        return process.answered(answer)

    def _try(self, order):
        one = self._take()
        try:
            answer = one.carry_out(order, self._hear)
        except BaseException:
            one.kill()
            one.close()
            raise
        else:
            self._idle.append(one)
            return answer
        finally:
            with self._lock:
                self._at_work.discard(one)

    def _take(self):
        with self._lock:
            if self._dismissed:
                raise InterruptedError
            one = self._idle.pop() if self._idle else process.Hand(ROOT, self._variables)
            self._at_work.add(one)
        return one
