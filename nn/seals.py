"""Sealed files: arrays that a training or an experiment keeps, to continue if it is stopped.

Besides its arrays such an npz has `seal`, a digest of them and of facts that say what the file is.
So a file that is damaged, or that belongs to something else, is not taken for the one expected.
"""

import numpy as np

from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.storage import Arrays, Facts, Path, digest_of


def write_sealed(path: Path, arrays: Arrays, facts: Facts) -> None:
    """Save arrays as an npz, sealed with facts that say what it is."""
    write_arrays(path, {**arrays, "seal": np.array(digest_of(arrays, facts))})


def read_sealed(path: Path, facts: Facts, mend: str, limit: int | None = None) -> Arrays:
    """The arrays of a file that was sealed with these facts.

    limit: see `read_arrays`. Raises DownhillError, a sentence that ends in `mend`, if the file is
    missing, damaged, or sealed with other facts.
    """
    arrays = read_arrays(path, limit, mend)
    if str(arrays.pop("seal", None)) != digest_of(arrays, facts):
        raise DownhillError(f"{path} is damaged, or belongs to something else: {mend}.")
    return arrays
