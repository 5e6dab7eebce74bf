"""Files of what was measured on a run, its landscape and its studies: sealed npz files beside it.

Besides its arrays, such a file has `run_digest`, the digest of the run; marks of what made it, such
as the version of a study; and a seal, `digest`: the SHA-256 of all this (nn.storage.digest_of).
"""

import pathlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.runs.run import Run
from nn.schema import Layout, check_arrays
from nn.storage import Arrays, digest_of


def write_sealed(
    path: pathlib.Path,
    finished: Run,
    arrays: Mapping[str, npt.ArrayLike],
    layout: Layout,
    **marks: object,
) -> None:
    """Write what was measured on a run, with its marks and its seal.

    Raises DownhillError, and writes nothing, if the arrays do not fit the layout.
    """
    measured = {name: np.asarray(array) for name, array in arrays.items()}
    check_arrays(
        path, measured, layout, "it is not written, since a clip could not be drawn from it"
    )
    measured |= {"run_digest": np.array(finished.digest)}
    measured |= {mark: np.array(value) for mark, value in marks.items()}
    write_arrays(path, {**measured, "digest": np.array(digest_of(measured))})


def read_sealed(
    path: pathlib.Path, finished: Run, layout: Layout, mend: str, **marks: object
) -> tuple[Arrays, str]:
    """(what was measured on a run; the digest of the file), checked.

    Raises DownhillError, a sentence that ends in `mend`, if the file is missing, damaged, changed,
    of another run, has other marks, or does not fit the layout.
    """

    def wrong(what: str) -> DownhillError:
        return DownhillError(f"{path} {what}: {mend}.")

    arrays = read_arrays(path, mend=mend)
    if str(arrays.get("run_digest")) != finished.digest:
        raise wrong("belongs to another run than the one beside it")
    for mark, value in marks.items():
        if str(arrays.get(mark)) != str(value):
            raise wrong("was made by another version of this program")
    if "digest" not in arrays:
        raise wrong("has no digest of its content, like files of earlier versions")
    digest = str(arrays.pop("digest"))
    if digest != digest_of(arrays):
        raise wrong("was changed after it was made")
    for name in ("run_digest", *marks):
        del arrays[name]
    check_arrays(path, arrays, layout, mend)
    return arrays, digest
