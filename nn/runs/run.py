"""A run: a finished training on disk (nn/runs/format.py), under its name in data/runs."""

import contextlib
import os
import pathlib
from collections.abc import Iterator

import numpy as np

from nn import datasets
from nn.claims import claimed, settle_to_read
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.folders import folder_read_whole, is_unfinished, unsettled
from nn.network import Network, layer_views
from nn.optimizers import OPTIMIZERS, SGD
from nn.places import searched_for
from nn.runs import format as run_format
from nn.storage import Arrays, Facts

FILM_RUN = "film"
RUN_VARIABLE = "NN_RUN"  # the environment variable that names the run to show

NameOrPath = str | os.PathLike[str]


class Run:
    """A run read from disk, checked.

    Attributes: `folder`, `name`, `facts` (run.json), `digest`, `sizes`; of S snapshots: `steps`
    (S,), `W[l-1]` (S, n_out, n_in), `b[l-1]` (S, n_out), `thetas` (S, parameters), `train_cost`,
    `validation_cost`, `validation_accuracy` (S,); `test_predictions` (test images,) of the last
    snapshot; `arrays`, everything in log.npz.
    """

    def __init__(self, folder: NameOrPath, facts: Facts, arrays: Arrays) -> None:
        self.folder, self.facts, self.arrays = pathlib.Path(folder), facts, arrays
        self.name: str = facts["name"]
        self.digest: str = facts["digest"]
        self.sizes: list[int] = list(facts["sizes"])
        self.steps = arrays["step"]
        self.thetas = run_format.thetas_of(arrays, self.sizes)
        self.W, self.b = layer_views(self.thetas, self.sizes)
        self.train_cost = arrays["train_cost"]
        self.validation_cost = arrays["validation_cost"]
        self.validation_accuracy = arrays["validation_accuracy"]
        self.test_predictions = arrays["test_predictions"]

    @classmethod
    def load(cls, name_or_path: NameOrPath) -> "Run":
        """The run in a folder, or of that name under data/runs.

        Raises DownhillError, naming the file, if the run is missing, damaged, or not of our format.
        """
        return folder_read_whole(
            lambda: find(name_or_path),
            "run.json",
            lambda folder: cls(folder, *run_format.read(folder)),
        )

    @classmethod
    def shown(cls, name_or_path: NameOrPath | None = None) -> "Run":
        """The run that scenes draw: the one named, else the one in $NN_RUN, else the film's."""
        return cls.load(name_or_path or os.environ.get(RUN_VARIABLE) or FILM_RUN)

    def network(self, snapshot: int = -1) -> Network:
        """The network at a snapshot, with its own copy of the parameters."""
        facts = self.facts
        kind = self.sizes, facts["activation"], facts["output_activation"], facts["cost"]
        network = Network(*kind)
        network.theta[:] = self.thetas[snapshot]
        return network

    def optimizer(self, network: Network) -> SGD:
        """The run's optimizer as it was before the first step, for a network that starts there.

        Raises DownhillError if it is none of ours, which is possible in a run that others made.
        """
        facts = self.facts["optimizer"]
        if not self.replayable:
            raise DownhillError(
                f"{self.name} was trained by {facts['name']}, whose steps can't be repeated from "
                f"run.json: only those of {', '.join(OPTIMIZERS)} can, with all their numbers."
            )
        kind = OPTIMIZERS[facts["name"]]
        return kind(network.theta, **{key: facts[key] for key in kind.numbers})

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """(height, width) of an example; None if the inputs are not an image."""
        shape = self.facts["dataset"].get("image_shape")
        return (shape[0], shape[1]) if shape else None

    @property
    def classes(self) -> list[str]:
        """The name of each output neuron's class."""
        return self.facts["dataset"].get("classes") or [str(j) for j in range(self.sizes[-1])]

    @property
    def activations(self) -> list[str]:
        """The name of each layer's activation, l = 1…L (nn/activations.py)."""
        hidden = [self.facts["activation"]] * (len(self.sizes) - 2)
        return [*hidden, self.facts["output_activation"]]

    @property
    def has_history(self) -> bool:
        """Whether there is more than one snapshot."""
        return len(self.steps) > 1

    @property
    def has_data(self) -> bool:
        """Whether there are examples, and costs and accuracies measured on data."""
        return True

    @property
    def replayable(self) -> bool:
        """Whether the steps of its training can be repeated from what run.json says."""
        facts = self.facts["optimizer"]
        kind = OPTIMIZERS.get(facts["name"])
        return kind is not None and facts.keys() >= kind.numbers.keys()

    @property
    def results(self) -> dict[str, float]:
        """`train_cost`, `validation_cost`, `validation_accuracy`, …, `test_accuracy` at the end."""
        return self.facts["results"]

    def check_trained_on(self, data: Dataset) -> None:
        """Raise DownhillError if the run was trained on other data."""
        if data.sha256 != self.facts["dataset"]["sha256"]:
            raise DownhillError(
                f"the data set {data.name} is not the one that {self.name} was trained on: name "
                "that one with --dataset."
            )

    @contextlib.contextmanager
    def claimed(self) -> Iterator[None]:
        """Claim the run's folder for a block that writes into it.

        Raises DownhillError if another command writes there, or has replaced the run since it was
        loaded.
        """
        with claimed(self.folder):
            if Run.load(self.folder).digest != self.digest:
                raise DownhillError(
                    f"{self.folder} was replaced by another run meanwhile: repeat the command."
                )
            for unfinished in (*self.folder.glob(".*.part"), *self.folder.glob("*/.*.part")):
                unfinished.unlink()  # by a command that was stopped
            yield

    def examples(self) -> tuple[np.ndarray, np.ndarray]:
        """Images (n, inputs) float32 and labels (n,) that the network was not trained on.

        They are in the run; for MNIST they are the 5,000 digits that ship, which all belong to the
        validation part.
        """
        if "example_images" in self.arrays:
            images = datasets.as_greys(self.arrays["example_images"])
            return images, self.arrays["example_labels"].astype(np.int64)
        images, labels, _ = datasets.shipped_digits()
        return images, labels


def find(name_or_path: NameOrPath) -> pathlib.Path:
    """The folder of a run, given its path, or its name under the project's data/runs or among the
    runs that ship: the first of these that holds a run.
    """
    given, shelves = pathlib.Path(name_or_path), searched_for("runs")
    for folder in (given, *(shelf / given for shelf in shelves)):
        settle_to_read(folder)
        if os.path.isfile(folder / "run.json"):  # pathlib's raises if a name is too long
            return folder
    known = ", ".join(path.parent.name for path in all_runs()) or "none"
    raise DownhillError(
        f"there is no run {str(name_or_path)!r}: no run.json was found there, and the runs under "
        f"{' and '.join(map(str, shelves))} are: {known}; `downhill train` makes one."
    )


def all_runs() -> list[pathlib.Path]:
    """The run.json of every run that `find` finds by its name, in the order of the names."""
    by_name: dict[str, pathlib.Path] = {}
    for shelf in reversed(searched_for("runs")):  # of two with one name, find takes the first
        for folder in unsettled(shelf):
            settle_to_read(folder)
        runs = (path for path in shelf.glob("*/run.json") if not is_unfinished(path.parent))
        by_name |= {path.parent.name: path for path in runs}
    return [by_name[name] for name in sorted(by_name)]


def write(folder: NameOrPath, facts: Facts, arrays: Arrays) -> Run:
    """Write a run as `nn.runs.format.write` does; return it as loaded."""
    run_format.write(folder, facts, arrays)
    return Run.load(folder)
