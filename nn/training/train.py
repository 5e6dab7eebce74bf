"""A training, from settings and data to a run on disk: seeded, with snapshots, resumable.

The progress of a training is one number, its `step`: the order of the examples in an epoch depends
on the seed and the epoch alone, so there is no generator to save. Until it is finished its files
are in `OUT.part/` (part.py). Each is written whole, so a training that is killed at any moment
resumes from its last checkpoint and repeats the later steps, with bitwise equal results. At the end
the run takes the name OUT whole (nn/runs/format.py).
"""

import dataclasses
import json
import os
import pathlib
import time

import numpy as np
from threadpoolctl import threadpool_limits

from nn import datasets
from nn.claims import claimed
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.folders import check_name, remove_whole
from nn.legible import legible
from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.progress import Bar
from nn.runs.format import versioned
from nn.runs.run import Run, write
from nn.storage import json_bytes
from nn.training import limits, record
from nn.training.descent import Descent
from nn.training.loop import epoch_order, snapshot_steps
from nn.training.part import Part
from nn.training.settings import Settings

SECONDS_BETWEEN_CHECKPOINTS = 2
STEPS_BETWEEN_CHECKS = 2_000  # that the parameters are finite; the progress bar moves then too


class Diverged(DownhillError):
    """The cost became NaN or infinite; the run up to that step is on disk."""


class Training:
    """A training; `Training(…).go()` trains, writes the run to the folder `out` and returns it.

    `command` is kept in the run. Raises DownhillError if the sizes do not fit the data set, or the
    training does not fit into this machine's memory (limits.py).
    """

    def __init__(
        self,
        settings: Settings,
        dataset: Dataset,
        out: str | os.PathLike[str],
        command: str = "",
    ) -> None:
        self.settings, self.data, self.command = settings, dataset, command
        self.out = pathlib.Path(out)
        check_name(self.out)
        pixels, classes = dataset.training_images.shape[1], len(dataset.classes)
        if (settings.sizes[0], settings.sizes[-1]) != (pixels, classes):
            raise DownhillError(
                f"sizes {','.join(map(str, settings.sizes))} do not fit the data set "
                f"{dataset.name}: it has {pixels} pixels and {classes} classes, so the first size "
                f"must be {pixels} and the last {classes}."
            )
        limits.check(settings, len(dataset.training_images))
        self.network = Network(
            settings.sizes,
            settings.activations[:-1],
            settings.output_activation,
            settings.cost,
            settings.seed,
        )
        self.Y = datasets.one_hot(dataset.training_labels, classes)
        self.Y_validation = datasets.one_hot(dataset.validation_labels, classes)
        optimizer = OPTIMIZERS[settings.optimizer]
        self.optimizer = optimizer(self.network.theta, **settings.optimizer_numbers)
        self.descent = Descent(
            self.network, self.optimizer, dataset.training_images, self.Y, settings.l2
        )
        self.steps_per_epoch = -(-len(dataset.training_images) // settings.mini_batch_size)
        self.total = self.steps_per_epoch * settings.epochs
        self.snapshot_steps = snapshot_steps(self.total, settings.snapshots)
        self.part = Part(self.out, {**dataclasses.asdict(settings), "sha256": dataset.sha256})
        self.step = 0
        self._kept: list[int] = []  # the steps of the snapshots that are on disk
        self._epoch, self._order, self._text = -1, np.empty(0, np.int64), ""

    def go(self, resume: bool = False, overwrite: bool = False) -> Run:
        """Train to the end, write the run, and return it. With `resume`, continue from the last
        checkpoint, or return the run as it is if the training had finished.

        Raises DownhillError if `out` or a stopped training is in the way, or another command writes
        there. Raises Diverged if the cost is no longer finite, once the run up to that step is
        written.
        """
        with claimed(self.out):
            return self._go(resume, overwrite)

    def _go(self, resume: bool, overwrite: bool) -> Run:
        if resume:
            if finished := self._finished():
                return finished
            self._restore()
        else:
            self._begin(overwrite)
        stopped: Diverged | None = None
        with threadpool_limits(1), np.errstate(all="ignore"):  # Diverged reports it
            try:
                with Bar(f"training {self.out.name}", self.total) as bar:
                    self._descend(bar)
            except Diverged as error:
                stopped = error
            finished = self._write_run(stopped)
        if stopped:
            raise stopped
        return finished

    def _begin(self, overwrite: bool) -> None:
        if self.out.exists() and not overwrite:
            raise DownhillError(
                f"{self.out} exists: choose another --out, or --overwrite to replace it."
            )
        if self.out.exists() and not (self.out / "run.json").is_file():
            raise DownhillError(
                f"{self.out} holds no run, and --overwrite replaces nothing else: choose another "
                "--out."
            )
        if self.part.exists() and not overwrite:
            raise DownhillError(
                f"a stopped training is in {self.part.folder}: continue it with --resume, or start "
                "again with --overwrite."
            )
        self.part.begin()

    def _finished(self) -> Run | None:
        """The run at `out` if this training has finished it, else None.

        Raises Diverged if the training ended so.
        """
        if self.part.exists() or not (self.out / "run.json").is_file():
            return None
        run = Run.load(self.out)
        asked = versioned(record.asked(self.settings, self.data), run.arrays)
        stopped = run.facts.get("stopped")
        steps = self.snapshot_steps[: len(run.steps)] if stopped else self.snapshot_steps
        # A run of an earlier version does not say how many snapshots were asked for.
        kept = {key: run.facts.get(key, asked[key]) for key in asked}
        if kept != json.loads(json_bytes(asked)):
            return None
        if not np.array_equal(run.steps, steps):
            return None
        if stopped:
            raise Diverged(stopped)
        return run

    def _restore(self) -> None:
        """Continue from the last checkpoint, after a check that all earlier snapshots are there."""
        self.part.check()
        state = self.part.read_checkpoint(self._state(), self.total)
        if state is None:
            return  # it was stopped before its first checkpoint, so it starts over
        self._set_state(state)
        self._kept = self.snapshot_steps[self.snapshot_steps < self.step].tolist()
        for step in self._kept:
            self.part.read_snapshot(step, self.network.theta)

    def _descend(self, bar: Bar) -> None:
        snapshots = set(self.snapshot_steps)
        last_checkpoint = time.monotonic()
        while True:
            if self.step in snapshots:
                self._snapshot(bar)
            if self.step == self.total:
                return
            if time.monotonic() - last_checkpoint > SECONDS_BETWEEN_CHECKPOINTS:
                self.part.write_checkpoint(self._state())
                last_checkpoint = time.monotonic()
            later = self.snapshot_steps[np.searchsorted(self.snapshot_steps, self.step + 1)]
            self._steps_to(min(int(later), self.step + STEPS_BETWEEN_CHECKS))
            bar.update(self.step, self._text)

    def _steps_to(self, end: int) -> None:
        """Step until `end`; raise Diverged at the first step after which the parameters are no
        longer finite."""
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

    def _one_step(self) -> None:
        epoch, batch = divmod(self.step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = epoch_order(self.settings.seed, epoch, len(self.Y))
            self._eta = self.settings.eta * self.settings.decay**epoch
        m = self.settings.mini_batch_size
        self.descent.step(self._order[batch * m : (batch + 1) * m], self._eta)
        self.step += 1

    def _state(self) -> dict[str, np.ndarray]:
        copies = {name: array.copy() for name, array in self.optimizer.arrays.items()}
        return {"step": np.array(self.step), "theta": self.network.theta.copy(), **copies}

    def _set_state(self, state: dict[str, np.ndarray]) -> None:
        self.step = int(state["step"])
        self.network.theta[:] = state["theta"]
        for name, array in self.optimizer.arrays.items():
            array[...] = state[name]

    def _diverged(self, step: int) -> Diverged:
        return Diverged(
            f"at step {step} (epoch {step // self.steps_per_epoch + 1}) the cost stopped being a "
            f"finite number: try a smaller --eta than {self.settings.eta:g}; what was trained up "
            f"to there is kept in {self.out}."
        )

    def _snapshot(self, bar: Bar) -> None:
        data, network = self.data, self.network
        values = {
            "theta": network.theta,
            "train_cost": np.array(network.cost(data.training_images, self.Y)),
            **self._validation(),
        }
        if not np.isfinite([values["train_cost"], values["validation_cost"]]).all():
            raise self._diverged(self.step)
        self.part.write_snapshot(self.step, values)
        self._kept.append(self.step)
        epoch = min(self.step // self.steps_per_epoch + 1, self.settings.epochs)
        self._text = (
            f"epoch {epoch}/{self.settings.epochs}  cost {values['train_cost']:.4f}  "
            f"accuracy {values['validation_accuracy']:.2%}"
        )
        bar.update(self.step, self._text)

    def _validation(self) -> dict[str, np.ndarray]:
        data = self.data
        cost, accuracy = record.evaluate(
            self.network, data.validation_images, self.Y_validation, data.validation_labels
        )
        return {"validation_cost": np.array(cost), "validation_accuracy": np.array(accuracy)}

    def _write_run(self, stopped: Diverged | None) -> Run:
        snapshots = [self.part.read_snapshot(step, self.network.theta) for step in self._kept]
        if not snapshots:
            remove_whole(self.out)
            raise DownhillError(
                f"the cost is not finite before the first step: check the data and the sizes of "
                f"{self.out.name}; nothing was kept."
            )
        self.network.theta[:] = snapshots[-1]["theta"]
        log = record.log(self.network, self.data, self._kept, snapshots)
        facts = {
            "name": legible(self.out.name),
            **record.asked(self.settings, self.data),
            "results": record.results(self.network, self.data, log),
            "command": self.command,
            **({"stopped": str(stopped)} if stopped else {}),
        }
        return write(self.out, facts, log | record.examples(self.settings, self.data))
