"""Studies: measurements of a run, made once with its data, that scenes show besides its log.

    data/runs/NAME/studies/STUDY.npz

A study is a module of this package with

    VERSION                   a number that its author raises when its arrays change
    measure(finished, data)   → {name: array}, from a `Run` and the `Dataset` it was trained on
    layout(finished)          → {name: Array}, their types and shapes (nn/schema.py)
    why_not(finished)         → why it can't be measured for a run, else None; may be left out

The docstring of `measure` describes the arrays. The same run and data give the same arrays, so
random numbers come from a seed. The file holds plain arrays, never pickles: those that `measure`
returns, `version`, that of the study, and a seal (nn/analysis/sealed.py). A study of another run or
another version is refused, and measured again.
"""

import importlib
import pathlib
import pkgutil
import types
from collections.abc import Sequence
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nn.analysis.sealed import read_sealed, write_sealed
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.progress import Bar
from nn.runs.run import NO_DATA, Run


def names() -> list[str]:
    """The names of all studies."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def why_not(finished: Run, name: str) -> str | None:
    """Why a study can't be measured for a run, whatever data there are; None if it can."""
    if not finished.has_data:
        return NO_DATA
    module = _module(name)
    reason: str | None = module.why_not(finished) if hasattr(module, "why_not") else None
    return reason


def impossible(finished: Run) -> dict[str, str]:
    """{name: why not} of the studies that can't be measured for a run."""
    reasons = {name: why_not(finished, name) for name in names()}
    return {name: reason for name, reason in reasons.items() if reason}


def missing(finished: Run) -> list[str]:
    """The names of the studies that a run lacks and can have."""
    return [n for n in names() if not why_not(finished, n) and not _is_fresh(finished, n)]


def write(finished: Run, data: Dataset, chosen: Sequence[str] = ()) -> list[pathlib.Path]:
    """Measure the studies chosen, or all that a run lacks and can have (`impossible`); return the
    paths of the files written.

    Raises DownhillError if a study does not exist, if the run was trained on other data, or if
    another command writes to the run. Raises it too if a study that is chosen can't be measured, or
    another one can't, as after a training that diverged, but only when the rest is written.
    """
    finished.check_trained_on(data)
    reasons = {name: why_not(finished, name) for name in chosen}
    todo = [name for name in chosen if not reasons[name]] if chosen else missing(finished)
    paths, failed = [], [f"{name} ({reason})" for name, reason in reasons.items() if reason]
    # One thread for BLAS: sums come out the same on any machine, and it is no slower where the
    # machine has other work.
    with finished.claimed(), threadpool_limits(1), Bar("studies", len(todo)) as bar:
        for done, name in enumerate(todo):
            bar.update(done, name)
            module, path = _module(name), path_of(finished, name)
            try:
                with np.errstate(all="ignore"):  # what is not finite is not written
                    arrays = module.measure(finished, data)
                layout = module.layout(finished)
                write_sealed(path, finished, arrays, layout, version=module.VERSION)
            except DownhillError as error:
                failed.append(f"{name} ({str(error).rstrip('.')})")
            else:
                paths.append(path)
        bar.update(len(todo))
    if failed:
        raise DownhillError(f"{finished.name} can't have these studies: {', '.join(failed)}.")
    return paths


def read(finished: Run, name: str) -> tuple[Any, str]:
    """(the arrays of a study, as attributes; their digest).

    Raises DownhillError if the study is missing, damaged, changed, or of another run or version, or
    if the run can't have it.
    """
    if reason := why_not(finished, name):
        raise DownhillError(f"{finished.name} has no study {name}: {reason}.")
    module, mend = _module(name), f"make it with `downhill study {finished.folder} {name}`"
    arrays, digest = read_sealed(
        path_of(finished, name), finished, module.layout(finished), mend, version=module.VERSION
    )
    return types.SimpleNamespace(**arrays), digest


def path_of(finished: Run, name: str) -> pathlib.Path:
    """The path of the file of a study."""
    return finished.folder / "studies" / f"{name}.npz"


def _is_fresh(finished: Run, name: str) -> bool:
    try:
        read(finished, name)
    except DownhillError:
        return False
    return True


def _module(name: str) -> Any:
    if name not in names():
        raise DownhillError(f"there is no study {name!r}: choose from {', '.join(names())}.")
    return importlib.import_module(f"{__name__}.{name}")
