"""Whatever holds numbers or words, of any library, as an array of NumPy."""

from typing import Any

import numpy as np

from nn.errors import DownhillError

MOST_AXES = 5


def plain(given: Any, what: str) -> np.ndarray:
    """An array, a list, a tensor (on any device, of any precision) or a table as a NumPy array of
    numbers, booleans or words; `what` names it in a message.

    Raises DownhillError for anything else, such as Python objects or rows of unequal length.
    """
    if given is None:
        raise DownhillError(f"{what} is None: give an array of numbers.")
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        raise DownhillError(f"{what} has masked values: fill them, or leave their rows out.")
    try:
        array = _as_numpy(given)
        if array.dtype.kind == "O":
            array = _of_objects(array)
    except Exception as error:  # whatever a library raises for its own kinds
        reason = (str(error) or type(error).__name__).splitlines()[0]
        if "inhomogeneous" in reason:
            reason = "its rows are of unequal length"
        raise DownhillError(
            f"{what} can't be read as an array, being a {type(given).__name__} ({reason}): give an "
            "array of numbers."
        ) from error
    if array.dtype.kind == "S":
        array = np.char.decode(array, "utf-8", "backslashreplace")
    if array.dtype.kind not in "biufU":
        raise DownhillError(
            f"{what} can't be used, being of type {array.dtype}, neither numbers nor words: save "
            "numbers."
        )
    if array.ndim > MOST_AXES:
        raise DownhillError(f"{what} has {array.ndim} axes: give an array (n, height, width).")
    return array


def _as_numpy(given: Any) -> np.ndarray:
    if hasattr(given, "detach"):  # a tensor of PyTorch, which may need gradients
        given = given.detach().cpu()
        given = given.float() if str(given.dtype) == "torch.bfloat16" else given
        return given.numpy()
    if hasattr(given, "toarray") and hasattr(given, "nnz"):  # a sparse matrix of SciPy
        return given.toarray()
    if hasattr(given, "to_numpy"):  # a table of pandas or polars
        return np.asarray(given.to_numpy())
    array = np.asarray(given)
    # JAX and TensorFlow bring types of their own, such as bfloat16.
    return array.astype(np.float32) if array.dtype.kind == "V" and not array.dtype.names else array


def _of_objects(array: np.ndarray) -> np.ndarray:
    """An array of Python objects as one of numbers or of words, if it holds nothing else."""
    flat = array.ravel().tolist()
    if all(isinstance(value, str) for value in flat):
        return array.astype(str)
    if all(isinstance(value, bool | np.bool_) for value in flat):
        return array.astype(bool)
    if all(isinstance(value, int | float | np.number | np.bool_) for value in flat):
        return array.astype(np.float64)
    odd = next(v for v in flat if not isinstance(v, int | float | np.number))
    raise ValueError(f"it holds a {type(odd).__name__}")
