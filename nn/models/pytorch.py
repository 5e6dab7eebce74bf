"""PyTorch modules as chains of layers.

A module's attributes do not say in what order its forward uses them, and many a forward calls
functions that are no modules. So a copy of the module is run on real examples, and every function
of PyTorch that it calls with what came from them is written down (nn/models/pytorch_tape.py).
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nn.errors import DownhillError
from nn.models import NotRun, reasons
from nn.models.chain import Chain, Layer, refused
from nn.models.pytorch_calls import layer
from nn.models.pytorch_tape import Call, Tape

WRAPPERS = {  # classes that hold the module proper, and where
    "OptimizedModule": "_orig_mod",  # torch.compile's
    "DataParallel": "module",
    "DistributedDataParallel": "module",
}


class Adapter:
    """A live `torch.nn.Module`: snapshots of its parameters, and its chain at each.

    `fed` is a batch as the model is fed it (n, …) float32. The module itself is only read: what is
    run is a copy on the CPU, in float32, at evaluation. Raises DownhillError if that can't be.
    """

    framework = "PyTorch"
    ready = True  # it has parameters from the start
    loss: str | None = None  # a module does not know what it is trained by, nor how
    optimizer: dict[str, Any] | None = None
    seed: int | None = None
    classes: Sequence[str] | None = None

    def __init__(self, model: Any) -> None:
        import torch

        self.version = torch.__version__.split("+")[0]
        self.seen: tuple[float, float] | None = None
        outermost = model
        while (place := WRAPPERS.get(type(model).__name__)) and hasattr(model, place):
            model = getattr(model, place)
        self.words = type(model).__name__
        if any(map(torch.nn.parameter.is_lazy, model.parameters())):
            raise DownhillError(
                f"{self.words} has layers whose sizes are not known yet: run it once on a batch."
            )
        self._tensors = list(_tensors(model))
        try:
            self._copy = copy.deepcopy(model)
        except Exception as error:
            raise DownhillError(
                f"{self.words} can't be copied, which is how its layers are found ({error}): give "
                "a module that copy.deepcopy can copy."
            ) from None
        self._copy.cpu().float().eval().requires_grad_(False)
        self._copied = [where[key] for where, key in _tensors(self._copy)]
        self._current: list[str] = []
        for name, module in self._copy.named_modules():
            module.register_forward_pre_hook(lambda *_, name=name: self._current.append(name))
            module.register_forward_hook(lambda *_: self._left())
        self._watch(outermost)

    def snapshot(self) -> list[np.ndarray]:
        """Copies of all parameters and buffers as they are now, float32."""
        return [_copied(where[key]) for where, key in self._tensors]

    def chain(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> Chain:
        """The layers at a snapshot, in the order in which the examples go through them."""
        tape, result = self._run(snapshot, fed)
        return Chain(list(self._layers(tape.path_to(result))), self.words)

    def outputs(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> np.ndarray:
        """What the model gives for a batch at a snapshot: (n, outputs)."""
        _, result = self._run(snapshot, fed)
        return result.reshape(len(fed), -1).numpy()

    def _watch(self, model: Any) -> None:
        """Note what the model is fed when it is called next."""

        def look(_: Any, given: tuple[Any, ...]) -> None:
            hook.remove()
            if given and hasattr(given[0], "amin") and given[0].numel():
                self.seen = float(given[0].amin()), float(given[0].amax())

        hook = model.register_forward_pre_hook(look)

    def _run(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> tuple[Tape, Any]:
        """The Tape of the copy's run on a batch, and its result."""
        import torch

        for tensor, values in zip(self._copied, snapshot, strict=True):
            tensor.copy_(torch.from_numpy(values))
        inputs = torch.from_numpy(np.ascontiguousarray(fed))
        self._current.clear()
        tape = Tape(inputs, self._current)
        quiet = torch.no_grad(), torch.autocast("cpu", enabled=False)
        try:
            with quiet[0], quiet[1], torch.random.fork_rng(devices=[]), tape.running():
                result = self._copy(inputs)
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise NotRun(
                f"{self.words} can't be run on batches of the shape {tuple(fed.shape)}, such as "
                f"its data make ({reason}): give the data as its forward takes them."
            ) from error
        if not isinstance(result, torch.Tensor):
            raise DownhillError(
                f"{self.words} returns a {type(result).__name__}, not one tensor of outputs: give "
                "a module that returns the outputs alone."
            )
        return tape, result

    def _layers(self, calls: Sequence[Call]) -> Iterator[Layer]:
        if not calls:
            raise DownhillError(
                f"{self.words} gives outputs that can't be followed from its inputs: give a module "
                "that uses its inputs, before torch.jit turns it into a script."
            )
        used: dict[tuple[int, int], str] = {}  # where numbers are, and how many: whose they are
        for call in calls:
            name = self._name(call)
            one = layer(name, call)
            for tensor in call.weights() if one.kind == "dense" else ():
                place = tensor.data_ptr(), tensor.numel()  # of a transposed one too
                if place in used:
                    one = refused(name, reasons.shares(name, used[place]))
                used[place] = name
            yield one

    def _name(self, call: Call) -> str:
        """What people call a layer: its attribute, its class or function, a dense layer's sizes."""
        function = call.name.strip("_")
        module = self._copy.get_submodule(call.where)
        own = not list(module.children()) and call.where
        name = f"{call.where}: {type(module).__name__}" if own else function
        if function == "linear":
            name += " {1} → {0}".format(*call.argument(1, "weight").shape)
        return name

    def _left(self) -> None:
        self._current.pop()


def _tensors(model: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where each floating-point parameter and buffer of a module is: a dict and its key there."""
    seen = set()
    for module in model.modules():
        for where in (module._parameters, module._buffers):
            for key, tensor in where.items():
                if tensor is not None and tensor.is_floating_point() and id(tensor) not in seen:
                    seen.add(id(tensor))
                    yield where, key


def _copied(tensor: Any) -> np.ndarray:
    """A copy of a tensor's numbers, float32, wherever it is."""
    import torch

    return tensor.detach().to("cpu", torch.float32, copy=True).numpy()
