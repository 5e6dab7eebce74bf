"""What a recording keeps on disk until it is finished, in OUT.part/ (nn/folders.py).

    recording.json        what the run will say, but for what is measured
    data.npz              the data, if they have no name
    snapshots-STEP.npz    some snapshots: `step` (S,) int64 and `theta` (S, parameters) float32

So a recording that is killed can be finished without the model (nn/recording/finish.py). Each npz
of snapshots is sealed with its name and recording.json.
"""

import os
import pathlib
from collections.abc import Collection, Sequence

import numpy as np

from nn import schema
from nn.errors import DownhillError
from nn.folders import begin_anew, part_of
from nn.network import parameter_count
from nn.runs.keys import KEYS_2, OPTIONAL_2
from nn.runs.run import RECORDING
from nn.schema import Kinds, check_facts, maybe, natural
from nn.seals import read_sealed, write_sealed
from nn.storage import Facts, read_json, write_json

KINDS: Kinds = {  # of recording.json
    **{key: KEYS_2[key] for key in ("sizes", "activations", "cost", "optimizer")},
    **{key: KEYS_2[key] for key in ("epochs", "mini_batch_size", "seed")},
    "origin": OPTIONAL_2["origin"],
    "snapshots": natural,
    "given": maybe(schema.path),
}
MEND = "remove the folder, and record again"


class Part:
    """The folder OUT.part of the recording that becomes the run `out`."""

    def __init__(self, out: pathlib.Path) -> None:
        self.out, self.folder = out, part_of(out)
        self.data = self.folder / "data.npz"
        self.facts: Facts = {}
        self._files: dict[str, list[int]] = {}  # the steps in each file that this process wrote

    def exists(self) -> bool:
        """Whether a recording was stopped here."""
        return (self.folder / RECORDING).is_file()

    def check_free(self, overwrite: bool) -> None:
        """Raise DownhillError if a run or a recording that was stopped is in the way."""
        if os.path.lexists(self.out) and not overwrite:
            raise DownhillError(
                f"{self.out} exists: record to another folder, or replace it by overwrite=True."
            )
        if os.path.lexists(self.out) and not (self.out / "run.json").is_file():
            raise DownhillError(
                f"{self.out} holds no run, and overwrite=True replaces nothing else: choose "
                "another folder."
            )
        if self.exists() and not overwrite:
            raise DownhillError(
                f"a recording that was stopped is in {self.folder}: `downhill finish {self.out}` "
                "makes a run of it, or overwrite=True begins anew."
            )

    def clear(self) -> None:
        """Remove what an earlier recording left there. Raises DownhillError if it is not one's."""
        begin_anew(self.out, RECORDING)

    def begin(self, facts: Facts) -> None:
        """Write what the snapshots are of."""
        self.facts = facts
        write_json(self.folder / RECORDING, facts)

    def write(self, steps: Sequence[int], thetas: Sequence[np.ndarray]) -> None:
        """Write snapshots, in a file of their own."""
        name = f"snapshots-{steps[0]:012d}.npz"
        arrays = {"step": np.array(steps, np.int64), "theta": np.stack(thetas)}
        write_sealed(self.folder / name, arrays, self._facts_of(name))
        self._files[name] = list(steps)

    def forget(self, kept: Collection[int]) -> None:
        """Remove the files in which no step is kept any more."""
        for name, steps in list(self._files.items()):
            if not set(steps) & set(kept):
                (self.folder / name).unlink(missing_ok=True)
                del self._files[name]

    def reopen(self) -> None:
        """Read recording.json of a recording that was stopped. Raises DownhillError if it can't be
        read."""
        try:
            self.facts = read_json(self.folder / RECORDING)
        except (OSError, ValueError) as error:
            raise DownhillError(
                f"{self.folder / RECORDING} can't be read ({error}): {MEND}."
            ) from None
        if not isinstance(self.facts, dict):
            raise DownhillError(f"{self.folder / RECORDING} is no JSON object: {MEND}.")
        check_facts(self.folder / RECORDING, self.facts, KINDS, MEND)

    def steps(self) -> list[int]:
        """The steps of all snapshots in the files."""
        return sorted(step for name in self._names() for step in self._read(name)[0].tolist())

    def thetas(self, steps: Sequence[int]) -> np.ndarray:
        """The parameters (S, parameters) at steps which are in the files."""
        found: dict[int, np.ndarray] = {}
        for name in self._names():
            there, thetas = self._read(name)
            for step, theta in zip(there.tolist(), thetas, strict=True):
                if step in steps:
                    found[step] = theta.copy()
        return np.stack([found[step] for step in steps])

    def _names(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("snapshots-*.npz"))

    def _read(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """`step` and `theta` of a file. Raises DownhillError if they are not what was written."""
        path, count = self.folder / name, parameter_count(self.facts["sizes"])
        arrays = read_sealed(path, self._facts_of(name), MEND)
        step, theta = arrays.get("step"), arrays.get("theta")
        if (
            step is None
            or theta is None
            or (step.dtype.str, theta.dtype.str) != ("<i8", "<f4")
            or (step.ndim, theta.shape) != (1, (len(step), count))
        ):
            raise DownhillError(f"{path} holds no snapshots of this recording: {MEND}.")
        return step, theta

    def _facts_of(self, name: str) -> Facts:
        return {"file": name, "recording": self.facts}
