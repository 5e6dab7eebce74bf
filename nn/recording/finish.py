"""The run of a recording, from what it left on disk."""

import dataclasses
import pathlib

import numpy as np

from nn import datasets
from nn.claims import claimed
from nn.errors import DownhillError
from nn.recording.part import MEND, Part
from nn.recording.schedule import evenly
from nn.runs import outside
from nn.runs.run import Run

FACTS = (  # of recording.json that the run has too
    *("sizes", "activations", "cost", "optimizer", "epochs", "mini_batch_size", "seed"),
    *("snapshots", "origin", "given"),
)


def is_stopped(out: str | pathlib.Path) -> bool:
    """Whether a recording to `out` was stopped before its run was written."""
    return Part(pathlib.Path(out)).exists()


def finish(out: str | pathlib.Path) -> Run:
    """Write the run of a recording to `out` that was killed, as far as it came, and return it.

    Raises DownhillError if there is none, or it is damaged.
    """
    part = Part(pathlib.Path(out))
    with claimed(out):
        if not is_stopped(out):
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
    """Write the run of a recording, up to where its costs are finite; its part is removed."""
    facts = part.facts
    steps = evenly(part.steps(), facts["snapshots"])
    trained = outside.Trained(
        **{name: facts[name] for name in FACTS},
        steps=steps,
        thetas=part.thetas(steps),
        stopped=stopped or "",
    )
    try:
        with np.errstate(all="ignore"):  # what is not finite is reported below
            return outside.write(part.out, trained, data, overwrite=True)
    except KeyboardInterrupt as error:
        error.add_note(f"All snapshots are kept: `downhill finish {part.out}` writes the run.")
        raise
    except outside.NotFinite as error:
        count = steps.index(error.step)
        if count == 0:
            raise
        trained = dataclasses.replace(
            trained,
            steps=steps[:count],
            thetas=trained.thetas[:count],
            stopped=f"the cost is not finite at step {error.step:,}",
        )
        return outside.write(part.out, trained, data, overwrite=True)
