"""What a cluster's workers are sent before they have anything else of ours, and then call.

Like process.py, whose `Hand` it uses, it needs nothing but what comes with Python, and Dask.
"""

import importlib.metadata
import io
import os
import pathlib
import platform
import shutil
import tempfile
import time
import zipfile

from nn.execution.process import Hand

SECONDS_BETWEEN_NEWS = 0.5


def versions(packages):
    """{package: its version here, None where it is not installed}, and Python's as `python`."""
    result = {"python": ".".join(platform.python_version_tuple()[:2])}
    for package in packages:
        try:
            result[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            result[package] = None
    return result


def refusal(name, needed):
    """Why a worker of that name can't be used, as a sentence; None where it has what is needed,
    {package: version}."""
    here = versions(set(needed) - {"python"})
    odd = [
        f"{package} {here[package] or 'missing'}, this needs {needed[package]}"
        for package in needed
        if here[package] != needed[package]
    ]
    return f"worker {name} has {'; '.join(odd)}" if odd else None


def carry_out(order, luggage, digest, needed, topic):
    """Carry out an order (process.py) in a process of its own, which imports from the luggage, a
    zip of that digest; news are logged as events of a topic. Return the answer."""
    from distributed import get_worker

    worker = get_worker()
    reason = refusal(worker.address, needed)
    if reason:
        raise RuntimeError(reason)
    last = -SECONDS_BETWEEN_NEWS

    def hear(news):
        nonlocal last
        now = time.monotonic()
        if now - last > SECONDS_BETWEEN_NEWS:
            last = now
            worker.log_event(topic, news)

    folder = _unpacked(luggage, digest, worker.local_directory)
    one = Hand(folder, {"DOWNHILL_PROJECT": folder})  # nn.places has to be imported there first
    try:
        return one.carry_out(order, hear)
    finally:
        one.kill()
        one.close()


def _unpacked(luggage, digest, place):
    """The folder in which the luggage stands, unpacked by whoever comes first."""
    folder = pathlib.Path(place) / f"downhill-{digest[:16]}"
    if not folder.exists():
        unfinished = tempfile.mkdtemp(dir=place)
        with zipfile.ZipFile(io.BytesIO(luggage)) as bag:
            bag.extractall(unfinished)
        try:
            os.rename(unfinished, folder)
        except OSError:  # another came first
            shutil.rmtree(unfinished)
    return str(folder)
