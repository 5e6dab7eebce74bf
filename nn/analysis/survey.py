"""What clips show of a run besides its log: its landscape and its studies, all that it can have."""

import contextlib
from collections.abc import Callable

from nn.analysis import planes, studies
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.runs.run import Run

Around = Callable[[str], contextlib.AbstractContextManager[None]]


def survey(
    finished: Run, data: Dataset | None, around: Around = lambda what: contextlib.nullcontext()
) -> list[str]:
    """Make the landscape and the studies of a run that it lacks and can have; return sentences that
    say what it can't have, and why.

    data: those that it was trained on, None if it came without any. around(what): what each part
    of the work is done in, "landscape" or "study", as the commands are called that do it.
    """
    if data is None:
        return [f"{finished.name} has no landscape and no studies: {planes.why_not(finished)}."]
    said = []
    for what, write in (("landscape", planes.write), ("study", studies.write)):
        with around(what):
            try:
                write(finished, data)
            except DownhillError as error:
                said.append(str(error))
    return said + left_out(finished)


def left_out(finished: Run) -> list[str]:
    """A sentence that names the studies that a run can't have, and why; none if it has all."""
    names_of: dict[str, list[str]] = {}
    for name, reason in studies.impossible(finished).items():
        names_of.setdefault(reason, []).append(name)
    reasons = [f"{' and '.join(names)} ({reason})" for reason, names in names_of.items()]
    return [f"{finished.name} goes without the studies {', '.join(reasons)}."] if reasons else []
