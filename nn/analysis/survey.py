"""What clips show of a run besides its log: its landscape and its studies, all that it can have."""

import contextlib
from collections.abc import Callable

from nn.analysis import planes, studies
from nn.analysis.studies import gradient_check
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.network import parameter_count
from nn.runs.run import Run

MOST_HOURS = 3.0  # of one core that one part may take, if nobody asked for it by name
OPERATIONS = 2e10  # that a core does in a second

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
    long = {part: hours for part, hours in hours_of(finished).items() if hours > MOST_HOURS}
    said = [_put_off(finished, part, hours) for part, hours in long.items()]
    if "landscape" not in long:
        with around("landscape"):
            said += _attempt(lambda: planes.write(finished, data))
    can = [name for name in studies.missing(finished) if name not in long]
    if can:
        with around("study"):
            said += _attempt(lambda: studies.write(finished, data, can))
    return said + left_out(finished)


def hours_of(finished: Run) -> dict[str, float]:
    """About how many hours of one core each part takes that takes long for wide networks."""
    each = parameter_count(finished.sizes[1:]) * finished.facts["dataset"]["training"]
    points = len(planes.PLANES) * planes.POINTS**2
    checks = 2 * (gradient_check.ENTRIES + gradient_check.STEPS) + gradient_check.POINTS
    evaluations = {"landscape": points, "gradient_check": 2 * checks}  # in double precision
    return {part: 2 * each * n / (OPERATIONS * 3600) for part, n in evaluations.items()}


def _put_off(finished: Run, part: str, hours: float) -> str:
    command = (
        f"study {finished.folder} {part}" if part != "landscape" else f"{part} {finished.folder}"
    )
    return (
        f"the {part.replace('_', ' ')} of {finished.name} is put off, since it takes about "
        f"{hours:,.0f} hours of one core: `downhill {command}` makes it."
    )


def _attempt(work: Callable[[], object]) -> list[str]:
    """What was impossible of some work, as a list of sentences."""
    try:
        work()
    except DownhillError as error:
        return [str(error)]
    return []


def left_out(finished: Run) -> list[str]:
    """A sentence that names the studies that a run can't have, and why; none if it has all."""
    names_of: dict[str, list[str]] = {}
    for name, reason in studies.impossible(finished).items():
        names_of.setdefault(reason, []).append(name)
    reasons = [f"{' and '.join(names)} ({reason})" for reason, names in names_of.items()]
    return [f"{finished.name} goes without the studies {', '.join(reasons)}."] if reasons else []
