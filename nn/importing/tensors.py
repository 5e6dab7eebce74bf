"""Layers from named arrays, where a file holds weights and nothing else."""

import dataclasses
import pathlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.importing.held import numbers
from nn.models.chain import Layer, dense, refused, scale
from nn.natural import natural

Arrays = Mapping[str, np.ndarray]

MEANS = {  # the last word of a name, as frameworks have it → what it is
    **dict.fromkeys(("weight", "kernel", "w", "W", "gamma", "scale", "coef", "coefs"), "weight"),
    **dict.fromkeys(("bias", "b", "beta", "intercept", "intercepts"), "bias"),
    **dict.fromkeys(("running_mean", "moving_mean", "mean"), "mean"),
    **dict.fromkeys(("running_var", "moving_variance", "var"), "var"),
}
MOST_TO_ORDER = 20  # layers whose order is looked for
IGNORED = ("num_batches_tracked", "step", "epoch")
KINDS = {  # words in a name → what can't be drawn
    r"lstm|gru|rnn|weight_[ih]h|recurrent": "is recurrent",
    r"attn|attention|in_proj|q_proj": "is attention",
    r"embed": "is an embedding",
    r"layer_?norm|(^|[._/])ln\d*$": "is LayerNorm, which changes with every example",
}


class How(NamedTuple):
    """What weights alone do not tell: the ε of batch normalization, and whether weights are the
    other way round than one would take them, where both ways fit."""

    epsilon: float = 1e-5  # PyTorch's
    transposed: bool = False


USUAL = How()


class Group(NamedTuple):
    """The arrays of one layer: "weight", "bias", "mean", "var" or another word → the array; and
    their names in the file."""

    name: str
    parts: dict[str, np.ndarray]
    names: list[str]

    def add(self, name: str, array: np.ndarray) -> None:
        self.parts[_part(name, array, self.parts)] = array
        self.names.append(name)


def layers(path: pathlib.Path, arrays: Arrays, how: How = USUAL) -> list[Layer]:
    """The dense layers and normalizations in named arrays, without activations.

    Their order is that of the numbers in their names if all else in these is the same, else that
    of the arrays, or the only one in which the sizes fit. Weights are (to,
    from), or (from, to), as the sizes say. Raises DownhillError if no chain can be found.
    """
    named = {name: array for name, array in arrays.items() if _last(name) not in IGNORED}
    if not any(array.ndim == 2 for array in named.values()):
        listed = ", ".join(f"{name} {array.shape}" for name, array in list(named.items())[:6])
        raise DownhillError(
            f"{path} holds no weights of a dense layer, an array of two axes; what it holds is "
            f"{listed or 'nothing'}: save the weights of a network."
        )
    groups = _grouped(named)
    if len({re.sub(r"\d+", "0", group.name) for group in groups}) == 1:
        groups.sort(key=lambda group: natural(group.name))
    made = [_layer(path, group, how.epsilon) for group in groups]
    if any(layer.kind == "refused" for layer in made):
        return made  # the chain lists them
    turned = bool(re.search("kernel|coef", " ".join(named))) != how.transposed
    return _fitting(path, made, turned)


def _last(name: str) -> str:
    return re.split(r"[./:]", re.sub(r":\d+$", "", name))[-1]


def _grouped(arrays: Arrays) -> list[Group]:
    """The arrays of each layer together: by the name before the last dot, or by the number at the
    end of it (W1, b1), or else in their order, a matrix with what follows it."""
    for key_of in (_before, _number):
        keys = {name: key_of(name) for name in arrays}
        if None in keys.values():
            continue
        groups: dict[str, Group] = {}
        for name, array in arrays.items():
            key = str(keys[name])
            groups.setdefault(key, Group(key, {}, [])).add(name, array)
        if all("weight" in group.parts or "mean" in group.parts for group in groups.values()):
            return list(groups.values())
    ordered: list[Group] = []
    for name, array in arrays.items():
        if array.ndim >= 2 or not ordered:
            ordered.append(Group(name, {}, []))
        ordered[-1].add(name, array)
    return ordered


def _before(name: str) -> str | None:
    name = re.sub(r":\d+$", "", name)
    return re.split(r"[./][^./]*$", name)[0] if re.search("[./]", name) else None


def _number(name: str) -> str | None:
    found = re.search(r"(\d+)\D*$", name)
    return found[1] if found else None


def _part(name: str, array: np.ndarray, there: Mapping[str, np.ndarray]) -> str:
    """What an array is to its layer."""
    word = re.sub(r"[_\d]+$", "", _last(name))
    meant = MEANS.get(word) or MEANS.get(word.lower())
    if meant is None or meant in there:
        meant = "weight" if array.ndim >= 2 else "bias"
    return meant if meant not in there else name


def _layer(path: pathlib.Path, group: Group, epsilon: float) -> Layer:
    parts = group.parts
    W = parts.get("weight")
    shapes = ", ".join("×".join(map(str, part.shape)) or "1" for part in parts.values())
    name = f"{group.name} ({shapes})"
    for words, why in KINDS.items():
        if any(re.search(words, one.lower()) for one in (group.name, *group.names)):
            return refused(name, why)
    checked = {key: numbers(path, f"{group.name} ({key})", part) for key, part in parts.items()}
    if {"mean", "var"} <= parts.keys():
        mean, var = checked["mean"], checked["var"]
        if (var + epsilon <= 0).any():
            return refused(name, "has a variance below 0")
        factor = checked.get("weight", np.ones_like(mean)) / np.sqrt(var + epsilon)
        name = f"{group.name} (batch normalization of {len(mean)})"
        return scale(name, factor, checked.get("bias", np.zeros_like(mean)) - mean * factor)
    if W is None or W.ndim == 1:
        return refused(name, "is a normalization without running means (LayerNorm), or no layer")
    if W.ndim > 2:
        return refused(name, "is a convolution, or something else of more than two axes")
    if set(parts) - {"weight", "bias"}:
        return refused(name, "is not a dense layer, which has weights and biases alone")
    b = checked.get("bias")
    # Its weights may still be turned, so without a bias none is made up yet.
    return Layer("dense", name, checked["weight"], None if b is None else b.ravel())


def _fitting(path: pathlib.Path, made: Sequence[Layer], turned: bool) -> list[Layer]:
    """The same layers with weights (to, from), in an order in which they fit one another."""
    ways = [turned, not turned]
    given = range(len(made))
    orders: list[Sequence[int]] = [given]
    orders += [order for way in ways for order in _other_orders(made, way)]
    for order in orders:
        for way in ways:
            tried = [_turned(made[i], way) for i in order]
            if _fits(tried):
                return [_named(layer) for layer in tried]
    listed = ", ".join(layer.name for layer in made)
    raise DownhillError(
        f"{path} holds layers that do not fit one another, since the outputs of each must be the "
        f"inputs of the next: {listed}: save the weights of one network, layer after layer, or as "
        "ONNX, which holds their order."
    )


def _other_orders(made: Sequence[Layer], turned: bool) -> Iterator[list[int]]:
    """Orders to try if that of the file does not fit: dense layers in theirs, or in the only one
    that fits, and behind each the normalization that is as wide, if there is one for each."""
    matrices = [i for i, layer in enumerate(made) if layer.W is not None]
    scales = {i: layer.factor.size for i, layer in enumerate(made) if layer.factor is not None}
    dense_ones = [_turned(made[i], turned) for i in matrices]
    for order in [[*range(len(matrices))], *_chains([made[i] for i in matrices], turned)]:
        widths = [len(_matrix(dense_ones[k])) for k in order]
        inputs = _matrix(dense_ones[order[0]]).shape[1]
        waiting, theirs = dict(scales), [*scales.values()]
        placed = [width for width in theirs if width != inputs or width in widths]
        if any(theirs.count(w) != widths.count(w) or w == inputs for w in placed):
            continue  # which is behind which can't be told
        behind: list[int] = []
        for k, width in zip(order, widths, strict=True):
            behind.append(matrices[k])
            if width in waiting.values():
                behind.append(next(i for i, one in waiting.items() if one == width))
                del waiting[behind[-1]]
        yield [*waiting, *behind]


def _matrix(layer: Layer) -> np.ndarray:
    assert layer.W is not None
    return layer.W


def _named(layer: Layer) -> Layer:
    """The same layer with a bias, and with what it takes and gives in its name."""
    if layer.W is None:
        return layer
    n_out, n_in = layer.W.shape
    name = layer.name.rpartition(" (")[0]
    return dense(f"{name} ({n_in} → {n_out})", layer.W, layer.b)


def _turned(layer: Layer, turned: bool) -> Layer:
    if layer.W is None or not turned:
        return layer
    return dataclasses.replace(layer, W=layer.W.T)


def _fits(layers: Sequence[Layer]) -> bool:
    """Whether the sizes of layers are a chain, biases included."""
    size = None
    for layer in layers:
        if layer.W is None:
            assert layer.factor is not None
            if size not in (None, len(layer.factor)):
                return False
            size = len(layer.factor)
        else:
            n_out, n_in = layer.W.shape
            if size not in (None, n_in) or (layer.b is not None and len(layer.b) != n_out):
                return False
            size = n_out
    return True


def _chains(made: Sequence[Layer], turned: bool) -> list[list[int]]:
    """The order in which the sizes of dense layers fit, if there is one and no other."""
    shapes = [
        W.T.shape if turned else W.shape for W in (layer.W for layer in made) if W is not None
    ]
    found: list[list[int]] = []

    def go_on(order: list[int]) -> None:
        if len(found) > 1 or len(made) > MOST_TO_ORDER:
            return
        if len(order) == len(made):
            found.append(order)
            return
        for i in range(len(made)):
            if i not in order and (not order or shapes[i][1] == shapes[order[-1]][0]):
                go_on([*order, i])

    go_on([])
    return found if len(found) == 1 else []
