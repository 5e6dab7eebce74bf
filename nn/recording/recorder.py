"""A recorder: snapshots of a network while another program trains it, written as a run."""

import contextlib
import os
import pathlib
import time
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import numpy as np

from nn.claims import claimed
from nn.errors import DownhillError
from nn.folders import check_name
from nn.legible import legible
from nn.models import Adapter, NotRun, adapter
from nn.models.chain import Folded, NotFinite
from nn.models.check import check_alike
from nn.models.order import in_order
from nn.network import parameter_count
from nn.recording import finish
from nn.recording.data import Scaling, understood
from nn.recording.optimizer import described
from nn.recording.part import Part
from nn.recording.schedule import Schedule
from nn.runs.run import Run

SECONDS_BETWEEN_WRITES = 2
SHARE = 0.02  # of the training's time that writing may take: what is left over waits for the next
MOST_WAITING = 2**26  # bytes of snapshots that wait to be written
LARGEST_LOG = 2**29  # bytes: a larger network gets fewer snapshots
EXAMPLES = 64  # that the network and the model are compared on


class Recorder:
    """Records the training of a model that another program trains, and writes it as a run.

        with Recorder("data/runs/mine", model, (X, y)) as recorder:
            for X_batch, y_batch in batches:
                …                # any training step
                recorder.step()  # after each update of the parameters

    folder: where the run is written, at the end, after an exception or after Ctrl-C. What was taken
    is on the disk some seconds later: after a kill, `downhill finish FOLDER` writes the run.

    model: a PyTorch module, a Keras model, a scikit-learn classifier, or a function that returns a
    list of (W, b), or a dict as Flax and Haiku have; only a chain of dense layers can be recorded.

    data: what costs and accuracies are measured on. (X, y); or ((X, y), (X, y)) for training and
    test; with validation between them if there are three; a Dataset or DataLoader of PyTorch in
    place of a pair; the name or the path of a data set, or a `Dataset` of ours.

    cost: "cross_entropy" or "quadratic", if the model ends in sigmoids. scaling: (mean, standard
    deviation) that are taken from the data before the model sees them. classes, name, one, many,
    image_shape, features: what the data are called (see `nn.datasets.from_arrays`). activations,
    predict, outputs_first: for lists of weights (nn/models/lists.py).

    snapshots: how many the run keeps, spaced evenly on a logarithmic scale. total: the number of
    steps, if it is known. optimizer (words, a dict, or an optimizer of PyTorch), epochs,
    mini_batch_size, seed: what the run says of the training. overwrite: whether a run that is in
    the folder is replaced.

    Attributes: `steps`, how many there were; `is_open`, whether it records; `run`, the finished
    run, once the block has ended.

    Raises DownhillError, one sentence, for a model that can't be drawn or data that don't fit it.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        model: Any,
        data: Any,
        *,
        cost: str | None = None,
        scaling: Scaling | None = None,
        classes: Sequence[str] | None = None,
        name: str | None = None,
        one: str | None = None,
        many: str | None = None,
        image_shape: Sequence[int] | None = None,
        features: Sequence[str] | None = None,
        activations: str | Sequence[str] | None = None,
        predict: Any = None,
        outputs_first: bool | None = None,
        snapshots: int = 100,
        total: int | None = None,
        optimizer: Any = None,
        epochs: int | None = None,
        mini_batch_size: int | None = None,
        seed: int | None = None,
        overwrite: bool = False,
    ) -> None:
        check_name(folder)
        self.steps = 0
        self.run: Run | None = None
        self._part, self._overwrite = Part(pathlib.Path(folder)), overwrite
        options = {"activations": activations, "predict": predict, "outputs_first": outputs_first}
        self._model: Adapter = adapter(model, **options)
        told: dict[str, Any] = {"classes": classes, "one": one, "many": many}
        told |= {"image_shape": image_shape, "features": features, "name": name}
        told = {key: value for key, value in told.items() if value is not None}
        self._fed = understood(data, scaling, **told)
        self._cost, self._asked, self._total = cost, snapshots, total
        self._facts: dict[str, Any] = {
            "optimizer": described(optimizer, self._model.optimizer),
            "epochs": epochs,
            "mini_batch_size": mini_batch_size,
            "seed": self._model.seed if seed is None else seed,
            "given": self._fed.given,
        }
        self._images = self._fed.data.some("validation", EXAMPLES)[0]
        self._shape: tuple[int, ...] | None = None  # of an example, once the model was run
        self._schedule = Schedule(snapshots, total)
        self._waiting: dict[int, list[np.ndarray]] = {}  # snapshots that are not on the disk
        self._write_at = 0.0  # by which time they should be
        self._ended: str | None = None  # why nothing is recorded any more
        self._claim = contextlib.ExitStack()
        self.is_open = False
        if self._model.ready:
            self._understand(self._model.snapshot())

    def __enter__(self) -> "Recorder":
        self._claim.enter_context(claimed(self._part.out))
        try:
            self._part.check_free(self._overwrite)
            self._part.clear()
            self._take()
            self._write()
        except BaseException:
            self._claim.close()
            raise
        self.is_open = True
        return self

    def start(self) -> None:
        """Take the parameters before the first update, if the model had none until now."""
        if self.steps == 0 and not self._schedule.kept:
            self._take()

    def step(self, updates: int = 1) -> None:
        """Say that the parameters were updated once more, or so many times since the last call.

        Raises DownhillError outside of the `with` block."""
        if not self.is_open:
            raise DownhillError(
                f"{self._part.out} is not being recorded: call recorder.step() inside the block of "
                "`with Recorder(…) as recorder:`."
            )
        first, self.steps = self.steps == 0, self.steps + updates
        if first:
            self._check_fed()
        if self.steps >= self._schedule.next:
            self._take()
        elif self._waiting and time.monotonic() > self._write_at:
            self._write(SHARE * SECONDS_BETWEEN_WRITES)

    def callback(self) -> Any:
        """A callback for Keras: `model.fit(X, y, callbacks=[recorder.callback()])`."""
        from nn.recording.keras_callback import callback

        return callback(self)

    def __exit__(  # the exception goes on
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_open = False
        with self._claim:
            if self.steps == 0:
                self._part.clear()
                if kind is None:
                    raise DownhillError(
                        f"{self._part.out} is not written, since recorder.step() was never called: "
                        "call it after each update of the parameters."
                    )
                return
            if self.steps not in self._schedule.kept:
                self._take()
            self._write()
            if not self._part.facts:
                raise DownhillError(
                    f"{self._part.out} is not written, since {self._model.words} never had "
                    "parameters: record while it is trained."
                )
            stopped = self._ended or self._why(kind, error)
            self.run = finish.write(self._part, self._fed.data, stopped)

    def _why(self, kind: type[BaseException] | None, error: BaseException | None) -> str | None:
        """Why the training stopped early, None if it did not."""
        if kind is None or kind is GeneratorExit:
            return None
        if issubclass(kind, KeyboardInterrupt):
            return f"stopped by hand after step {self.steps:,}"
        words = legible(f"{kind.__name__}: {error}" if str(error) else kind.__name__)
        return f"stopped after step {self.steps:,} by {words[:200]}"

    def _check_fed(self) -> None:
        """Check that the model was fed what the data are; if not, nothing is to be written."""
        try:
            if self._model.seen:
                self._fed.check(self._model.words, *self._model.seen)
        except DownhillError:
            self.steps = 0
            raise

    def _understand(self, snapshot: list[np.ndarray]) -> None:
        """Find the layers, and how examples are fed; write down what the run will say."""
        folded = self._first(snapshot)
        data = self._fed.data
        inputs, classes = data.training_images.shape[1], len(data.classes)
        if (folded.sizes[0], folded.sizes[-1]) != (inputs, classes):
            raise DownhillError(
                f"{self._model.words} goes from {folded.sizes[0]} inputs to {folded.sizes[-1]} "
                f"classes, but {data.name} has {inputs} inputs and {classes} classes: give the "
                "data that it is trained on, and all classes by classes=…"
            )
        affordable = LARGEST_LOG // (4 * parameter_count(folded.sizes))
        count = max(2, min(self._asked, affordable))
        self._schedule = Schedule(count, self._total)
        self._facts |= {
            "sizes": folded.sizes,
            "activations": folded.activations,
            "cost": folded.cost,
            "snapshots": count,
            "origin": {
                "framework": self._model.framework,
                "version": self._model.version,
                "files": [],
                "folded": folded.notes,
            },
        }

    def _first(self, snapshot: list[np.ndarray]) -> Folded:
        """The network, with examples in the first shape that the model takes."""
        failed: NotRun | None = None
        for shape in self._fed.shapes():
            self._shape = shape
            try:
                return self._folded(snapshot)
            except NotRun as error:
                failed = failed or error
        assert failed is not None
        raise failed

    def _folded(self, snapshot: list[np.ndarray]) -> Folded:
        """The network of ours at a snapshot, checked against the model itself."""
        assert self._shape is not None
        fed = self._fed.batch(self._images, self._shape)
        chain, outputs = self._model.chain(snapshot, fed[:2]), self._model.outputs(snapshot, fed)
        chain, outputs = in_order(chain, outputs, self._model.classes, self._fed.data.classes)
        folded = chain.folded(self._fed.low, self._fed.high, self._cost or self._model.loss)
        check_alike(folded, self._images, outputs, self._model.words)
        return folded

    def _take(self) -> None:
        """Take a snapshot of the parameters as they are."""
        if self._ended or not self._model.ready:
            self._schedule.next = self.steps + 1
            return
        snapshot = self._model.snapshot()
        if self._shape is None:
            self._understand(snapshot)
        if not self._waiting:
            self._write_at = time.monotonic() + SECONDS_BETWEEN_WRITES
        self._waiting[self.steps] = snapshot
        self._schedule.keep(self.steps)
        if len(self._waiting) * sum(values.nbytes for values in snapshot) > MOST_WAITING:
            self._write()

    def _write(self, seconds: float = np.inf) -> None:
        """Write the snapshots that wait and are still kept, as many as so many seconds allow."""
        kept, end = set(self._schedule.kept), time.monotonic() + seconds
        waiting = {step: one for step, one in self._waiting.items() if step in kept}
        thetas: dict[int, np.ndarray] = {}
        try:
            for step, snapshot in waiting.items():
                if not self._part.facts:
                    self._begin()
                thetas[step] = self._folded(snapshot).theta
                if time.monotonic() > end:
                    break
        except DownhillError as error:
            if step == 0:
                raise
            self._end(step, error)
        if thetas:
            self._part.write(list(thetas), list(thetas.values()))
        self._part.forget(kept)
        last = self.steps if self._ended else max(thetas, default=self.steps)
        self._waiting = {step: one for step, one in waiting.items() if step > last}
        self._write_at = time.monotonic() + SECONDS_BETWEEN_WRITES

    def _begin(self) -> None:
        self._part.begin(self._facts)
        if self._fed.given is None:
            self._fed.data.save(self._part.data)

    def _end(self, step: int, error: DownhillError) -> None:
        """Record nothing more, and let the training go on."""
        self._ended = f"not recorded from step {step:,} on: {error}"
        if isinstance(error, NotFinite):
            self._ended = f"the parameters are not finite from step {step:,} on"
        self._schedule.kept = [one for one in self._schedule.kept if one < step]
        warnings.warn(f"{self._part.out}: {self._ended}", stacklevel=4)
