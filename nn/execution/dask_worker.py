"""What runs inside a Dask worker: it unpacks the payload and runs a call in a worker process.

Like process.py it is sent by value, before the payload, so it imports only the standard library,
process.py and Dask.
"""

import io
import os
import pathlib
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterable

from nn.execution.process import WorkerProcess

SECONDS_BETWEEN_MESSAGES = 0.5


def versions(packages: Iterable[str]) -> dict[str, str | None]:
    """{package: its version here, None if it is not installed}, and Python's as `python`."""
    from distributed.versions import get_versions

    return chosen(get_versions(packages), packages)


def chosen(seen: dict, packages: Iterable[str]) -> dict[str, str | None]:
    """`versions` of a process, from what Dask's `get_versions` returns of it."""
    python = ".".join(seen["host"]["python"].split(".")[:2])
    return {"python": python, **{name: seen["packages"][name] for name in packages}}


def refusal(worker: str, here: dict, needed: dict) -> str | None:
    """Why a worker with the versions `here` can't be used, as a sentence; None if they are the
    versions `needed`."""
    odd = [
        f"{package} {here[package] or 'missing'}, this needs {needed[package]}"
        for package in needed
        if here[package] != needed[package]
    ]
    return f"worker {worker} has {'; '.join(odd)}" if odd else None


def run(
    call: bytes, payload: bytes, digest: str, needed: dict[str, str | None], topic: str
) -> bytes:
    """Run a call (process.py) in a new process that imports from the payload, a zip with this
    digest. Messages are logged as events of the topic. Returns the packed result."""
    from distributed import get_worker

    worker = get_worker()
    reason = refusal(worker.address, versions(needed.keys() - {"python"}), needed)
    if reason:
        raise RuntimeError(reason)
    last = -SECONDS_BETWEEN_MESSAGES

    def on_message(message: bytes) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > SECONDS_BETWEEN_MESSAGES:
            last = now
            worker.log_event(topic, message)

    folder = _unpacked(payload, digest, worker.local_directory)
    # The variable's name stands here since nn.places can't be imported before it is unpacked.
    process = WorkerProcess(folder, {"DOWNHILL_PROJECT": folder})
    try:
        return process.run(call, on_message)
    finally:
        process.kill()
        process.close()


def _unpacked(payload: bytes, digest: str, place: str) -> str:
    """The folder of the unpacked payload; the first call on this worker unpacks it."""
    folder = pathlib.Path(place) / f"downhill-{digest[:16]}"
    if not folder.exists():
        unfinished = tempfile.mkdtemp(dir=place)
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            archive.extractall(unfinished)
        try:
            os.rename(unfinished, folder)
        except OSError:  # another call unpacked it meanwhile
            shutil.rmtree(unfinished)
    return str(folder)
