"""The door to a Dask cluster (executor.py). No disk is shared, and nothing of ours is installed
there: each order takes along the project's source and what files were brought."""

import hashlib
import io
import pathlib
import sys
import uuid
import warnings
import zipfile
from concurrent.futures import Executor, Future

from nn.errors import DownhillError
from nn.execution import dask_worker, process
from nn.execution.dask_worker import versions
from nn.places import ROOT, name_of

SOURCE = ("nn", "scenes")  # the packages that every worker is sent
SECONDS_TO_CONNECT = 10
RETRIES = 1  # of an order whose process was killed; Dask itself goes on where a worker is lost
WIDTH_UNKNOWN = 8  # of a cluster whose workers are yet to come
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold


class ClusterDoor(Executor):
    """The workers of the cluster whose scheduler has this address."""

    near = False
    ahead = float("inf")  # a cluster that grows by need has to see how much there is to do

    def __init__(self, address, hear, packages):
        self._client = _connected(address)
        self._needed = versions(packages)
        self._files = {
            str(path.relative_to(ROOT)): path
            for package in SOURCE
            for path in sorted((ROOT / package).rglob("*.py"))
        }
        self._packed = self._luggage = None
        self._topic = f"downhill-{uuid.uuid4()}"
        try:
            self._check_workers(address)
            self._client.subscribe_topic(self._topic, lambda event: hear(process.told(event[1])))
            self._executor = self._client.get_executor(pure=False, retries=RETRIES)
        except BaseException:
            self._client.close()
            raise

    @property
    def width(self):
        """How many orders the workers of now carry out at a time."""
        return sum(self._client.nthreads().values()) or WIDTH_UNKNOWN

    def bring(self, path):
        """The name by which those behind the door find a file or folder of ours, as it is now."""
        path = path.resolve()
        name = pathlib.Path(name_of(path))
        if name.is_absolute():
            name = _foreign(path)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                self._files[(name / file.relative_to(path)).as_posix()] = file
        return str(name)

    def submit(self, function, /, *args, **kwargs):
        """A Future of `function(*args, **kwargs)`, called on some worker.

        Its exception is the function's own, or `process.Lost` where no worker lived to the end.
        """
        order = process.ordered(function, args, kwargs)
        inner = self._executor.submit(
            dask_worker.carry_out, order, *self._bag(), self._needed, self._topic
        )
        outer = Future()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: _hand_over(done, outer))
        return outer

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def __exit__(self, kind, *rest):
        self.shutdown(cancel_futures=kind is not None)

    def _check_workers(self, address):
        """Refuse workers whose packages differ: frames drawn by others need not be the same."""
        minor = self._needed["python"]
        seen = self._client.get_versions()["workers"]
        if not seen:
            print(f"downhill: no worker is at {address} yet; waiting for one", file=sys.stderr)
        reasons = []
        for worker, about in seen.items():
            python = ".".join(about["host"]["python"].split(".")[:2])
            if python != minor:  # it could not even read what it is sent
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

    def _bag(self):
        """(the luggage as Dask holds it, its digest), of all files brought so far."""
        if self._packed != len(self._files):
            content = _zipped(self._files)
            digest = hashlib.sha256(content).hexdigest()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # that it is large
                # A task rather than scattered data, since Dask can run it again for a lost worker.
                bag = self._client.submit(bytes, content, key=f"downhill-luggage-{digest}")
            self._packed, self._luggage = len(self._files), (bag, digest)
        return self._luggage


def _connected(address):
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


def _foreign(path):
    """The name abroad of a file or folder that is no part of the project."""
    place = hashlib.sha256(str(path.parent).encode()).hexdigest()
    return pathlib.Path("brought", place[:8], path.name)


def _zipped(files):
    """Files {name: path} as a zip; the same files are always the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as bag:
        for name in sorted(files):
            bag.writestr(zipfile.ZipInfo(name, LONG_AGO), files[name].read_bytes())
    return result.getvalue()


def _hand_over(done, outer):
    """Pass on what an order came to, in the words of our own side."""
    try:
        outer.set_result(process.answered(done.result()))
    except BaseException as error:
        known = not done.cancelled() and done.exception() is None
        outer.set_exception(error if known else process.Lost(str(error)))
