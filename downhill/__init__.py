"""Downhill from your own code: record trainings, read runs and data sets, render clips.

    from downhill import Recorder, Run, load_dataset, render

    run = Run.load("film")
    print(run.results["test_accuracy"], run.W[0].shape)
    render(["FeedForward"], run="film", quality="l")  # media/runs/film/480p15/…

Names are imported when they are first used, so `import downhill` takes no time.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from downhill.rendering import render
    from nn.datasets import load as load_dataset
    from nn.datasets.dataset import Dataset
    from nn.errors import DownhillError
    from nn.recording.recorder import Recorder
    from nn.runs.run import Run

__version__ = "0.2.0"  # the only place that says it; pyproject.toml reads it here
__all__ = ["Dataset", "DownhillError", "Recorder", "Run", "load_dataset", "render"]

_PLACES = {
    "Dataset": ("nn.datasets.dataset", "Dataset"),
    "DownhillError": ("nn.errors", "DownhillError"),
    "Recorder": ("nn.recording.recorder", "Recorder"),
    "Run": ("nn.runs.run", "Run"),
    "load_dataset": ("nn.datasets", "load"),
    "render": ("downhill.rendering", "render"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(importlib.import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
