"""Data sets: those with a name, and one's own in any usual file or folder.

    mnist = load("mnist")            # $MNIST_DIR, or fetched once into the user's cache
    digits = load("digits")          # ships with the project: no network
    own = load("path/to/letters")    # a folder with one subfolder per class, an npz, a CSV file, …

No file is trusted: sizes in a header are checked before memory is allocated, no pickle is ever
loaded, and a fault is reported in one sentence (DownhillError).
"""

import os

import numpy as np
import numpy.typing as npt

from nn.datasets import files, npz, published
from nn.datasets.dataset import Dataset, Feature, path_of
from nn.datasets.given import from_arrays
from nn.datasets.greys import as_bytes, as_greys, compact, greys
from nn.datasets.names import NAMED, likely
from nn.datasets.sampling import sample
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.places import SHIPPED

__all__ = [
    "Dataset",
    "Feature",
    "Told",
    "as_bytes",
    "as_greys",
    "compact",
    "fashion_mnist",
    "from_arrays",
    "load",
    "one_hot",
    "sample",
    "shipped_digits",
]

DIGITS = SHIPPED / "digits.npz"
DIGITS_MEND = "bring it back with `git checkout data/digits.npz`, or install downhill again"


def load(
    name_or_path: str | os.PathLike[str],
    data_dir: str | os.PathLike[str] | None = None,
    told: Told = NOTHING,
) -> Dataset:
    """The Dataset of a name, or the one in a file or a folder.

    - "mnist", "fashion", "kmnist", "emnist-letters" and the others of nn/datasets/names.py: the
      four IDX files, raw or gzipped, below `data_dir`, else the variable of the data set (such as
      $MNIST_DIR), else $DOWNHILL_DATA_DIR or a folder of the system, else fetched once into the
      user's cache. Some of the training images are the validation part: MNIST's first 10,000.
    - "digits": `data/digits.npz`, split as any npz.
    - an npz, files of one array each side by side (npy, npz, IDX), a folder of pictures, …:
      docs/data.md lists all that is read. Which it is, the content says.

    Where a data set has no validation part of its own, it is the fifth of every ten examples of a
    class, in order; where it has no test part, that is the tenth.

    told: what the user says of it.

    Raises DownhillError if there is no such data set, or it is not as described here.
    """
    if name_or_path in NAMED:
        return published.load(NAMED[str(name_or_path)], data_dir, told)
    if name_or_path == "digits":
        return npz.load(DIGITS, "digits", DIGITS_MEND, told)
    path = path_of(name_or_path)
    if os.path.exists(path):
        return files.load(path, told)
    meant = likely(str(name_or_path))
    if meant:
        raise DownhillError(f"There is no data set {name_or_path}: the name is {meant}.")
    first, *others = NAMED
    raise DownhillError(
        f"There is no data set {name_or_path}: use {first}, digits, {', '.join(others)}, "
        "or the path of a file or a folder: an npz, npy, IDX or CSV file, pictures (docs/data.md)."
    )


def at_hand(name_or_path: str | os.PathLike[str], told: Told = NOTHING) -> Dataset | None:
    """The Dataset of that name or path if it is on this machine and undamaged, else None. Nothing
    is downloaded."""
    try:
        row = NAMED.get(str(name_or_path))
        return published.at_hand(row, told) if row else load(name_or_path, told=told)
    except DownhillError:
        return None


def one_hot(labels: npt.ArrayLike, n_classes: int) -> np.ndarray:
    """The target outputs for `labels` (n,): (n, n_classes) float32, 1 at the label, 0 elsewhere.

    Raises DownhillError for a label that is not in 0…n_classes−1.
    """
    labels = np.asarray(labels)
    outside = labels[(labels < 0) | (labels >= n_classes)]
    if outside.size:
        raise DownhillError(
            f"Label {outside[0]} does not fit {n_classes} output neurons: "
            "give the network one output neuron a class."
        )
    Y = np.zeros((len(labels), n_classes), dtype=np.float32)
    Y[np.arange(len(labels)), labels] = 1
    return Y


def shipped_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`data/digits.npz` in the order of MNIST: (images, labels, index).

    `images` (5000, 784) float32 in 0…1, `labels` (5000,) int64, `index` (5000,) int64: the
    index of each in MNIST's training images (all below 10,000, so in the validation part).
    """
    arrays = npz.read(DIGITS, ("images", "labels", "index"), mend=DIGITS_MEND)
    images = greys(arrays["images"], 255).reshape(len(arrays["images"]), -1)
    return images, arrays["labels"].astype(np.int64), arrays["index"].astype(np.int64)


def fashion_mnist() -> np.ndarray | None:
    """Fashion-MNIST's test pictures of clothes (n, pixels) uint8, from the folder named by
    $FASHION_MNIST_DIR; None if that is not set. (Xiao, Rasul & Vollgraf 2017.)

    Raises DownhillError if the folder has no such file, or the file is damaged.
    """
    images = published.test_images(NAMED["fashion"])
    return None if images is None else images.reshape(len(images), -1)
