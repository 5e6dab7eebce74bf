"""`downhill finish`: what a run that was recorded lacks for its film."""

import argparse
import pathlib
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from nn.cli import data as data_options
from nn.cli.command import when_stopped
from nn.legible import legible
from nn.places import written_to

if TYPE_CHECKING:
    from nn.datasets import Dataset
    from nn.runs.run import Run


def finish(given: argparse.Namespace) -> None:
    """Make a run of a recording that was killed; measure what else the clips show of a run."""
    from nn.recording.finish import finish, is_stopped
    from nn.runs.run import Run
    from nn.runs.show import show

    places = pathlib.Path(given.run_name), written_to("runs") / given.run_name
    stopped = next(filter(is_stopped, places), None)
    finished = finish(stopped) if stopped else Run.load(given.run_name)
    data = data_options.of_run(given, finished) if finished.has_data else None
    survey(finished, data, given.prog)
    show(finished)


def survey(finished: "Run", data: "Dataset | None", prog: str) -> None:
    """Make the landscape and the studies of a new run, and print which can't be made. prog: what
    our commands begin with."""
    from nn.analysis import survey as surveying

    def around(what: str) -> AbstractContextManager[None]:
        return when_stopped(f"the run is complete; `{prog} {what} {finished.folder}` does the rest")

    for sentence in surveying.survey(finished, data, around):
        print(f"downhill: {legible(sentence)}", file=sys.stderr)
