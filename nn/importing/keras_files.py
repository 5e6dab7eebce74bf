"""Keras' models: .keras (a zip archive), and .h5 with a configuration or with weights alone.

Nothing of Keras runs: the configuration is JSON, from which the layers are read here, so that
what is code (Lambda, classes of the owner) is refused and never loaded.
"""

import io
import pathlib
from collections.abc import Iterator
from typing import Any

from nn.datasets.dataset import readable
from nn.errors import DownhillError
from nn.importing import tensors, zips
from nn.importing.h5 import Store
from nn.importing.held import Held, numbers
from nn.importing.tensors import USUAL, How
from nn.models.chain import LOSSES, Layer
from nn.models.keras_layers import Part
from nn.models.keras_layers import layers as layers_of
from nn.packages import package
from nn.storage import json_value

MEND = "save the model again with model.save(PATH)"
AROUND = "write model.export('model.onnx', format='onnx') and import that"


def read(path: pathlib.Path) -> Held:
    """What a .keras file holds. Raises DownhillError if it is none."""
    h5py = package("h5py", f"reading {path}, a model of Keras,")
    with readable(path, "a model of Keras", MEND), zips.opened(path) as archive:
        names = archive.namelist()
        if not {"config.json", "model.weights.h5"} <= set(names):
            raise DownhillError(f"{path} holds no model of Keras: {MEND}.")
        config = json_value(archive.read("config.json"))
        about = json_value(archive.read("metadata.json")) if "metadata.json" in names else {}
        weights = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(weights, "r") as file:
            store = Store(path, file, len(weights.getvalue()))
            listed, chained = _parts(path, config)
            arrays = store.by_kind([part.kind for part in listed])
            held = {part.name: given for part, given in zip(listed, arrays, strict=True)}
            layers = _made(path, chained, held)
    compiled = config.get("compile_config") or {}
    return _held(layers, about.get("keras_version"), compiled.get("loss"))


def read_h5(path: pathlib.Path, how: How = USUAL) -> Held:
    """What a .h5 file of Keras holds: a model, or weights. Raises DownhillError if it is none."""
    h5py = package("h5py", f"reading {path}, a file in HDF5,")
    with readable(path, "a file in HDF5", MEND), h5py.File(path, "r") as file:
        store = Store(path, file, path.stat().st_size)
        version = store.text(file, "keras_version")
        told = store.text(file, "model_config")
        if told is None:
            return Held(tensors.layers(path, _weights(path, store), how), "Keras", version)
        _, chained = _parts(path, json_value(told.encode()))
        layers = _made(path, chained, _values(store, chained))
        training = json_value((store.text(file, "training_config") or "{}").encode())
    return _held(layers, version, training.get("loss"))


def _values(store: Store, chained: list[Part]) -> dict[str, Any]:
    return {part.name: list(store.of_layer(part.name).values()) for part in chained}


def _weights(path: pathlib.Path, store: Store) -> dict[str, Any]:
    """The arrays of a file without a configuration, in the order of its layers."""
    if listed := store.words(store.file, "layer_names"):
        arrays = {name: a for layer in listed for name, a in store.of_layer(layer).items()}
    else:
        held = {name: a for name, a in store.arrays() if not name.startswith("optimizer")}
        arrays = {
            name.replace("/vars/0", "/kernel").replace("/vars/1", "/bias"): array
            for name, array in held.items()
        }
        if any("normalization" in name for name in arrays):
            raise DownhillError(
                f"{path} holds weights alone, which do not say after which layer a normalization "
                "comes: import what model.save('model.keras') writes."
            )
    return arrays


def _held(layers: list[Layer], version: object, loss: Any) -> Held:
    return Held(
        layers,
        "Keras",
        version=version if isinstance(version, str) else None,
        functions=True,
        cost=_loss(loss),
    )


def _loss(loss: Any) -> str | None:
    """The name of a loss in a configuration, None if it says none that we know."""
    if isinstance(loss, dict):
        loss = (loss.get("config") or {}).get("name", loss.get("class_name")) if loss else None
    known = [name for names in LOSSES.values() for name in names]
    return loss if isinstance(loss, str) and loss.lower() in known else None


def _made(path: pathlib.Path, parts: list[Part], weights: dict[str, Any]) -> list[Layer]:
    return [
        made
        for part in parts
        for made in layers_of(
            path, part, [numbers(path, part.name, array) for array in weights[part.name]]
        )
    ]


def _parts(path: pathlib.Path, config: Any) -> tuple[list[Part], list[Part]]:
    """The layers in a configuration: (as they are listed, from the input on)."""
    kind = config.get("class_name") if isinstance(config, dict) else None
    if kind not in ("Sequential", "Functional", "Model") or config.get("registered_name") not in (
        None,
        kind,
    ):
        raise DownhillError(
            f"{path} is a model of its owner's own class ({kind}), which only its owner's code "
            f"can run, so it is not read: {AROUND}."
        )
    inner = config["config"]
    listed = [_part(layer) for layer in (inner["layers"] if isinstance(inner, dict) else inner)]
    if len({part.name for part in listed}) < len(listed) or not listed:
        raise DownhillError(f"{path} has no layers, or two of one name: {MEND}.")
    return listed, listed if kind == "Sequential" else _in_order(path, listed)


def _part(layer: dict[str, Any]) -> Part:
    config = layer.get("config") or {}
    module = layer.get("module") or "keras"
    theirs = module.split(".")[0] not in ("keras", "keras_core", "tf_keras", "tensorflow")
    name = layer.get("name") or config.get("name") or layer["class_name"]
    owned = theirs or layer.get("registered_name") not in (None, layer["class_name"])
    before = list(dict.fromkeys(_sources(layer.get("inbound_nodes"))))
    return Part(str(name), layer["class_name"], config, owned, before)


def _sources(nodes: Any) -> Iterator[str]:
    """The names of the layers whose outputs a layer takes, as Keras 2 or 3 writes them."""
    if isinstance(nodes, dict):
        if "keras_history" in nodes:
            yield str(nodes["keras_history"][0])
            return
        nodes = list(nodes.values())
    if isinstance(nodes, list):
        if (
            len(nodes) >= 3
            and isinstance(nodes[0], str)
            and all(type(n) is int for n in nodes[1:3])
        ):
            yield nodes[0]
            return
        for node in nodes:
            yield from _sources(node)


def _in_order(path: pathlib.Path, listed: list[Part]) -> list[Part]:
    """The layers of a functional model, which must be a chain."""
    first = [part for part in listed if not part.before]
    order = first[:1]
    for _ in listed:
        after = [part for part in listed if order[-1].name in part.before]
        if not after:
            break
        if len(after) > 1:
            names = " and ".join(part.name for part in after[:4])
            raise DownhillError(
                f"{path} branches: {order[-1].name} goes to {names}; only a chain of layers can be "
                "drawn."
            )
        order += after
    if len(order) != len(listed) or any(len(part.before) > 1 for part in listed):
        raise DownhillError(
            f"{path} has layers that take more than one input, or several inputs; only a chain of "
            "layers can be drawn."
        )
    return order
