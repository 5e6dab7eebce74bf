"""Samples: some of the images of a data set, drawn so that they stand for all of them.

The first n images are no sample: in a folder of pictures they all belong to one class.
"""

import numpy as np

SEED = 0


def sample(labels: np.ndarray, count: int | None = None) -> np.ndarray:
    """The indices (≤ count,) in `labels` (n,) of a sample of `count` images, in the order drawn; of
    all images if there is no `count`.

    Each class has the same share of the sample as of the whole, and none is left out if there is
    room for it. Otherwise the order is random. So the first images of a sample are themselves a
    sample. The same labels give the same sample.
    """
    generator = np.random.default_rng(SEED)
    drawn, chance = generator.permutation(len(labels)), generator.random(len(labels))
    its_class, sizes = np.unique(labels[drawn], return_inverse=True, return_counts=True)[1:]
    before = place_in_class(labels[drawn])
    turn = (before + chance * (before > 0)) / sizes[its_class]  # at 0 the first of each class
    return drawn[np.lexsort((chance, turn))][:count]


def place_in_class(labels: np.ndarray) -> np.ndarray:
    """How many images of the same class come before each image: (n,) for `labels` (n,)."""
    order = np.argsort(labels, kind="stable")  # class by class
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    place = np.empty(len(labels), dtype=np.int64)
    place[order] = np.arange(len(labels)) - np.repeat(starts, sizes)
    return place
