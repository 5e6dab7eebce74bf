"""Progress of a long task: a live bar on a terminal, plain lines elsewhere."""

import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from nn.legible import legible

SECONDS_BETWEEN_LINES = 10


class Bar:
    """A progress bar for `total` units of work (None: not known yet), used in a `with` block.

    It is written to standard error, so that standard output holds results only; results can be
    printed while the bar is shown.
    """

    def __init__(self, title: str, total: float | None) -> None:
        self.title, self.total = legible(title), total
        self._console = Console(stderr=True)
        self._live = self._console.is_terminal
        self._started = self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        if self._live:
            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[text]}", markup=False),
                TextColumn("·"),
                TimeRemainingColumn(compact=True),
                TextColumn("left"),
                console=self._console,
                redirect_stdout=sys.stdout.isatty(),
            )
            self._task = self._progress.add_task(self.title, total=self.total, text="")
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._progress.stop()

    def update(self, completed: float, text: str = "", total: float | None = None) -> None:
        """Move the bar to `completed` units and show `text` beside it; `total` replaces the old."""
        self.total = self.total if total is None else total
        if self._live:
            self._progress.update(self._task, completed=completed, text=text, total=self.total)
            return
        now = time.monotonic()
        done = self.total is not None and completed >= self.total
        if now - self._last_line < SECONDS_BETWEEN_LINES and not done:
            return
        self._last_line = now
        words = [self.title + self._share(completed), text, self._time_left(completed, now)]
        print("  ".join(filter(None, words)), file=sys.stderr, flush=True)

    def _share(self, completed: float) -> str:
        return f" {completed / self.total:4.0%}" if self.total else ""

    def _time_left(self, completed: float, now: float) -> str:
        if not self.total or not completed:
            return ""
        left = (now - self._started) * (self.total - completed) / completed
        return f"{max(left, 0):.0f} s left"
