"""The constants of an ONNX graph, whose sizes may be claimed and whose data may lie elsewhere."""

import math
import os
import pathlib
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.storage import open_file

MEND = "export the model again"


class Tensors:
    """Reads tensors of a model in the file `path`; `onnx` is the package."""

    def __init__(self, path: pathlib.Path, onnx: Any) -> None:
        self.path, self.onnx = path, onnx
        self.files: set[pathlib.Path] = set()  # in which data were found beside the model

    @property
    def size(self) -> int:
        """Bytes of all files that were read."""
        return sum(file.stat().st_size for file in (self.path, *self.files))

    def array(self, tensor: Any) -> np.ndarray:
        """A TensorProto as an array. Raises DownhillError if it does not hold what it claims."""
        proto = self.onnx.TensorProto
        if tensor.data_location == proto.EXTERNAL:
            tensor = self._with_data(tensor)
        count = math.prod(tensor.dims)
        try:
            dtype = self.onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
        except (KeyError, ValueError, TypeError):
            dtype = None
        if dtype is None or any(n < 0 for n in tensor.dims):
            raise DownhillError(f"{self.path} holds {tensor.name} of an unknown kind: {MEND}.")
        if tensor.HasField("raw_data"):
            fits = len(tensor.raw_data) == count * dtype.itemsize
        else:
            field = self.onnx.helper.tensor_dtype_to_field(tensor.data_type)
            fits = len(getattr(tensor, field)) == count
        if not fits:
            raise DownhillError(
                f"{self.path} claims the shape {tuple(tensor.dims)} for {tensor.name}, and does "
                f"not hold as many numbers: {MEND}."
            )
        if tensor.data_type == proto.STRING:
            return np.array([one.decode(errors="replace") for one in tensor.string_data])
        return np.asarray(self.onnx.numpy_helper.to_array(tensor))

    def _with_data(self, tensor: Any) -> Any:
        """The same tensor with the data that lie in a file beside the model."""
        told = {entry.key: entry.value for entry in tensor.external_data}
        folder = os.path.realpath(self.path.parent)
        there = os.path.realpath(os.path.join(folder, told.get("location", "")))
        if not there.startswith(folder.rstrip(os.sep) + os.sep):
            raise DownhillError(
                f"{self.path} would read {told.get('location')!r}, which is outside its folder: "
                f"{MEND}, with its data beside it."
            )
        try:
            with open_file(there) as file:
                size = os.fstat(file.fileno()).st_size
                start = int(told.get("offset", 0))
                length = int(told.get("length", size - start))
                if start < 0 or length < 0 or start + length > size:
                    raise DownhillError(
                        f"{there} has {size:,} bytes, and {self.path} looks for {tensor.name} "
                        f"from byte {start:,} to {start + length:,}: {MEND}, or copy both."
                    )
                file.seek(start)
                content = file.read(length)
            self.files.add(pathlib.Path(there))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise DownhillError(
                f"{self.path} needs {told.get('location')!r} beside it ({reason}): copy both files."
            ) from None
        whole = self.onnx.TensorProto()
        whole.CopyFrom(tensor)
        whole.ClearField("external_data")
        whole.data_location = self.onnx.TensorProto.DEFAULT
        whole.raw_data = content
        return whole
