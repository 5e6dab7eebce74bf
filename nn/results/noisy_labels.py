"""The result of the experiment noisy_labels, by the share of labels that are wrong."""

import numpy as np

from nn.experiments import Result


class WrongLabels:
    """What networks learn if a share of the training labels is wrong, for each of `shares`.

    `images` (shown, rows, columns), 0…255, and their `true` labels (shown,); `looks` (looks,), the
    epochs at which accuracies were measured, `searches` those of `smoothness`, and `stages` those
    of `changed`.
    """

    def __init__(self, result: Result):
        self.arrays, self._found = result.arrays, result.found
        self.shares, self.curves = result.settings["wrong"], result.constants["curves"]
        self.images, self.true = self.arrays.images, self.arrays.true
        self.looks, self.searches = self.arrays.look_epochs, self.arrays.search_epochs
        self.stages, self.last_epoch = self.arrays.stages, int(self.looks[-1])

    def found(self, name: str, share: float) -> float:
        """The number that the experiment found under this name at a share."""
        return self._found[f"{name}_{100 * share:.0f}"]

    def labels(self, share: float) -> np.ndarray:
        """The labels (shown,) that the images were given."""
        return self.arrays.labels[self._place(share)]

    def answers(self, share: float, epoch: float) -> np.ndarray:
        """What the first network answered for each image (shown,) after an epoch."""
        (look,) = np.flatnonzero(self.looks == epoch)
        return self.arrays.answers[self._place(share), look]

    def accuracy(self, share: float, curve: str) -> np.ndarray:
        """One of the `curves`, for each network at each look: (seeds, looks)."""
        return self.arrays.accuracy[self._place(share), :, :, self.curves.index(curve)]

    def median_at(self, share: float, curve: str, epoch: float) -> float:
        """The median over networks of one of the `curves` after an epoch."""
        return float(np.median(self.accuracy(share, curve)[:, self.looks == epoch]))

    def changed(self, share: float, stage: int) -> np.ndarray:
        """The changes of the weights into some neurons since the start (neurons, rows, columns)."""
        return self.arrays.changed[self._place(share), stage].astype(float)

    def smoothness(self, share: float, stage: int) -> float:
        """The correlation of neighbouring pixels in these changes: the median over networks."""
        at = self.searches == self.stages[stage]
        return float(np.median(self.arrays.smoothness[self._place(share)][:, at]))

    def _place(self, share: float) -> int:
        return self.shares.index(share)
