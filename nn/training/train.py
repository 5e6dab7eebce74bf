"""The training loop: seeded, watched, resumable to the same bits.

Where a training stands is one number, its `step`: the order of the examples in an epoch is a
function of the seed and the epoch alone, so there is no generator to save. While it lasts it lives
in `OUT.part/`: the settings, one file a snapshot, and a checkpoint (parameters and what the
optimizer remembers). What is written there is written whole, so a training that is killed at any
moment goes on from its last checkpoint and repeats the steps after it exactly. At the end a run
takes the name OUT in one rename (nn/runs/format.py).
"""

import dataclasses
import pathlib
import time

import numpy as np
from threadpoolctl import threadpool_limits

from nn import datasets
from nn.errors import DownhillError
from nn.network import Network, Pass
from nn.optimizers import OPTIMIZERS
from nn.progress import Bar
from nn.runs import run
from nn.runs.format import layer_arrays
from nn.runs.schema import CURVES
from nn.storage import json_bytes, read_arrays, remove_whole, write_arrays, write_json

SECONDS_BETWEEN_CHECKPOINTS = 2
EXAMPLES = 500  # validation images that a run keeps
STEPS_BETWEEN_LOOKS = 2_000  # steps between two movements of the progress bar


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything that decides how a training goes; the same settings give the same bits.

    `eta` is the learning rate of epoch 0, multiplied by `decay` after each epoch. `l2` is λ in
    C + λ/2 Σw² (weights, not biases). `momentum` is used by the optimizer of that name.
    """

    dataset: str = "mnist"
    sizes: tuple = (784, 16, 16, 10)
    activation: str = "sigmoid"
    output_activation: str = "sigmoid"
    cost: str = "quadratic"
    optimizer: str = "sgd"
    eta: float = 0.35
    decay: float = 0.88
    momentum: float = 0.9
    l2: float = 0.0
    epochs: int = 30
    mini_batch_size: int = 5
    seed: int = 0
    snapshots: int = 100

    def __post_init__(self):
        object.__setattr__(self, "sizes", tuple(self.sizes))
        for name in ("epochs", "mini_batch_size", "snapshots"):
            if getattr(self, name) < 1:
                raise DownhillError(f"{name} is {getattr(self, name)}: give 1 or more.")
        if not 0 < self.eta < float("inf"):
            raise DownhillError(f"eta is {self.eta}: give a number above 0.")
        if not 0 < self.decay <= 1:
            raise DownhillError(f"decay is {self.decay}: give a number above 0, at most 1.")
        if not 0 <= self.momentum < 1:
            raise DownhillError(f"momentum is {self.momentum}: give a number from 0 to below 1.")
        if not 0 <= self.l2 < float("inf"):
            raise DownhillError(f"l2 is {self.l2}: give 0 or a number above it.")
        if self.seed < 0:
            raise DownhillError(f"seed is {self.seed}: give 0 or a whole number above it.")
        if self.optimizer not in OPTIMIZERS:
            names = ", ".join(OPTIMIZERS)
            raise DownhillError(
                f"there is no optimizer named {self.optimizer!r}: choose from {names}."
            )


class Diverged(DownhillError):
    """The cost went to NaN or infinity; the run up to there is on disk."""


class Descent:
    """The inner loop: one mini_batch after another, downhill.

    `X` (n, n_0) and `Y` (n, n_L) are the training set; buffers are made once a mini_batch size.
    """

    def __init__(self, network, optimizer, X, Y, l2=0.0):
        self.network, self.optimizer, self.l2 = network, optimizer, l2
        self.X, self.Y = X, Y
        self._buffers = {}

    def step(self, rows, eta):
        """One update of θ from the mini_batch X[rows], Y[rows]."""
        m = len(rows)
        if m not in self._buffers:
            self._buffers[m] = self.X[:m].copy(), self.Y[:m].copy(), Pass(self.network, m)
        X, Y, batch = self._buffers[m]
        # mode="clip" lets NumPy write straight into `out`; rows are never out of range.
        self.X.take(rows, axis=0, out=X, mode="clip")
        self.Y.take(rows, axis=0, out=Y, mode="clip")
        batch.forward(X)
        batch.backward(Y)
        if self.l2:
            for nabla_w, W in zip(batch.nabla_w, self.network.weights, strict=True):
                nabla_w += self.l2 * W
        self.optimizer.step(self.network.theta, batch.nabla, eta)


class Training:
    """A training from its first step to a run on disk; `Training(…).go()` returns the `Run`."""

    def __init__(self, settings, dataset, out, command=""):
        self.settings, self.data, self.command = settings, dataset, command
        self.out = pathlib.Path(out)
        if self.out.name in ("", ".."):
            raise DownhillError(f"{out} is no name for a run: give --out data/runs/NAME.")
        self.part = self.out.with_name(f"{self.out.name}.part")
        pixels, classes = dataset.training_images.shape[1], len(dataset.classes)
        if (settings.sizes[0], settings.sizes[-1]) != (pixels, classes):
            raise DownhillError(
                f"sizes {','.join(map(str, settings.sizes))} do not fit the data set "
                f"{dataset.name}: it has {pixels} pixels and {classes} classes, so the first size "
                f"must be {pixels} and the last {classes}."
            )
        self.network = Network(
            settings.sizes,
            settings.activation,
            settings.output_activation,
            settings.cost,
            settings.seed,
        )
        self.Y = datasets.one_hot(dataset.training_labels, classes)
        self.Y_validation = datasets.one_hot(dataset.validation_labels, classes)
        optimizer = OPTIMIZERS[settings.optimizer]
        numbers = {"mu": settings.momentum} if settings.optimizer == "momentum" else {}
        self.optimizer_numbers = {**optimizer.numbers, **numbers}
        self.optimizer = optimizer(self.network.theta, **numbers)
        self.descent = Descent(
            self.network, self.optimizer, dataset.training_images, self.Y, settings.l2
        )
        self.steps_per_epoch = -(-len(dataset.training_images) // settings.mini_batch_size)
        self.total = self.steps_per_epoch * settings.epochs
        self.snapshot_steps = snapshot_steps(self.total, settings.snapshots)
        self.step = 0
        self._epoch, self._order, self._text = None, None, ""

    def go(self, resume=False, overwrite=False):
        """Train to the end and write the run; with `resume`, go on from the last checkpoint.

        Raises DownhillError where `out` or a stopped training is in the way, and Diverged (after
        writing what there is) when the cost is no longer finite.
        """
        if resume:
            self._restore()
        else:
            self._begin(overwrite)
        stopped = None
        with threadpool_limits(1), np.errstate(all="ignore"):  # a divergence is told in a sentence
            try:
                with Bar(f"training {self.out.name}", self.total) as bar:
                    self._descend(bar)
            except Diverged as error:
                stopped = error
            finished = self._write_run(stopped)
        remove_whole(self.part)
        if stopped:
            raise stopped
        return finished

    def _begin(self, overwrite):
        if self.out.exists() and not overwrite:
            raise DownhillError(
                f"{self.out} exists: choose another --out, or --overwrite to replace it."
            )
        if self.out.exists() and not (self.out / "run.json").is_file():
            raise DownhillError(
                f"{self.out} holds no run, and --overwrite replaces nothing else: choose another "
                "--out."
            )
        if (self.part / "settings.json").is_file() and not overwrite:
            raise DownhillError(
                f"a stopped training stands in {self.part}: go on with --resume, or start "
                "again with --overwrite."
            )
        remove_whole(self.part)
        write_json(self.part / "settings.json", self._identity())

    def _restore(self):
        if not (self.part / "settings.json").is_file():
            raise DownhillError(
                f"nothing to resume: there is no stopped training in {self.part}; "
                "start it without --resume."
            )
        if (self.part / "settings.json").read_bytes() != json_bytes(self._identity()):
            raise DownhillError(
                f"{self.part} was started with other settings or other data: resume it with the "
                "command that began it, or start again with --overwrite."
            )
        if not (self.part / "checkpoint.npz").is_file():
            return  # stopped before its first checkpoint: from the start, then
        self._set_state(read_arrays(self.part / "checkpoint.npz"))

    def _identity(self):
        """What must agree for a resumed training to be the same training."""
        return {**dataclasses.asdict(self.settings), "sha256": self.data.sha256}

    def _descend(self, bar):
        snapshots = set(self.snapshot_steps)
        last_checkpoint = time.monotonic()
        while True:
            if self.step in snapshots:
                self._snapshot(bar)
            if self.step == self.total:
                return
            if time.monotonic() - last_checkpoint > SECONDS_BETWEEN_CHECKPOINTS:
                self._checkpoint()
                last_checkpoint = time.monotonic()
            later = self.snapshot_steps[np.searchsorted(self.snapshot_steps, self.step + 1)]
            self._stretch(min(int(later), self.step + STEPS_BETWEEN_LOOKS))
            bar.update(self.step, self._text)

    def _stretch(self, end):
        """Steps up to `end`; if the parameters stop being finite, find at which step it was."""
        start = self._state()
        while self.step < end:
            self._one_step()
        if np.isfinite(self.network.theta).all():
            return
        self._set_state(start)
        while np.isfinite(self.network.theta).all():
            before = self._state()
            self._one_step()
        diverged = self.step
        self._set_state(before)
        raise self._diverged(diverged)

    def _one_step(self):
        epoch, batch = divmod(self.step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = epoch_order(self.settings.seed, epoch, len(self.Y))
            self._eta = self.settings.eta * self.settings.decay**epoch
        m = self.settings.mini_batch_size
        self.descent.step(self._order[batch * m : (batch + 1) * m], self._eta)
        self.step += 1

    def _state(self):
        copies = {name: array.copy() for name, array in self.optimizer.arrays.items()}
        return {"step": np.array(self.step), "theta": self.network.theta.copy(), **copies}

    def _set_state(self, state):
        self.step = int(state["step"])
        self.network.theta[:] = state["theta"]
        for name, array in self.optimizer.arrays.items():
            array[...] = state[name]

    def _diverged(self, step):
        return Diverged(
            f"at step {step} (epoch {step // self.steps_per_epoch + 1}) the cost stopped being a "
            f"finite number: try a smaller --eta than {self.settings.eta:g}; what was trained up "
            f"to there is kept in {self.out}."
        )

    def _checkpoint(self):
        write_arrays(self.part / "checkpoint.npz", self._state())

    def _snapshot(self, bar):
        data, network = self.data, self.network
        values = {
            "step": np.array(self.step),
            "theta": network.theta,
            "train_cost": np.array(network.cost(data.training_images, self.Y)),
            **self._validation(),
        }
        if not np.isfinite([values["train_cost"], values["validation_cost"]]).all():
            raise self._diverged(self.step)
        write_arrays(self._snapshot_file(self.step), values)
        epoch = min(self.step // self.steps_per_epoch + 1, self.settings.epochs)
        self._text = (
            f"epoch {epoch}/{self.settings.epochs}  cost {values['train_cost']:.4f}  "
            f"accuracy {values['validation_accuracy']:.2%}"
        )
        bar.update(self.step, self._text)

    def _validation(self):
        data = self.data
        cost, accuracy = evaluate(
            self.network, data.validation_images, self.Y_validation, data.validation_labels
        )
        return {"validation_cost": np.array(cost), "validation_accuracy": np.array(accuracy)}

    def _snapshot_file(self, step):
        return self.part / f"snapshot-{step:012d}.npz"

    def _write_run(self, stopped):
        logged = [read_arrays(path) for path in sorted(self.part.glob("snapshot-*.npz"))]
        if not logged:
            remove_whole(self.part)
            raise DownhillError(
                f"the cost is not finite before the first step: the data or the sizes of "
                f"{self.out.name} are at fault, and nothing was kept."
            )
        thetas = np.stack([entry["theta"] for entry in logged])
        network = self.network
        network.theta[:] = thetas[-1]
        data = self.data
        predictions = (
            network.predict(data.test_images) if len(data.test_images) else np.empty(0, np.int64)
        )
        arrays = {
            "step": np.array([entry["step"] for entry in logged], np.int64),
            **layer_arrays(thetas, network.sizes),
            **{name: np.array([entry[name] for entry in logged]) for name in CURVES},
            "test_predictions": predictions.astype(np.uint8 if network.sizes[-1] < 256 else int),
            **self._examples(),
        }
        return run.write(self.out, self._facts(arrays, stopped), arrays)

    def _examples(self):
        """Some validation images, for the scenes to show where the data are not MNIST."""
        if self.settings.dataset == self.data.name == "mnist":  # not a mnist.npz of letters
            return {}
        images = self.data.validation_images[:EXAMPLES]
        return {
            "example_images": datasets.as_bytes(images),
            "example_labels": self.data.validation_labels[:EXAMPLES].astype(np.int64),
        }

    def _facts(self, arrays, stopped):
        settings, data = self.settings, self.data
        results = {name: float(arrays[name][-1]) for name in CURVES}
        results["train_accuracy"] = float(
            (self.network.predict(data.training_images) == data.training_labels).mean()
        )
        if len(data.test_images):
            right = arrays["test_predictions"] == data.test_labels
            results["test_accuracy"] = float(right.mean())
        facts = {
            "name": self.out.name,
            "sizes": self.network.sizes,
            "activation": settings.activation,
            "output_activation": settings.output_activation,
            "cost": settings.cost,
            "optimizer": {
                "name": settings.optimizer,
                "eta": settings.eta,
                "decay": settings.decay,
                "l2": settings.l2,
                **self.optimizer_numbers,
            },
            "mini_batch_size": settings.mini_batch_size,
            "epochs": settings.epochs,
            "seed": settings.seed,
            "dataset": {**data.describe(), "given": settings.dataset},
            "results": results,
            "command": self.command,
        }
        if stopped:
            facts["stopped"] = str(stopped)
        return facts


def evaluate(network, X, Y, labels):
    """(cost, accuracy) of a network over a data set, in one pass."""
    costs, right = [], 0
    for batch, rows in network.chunks(X):
        costs.append(batch.costs(Y[rows]).astype(np.float64))
        right += int((batch.a[-1].argmax(axis=1) == labels[rows]).sum())
    return float(np.concatenate(costs).mean()), right / len(X)


def epoch_order(seed, epoch, count):
    """The order in which an epoch sees its examples: a permutation of 0…count−1."""
    return np.random.default_rng([seed, epoch]).permutation(count)


def snapshot_steps(total, count):
    """`count` steps from 0 to `total`, both included, spaced evenly on a logarithmic scale.

    Where the even spacing is finer than one step, every step is taken and the rest spread over
    what is left; there are never more than total + 1.
    """
    steps = [0]
    while steps[-1] < total:
        left = count - len(steps)
        here = max(steps[-1], 1)
        ratio = (total / here) ** (1 / max(left, 1))
        steps.append(min(max(steps[-1] + 1, round(here * ratio)), total))
    return np.array(steps)
