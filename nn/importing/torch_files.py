"""PyTorch's checkpoints: state dicts, alone or within a dictionary of other things.

Such a file is a zip archive of a pickle and of the bytes of each tensor. The names that the pickle
would call are read first, and all but those that rebuild tensors are refused; only then does
PyTorch load it, weights only.
"""

import pathlib
import pickletools
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import tensors, zips
from nn.importing.held import Held
from nn.importing.tensors import USUAL, How
from nn.packages import package

MEND = "save it again with torch.save(model.state_dict(), PATH)"
HARMLESS = re.compile(
    r"collections OrderedDict|torch Size|torch \w+Storage|torch\.storage \w+Storage"
    r"|torch (float|double|half|b?float16|float32|float64|int|long|int64|uint8|bool)"
    r"|torch\._utils _rebuild_(tensor_v2|parameter)|collections defaultdict|__builtin__ dict"
)
STATES = ("model_state_dict", "state_dict", "model_state", "model", "net", "network", "weights")
PREFIXES = ("_orig_mod.", "module.")  # of torch.compile, and of what trains on many GPUs
STEPS = ("global_step", "step", "iteration", "iter", "steps")


def read(path: pathlib.Path, how: How = USUAL) -> Held:
    """What a .pt, .pth or .ckpt holds. Raises DownhillError if it is not a state dict."""
    _check(path)
    torch = package("torch", f"reading {path}, a checkpoint of PyTorch,")
    with readable(path, "a checkpoint of PyTorch", MEND):
        content = torch.load(path, map_location="cpu", weights_only=True)
    state = _state(path, content, torch)
    claimed = sum(tensor.numel() * tensor.element_size() for tensor in state.values())
    zips.check_size(path, claimed, path.stat().st_size)  # many may share their numbers
    arrays = {_name(name): _array(path, name, tensor, torch) for name, tensor in state.items()}
    step, epoch = _progress(content, torch)
    layers = tensors.layers(path, arrays, how)
    return Held(layers, "PyTorch", step=step, epoch=epoch)


def _check(path: pathlib.Path) -> None:
    """Refuse an archive that would call more than what rebuilds tensors."""
    if not zipfile.is_zipfile(path):
        raise DownhillError(
            f"{path} is no checkpoint that torch.save has written since PyTorch 1.6, or was cut "
            f"short: {MEND}."
        )
    with readable(path, "a checkpoint of PyTorch", MEND), zips.opened(path) as archive:
        names = archive.namelist()
        if any(name.endswith("/constants.pkl") for name in names):
            raise DownhillError(
                f"{path} is a TorchScript program, which is code: {MEND}, where model = "
                f"torch.jit.load({path.name!r}) and you trust its source."
            )
        pickles = [name for name in names if name.endswith("data.pkl")]
        if len(pickles) != 1:
            raise DownhillError(f"{path} holds no weights as torch.save writes them: {MEND}.")
        called = list(_called(archive.read(pickles[0])))
    for name in called:
        if not HARMLESS.fullmatch(name):
            raise DownhillError(
                f"{path} would call {name.replace(' ', '.')} when it is loaded, since it holds "
                "more than weights, such as a whole module; a pickle can run any code, so none "
                f"is: where you trust it, {MEND}."
            )


def _called(pickled: bytes) -> Iterator[str]:
    """What a pickle would call, as "module name"."""
    for opcode, argument, _ in pickletools.genops(pickled):
        if opcode.name in ("GLOBAL", "INST"):
            yield str(argument)
        elif opcode.name in ("STACK_GLOBAL", "EXT1", "EXT2", "EXT4"):
            yield f"{opcode.name.lower()} something"


def _state(path: pathlib.Path, content: Any, torch: Any) -> Mapping[str, Any]:
    """The weights among what a checkpoint holds: names and tensors."""
    found = {
        name: value
        for name, value in _dictionaries(content)
        if any(isinstance(v, torch.Tensor) and v.ndim > 1 for v in value.values())
    }
    for name in ("", *STATES):
        if name in found:
            break
    else:
        others = [name for name in found if "optim" not in name.lower()]
        if len(others) != 1:
            listed = ", ".join(others[:6]) or "none"
            raise DownhillError(
                f"{path} must hold the weights of one network, and the dictionaries of weights in "
                f"it are: {listed}; {MEND}."
            )
        name = others[0]
    return {str(key): v for key, v in found[name].items() if isinstance(v, torch.Tensor)}


def _dictionaries(content: Any) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """("", the outermost), and those one level below by their names."""
    if isinstance(content, Mapping):
        yield "", content
        for name, value in content.items():
            if isinstance(value, Mapping):
                yield str(name), value


def _name(name: str) -> str:
    changed = True
    while changed:
        changed = False
        for prefix in PREFIXES:
            if name.startswith(prefix):
                name, changed = name.removeprefix(prefix), True
    return name


def _array(path: pathlib.Path, name: str, tensor: Any, torch: Any) -> np.ndarray:
    """A tensor as an array. One may repeat its numbers without end, by strides of 0."""
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.device.type != "cpu":
        raise DownhillError(f"{path} holds {name} in a form that is not dense: {MEND}.")
    size = tensor.numel() * tensor.element_size()
    if size > tensor.untyped_storage().nbytes():
        raise DownhillError(
            f"{path} claims {tensor.numel():,} numbers for {name}, more than it holds: {MEND}."
        )
    if tensor.is_floating_point():
        return tensor.detach().to(torch.float64).numpy()
    return tensor.detach().numpy()


def _progress(content: Any, torch: Any) -> tuple[int | None, int | None]:
    """(step, epoch) as the checkpoint says; Adam counts the steps in its state."""
    if not isinstance(content, Mapping):
        return None, None
    step = next((_whole(content.get(k), torch) for k in STEPS if k in content), None)
    for name, value in _dictionaries(content):
        if step is None and "optim" in name.lower() and isinstance(value.get("state"), Mapping):
            for state in value["state"].values():
                step = _whole(state.get("step"), torch) if isinstance(state, Mapping) else None
    return step, _whole(content.get("epoch"), torch)


def _whole(value: Any, torch: Any) -> int | None:
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    return int(value) if whole and 0 <= value < 2**53 else None
