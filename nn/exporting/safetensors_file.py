"""Weights in safetensors, under the names of a `torch.nn.Sequential`."""

import json
import pathlib

from nn.exporting.weights import Weights
from nn.storage import written_whole

ALIGNED = 8  # bytes at whose multiples the tensors begin, as the format's own writer has it


def write(path: pathlib.Path, weights: Weights) -> None:
    """Write the length of a header, the header in JSON, and the bytes of the tensors."""
    header: dict[str, object] = {"__metadata__": weights.about}
    content = b""
    for name, values in weights.tensors().items():
        begin, content = len(content), content + values.astype("<f4").tobytes()
        ends = [begin, len(content)]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": ends}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNED)
    with written_whole(path) as file:
        file.write(len(text).to_bytes(8, "little") + text + content)
