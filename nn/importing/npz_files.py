"""Weights as arrays in an npz: W1, b1, W2, … or any names."""

import pathlib

from nn.arrays import read_arrays
from nn.importing import tensors
from nn.importing.held import Held
from nn.importing.tensors import USUAL, How


def read(path: pathlib.Path, how: How = USUAL) -> Held:
    """What an npz holds. Raises DownhillError if it is not one of arrays of numbers."""
    arrays = read_arrays(path, mend="save it with numpy.savez(path, W1=…, b1=…, W2=…, …)")
    return Held(tensors.layers(path, arrays, how), "NumPy")
