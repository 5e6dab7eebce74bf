"""Which format a file is in, by its content, and what it holds."""

import os
import pathlib
import zipfile

from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import (
    keras_files,
    npz_files,
    onnx_files,
    safetensors_files,
    skops_files,
    torch_files,
)
from nn.importing.held import Held
from nn.importing.tensors import USUAL, How
from nn.storage import open_file

FORMATS = (
    "ONNX, safetensors, a checkpoint of PyTorch, .keras or .h5 of Keras, .skops of scikit-learn, "
    "or an npz of arrays"
)
HDF5 = b"\x89HDF\r\n\x1a\n"
OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"ZF", b"x\x9c", b"x\x01", b"x\xda")  # by joblib
PICKLES = (".pkl", ".pickle", ".joblib", ".sav", ".p")


def read(path: pathlib.Path, how: How = USUAL) -> Held:
    """What a file of a model holds. Raises DownhillError if it is in none of FORMATS, is damaged,
    or could run code."""
    if path.is_dir():
        raise _folder(path)
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(16)
    except FileNotFoundError:
        raise DownhillError(f"there is no file {path}: name a model in {FORMATS}.") from None
    if not size:
        raise DownhillError(f"{path} is empty: save the model again.")
    if start.startswith(b"PK"):
        return _zip(path, how)
    if start.startswith(HDF5):
        return keras_files.read_h5(path, how)
    if start.startswith(OLD_TORCH):
        raise DownhillError(
            f"{path} is as PyTorch wrote it before version 1.6, a pickle, which can run code: "
            "where you trust it, write torch.save(torch.load(PATH, weights_only=True), PATH) and "
            "import that."
        )
    if start[:1] == b"\x80" or path.suffix in PICKLES or start.startswith(COMPRESSED):
        raise _pickle(path)
    if start[8:9] == b"{":
        return safetensors_files.read(path, how)
    if start[4:8] == b"TFL3":
        raise DownhillError(
            f"{path} is a model of TensorFlow Lite: write `python -m tf2onnx.convert --tflite "
            f"{path} --output model.onnx` and import model.onnx."
        )
    if path.suffix == ".onnx" or start[:1] == b"\x08":  # ONNX begins with its version
        return onnx_files.read(path)
    raise DownhillError(f"{path} is in no format that is read: save the model as {FORMATS}.")


def _zip(path: pathlib.Path, how: How) -> Held:
    """.keras, .skops, .pt and .npz are zip archives."""
    with readable(path, "a model", "save it again"), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if "config.json" in names or "model.weights.h5" in names:
        return keras_files.read(path)
    if "schema.json" in names:
        return skops_files.read(path)
    if any(name.endswith("data.pkl") for name in names):
        return torch_files.read(path, how)
    if any(name.endswith("saved_model.pb") for name in names):
        raise DownhillError(f"{path} is a packed SavedModel: unpack it, then import its folder.")
    return npz_files.read(path, how)


def _folder(path: pathlib.Path) -> DownhillError:
    if (path / "saved_model.pb").exists():
        return DownhillError(
            f"{path} is a SavedModel of TensorFlow, which holds a program: write `pip install "
            f"tf2onnx`, `python -m tf2onnx.convert --saved-model {path} --output model.onnx`, and "
            "import model.onnx."
        )
    return DownhillError(
        f"{path} is a folder: name the file of the model, or the checkpoints in it by "
        f"--checkpoints '{path}/*.pt'."
    )


def _pickle(path: pathlib.Path) -> DownhillError:
    load = "joblib.load" if path.suffix == ".joblib" else "pickle.load"
    return DownhillError(
        f"{path} is a pickle, which can run any code when it is loaded, so it never is: where you "
        f"trust it, write `model = {load}(…)` and `skops.io.dump(model, 'model.skops')`, or "
        "`skl2onnx.to_onnx(model, X[:1])`, and import that."
    )
