"""A run: a finished training on disk. This file and checks.py alone know the format.

    data/runs/NAME/run.json       what was trained and how well it does, for people
    data/runs/NAME/log.npz        every snapshot's parameters and costs, as plain arrays
    data/runs/NAME/landscape.npz  the cost around the path, if computed (nn/analysis/planes.py)
    data/runs/NAME/studies/       what else scenes show of it, if measured (nn/analysis/studies/)

`log.npz` holds `step` (S,); for each layer l = 1…L `W{l}` (S, n_out, n_in) and `b{l}` (S, n_out),
float32; `train_cost`, `validation_cost`, `validation_accuracy` (S,), float64; and
`test_predictions` (test digits,) of the last snapshot. Where the data are not MNIST, whose digits
ship, `example_images` (n, inputs) uint8 and `example_labels` (n,) are some of the validation part.
Costs are means over examples (costs.py),
accuracies are fractions. `digest` in run.json is the SHA-256 of what the run says and holds.
"""

import os
import pathlib
import platform

import numpy as np

from nn import datasets
from nn.errors import DownhillError
from nn.network import Network, layer_views, parameter_count
from nn.places import searched_for
from nn.runs.schema import CURVES, check_arrays, check_facts
from nn.storage import (
    digest_of,
    folder_written_whole,
    read_arrays,
    read_json,
    write_arrays,
    write_json,
)

FORMAT = "downhill run 1"
FILM_RUN = "film"
RUN_VARIABLE = "NN_RUN"  # the environment variable that names the run to show
NOT_CONTENT = ("name", "command", "versions", "digest")  # what may change while the run does not


class Run:
    """A run read from disk, checked.

    Attributes: `folder`, `name`, `facts` (run.json), `digest`, `sizes`; S snapshots: `steps` (S,),
    `W[l-1]` (S, n_out, n_in), `b[l-1]` (S, n_out), `thetas` (S, parameters), `train_cost`,
    `validation_cost`, `validation_accuracy` (S,); `test_predictions` of the last snapshot.
    """

    def __init__(self, folder, facts, arrays):
        self.folder, self.facts = pathlib.Path(folder), facts
        self.name, self.digest = facts["name"], facts["digest"]
        self.sizes = list(facts["sizes"])
        self.steps = arrays["step"]
        self.thetas = _flat(arrays, self.sizes)
        self.W, self.b = layer_views(self.thetas, self.sizes)
        for name in CURVES:
            setattr(self, name, arrays[name])
        self.test_predictions = arrays["test_predictions"]
        self.arrays = arrays

    @classmethod
    def load(cls, name_or_path):
        """The run in a folder, or of that name under data/runs.

        Raises DownhillError, naming the file, for a run that is missing, damaged or foreign.
        """
        folder = find(name_or_path)
        facts = _read_facts(folder / "run.json")
        arrays = read_arrays(folder / "log.npz")
        _check(folder, facts, arrays)
        return cls(folder, facts, arrays)

    @classmethod
    def shown(cls, name_or_path=None):
        """The run that scenes draw: the one named, else the one in $NN_RUN, else the film's."""
        return cls.load(name_or_path or os.environ.get(RUN_VARIABLE) or FILM_RUN)

    def network(self, snapshot=-1):
        """The network as it stood at a snapshot, with its own copy of the parameters."""
        facts = self.facts
        kind = self.sizes, facts["activation"], facts["output_activation"], facts["cost"]
        network = Network(*kind)
        network.theta[:] = self.thetas[snapshot]
        return network

    @property
    def image_shape(self):
        """(height, width) of an example, or None where the inputs are no image."""
        shape = self.facts["dataset"].get("image_shape")
        return tuple(shape) if shape else None

    @property
    def classes(self):
        """What each output neuron stands for."""
        return self.facts["dataset"].get("classes") or [str(j) for j in range(self.sizes[-1])]

    @property
    def results(self):
        """`train_cost`, `validation_cost`, `validation_accuracy`, …, `test_accuracy` at the end."""
        return self.facts["results"]

    def check_trained_on(self, data):
        """Raise DownhillError where a `Dataset` is not the one that the run was trained on."""
        if data.sha256 != self.facts["dataset"]["sha256"]:
            raise DownhillError(
                f"the data set {data.name} is not what {self.name} was trained on: name the one "
                "that was with --dataset."
            )

    def examples(self):
        """Images (n, inputs) float32 and labels (n,) that the network was never trained on.

        They come with the run; for MNIST they are the 5,000 digits that ship, which all lie in
        the validation part.
        """
        if "example_images" in self.arrays:
            images = datasets.as_greys(self.arrays["example_images"])
            return images, self.arrays["example_labels"].astype(np.int64)
        images, labels, _ = datasets.shipped_digits()
        return images, labels


def find(name_or_path):
    """The folder of a run, given its path, or its name under the project's data/runs or among the
    runs that ship: the first of these that holds a run.
    """
    given, shelves = pathlib.Path(name_or_path), searched_for("runs")
    for folder in (given, *(shelf / given for shelf in shelves)):
        if os.path.isfile(folder / "run.json"):  # pathlib's raises where a name is too long
            return folder
    known = ", ".join(path.parent.name for path in all_runs()) or "none"
    raise DownhillError(
        f"there is no run {str(name_or_path)!r}: no run.json stands there, and the runs under "
        f"{' and '.join(map(str, shelves))} are: {known}; `python -m nn train` makes one."
    )


def all_runs() -> list[pathlib.Path]:
    """The run.json of every run that `find` finds by its name, in the order of the names."""
    by_name = {}
    for folder in reversed(searched_for("runs")):  # of two with one name, find takes the first
        by_name |= {path.parent.name: path for path in folder.glob("*/run.json")}
    return [by_name[name] for name in sorted(by_name)]


def write(folder, facts, arrays):
    """Write a run whole or not at all; return it as loaded.

    `facts` is run.json without `format`, `versions` and `digest`, which are added here. A run that
    stands in `folder` is replaced.
    """
    folder = pathlib.Path(folder)
    facts = {"format": FORMAT, **facts, "versions": _versions()}
    facts["digest"] = _digest(facts, arrays)
    _check(folder, facts, arrays)
    with folder_written_whole(folder) as new:
        write_arrays(new / "log.npz", arrays)
        write_json(new / "run.json", facts)
    return Run.load(folder)


def _digest(facts, arrays):
    content = {key: value for key, value in facts.items() if key not in NOT_CONTENT}
    return digest_of(arrays, content)


def _read_facts(path):
    try:
        facts = read_json(path)
    except (ValueError, OSError) as error:
        raise DownhillError(
            f"{path} can't be read as JSON ({error}): restore it, or train the run again."
        ) from None
    if not isinstance(facts, dict) or not str(facts.get("format", "")).startswith("downhill run"):
        raise DownhillError(
            f"{path} does not describe a run of ours: it has no `format` that starts with "
            f"'downhill run'; name a folder that `python -m nn train` wrote."
        )
    if facts["format"] != FORMAT:
        raise DownhillError(
            f"{path} is in the format {facts['format']!r}, this version reads {FORMAT!r}: "
            "use the version that wrote it, or train the run again."
        )
    return facts


def _check(folder, facts, arrays):
    """What run.json says, the arrays against it, the digest: in that order, to say why."""
    folder = pathlib.Path(folder)
    check_facts(folder / "run.json", facts)
    check_arrays(folder / "log.npz", facts, arrays)
    if _digest(facts, arrays) != facts["digest"]:
        raise DownhillError(
            f"{folder} was changed after training: its content does not match the digest in "
            "run.json; restore it, or train the run again."
        )


def layer_arrays(thetas, sizes):
    """The arrays W1, b1, W2, … of the format, from the flat parameters (S, parameters)."""
    arrays = {}
    for l, (W, b) in enumerate(zip(*layer_views(thetas, sizes), strict=True), start=1):
        arrays[f"W{l}"], arrays[f"b{l}"] = W, b
    return arrays


def _flat(arrays, sizes):
    """The arrays W1, b1, W2, … as one (S, parameters) matrix, in the order of `Network.theta`."""
    thetas = np.empty((len(arrays["step"]), parameter_count(sizes)), np.float32)
    for l, (W, b) in enumerate(zip(*layer_views(thetas, sizes), strict=True), start=1):
        W[:], b[:] = arrays[f"W{l}"], arrays[f"b{l}"]
    return thetas


def _versions():
    return {"python": platform.python_version(), "numpy": np.__version__}
