"""The format of a run: the files of its folder, read and written.

    run.json       what was trained and how well it does, for people
    log.npz        the parameters and costs of every snapshot, as plain arrays
    landscape.npz  the cost around the path, if computed (nn/analysis/planes.py)
    studies/       other measurements that scenes show, if made (nn/analysis/studies/)

`log.npz` holds `step` (S,), int64; for each layer l = 1…L `W{l}` (S, n_out, n_in) and `b{l}`
(S, n_out), float32; `train_cost`, `validation_cost`, `validation_accuracy` (S,), float64; and
`test_predictions` (test images,), the classes predicted at the last snapshot. A run that was not
trained on MNIST, of which 5,000 digits ship, also holds some of its validation part:
`example_images` (n, inputs), uint8, and `example_labels` (n,).

Costs are means over examples (nn/costs.py), accuracies are fractions. `digest` in run.json is the
SHA-256 of the content of both files, without what may change while the run stays the same
(NOT_CONTENT). `snapshots` there is how many were asked for, `stopped` why there are fewer.
"""

import os
import pathlib
import platform
from collections.abc import Mapping, Sequence

import numpy as np

from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.folders import folder_written_whole
from nn.network import layer_views, parameter_count
from nn.runs.schema import MEND, check_arrays, check_facts, layer_names, log_limit
from nn.storage import (
    Arrays,
    Facts,
    digest_of,
    read_json,
    write_json,
)

FORMAT = "downhill run 1"
NOT_CONTENT = ("name", "command", "versions", "digest")  # what the digest leaves out


def read(folder: str | os.PathLike[str]) -> tuple[Facts, Arrays]:
    """What run.json says and the arrays of log.npz, checked.

    Raises DownhillError, naming the file, if one is missing, damaged, or not in this format.
    """
    folder = pathlib.Path(folder)
    facts = _read_facts(folder / "run.json")
    check_facts(folder / "run.json", facts)
    arrays = read_arrays(folder / "log.npz", log_limit(facts), MEND)
    _check(folder, facts, arrays)
    return facts, arrays


def write(folder: str | os.PathLike[str], facts: Facts, arrays: Mapping[str, np.ndarray]) -> None:
    """Write a run, whole or not at all. A run that is already in `folder` is replaced, and what was
    kept to make this one is removed (nn/folders.py).

    `facts` is run.json without `format`, `versions` and `digest`, which are added here. Raises
    DownhillError if the facts and the arrays are not those of a run.
    """
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    facts = {"format": FORMAT, **facts, "versions": versions}
    facts["digest"] = digest(facts, arrays)
    check_facts(pathlib.Path(folder) / "run.json", facts)
    _check(pathlib.Path(folder), facts, arrays)
    with folder_written_whole(folder) as new:
        write_arrays(new / "log.npz", arrays)
        write_json(new / "run.json", facts)


def digest(facts: Facts, arrays: Mapping[str, np.ndarray]) -> str:
    """The digest of a run's content."""
    content = {key: value for key, value in facts.items() if key not in NOT_CONTENT}
    return digest_of(arrays, content)


def layer_arrays(thetas: np.ndarray, sizes: Sequence[int]) -> Arrays:
    """The arrays W1, b1, W2, … of flat parameters (S, parameters), as views."""
    views = zip(*layer_views(thetas, sizes), strict=True)  # (W, b) of each layer
    named = zip(layer_names(sizes), views, strict=True)
    return {name: view for layer in named for name, view in zip(*layer, strict=True)}


def thetas_of(arrays: Mapping[str, np.ndarray], sizes: Sequence[int]) -> np.ndarray:
    """The flat parameters (S, parameters) float32 of the arrays W1, b1, W2, …"""
    thetas = np.empty((len(arrays["step"]), parameter_count(sizes)), np.float32)
    for name, view in layer_arrays(thetas, sizes).items():
        view[:] = arrays[name]
    return thetas


def _read_facts(path: pathlib.Path) -> Facts:
    try:
        facts = read_json(path)
    except (ValueError, OSError) as error:
        raise DownhillError(
            f"{path} can't be read as JSON ({error}): restore it, or train the run again."
        ) from None
    if not isinstance(facts, dict) or not str(facts.get("format", "")).startswith("downhill run"):
        raise DownhillError(
            f"{path} does not describe a run of ours: it has no `format` that starts with "
            f"'downhill run'; name a folder that `downhill train` wrote."
        )
    if facts["format"] != FORMAT:
        raise DownhillError(
            f"{path} is in the format {facts['format']!r}, but this version reads {FORMAT!r}: "
            "use the version that wrote it, or train the run again."
        )
    return facts


def _check(folder: pathlib.Path, facts: Facts, arrays: Mapping[str, np.ndarray]) -> None:
    """Check the arrays against run.json, and the digest last, since it explains a fault least."""
    check_arrays(folder / "log.npz", facts, arrays)
    if digest(facts, arrays) != facts["digest"]:
        raise DownhillError(
            f"{folder} was changed after training: its content does not match the digest in "
            "run.json; restore it, or train the run again."
        )
