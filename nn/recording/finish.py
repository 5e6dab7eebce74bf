"""The run of a recording, from what it left on disk."""

import pathlib

from nn import datasets
from nn.claims import claimed
from nn.errors import DownhillError
from nn.recording.part import MEND, Part
from nn.recording.schedule import evenly
from nn.runs import outside
from nn.runs.run import Run


def finish(out: str | pathlib.Path) -> Run:
    """Write the run of a recording to `out` that was killed, as far as it came, and return it.

    Raises DownhillError if there is none, or it is damaged.
    """
    part = Part(pathlib.Path(out))
    with claimed(out):
        if not part.exists():
            raise DownhillError(
                f"there is no recording to finish in {part.folder}: name the folder that the "
                "recorder was given."
            )
        part.reopen()
        steps = part.steps()
        if not steps:
            raise DownhillError(f"{part.folder} holds no snapshot yet: {MEND}.")
        given = part.facts["given"]
        data = datasets.load(part.data if given is None else given)
        return write(part, data, f"killed after step {steps[-1]:,} or later")


def write(part: Part, data: datasets.Dataset, stopped: str | None) -> Run:
    """Write the run of a recording; its part is removed."""
    facts = part.facts
    steps = evenly(part.steps(), facts["snapshots"])
    trained = outside.Trained(
        sizes=facts["sizes"],
        activations=facts["activations"],
        cost=facts["cost"],
        steps=steps,
        thetas=part.thetas(steps),
        optimizer=facts["optimizer"],
        epochs=facts["epochs"],
        mini_batch_size=facts["mini_batch_size"],
        seed=facts["seed"],
        snapshots=facts["snapshots"],
        origin=facts["origin"],
        given=facts["given"],
        stopped=stopped or "",
    )
    return outside.write(part.out, trained, data, overwrite=True)
