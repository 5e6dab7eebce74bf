"""What every executor offers, wherever its workers run."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

OnMessage = Callable[[dict[str, Any]], None]


class WorkerExecutor(Executor):
    """An `Executor` of `concurrent.futures` (`submit`, `map`, futures, a `with` block), with what a
    caller has to know about its workers."""

    shares_disk: bool  # whether the workers see the parent's files

    @property
    def worker_count(self) -> int:
        """How many calls run at a time."""
        raise NotImplementedError

    def add_file(self, path: Path) -> str:
        """The name by which the workers find a file or folder of the parent."""
        raise NotImplementedError
