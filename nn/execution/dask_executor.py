"""The executor for a Dask cluster (executor.py). Its workers share no disk with us and have no copy
of the project: they are sent a payload, a zip of the project's source and the files added.

Dask's `UploadDirectory` can't send it: it takes one folder, and only to workers with a nanny. A
`WorkerPlugin` could, in as many lines, but if this process is killed, the scheduler keeps the
plugin and sends it to every new worker. Here the payload is the result of a task, which Dask
releases.
"""

import hashlib
import io
import os
import pathlib
import sys
import uuid
import warnings
import zipfile
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future
from typing import Any

from nn.errors import DownhillError
from nn.execution import dask_worker, process
from nn.execution.base import OnMessage, WorkerExecutor
from nn.execution.dask_worker import versions
from nn.legible import legible
from nn.places import ROOT, name_of

SOURCE = ("nn", "scenes")  # packages in the payload
SECONDS_TO_CONNECT = 10
RETRIES = 1  # of a call whose process was killed; Dask itself repeats the calls of a lost worker
DEFAULT_WORKER_COUNT = 8  # assumed until the first worker connects
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)  # that a zip can hold


class DaskExecutor(WorkerExecutor):
    """Workers of the Dask cluster whose scheduler has this `address`."""

    shares_disk = False

    def __init__(self, address: str, on_message: OnMessage, packages: tuple[str, ...]):
        self._client = _connected(address)
        self._needed = versions(packages)
        self._files = {
            path.relative_to(ROOT).as_posix(): path
            for package in SOURCE
            for path in sorted((ROOT / package).rglob("*.py"))
        }
        self._packed: int | None = None  # how many of these files are in the payload
        self._payload: tuple[Any, str] | None = None
        self._run = _ByValue(dask_worker.run)
        self._topic = f"downhill-{uuid.uuid4()}"
        self._unfinished: set[Future] = set()
        try:
            self._check_workers(address)
            self._client.subscribe_topic(
                self._topic, lambda event: on_message(process.unpack_message(event[1]))
            )
        except BaseException:
            self._client.close()
            raise

    @property
    def worker_count(self) -> int:
        """How many calls the connected workers run at a time."""
        return sum(self._client.nthreads().values()) or DEFAULT_WORKER_COUNT

    def add_file(self, path: pathlib.Path) -> str:
        """Add a file or folder to the payload; return the name by which the workers find it."""
        path = path.resolve()
        name = pathlib.Path(name_of(path))
        if name.is_absolute():
            name = _foreign(path)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                self._add(name / file.relative_to(path), file)
        return name.as_posix()

    def _add(self, name: pathlib.PurePath, file: pathlib.Path) -> None:
        if legible(name) != str(name):  # a zip has no names that are bytes
            raise DownhillError(
                f"{file} can't be sent to a cluster under this name: rename it, in plain letters."
            )
        self._files[name.as_posix()] = file

    def submit(self, function: Callable, /, *args: Any, **kwargs: Any) -> Future:
        """A Future of `function(*args, **kwargs)`, called on some worker.

        Its exception is the function's, or `process.WorkerLost` if its worker was lost each time.
        """
        call = process.pack_call(function, args, kwargs)
        task = self._client.submit(
            self._run,
            call,
            *self._send_payload(),
            self._needed,
            self._topic,
            pure=False,
            retries=RETRIES,
        )
        future: Future = Future()
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        future.add_done_callback(lambda future: future.cancelled() and task.cancel())
        task.add_done_callback(lambda task: _pass_on(task, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if wait and not cancel_futures:
            futures.wait(self._unfinished)
        self._client.close()
        for future in list(self._unfinished):
            future.cancel()

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _check_workers(self, address: str) -> None:
        """Raise DownhillError if a worker has other versions of the packages needed: it might fail
        to unpickle what it is sent, or its results might differ."""
        packages = self._needed.keys() - {"python"}
        workers = self._client.get_versions(packages=list(packages))["workers"]
        if not workers:
            print(f"downhill: no worker is at {address} yet; waiting for one", file=sys.stderr)
        refusals = (
            dask_worker.refusal(worker, dask_worker.chosen(seen, packages), self._needed)
            for worker, seen in workers.items()
        )
        reasons = list(filter(None, refusals))
        if reasons:
            raise DownhillError(
                f"{'. '.join(reasons)}: install there what pins.txt says, or close such workers."
            )

    def _send_payload(self) -> tuple[Any, str]:
        """(the payload as a Dask future, its digest), of all files added so far."""
        if self._payload is None or self._packed != len(self._files):
            content = _zipped(self._files)
            digest = hashlib.sha256(content).hexdigest()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # "Sending large graph"
                # A task, not scattered data: Dask can compute it again if its worker is lost.
                future = self._client.submit(bytes, content, key=f"downhill-payload-{digest}")
            self._packed, self._payload = len(self._files), (future, digest)
        return self._payload


class _ByValue:
    """A function that is pickled by value, though it could be imported here.

    Dask pickles the functions in a task graph by name if it can, whatever cloudpickle's registry
    says; its scheduler and workers can't import ours.
    """

    def __init__(self, function: Callable):
        self._function, self.__name__ = function, function.__name__  # its name on the dashboard

    def __call__(self, *args):
        return self._function(*args)

    def __reduce__(self):
        import cloudpickle

        return cloudpickle.loads, (cloudpickle.dumps(self._function),)


def _connected(address: str) -> Any:
    try:
        import cloudpickle
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise DownhillError(
            "--scheduler needs Dask, which is not installed: pip install 'distributed'."
        ) from None
    for module in (process, dask_worker):
        cloudpickle.register_pickle_by_value(module)
    try:
        get_address_host_port(address)  # a Client given no address waits and prints a traceback
        return Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DownhillError(
            f"no scheduler answers at {address} ({error}): start one with `dask scheduler`, or "
            "give the address that it prints."
        ) from None


def _foreign(path: pathlib.Path) -> pathlib.Path:
    """The name in the payload of a file or folder outside the project."""
    place = hashlib.sha256(os.fsencode(path.parent)).hexdigest()
    return pathlib.Path("added", place[:8], path.name)


def _zipped(files: dict[str, pathlib.Path]) -> bytes:
    """The files {name: path} as the bytes of a zip, the same for the same files."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), files[name].read_bytes())
    return result.getvalue()


def _pass_on(task: Any, future: Future[Any]) -> None:
    """Copy the result of `task`, a finished future of Dask's, to the caller's future."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = task.result()
    except BaseException as error:  # of dask_worker.run; the function's own is in its result
        future.set_exception(process.WorkerLost(str(error), getattr(error, "details", "")))
        return
    finally:
        task.release()  # or Dask would repeat the call if the worker with the result is lost
    try:
        future.set_result(process.unpack_result(result))
    except BaseException as error:
        future.set_exception(error)
