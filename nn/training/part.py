"""What a training keeps on disk until it is finished, in OUT.part/ (nn/folders.py).

    settings.json      what makes it this training and no other
    snapshot-STEP.npz  the parameters at a step, with their costs and accuracy
    checkpoint.npz     all that the training needs to continue from a step

Each npz is sealed with its name and the settings (nn/seals.py).
"""

import pathlib
from collections.abc import Iterable, Mapping

import numpy as np

from nn.errors import DownhillError
from nn.folders import begin_anew, part_of
from nn.runs.keys import CURVES
from nn.seals import read_sealed, write_sealed
from nn.storage import Arrays, Facts, json_bytes, write_json

HEADERS = 2**16  # bytes of an npz besides its arrays, at most
MEND = "begin the training again with --overwrite"


class Part:
    """The folder OUT.part of the training to `out` that has these settings."""

    def __init__(self, out: pathlib.Path, settings: Facts) -> None:
        self.out, self.folder, self.settings = out, part_of(out), settings
        self._settings_file = self.folder / "settings.json"

    def exists(self) -> bool:
        """Whether a training was stopped here."""
        return self._settings_file.is_file()

    def begin(self) -> None:
        """Remove what an earlier training left there, and begin.

        Raises DownhillError if something else is there.
        """
        begin_anew(self.out, self._settings_file.name)
        write_json(self._settings_file, self.settings)

    def check(self) -> None:
        """Raise DownhillError if the training that was stopped here is not this one."""
        if not self.exists():
            raise DownhillError(
                f"nothing to resume: there is no stopped training in {self.folder}; "
                "start it without --resume."
            )
        expected = json_bytes(self.settings)
        with open(self._settings_file, "rb") as file:
            if file.read(len(expected) + 1) != expected:
                raise DownhillError(
                    f"{self.folder} was started with other settings or other data: resume it with "
                    "the command that started it, or start again with --overwrite."
                )

    def write_checkpoint(self, state: Arrays) -> None:
        self._write("checkpoint.npz", state)

    def read_checkpoint(self, like: Arrays, last_step: int) -> Arrays | None:
        """The last checkpoint, None if there is none yet. It has the arrays of `like`, among them
        `theta` and a `step` from 0 to `last_step`."""
        name = "checkpoint.npz"
        if not (self.folder / name).exists():
            return None
        state = self._read(name, like, finite=["theta"])
        if not 0 <= state["step"] <= last_step:
            raise self._refused(name)
        return state

    def write_snapshot(self, step: int, values: Arrays) -> None:
        """Write `theta` and the CURVES' values at a step."""
        self._write(_snapshot(step), values)

    def read_snapshot(self, step: int, theta: np.ndarray) -> Arrays:
        """The values of a step, its parameters of the shape and the type of `theta`."""
        like = {"theta": theta, **dict.fromkeys(CURVES, np.array(0.0))}
        return self._read(_snapshot(step), like, finite=like)

    def _write(self, name: str, arrays: Arrays) -> None:
        write_sealed(self.folder / name, arrays, self._facts_of(name))

    def _read(self, name: str, like: Arrays, finite: Iterable[str]) -> Arrays:
        """The arrays of a file, which have the names, types and shapes of `like`; those named in
        `finite` are finite.

        Raises DownhillError if it is missing, damaged, or not what this training wrote there.
        """
        limit = HEADERS + sum(array.nbytes for array in like.values())
        arrays = read_sealed(self.folder / name, self._facts_of(name), MEND, limit)
        if _kinds(arrays) != _kinds(like) or not all(np.isfinite(arrays[n]).all() for n in finite):
            raise self._refused(name)
        return arrays

    def _refused(self, name: str) -> DownhillError:
        return DownhillError(f"{self.folder / name} is from no step of this training: {MEND}.")

    def _facts_of(self, name: str) -> Facts:
        return {"file": name, "settings": self.settings}


def _snapshot(step: int) -> str:
    return f"snapshot-{step:012d}.npz"


def _kinds(arrays: Mapping[str, np.ndarray]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {name: (array.dtype.str, array.shape) for name, array in arrays.items()}
