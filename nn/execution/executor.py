"""Executors whose calls run in other processes, on this machine or on a Dask cluster.

    with open_executor(jobs=4) as executor:
        future = executor.submit(function, *args)

A submitted function must be importable by its name, and its arguments and result must be picklable.
While it runs it may call `nn.execution.process.report(…)`; each report reaches `on_message` in the
parent.

If a worker process is killed, only its call is lost, and is run once more.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nn import memory
from nn.execution import process
from nn.execution.base import OnMessage, WorkerExecutor
from nn.places import PROJECT_VARIABLE, ROOT, project

MEMORY_OF_A_PROCESS = 50_000_000  # bytes, at least: NumPy and the examples


def open_executor(
    jobs: int | None = None,
    scheduler: str | None = None,
    on_message: OnMessage | None = None,
    packages: tuple[str, ...] = (),
) -> WorkerExecutor:
    """An executor for a `with` block. An exception that leaves the block ends all running calls.

    jobs: processes on this machine, by default one per core. scheduler: the address of a Dask
    scheduler, to work on its cluster instead; its workers must have our versions of `packages`.
    on_message: called with each report, in any thread.

    Raises DownhillError if the cluster can't be used, or there is no memory for so many jobs.
    """
    on_message = on_message or (lambda message: None)
    if scheduler is None:
        processes = f"{jobs or cores():,} processes"
        memory.check((jobs or 1) * MEMORY_OF_A_PROCESS, processes, "give fewer --jobs")
        return LocalExecutor(jobs or cores(), on_message)
    from nn.execution.dask_executor import DaskExecutor  # Dask is an optional dependency

    return DaskExecutor(scheduler, on_message, packages)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalExecutor(WorkerExecutor, ThreadPoolExecutor):
    """Up to `jobs` processes on this machine, each of which runs one call after another."""

    shares_disk = True

    def __init__(self, jobs: int, on_message: OnMessage):
        super().__init__(jobs)
        self._jobs = jobs
        self._on_message = lambda message: on_message(process.unpack_message(message))
        self._variables = {PROJECT_VARIABLE: str(project())}
        self._busy: set[process.WorkerProcess] = set()
        self._idle: list[process.WorkerProcess] = []
        self._aborted, self._lock = False, threading.Lock()

    @property
    def worker_count(self) -> int:
        return self._jobs

    def add_file(self, path: Path) -> str:
        return str(path.resolve())

    def submit(self, function: Callable, /, *args: Any, **kwargs: Any) -> Future:
        """A Future of `function(*args, **kwargs)`, called in a worker process.

        Its exception is the function's, or `process.WorkerLost` if the process was killed twice.
        """
        return super().submit(self._call, process.pack_call(function, args, kwargs))

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            with self._lock:
                self._aborted = True
                for worker in self._busy:
                    worker.kill()
            self.shutdown(cancel_futures=True)
        super().__exit__(kind, *rest)
        for worker in self._idle:
            worker.close()

    def _call(self, call: bytes) -> Any:
        try:
            result = self._try(call)
        except process.WorkerLost:
            result = self._try(call)
        return process.unpack_result(result)

    def _try(self, call: bytes) -> bytes:
        worker = self._take()
        try:
            result = worker.run(call, self._on_message)
        except BaseException:
            worker.kill()
            worker.close()
            raise
        else:
            self._idle.append(worker)
            return result
        finally:
            with self._lock:
                self._busy.discard(worker)

    def _take(self) -> process.WorkerProcess:
        with self._lock:
            if self._aborted:
                raise InterruptedError
            worker = self._idle.pop() if self._idle else self._new_worker()
            self._busy.add(worker)
        return worker

    def _new_worker(self) -> process.WorkerProcess:
        return process.WorkerProcess(ROOT, self._variables)
