"""Models in ONNX: a graph of operations, read backwards from its outputs to its input."""

import os
import pathlib
from typing import Any

from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import onnx_graph
from nn.importing.held import Held, words
from nn.importing.onnx_tensors import Tensors
from nn.packages import package
from nn.storage import open_file

KIND = "a model in ONNX"
MEND = "export the model again"
MAKERS = {"pytorch": "PyTorch", "skl2onnx": "scikit-learn", "tf2onnx": "TensorFlow"}
OURS = "downhill"  # what `downhill export` writes
SAYS_OWN_VERSION = ("pytorch",)  # the others say the converter's


def read(path: pathlib.Path) -> Held:
    """What a .onnx file holds. Raises DownhillError if it is none, or its data are not with it."""
    onnx = package("onnx", f"reading {path}, {KIND},")
    with open_file(path) as file:
        content = file.read(os.fstat(file.fileno()).st_size)
    with readable(path, KIND, MEND):
        model = onnx.load_model_from_string(content)
        if not model.graph.node:
            raise DownhillError(f"{path} is not {KIND}, or was cut short: {MEND}.")
        graph = onnx_graph.Graph(path, model.graph, Tensors(path, onnx))
        layers = graph.layers()
    maker = model.producer_name
    about = {entry.key: entry.value for entry in model.metadata_props}
    own = maker in SAYS_OWN_VERSION and model.producer_version
    return Held(
        layers,
        MAKERS.get(maker, maker or "ONNX"),
        version=str(own) if own else None,
        functions=True,
        cost=about.get("cost") if maker == OURS else None,
        classes=graph.classes or words(about.get("classes")),
        files=tuple(sorted(graph.tensors.files)),
        outputs=None if any(layer.kind == "refused" for layer in layers) else _run(path, graph),
    )


def _run(path: pathlib.Path, graph: "onnx_graph.Graph") -> Any:
    """A function that runs the model in ONNX Runtime; None if that is not installed.

    Only what was understood, operation by operation, gets so far.
    """
    try:
        import onnxruntime
    except ImportError:
        return None
    import numpy as np

    def outputs(fed: np.ndarray) -> np.ndarray:
        settings = onnxruntime.SessionOptions()
        settings.log_severity_level = 4
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        with readable(path, KIND, MEND):
            session = onnxruntime.InferenceSession(
                os.fspath(path), settings, providers=["CPUExecutionProvider"]
            )
            (given,) = session.get_inputs()
            shape = [n if isinstance(n, int) else None for n in given.shape]
            dtype = {"tensor(double)": np.float64}.get(given.type, np.float32)
            each = 1 if shape and shape[0] == 1 else len(fed)
            inner = [n or -1 for n in shape[1:]]
            parts = [
                session.run([graph.output], {given.name: part.reshape(len(part), *inner)})[0]
                for part in np.split(fed.astype(dtype), len(fed) // each)
            ]
        if isinstance(parts[0], list):  # of dictionaries: scikit-learn's ZipMap
            return np.array([list(row.values()) for part in parts for row in part])
        return np.concatenate(parts)

    return outputs
