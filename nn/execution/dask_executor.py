"""The executor for a Dask cluster (executor.py). Its workers share no disk with us and have no copy
of the project: they are sent a payload, a zip of the project's source and the files added."""

import hashlib
import io
import pathlib
import sys
import uuid
import warnings
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import Any

from nn.errors import DownhillError
from nn.execution import dask_worker, process
from nn.execution.dask_worker import versions
from nn.places import ROOT, name_of

SOURCE = ("nn", "scenes")  # packages in the payload
SECONDS_TO_CONNECT = 10
RETRIES = 1  # of a call whose process was killed; Dask itself repeats the calls of a lost worker
DEFAULT_WORKER_COUNT = 8  # assumed until the first worker connects
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)  # that a zip can hold


class DaskExecutor(Executor):
    """Workers of the Dask cluster whose scheduler has this `address`."""

    shares_disk = False
    queue_size = float("inf")  # an adaptive cluster grows by the length of its queue

    def __init__(
        self, address: str, on_message: Callable[[dict[str, Any]], None], packages: Iterable[str]
    ) -> None:
        self._client = _connected(address)
        self._needed = versions(packages)
        self._files = {
            path.relative_to(ROOT).as_posix(): path
            for package in SOURCE
            for path in sorted((ROOT / package).rglob("*.py"))
        }
        self._payload: tuple[int, Any, str] | None = None  # of how many files, the zip, its digest
        self._run = _ByValue(dask_worker.run)
        self._topic = f"downhill-{uuid.uuid4()}"
        try:
            self._check_workers(address)
            self._client.subscribe_topic(
                self._topic, lambda event: on_message(process.unpack_message(event[1]))
            )
            self._executor = self._client.get_executor(pure=False, retries=RETRIES)
        except BaseException:
            self._client.close()
            raise

    @property
    def worker_count(self) -> int:
        """How many calls the present workers make at a time."""
        return sum(self._client.nthreads().values()) or DEFAULT_WORKER_COUNT

    def add_file(self, path: pathlib.Path) -> str:
        """Add a file or folder to the payload; return the name by which the workers find it."""
        path = path.resolve()
        name = pathlib.Path(name_of(path))
        if name.is_absolute():
            name = _foreign(path)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                self._files[(name / file.relative_to(path)).as_posix()] = file
        return name.as_posix()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A Future of `function(*args, **kwargs)`, called on some worker.

        Its exception is the function's, or `process.WorkerLost` if its worker was lost each time.
        """
        call = process.pack_call(function, args, kwargs)
        inner = self._executor.submit(
            self._run, call, *self._send_payload(), self._needed, self._topic
        )
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: _pass_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _check_workers(self, address: str) -> None:
        """Raise DownhillError if a worker has other package versions: its results might differ."""
        minor = self._needed["python"]
        seen = self._client.get_versions()["workers"]
        if not seen:
            print(f"downhill: no worker is at {address} yet; waiting for one", file=sys.stderr)
        reasons = []
        for worker, about in seen.items():
            python = ".".join(about["host"]["python"].split(".")[:2])
            if python != minor:  # it could not unpickle what it is sent
                reasons.append(f"worker {worker} has python {python}, this needs {minor}")
        reasons = reasons or [
            reason
            for worker in seen
            for reason in self._client.run(
                dask_worker.refusal, worker, self._needed, workers=[worker]
            ).values()
            if reason
        ]
        if reasons:
            raise DownhillError(
                f"{'. '.join(reasons)}: install there what pins.txt says, or close such workers."
            )

    def _send_payload(self) -> tuple[Any, str]:
        """(the payload as a Dask future, its digest), of all files added so far."""
        if self._payload is None or self._payload[0] != len(self._files):
            content = _zipped(self._files)
            digest = hashlib.sha256(content).hexdigest()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # "Sending large graph"
                # A task, not scattered data: Dask can compute it again if its worker is lost.
                future = self._client.submit(bytes, content, key=f"downhill-payload-{digest}")
            self._payload = len(self._files), future, digest
        return self._payload[1:]


class _ByValue:
    """A function that is pickled by value, though it could be imported here.

    Dask pickles the functions in a task graph by name if it can, whatever cloudpickle's registry
    says; its scheduler and workers can't import ours.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function, self.__name__ = function, function.__name__  # its name on the dashboard

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)

    def __reduce__(self) -> tuple[Any, ...]:
        import cloudpickle

        return cloudpickle.loads, (cloudpickle.dumps(self._function),)


def _connected(address: str) -> Any:
    try:
        import cloudpickle
        from distributed import Client
    except ImportError:
        raise DownhillError(
            "--scheduler needs Dask, which is not installed: pip install 'distributed'."
        ) from None
    for module in (process, dask_worker):
        cloudpickle.register_pickle_by_value(module)
    try:
        return Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DownhillError(
            f"no scheduler answers at {address} ({error}): start one with `dask scheduler`, or "
            "give the address that it prints."
        ) from None


def _foreign(path: pathlib.Path) -> pathlib.Path:
    """The name in the payload of a file or folder outside the project."""
    place = hashlib.sha256(str(path.parent).encode()).hexdigest()
    return pathlib.Path("added", place[:8], path.name)


def _zipped(files: dict[str, pathlib.Path]) -> bytes:
    """The files {name: path} as the bytes of a zip, the same for the same files."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), files[name].read_bytes())
    return result.getvalue()


def _pass_on(done: Any, outer: Future[Any]) -> None:
    """Set the Future that the caller has from Dask's, which is done."""
    try:
        outer.set_result(process.unpack_result(done.result()))
    except BaseException as error:
        known = not done.cancelled() and done.exception() is None
        outer.set_exception(error if known else process.WorkerLost(str(error)))
