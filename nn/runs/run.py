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

import hashlib
import json
import os
import pathlib
import platform
import shutil

import numpy as np

from nn import datasets
from nn.errors import DownhillError
from nn.network import Network, layer_views, parameter_count
from nn.places import RUNS
from nn.runs.schema import CURVES, check_arrays, check_facts
from nn.storage import written_whole

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
        network = Network(
            self.sizes, facts["activation"], facts["output_activation"], facts["cost"]
        )
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
            images = self.arrays["example_images"].astype(np.float32) / 255
            return images, self.arrays["example_labels"].astype(np.int64)
        images, labels, _ = datasets.shipped_digits()
        return images, labels


def find(name_or_path):
    """The folder of a run, given its path or its name under data/runs.

    A path that holds a run wins over a name.
    """
    given = pathlib.Path(name_or_path)
    for folder in (given, RUNS / given):
        if os.path.isfile(folder / "run.json"):  # pathlib's raises where a name is too long
            return folder
    known = ", ".join(sorted(path.parent.name for path in RUNS.glob("*/run.json"))) or "none"
    raise DownhillError(
        f"there is no run {str(name_or_path)!r}: no run.json stands there, and the runs under "
        f"{RUNS} are: {known}; `python -m nn train` makes one."
    )


def write(folder, facts, arrays):
    """Write a run whole or not at all; return it as loaded.

    `facts` is run.json without `format`, `versions` and `digest`, which are added here. A run that
    stands in `folder` is replaced.
    """
    folder = pathlib.Path(folder)
    facts = {"format": FORMAT, **facts, "versions": _versions()}
    facts["digest"] = _digest(facts, arrays)
    _check(folder, facts, arrays)
    beside = folder.with_name(f"{folder.name}.whole.part")
    shutil.rmtree(beside, ignore_errors=True)
    write_arrays(beside / "log.npz", arrays)
    with written_whole(beside / "run.json") as file:
        file.write((json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode())
    if folder.exists():
        replaced = folder.with_name(f"{folder.name}.replaced.part")
        shutil.rmtree(replaced, ignore_errors=True)
        os.rename(folder, replaced)
        os.rename(beside, folder)
        shutil.rmtree(replaced)
    else:
        os.rename(beside, folder)
    return Run.load(folder)


def write_arrays(path, arrays):
    """Save plain arrays as an npz, whole or not at all; the same arrays give the same bytes."""
    with written_whole(path) as file:
        np.savez(file, **arrays)


def read_arrays(path):
    """Every array of an npz as a dict. A pickle inside is refused.

    Raises DownhillError where the file is missing, damaged or not an npz.
    """
    path = pathlib.Path(path)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            if archive.zip.testzip() is not None:  # numpy may stop short of where this is seen
                raise ValueError("a checksum does not match")
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise DownhillError(f"{path} is missing: restore it, or train the run again.") from None
    except Exception as error:  # zipfile and numpy raise a dozen kinds at what they can't read
        reason = "holds a pickled object" if "pickle" in str(error).lower() else "is damaged"
        raise DownhillError(
            f"{path} {reason} and was not read: restore it, or train the run again."
        ) from None


def digest_of(arrays):
    """SHA-256 over names, types, shapes and values of some arrays, in the order of their names."""
    sha = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        sha.update(array.tobytes())
    return sha.hexdigest()


def _digest(facts, arrays):
    content = {key: value for key, value in facts.items() if key not in NOT_CONTENT}
    text = json.dumps(content, sort_keys=True) + digest_of(arrays)
    return hashlib.sha256(text.encode()).hexdigest()


def _read_facts(path):
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(facts, ensure_ascii=False).encode()  # half a character can't be printed
    except (ValueError, OSError, RecursionError) as error:
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
