"""Keras models as chains of layers: Sequential ones, and Functional ones that are a chain."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nn.activations import HIDDEN, LARGEST
from nn.activations import activation as ours
from nn.errors import DownhillError
from nn.models import NotRun
from nn.models.chain import Chain, Layer, activation, cost_named, passes, refused
from nn.models.keras_layers import CODE, FUNCTIONS, Part, layers
from nn.models.reasons import ACTS_ON_PARTS, JOINS

PROBES = np.outer(  # −1 last in the first row; large ones for what is cut off, such as ReLU6
    [1, 50, 0.01], np.append(np.linspace(-6, 6, 97), -1)
).astype(np.float32)


class Adapter:
    """A live Keras model, on any backend. It is ready once it knows the shape of its inputs."""

    framework = "Keras"
    seen: tuple[float, float] | None = None
    seed: int | None = None
    classes: Sequence[str] | None = None

    def __init__(self, model: Any) -> None:
        import keras

        self.version = keras.__version__
        self.words = model.name
        self._model = model
        self._numpy: Callable[[Any], np.ndarray] = keras.ops.convert_to_numpy

    @property
    def ready(self) -> bool:
        """Whether it has weights."""
        return bool(self._model.built)

    @property
    def loss(self) -> str | None:
        """The loss that it is compiled with, None if it is not."""
        loss = getattr(self._model, "loss", None)
        while isinstance(loss, list | tuple | dict) and len(loss) == 1:
            (loss,) = loss.values() if isinstance(loss, dict) else loss
        if loss is None or isinstance(loss, str):
            return loss
        return str(getattr(loss, "name", getattr(loss, "__name__", type(loss).__name__)))

    @property
    def optimizer(self) -> dict[str, Any] | None:
        """The optimizer that it is compiled with, None if it is not."""
        optimizer = getattr(self._model, "optimizer", None)
        return {**optimizer.get_config(), "name": type(optimizer).__name__} if optimizer else None

    def snapshot(self) -> list[np.ndarray]:
        """Copies of all its variables: the trained ones first, then the others."""
        return [np.array(self._numpy(variable)) for variable in self._variables()]

    def chain(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> Chain:
        """The layers at a snapshot."""
        values = {id(one): value for one, value in zip(self._variables(), snapshot, strict=True)}
        chain = Chain(
            [
                layer
                for live, why in self._in_order(self._model)
                for layer in self._layers(live, why, values)
            ],
            self.words,
        )
        chain.check()
        self._check_logits(chain.layers)
        return chain

    def outputs(self, snapshot: Sequence[np.ndarray], fed: np.ndarray) -> np.ndarray | None:
        """What it gives for a batch at a snapshot, (n, outputs); None if not in float32."""
        if any(live.compute_dtype != "float32" for live in self._model.layers):
            return None
        split = len(self._model.trainable_variables)
        try:
            given, _ = self._model.stateless_call(
                snapshot[:split], snapshot[split:], fed, training=False
            )
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise NotRun(
                f"{self.words} can't be run on batches of the shape {fed.shape}, such as its data "
                f"make ({reason}): give the data as model.fit takes them."
            ) from error
        return self._numpy(given).reshape(len(fed), -1)

    def _variables(self) -> list[Any]:
        return [*self._model.trainable_variables, *self._model.non_trainable_variables]

    def _in_order(self, model: Any) -> Iterator[tuple[Any, str]]:
        """Its layers, those of Sequential models in it too, and why each can't be drawn there."""
        import keras

        if isinstance(model, keras.Sequential):
            for one in model.layers:
                yield from self._in_order(one) if isinstance(one, keras.Sequential) else [(one, "")]
        elif hasattr(model, "operations"):
            yield from _chained(model)
        else:
            raise DownhillError(
                f"{self.words} is of a class of its own ({type(model).__name__}), which does not "
                "say in which order its layers are called: make it a keras.Sequential, or "
                "keras.Model(inputs, outputs)."
            )

    def _layers(self, live: Any, why: str, values: dict[int, np.ndarray]) -> list[Layer]:
        """The layers of a chain that a live one is."""
        kind = type(live).__name__
        name = f"{live.name}: {kind}"
        if why:
            return [refused(name, why)]
        if not type(live).__module__.startswith("keras."):
            return [refused(name, CODE)]
        shape = tuple(live.output.shape[1:])
        if kind in ("Dense", "Softmax") and len(shape) > 1:
            return [refused(name, ACTS_ON_PARTS)]
        function: str | None = ""
        if kind == "Dense" or kind in FUNCTIONS:  # what it does counts, not what it is called
            called = live.activation if hasattr(live, "activation") else live
            function = self._function(called)
            if function is None:
                return [refused(name, "has an activation that can't be drawn")]
        ending = [activation(f"{live.name}: {function}", function)] if function else []
        if kind in FUNCTIONS:
            return ending or [passes(name)]
        if kind == "Dense":  # whose configuration can't be had where its activation is a lambda
            config = {"use_bias": live.use_bias, "lora_rank": live.lora_rank}
        else:
            config = live.get_config()
        weights = [values[id(one)] for one in live.weights]
        made = layers(self.words, Part(live.name, kind, config), weights)
        return [_along(one, shape) for one in made] + ending

    def _function(self, called: Callable[[Any], Any]) -> str | None:
        """Our name of a function, by what it gives; "" for none, None if it can't be drawn."""
        from keras import ops

        given = self._numpy(called(ops.convert_to_tensor(PROBES)))
        below = -float(given[0, -1])
        slopes = f"leaky_relu({below:.6g})", f"elu({below / (1 - np.exp(-1)):.6g})"
        for name in (*HIDDEN, "softmax", *slopes):
            if 0 <= below <= LARGEST or name not in slopes:
                mine = ours(name).forward(PROBES.copy())
                if np.allclose(mine, given, rtol=1e-5, atol=1e-6):
                    return "" if name == "identity" else name
        return None

    def _check_logits(self, chained: Sequence[Layer]) -> None:
        """Raise DownhillError if the loss takes the outputs for something else than they are."""
        told = self.loss and cost_named(self.loss) == "cross_entropy"
        kinds = [layer.kind for layer in chained if layer.kind != "passes"]
        ends_in_sums = kinds[-1] != "activation"
        loss = getattr(self._model, "loss", None)
        get_config = getattr(loss, "get_config", None)
        takes_sums = bool(get_config and get_config().get("from_logits"))
        if told and ends_in_sums != takes_sums:
            ends, mend = (
                ("plain sums", "compile it with a loss that has from_logits=True")
                if ends_in_sums
                else ("an activation", "compile it with a loss without from_logits")
            )
            raise DownhillError(
                f"{self.words} ends in {ends}, and its loss {self.loss} takes its outputs for "
                f"{'shares' if ends_in_sums else 'plain sums'}: {mend}."
            )


def _chained(model: Any) -> Iterator[tuple[Any, str]]:
    """The layers of a Functional model in their order, and why each is no link of a chain."""
    before = None
    for one in model.operations:  # each comes after those that it takes from
        why = ""
        if isinstance(one.input, list | tuple | dict) and len(one.input) > 1:
            why = JOINS
        elif before is not None and one.input is not before.output:
            why = f"does not simply follow {before.name}: layers branch, or one is used twice"
        yield one, why
        before = one
    if before is not None and before.output is not model.outputs[0]:
        yield before, "is used twice, or is not the only output"


def _along(layer: Layer, shape: tuple[int, ...]) -> Layer:
    """A scale with a number for each input, where it has one for each place of the last axis."""
    if layer.kind != "scale" or len(shape) < 2:
        return layer
    factor, shift = (
        np.broadcast_to(values, shape).ravel() if values is not None and values.size > 1 else values
        for values in (layer.factor, layer.shift)
    )
    return dataclasses.replace(layer, factor=factor, shift=shift)
