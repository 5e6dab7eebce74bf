"""Sealed files: arrays kept for a work that may be stopped, so that it goes on from what it wrote.

Beside its arrays such an npz has `seal`, the digest of these and of facts that say what the file
is. So what is read is what was written there for this work, neither damaged nor of another.
"""

import numpy as np

from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.storage import Arrays, Facts, Path, digest_of


def write_sealed(path: Path, arrays: Arrays, facts: Facts) -> None:
    """Save arrays as an npz, sealed as what these facts say."""
    write_arrays(path, {**arrays, "seal": np.array(digest_of(arrays, facts))})


def read_sealed(path: Path, facts: Facts, mend: str, limit: int | None = None) -> Arrays:
    """The arrays of a file that was sealed as what these facts say.

    limit: as of `read_arrays`. Raises DownhillError, a sentence that ends in `mend`, if the file is
    missing, damaged, or sealed as something else.
    """
    arrays = read_arrays(path, limit, mend)
    if str(arrays.pop("seal", None)) != digest_of(arrays, facts):
        raise DownhillError(f"{path} is not what was written there for this work: {mend}.")
    return arrays
