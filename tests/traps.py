"""Clips that read the run where Manim's cache does not look."""

import dataclasses
import tempfile

import numpy as np
from manim import Square, linear

from scenes.stage.explainer import Explainer


@dataclasses.dataclass(slots=True)
class Slotted:
    """Manim hashes what has a __dict__."""

    weights: np.ndarray


class Trap(Explainer):
    """A square as high as one weight of the run says, read again for each frame."""

    def construct(self):
        self.prepare()
        square = Square(1).add_updater(
            lambda mobject: mobject.stretch_to_fit_height(0.5 + 60 * abs(float(self.a_weight())))
        )
        self.add(square)
        self.play(square.animate.shift([1, 0, 0]), rate_func=linear, run_time=0.5)

    def prepare(self):
        """Get the data ready."""


class ThroughSelf(Trap):
    """Reads an attribute of an attribute of the scene."""

    def a_weight(self):
        return self.run.W[0][-1, 0, 0]


class ThroughSlots(Trap):
    """Reads a dataclass that has no __dict__."""

    def prepare(self):
        self.log = Slotted(self.run.W[0][-1, 0])

    def a_weight(self):
        return self.log.weights[0]


class ThroughMemoryMap(Trap):
    """Reads an array that Manim hashes by a summary of it."""

    def prepare(self):
        path = tempfile.mkstemp(suffix=".npy")[1]
        np.save(path, np.tile(self.run.W[0][-1, 0], 20))
        self.weights = np.load(path, mmap_mode="r")

    def a_weight(self):
        return self.weights[0]


class ThroughALoad(Trap):
    """Opens the file again for each frame."""

    def a_weight(self):
        with np.load(self.run.folder / "log.npz", allow_pickle=False) as log:
            return log["W1"][-1, 0, 0]
