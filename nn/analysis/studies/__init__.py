"""Studies: measurements of a run, made once with its data, that scenes show besides its log.

    data/runs/NAME/studies/STUDY.npz

A study is a module of this package with

    VERSION                   a number that its author raises when its arrays change
    measure(finished, data)   → {name: array}, from a `Run` and the `Dataset` it was trained on
    layout(finished)          → {name: Array}, their types and shapes (nn/schema.py)

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
from nn.runs.run import Run


def names() -> list[str]:
    """The names of all studies."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def write(finished: Run, data: Dataset, chosen: Sequence[str] = ()) -> list[pathlib.Path]:
    """Measure the studies chosen, or all that a run lacks; return the paths of the files written.

    Raises DownhillError if a study does not exist, if the run was trained on other data, or if
    another command writes to the run. Raises it too if a study can't be measured, as after a
    training that diverged, but only when the others are written.
    """
    finished.check_trained_on(data)
    for name in chosen:
        _module(name)
    missing = chosen or [name for name in names() if not _is_fresh(finished, name)]
    paths, impossible = [], []
    # One thread for BLAS: sums come out the same on any machine, and it is no slower where the
    # machine has other work.
    with finished.claimed(), threadpool_limits(1), Bar("studies", len(missing)) as bar:
        for done, name in enumerate(missing):
            bar.update(done, name)
            module, path = _module(name), path_of(finished, name)
            try:
                with np.errstate(all="ignore"):  # what is not finite is not written
                    arrays = module.measure(finished, data)
                layout = module.layout(finished)
                write_sealed(path, finished, arrays, layout, version=module.VERSION)
            except DownhillError as error:
                impossible.append(f"{name} ({str(error).rstrip('.')})")
            else:
                paths.append(path)
        bar.update(len(missing))
    if impossible:
        raise DownhillError(f"{finished.name} can't have these studies: {', '.join(impossible)}.")
    return paths


def read(finished: Run, name: str) -> tuple[Any, str]:
    """(the arrays of a study, as attributes; their digest).

    Raises DownhillError if the study is missing, damaged, changed, or of another run or version.
    """
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
