"""The format of a run: the files of its folder, read and written. docs/format.md describes it for
people who write runs themselves.

    run.json       what was trained and how well it does, for people
    log.npz        the parameters and costs of every snapshot, as plain arrays
    data.npz       the data, if they are not on this machine under a name (nn/datasets/saved.py)
    landscape.npz  the cost around the path, if computed (nn/analysis/planes.py)
    studies/       other measurements that scenes show, if made (nn/analysis/studies/)

Costs are means over examples (nn/costs.py), accuracies are fractions. `digest` in run.json is the
SHA-256 of the content of run.json and log.npz, without what may change while the run stays the same
(NOT_CONTENT); the digest of data.npz is in run.json.

Version 1 has one activation for all hidden layers and one for the output, pictures as bytes, and
nothing that is unknown. A run that it can hold is written in it, and any other in version 2.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import platform
from collections.abc import Mapping, Sequence

import numpy as np

from nn.arrays import read_arrays, write_arrays
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.folders import folder_written_whole
from nn.network import layer_views, parameter_count
from nn.runs.schema import array_faults, fact_faults, implies_arrays, layer_names, log_limit
from nn.schema import refuse
from nn.storage import Arrays, Facts, digest_of, open_file, read_json, write_json

VERSIONS = {"downhill run 1": 1, "downhill run 2": 2}
NOT_CONTENT = ("name", "command", "versions", "digest")  # what the digest leaves out
MEND = "restore it, or train the run again"
MEND_2 = "mend it as docs/format.md says, or restore it"
DATA = "data.npz"
NO_DIGEST = 64 * "0"  # until it is known
OF_VERSION_1 = ("sigmoid", "tanh", "relu")  # activations
ONLY_IN_2 = ("one", "many", "features", "low", "high", "trained_on", "asked", "file")  # of data


def read(folder: str | os.PathLike[str]) -> tuple[Facts, Arrays]:
    """What run.json says and the arrays of log.npz, checked.

    Raises DownhillError if one is missing, damaged, or not in this format: a sentence with all that
    is wrong and what would be right.
    """
    folder = pathlib.Path(folder)
    facts = _read_facts(folder / "run.json")
    version = VERSIONS[facts["format"]]
    faults = fact_faults(facts, version)
    if not faults:
        arrays = read_arrays(folder / "log.npz", log_limit(facts), _mend(version))
        _check(folder, facts, arrays)
        return facts, arrays
    if implies_arrays(facts, version):
        with contextlib.suppress(DownhillError):  # what is told of run.json is enough then
            arrays = read_arrays(folder / "log.npz", log_limit(facts))
            faults += [f"its log.npz {fault}" for fault in array_faults(facts, arrays)]
    refuse(folder / "run.json", faults, _mend(version))
    raise AssertionError("there were faults")


def write(
    folder: str | os.PathLike[str],
    facts: Facts,
    arrays: Mapping[str, np.ndarray],
    data: Dataset | None = None,
) -> None:
    """Write a run, whole or not at all. A run that is already in `folder` is replaced, and what was
    kept to make this one is removed (nn/folders.py).

    `facts` is run.json without `format`, `versions` and `digest`, which are added here; it has the
    `activations` of all layers. data: what the run is to carry as data.npz. Raises DownhillError if
    the facts and the arrays are not those of a run.
    """
    folder = pathlib.Path(folder)
    if data:
        own = {"given": DATA, "file": NO_DIGEST}
        facts = {**facts, "dataset": {**facts["dataset"], **own}}
    facts = versioned(facts, arrays)
    facts["versions"] = {"python": platform.python_version(), "numpy": np.__version__}
    facts["digest"] = NO_DIGEST
    version = VERSIONS[facts["format"]]
    refuse(folder / "run.json", fact_faults(facts, version), _mend(version))
    refuse(folder / "log.npz", array_faults(facts, arrays), _mend(version))
    with folder_written_whole(folder) as new:
        if data:
            data.save(new / DATA)
            facts["dataset"]["file"] = file_digest(new / DATA)
        facts["digest"] = digest(facts, arrays)
        write_arrays(new / "log.npz", arrays)
        write_json(new / "run.json", facts)


def digest(facts: Facts, arrays: Mapping[str, np.ndarray]) -> str:
    """The digest of a run's content."""
    content = {key: value for key, value in facts.items() if key not in NOT_CONTENT}
    if facts["format"] != "downhill run 2":
        return digest_of(arrays, content)
    sha = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        sha.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode())
        sha.update(array.tobytes())
    return sha.hexdigest()


def file_digest(path: str | os.PathLike[str]) -> str:
    """The SHA-256 of a file."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def versioned(facts: Facts, arrays: Mapping[str, np.ndarray]) -> Facts:
    """The facts of a run with `activations`, in the lowest version that can hold them, and with its
    `format`. In version 2 those of our own trainings say that they can be repeated."""
    if "activations" not in facts:  # they are those of version 1 already
        return {**facts, "format": "downhill run 1"}
    dataset, hidden = facts["dataset"], facts["activations"][:-1]
    simple = (
        len(set(hidden)) <= 1
        and set(hidden) <= set(OF_VERSION_1)
        and "origin" not in facts
        and not any(key in dataset for key in ONLY_IN_2)
        and ("example_images" not in arrays or arrays["example_images"].dtype == np.uint8)
    )
    result: Facts = {"format": f"downhill run {1 if simple else 2}"}
    for key, value in facts.items():
        if key == "format":
            continue
        if key == "activations" and simple:
            result["activation"] = hidden[0] if hidden else OF_VERSION_1[0]
            result["output_activation"] = value[-1]
        else:
            result[key] = value
    if not simple and "origin" not in facts:
        result["optimizer"] = {"replayable": True, **facts["optimizer"]}
        result["dataset"] = {"trained_on": ["training"], **dataset}
    return result


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
    if facts["format"] not in VERSIONS:
        raise DownhillError(
            f"{path} is in the format {facts['format']!r}, but this version reads "
            f"{' and '.join(map(repr, VERSIONS))}: use the version that wrote it, or train the run "
            "again."
        )
    return facts


def _check(folder: pathlib.Path, facts: Facts, arrays: Mapping[str, np.ndarray]) -> None:
    """Check the arrays against run.json, and the digest last, since it explains a fault least."""
    version = VERSIONS[facts["format"]]
    refuse(folder / "log.npz", array_faults(facts, arrays), _mend(version))
    if digest(facts, arrays) != facts["digest"]:
        raise DownhillError(
            f"{folder} was changed after training: its content does not match the digest in "
            f"run.json; {_mend(version)}."
        )


def _mend(version: int) -> str:
    return MEND if version == 1 else MEND_2
