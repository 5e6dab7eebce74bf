"""A recorder as a callback of Keras."""

import sys
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn.recording.recorder import Recorder


def callback(recorder: "Recorder") -> Any:
    """A `keras.callbacks.Callback` that says each update to a recorder, while `model.fit` runs.

    If the recorder is in no `with` block, training begins and ends the recording; one that
    an exception ends, when the callback is no longer needed or Python ends.
    """
    import keras

    class Record(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self._seen = -1  # the last batch of the epoch
            self._end: Any = None

        def on_train_begin(self, logs: Any = None) -> None:
            if not recorder.is_open:
                recorder.__enter__()
                self._end = weakref.finalize(self, _interrupted, recorder)
            recorder.start()

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._seen = -1

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            assert self.model is not None  # on JAX, to ask for it brings its variables up to date
            steps = (self.params or {}).get("steps")
            last = batch if steps is None else min(batch, steps - 1)  # Keras may count beyond
            recorder.step(last - self._seen)
            self._seen = last

        def on_train_end(self, logs: Any = None) -> None:
            if self._end is not None:
                self._end.detach()
                self._end = None
                recorder.__exit__(None, None, None)

    return Record()


def _interrupted(recorder: "Recorder") -> None:
    """End the recording of a training that did not come to its end."""
    if recorder.is_open:
        kind = getattr(sys, "last_type", None) or KeyboardInterrupt
        recorder.__exit__(kind, getattr(sys, "last_value", None), None)
