"""How far a long task is: a live bar on a terminal, plain lines elsewhere."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 10


class Bar:
    """A progress bar for `total` units of work; use it in a `with` block.

    `update(completed, text)` moves it; `text` says what the numbers are at that point. Everything
    goes to standard error, so that standard output holds results only.
    """

    def __init__(self, title, total):
        self.title, self.total = title, total
        self._console = Console(stderr=True)
        self._live = self._console.is_terminal
        self._started = self._last_line = time.monotonic()

    def __enter__(self):
        if self._live:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[text]}"),
                TextColumn("·"),
                TimeRemainingColumn(compact=True),
                TextColumn("left"),
                console=self._console,
            )
            self._task = self._progress.add_task(self.title, total=self.total, text="")
            self._progress.start()
        return self

    def __exit__(self, *_):
        if self._live:
            self._progress.stop()

    def update(self, completed, text=""):
        if self._live:
            self._progress.update(self._task, completed=completed, text=text)
            return
        now = time.monotonic()
        done = completed >= self.total
        if now - self._last_line < SECONDS_BETWEEN_LINES and not done:
            return
        self._last_line = now
        left = (now - self._started) * (self.total - completed) / max(completed, 1)
        share = f"{completed / max(self.total, 1):4.0%}"
        print(f"{self.title} {share}  {text}  {left:.0f} s left", file=sys.stderr, flush=True)
