"""A run: a finished training on disk (nn/runs/format.py), under its name in data/runs."""

import contextlib
import functools
import os
import pathlib
from collections.abc import Iterator

import numpy as np

from nn import datasets
from nn.claims import claimed, settle_to_read
from nn.datasets import Dataset, Feature, Told
from nn.datasets.words import usual_words
from nn.errors import DownhillError
from nn.folders import folder_read_whole, is_unfinished, part_of, unsettled
from nn.network import Network, layer_views
from nn.optimizers import OPTIMIZERS, SGD
from nn.places import searched_for
from nn.runs import format as run_format
from nn.runs.schema import has_data
from nn.storage import Arrays, Facts

FILM_RUN = "film"
RUN_VARIABLE = "NN_RUN"  # the environment variable that names the run to show
RECORDING = "recording.json"  # in RUN.part, as long as a recorder has not written the run

NO_DATA = "it is measured on the data that the network was trained on, and this run has none"
REPEATS = "it repeats steps of the training, and this run does not tell how they were made"

NameOrPath = str | os.PathLike[str]


class Run:
    """A run read from disk, checked.

    Attributes: `folder`, `name`, `facts` (run.json; in version 2 completed, see `_completed`),
    `digest`, `sizes`; of S snapshots: `steps` (S,), `W[l-1]` (S, n_out, n_in), `b[l-1]` (S, n_out),
    `thetas` (S, parameters); `arrays`, everything in log.npz. What was measured on data, all NaN or
    empty if there are none (`has_data`): `train_cost`, `validation_cost`, `validation_accuracy`
    (S,); `test_predictions` (test images,) of the last snapshot.
    """

    def __init__(self, folder: NameOrPath, facts: Facts, arrays: Arrays) -> None:
        self.folder, self.arrays = pathlib.Path(folder), arrays
        self.facts = _completed(facts)
        self.name: str = facts["name"]
        self.digest: str = facts["digest"]
        self.sizes: list[int] = list(facts["sizes"])
        self.steps = arrays["step"]
        self.thetas = run_format.thetas_of(arrays, self.sizes)
        self.W, self.b = layer_views(self.thetas, self.sizes)
        unknown = np.full(len(self.steps), np.nan)
        self.train_cost = arrays.get("train_cost", unknown)
        self.validation_cost = arrays.get("validation_cost", unknown)
        self.validation_accuracy = arrays.get("validation_accuracy", unknown)
        self.test_predictions = arrays.get("test_predictions", np.empty(0, np.uint8))

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
        *hidden, output = self.activations
        network = Network(self.sizes, hidden, output, self.facts["cost"])
        network.theta[:] = self.thetas[snapshot]
        return network

    def optimizer(self, network: Network) -> SGD:
        """The run's optimizer as it was before the first step, for a network that starts there.

        Raises DownhillError if the steps of the training can't be repeated (`replayable`).
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
        if "activations" in self.facts:
            return list(self.facts["activations"])
        hidden = [self.facts["activation"]] * (len(self.sizes) - 2)
        return [*hidden, self.facts["output_activation"]]

    @property
    def one(self) -> str:
        """A word for one example, such as "digit"."""
        return self.facts["dataset"].get("one") or self._usual_words[0]

    @property
    def many(self) -> str:
        """A word for many examples, such as "digits"."""
        return self.facts["dataset"].get("many") or self._usual_words[1]

    @property
    def _usual_words(self) -> tuple[str, str]:
        return usual_words(self.facts["dataset"]["name"], self.classes, self.image_shape)

    @property
    def features(self) -> tuple[Feature, ...] | None:
        """The inputs if they are no pixels: their names, and their least and greatest values."""
        features = self.facts["dataset"].get("features")
        return tuple(Feature(**one) for one in features) if features else None

    @property
    def origin(self) -> Facts | None:
        """Where the weights come from, if we did not train them: `framework`, `version`, `files`
        and `folded`, the last two lists, as docs/format.md says."""
        origin = self.facts.get("origin")
        lists = {key: (origin or {}).get(key) or [] for key in ("files", "folded")}
        return {"version": None, **origin, **lists} if origin else None

    @property
    def trained_on(self) -> tuple[str, ...] | None:
        """The parts of the data that hold all examples that it was trained on; None if unknown."""
        known = self.facts["dataset"].get("trained_on", ["training"])
        return tuple(known) if known is not None else None

    @property
    def steps_known(self) -> bool:
        """Whether `steps` counts updates of the weights; else they only number the snapshots, from
        1 on, and none of them is known to be the untrained network."""
        return self.facts.get("steps_known", True)

    @property
    def has_history(self) -> bool:
        """Whether there is more than one snapshot."""
        return len(self.steps) > 1

    @property
    def from_the_start(self) -> bool:
        """Whether its history begins before the first update of the weights."""
        return self.has_history and bool(self.steps[0] == 0)

    @property
    def has_data(self) -> bool:
        """Whether there are examples, and costs and accuracies measured on data."""
        return has_data(self.facts)

    @property
    def replayable(self) -> bool:
        """Whether the steps of its training can be repeated from what run.json says."""
        facts = self.facts["optimizer"]
        kind = OPTIMIZERS.get(facts["name"])
        ours = kind is not None and facts.keys() >= kind.numbers.keys()
        return ours and facts.get("replayable", True)

    @property
    def results(self) -> dict[str, float]:
        """`train_cost`, `validation_cost`, `validation_accuracy`, …, `test_accuracy` at the end; {}
        without data."""
        return self.facts["results"]

    def load_data(
        self,
        name: NameOrPath | None = None,
        data_dir: NameOrPath | None = None,
        told: Told | None = None,
    ) -> Dataset:
        """The data that the run was trained on: its own data.npz, else those that run.json names;
        or those of another name or path, if they have moved. told: what a user says of them, by
        default what was said when the run was made.

        Raises DownhillError if the run came without data, or they are missing, damaged, or others.
        """
        if not self.has_data:
            raise DownhillError(
                f"{self.name} came without data: record or import it again with the data that it "
                "was trained on."
            )
        dataset = self.facts["dataset"]
        if name is None and dataset.get("file"):
            data = self._carried()
        else:
            its_name, asked = self._named
            data = datasets.load(name or its_name, data_dir, told or asked)
        self.check_trained_on(data)
        return data

    def data_at_hand(self) -> Dataset | None:
        """The same, but None if the data are not on this machine. Nothing is downloaded."""
        if not self.has_data:
            return None
        dataset = self.facts["dataset"]
        if dataset.get("file"):
            return self._carried()
        data = datasets.at_hand(*self._named)
        return data if data and data.sha256 == dataset["sha256"] else None

    @property
    def _named(self) -> tuple[str, Told]:
        """The name or path of data that the run does not carry, and what was said of them."""
        dataset = self.facts["dataset"]
        return dataset.get("given") or dataset["name"], Told.again(dataset.get("asked") or {})

    @functools.cached_property
    def _data_digest(self) -> str | None:
        """The digest of the data, which a run that carries them need not tell."""
        dataset = self.facts["dataset"]
        told: str | None = dataset.get("sha256")
        return self._carried().sha256 if told is None and dataset.get("file") else told

    def _carried(self) -> Dataset:
        path, dataset = self.folder / run_format.DATA, self.facts["dataset"]
        if not path.is_file():
            raise DownhillError(f"{path} is missing: restore it, or record the run again.")
        if run_format.file_digest(path) != dataset["file"]:
            raise DownhillError(
                f"{path} was changed: it does not match `dataset.file` in run.json; restore it, or "
                "record the run again."
            )
        return datasets.load(path)

    def check_trained_on(self, data: Dataset) -> None:
        """Raise DownhillError if the run was trained on other data."""
        if data.sha256 != self._data_digest:
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
        """Images (n, inputs) float32 and labels (n,) of the validation part, which the network was
        not trained on unless `trained_on` says otherwise.

        They are in the run; for MNIST they are the 5,000 digits that ship, which all belong to the
        validation part. Raises DownhillError if the run came without data.
        """
        if not self.has_data:
            raise DownhillError(f"{self.name} came without data, so there are no examples to show.")
        if "example_images" in self.arrays:
            images = datasets.as_greys(self.arrays["example_images"])
            return images, self.arrays["example_labels"].astype(np.int64)
        images, labels, _ = datasets.shipped_digits()
        return images, labels


def _completed(facts: Facts) -> Facts:
    """Facts of version 2 with what readers of both versions ask for: null for what is unknown, no
    images where there are no data, and the activations of the first hidden layer and the last."""
    if "activations" not in facts:
        return facts
    activations = facts["activations"]
    unknown = dict.fromkeys(("seed", "epochs", "mini_batch_size"))
    nothing = {"training": 0, "validation": 0, "test": 0, "sha256": None, "trained_on": None}
    pair = {"activation": activations[0], "output_activation": activations[-1]}
    return {**unknown, **pair, **facts, "dataset": {**nothing, **facts["dataset"]}}


def find(name_or_path: NameOrPath) -> pathlib.Path:
    """The folder of a run, given its path, or its name under the project's data/runs or among the
    runs that ship: the first of these that holds a run.
    """
    given, shelves = pathlib.Path(name_or_path), searched_for("runs")
    for folder in (given, *(shelf / given for shelf in shelves)):
        settle_to_read(folder)
        if os.path.isfile(folder / "run.json"):  # pathlib's raises if a name is too long
            return folder
        if os.path.isfile(part_of(folder) / RECORDING):
            raise DownhillError(
                f"the run {str(name_or_path)!r} is not written, since its recording was stopped or "
                f"goes on: once it has ended, `downhill finish {name_or_path}` writes the run."
            )
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


def write(folder: NameOrPath, facts: Facts, arrays: Arrays, data: Dataset | None = None) -> Run:
    """Write a run as `nn.runs.format.write` does; return it as loaded."""
    run_format.write(folder, facts, arrays, data)
    return Run.load(folder)
