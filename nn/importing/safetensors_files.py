"""Weights in safetensors: a length, a header in JSON, and the bytes of the tensors.

(The format: github.com/huggingface/safetensors. It is plain enough to be read here, so that no
package is needed.)
"""

import math
import os
import pathlib
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.importing import tensors
from nn.importing.held import Held, words
from nn.importing.tensors import USUAL, How
from nn.importing.told import with_functions
from nn.models.chain import Layer
from nn.natural import natural
from nn.storage import JSON_LIMIT, json_value, open_file

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
WHOLE = {"I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1", "U8": "<u1", "BOOL": "<u1"}
MEND = "save the model again"


def read(path: pathlib.Path, how: How = USUAL) -> Held:
    """What a .safetensors file holds. Raises DownhillError if it is not one."""
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(size - 8, JSON_LIMIT):
            raise DownhillError(
                f"{path} is no safetensors file, or was cut short: its header claims {length:,} "
                f"bytes of the {size:,} that it has: {MEND}."
            )
        try:
            header = json_value(file.read(length))
        except ValueError as error:
            raise DownhillError(f"{path} has a damaged header ({error}): {MEND}.") from None
        content = file.read()
    if not isinstance(header, dict):
        raise DownhillError(f"{path} has a header that lists no tensors: {MEND}.")
    about = header.pop("__metadata__", None)
    arrays: dict[str, np.ndarray] = {}
    claimed = 0
    for name, entry in header.items():
        stored = _array(path, name, entry, content)
        claimed += stored.nbytes
        if claimed > len(content):
            raise DownhillError(f"{path} has tensors that share their bytes: {MEND}.")
        arrays[name] = _numbers(stored, entry["dtype"])
    ordered = dict(sorted(arrays.items(), key=lambda item: natural(item[0])))
    return _held(path, tensors.layers(path, ordered, how), about if isinstance(about, dict) else {})


def _held(path: pathlib.Path, layers: list[Layer], about: dict[str, Any]) -> Held:
    """What the tensors and the metadata say: those that `downhill export` writes hold activations,
    the cost and the names of classes."""
    functions, cost = words(about.get("activations")), about.get("cost")
    if functions:
        layers = with_functions(path, layers, functions)
    return Held(
        layers,
        "safetensors",
        functions=bool(functions),
        cost=cost if isinstance(cost, str) else None,
        classes=words(about.get("classes")),
    )


def _array(path: pathlib.Path, name: str, entry: Any, content: bytes) -> np.ndarray:
    """One tensor as it is stored, without a copy; its entry in the header may say anything."""
    kind = entry.get("dtype") if isinstance(entry, dict) else None
    dtype = (TYPES | WHOLE).get(str(kind))
    if dtype is None:
        raise DownhillError(
            f"{path} holds {name} of type {kind}: save its weights as F32, with "
            "`{name: tensor.float() for name, tensor in model.state_dict().items()}`."
        )
    shape, offsets = entry.get("shape"), entry.get("data_offsets")
    whole = all(
        isinstance(part, list) and all(type(n) is int and n >= 0 for n in part)
        for part in (shape, offsets)
    )
    if not whole or len(offsets) != 2 or not offsets[0] <= offsets[1] <= len(content):
        raise DownhillError(f"{path} does not hold the bytes of {name}: {MEND}.")
    begin, end = offsets
    if math.prod(shape) * np.dtype(dtype).itemsize != end - begin:
        raise DownhillError(
            f"{path} claims the shape {shape} for {name}, of which it has {end - begin:,} bytes: "
            f"{MEND}."
        )
    return np.frombuffer(content, dtype, math.prod(shape), begin).reshape(shape)


def _numbers(stored: np.ndarray, kind: str) -> np.ndarray:
    """The numbers of a tensor. BF16 is the upper half of a float32."""
    return (stored.astype(np.uint32) << 16).view(np.float32) if kind == "BF16" else stored
