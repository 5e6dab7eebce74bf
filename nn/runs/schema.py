"""What a run must hold (docs/format.md): the facts in run.json, and the arrays that they imply.

`fact_faults` and `array_faults` tell everything that is wrong with a run, and what would be right.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn import schema
from nn.activations import ANY, OUTPUT, is_hidden
from nn.network import parameter_count
from nn.optimizers import OPTIMIZERS
from nn.runs.keys import CURVES, KINDS, NONE, OPTIONAL, RESULTS
from nn.schema import (
    Array,
    Kinds,
    maybe,
    natural,
    number,
    one_of,
)
from nn.training.loop import snapshot_steps

MNIST = "57665bab9b34ed089a65eb25e33ac506affe62c335c8f0cfd3c91767af06a851"  # its Dataset.sha256

ROOM = 2**20  # bytes of log.npz besides its numbers: the headers of its arrays
MOST_SNAPSHOTS = 10_000  # if run.json does not say how many steps there were


def layer_names(sizes: Sequence[int]) -> list[tuple[str, str]]:
    """The names of each layer's arrays: (W1, b1), (W2, b2), …"""
    return [(f"W{l}", f"b{l}") for l in range(1, len(sizes))]


def has_data(facts: Mapping[str, Any]) -> bool:
    """Whether a run says on which data it was trained: then it has numbers measured on them."""
    return any(facts["dataset"].get(key) is not None for key in ("sha256", "file"))


def fact_faults(facts: Mapping[str, Any], version: int) -> list[str]:
    """What is wrong with run.json, each to follow its path."""
    kinds, optional = KINDS[version]
    there = {key: kind for key, kind in kinds.items() if key in facts or not kind(None)}
    there |= {key: kind for key, kind in optional.items() if key in facts}
    faults = schema.fact_faults(facts, there)
    if _fits(facts, kinds, "sizes", "dataset"):
        faults += _misfits(facts["sizes"], facts["dataset"])
    if version == 1:
        return faults
    if _fits(facts, kinds, "sizes", "activations"):
        faults += _unlike(facts["sizes"], facts["activations"])
    if _fits(facts, kinds, "dataset"):
        faults += schema.fact_faults(facts, {"results": RESULTS if has_data(facts) else NONE})
        if _fits(facts, kinds, "optimizer") and facts["optimizer"]["replayable"]:
            faults += _not_replayable(facts)
    return faults


def array_faults(facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> list[str]:
    """What is wrong with the arrays of log.npz, each to follow its path: their types, values, and
    shapes, which the facts imply."""
    layout = _layout(facts, "example_images" in arrays or not _is_mnist(facts))
    letters, faults = schema.array_faults(arrays, layout)
    if faults:
        return faults
    snapshots, validation = letters["S"], facts["dataset"].get("validation", 0)
    steps = arrays["step"]
    if snapshots == 0:
        return ["has no snapshots"]
    if not 1 <= letters.get("n", 1) <= max(validation, 1):
        faults.append(f"has {letters['n']:,} examples, but {validation:,} images to take them from")
    if steps[0] < 0 or (steps[1:] <= steps[:-1]).any():
        faults.append("has snapshots out of order")
    else:
        faults += _off_schedule(facts, steps)
    if not has_data(facts):
        return faults
    if ((arrays["validation_accuracy"] < 0) | (arrays["validation_accuracy"] > 1)).any():
        faults.append("has a validation_accuracy that is not in 0…1")
    if "example_images" in arrays and arrays["example_images"].dtype == np.float32:
        images = arrays["example_images"]
        if ((images < 0) | (images > 1)).any():
            faults.append("has values in example_images that are not in 0…1")
    for name in CURVES:
        said = facts["results"].get(name)
        if number(said) and said != arrays[name][-1]:
            faults.append(f"ends with a {name} of {arrays[name][-1]:g}, but run.json says {said:g}")
    return faults


def implies_arrays(facts: Mapping[str, Any], version: int) -> bool:
    """Whether the facts that say which arrays there are fit, whatever else is wrong."""
    kinds = KINDS[version][0]
    return (
        _fits(facts, kinds, "sizes", "dataset", "results")
        and not _misfits(facts["sizes"], facts["dataset"])
        and all(maybe(natural)(facts.get(key)) for key in ("epochs", "mini_batch_size"))
        and all(kind(facts[key]) for key, kind in OPTIONAL.items() if key in facts)
    )


def log_limit(facts: Mapping[str, Any]) -> int:
    """The most bytes that the log.npz of these facts may have: it has at most a snapshot for each
    step, and the whole validation part as examples."""
    sizes, dataset = facts["sizes"], facts["dataset"]
    total = _steps_of(facts)
    most = MOST_SNAPSHOTS if total is None else total + 1
    snapshots = max(2, min(facts.get("snapshots", schema.MOST), most))
    a_snapshot = 4 * parameter_count(sizes) + 8 * (1 + len(CURVES))
    examples = (4 * sizes[0] + 8) * dataset.get("validation", 0)
    return snapshots * a_snapshot + examples + 8 * dataset.get("test", 0) + ROOM


def _steps_of(facts: Mapping[str, Any]) -> int | None:
    """The number of steps of a whole training with these settings; None if they don't tell it."""
    epochs, size = facts.get("epochs"), facts.get("mini_batch_size")
    if facts.get("origin") or not (epochs and size and facts["dataset"].get("training")):
        return None
    return -(-facts["dataset"]["training"] // size) * epochs


def _off_schedule(facts: Mapping[str, Any], steps: np.ndarray) -> list[str]:
    """What is wrong with the snapshots of a run: it has those that its settings ask for, up to
    where it was stopped.

    Runs of earlier versions don't say how many were asked for. If such a run was trained by us, as
    its command shows, it has all snapshots of a schedule of as many as there are. A run that others
    made may have any.
    """
    trained_here = " train " in facts.get("command", "") and not facts.get("stopped")
    asked = facts.get("snapshots", len(steps) if trained_here else None)
    total = _steps_of(facts)
    if asked is None or total is None:
        return []
    due = snapshot_steps(total, asked, len(steps) + 1)  # a stranger may ask for any number
    if facts.get("stopped"):
        due = due[: len(steps)]
    # The schedule consists of rounded powers, which another machine may round to the next step.
    if len(due) == len(steps) and not (abs(due - steps) > 1).any():
        return []
    return [
        f"lacks snapshots: it has {len(steps)}, from step {steps[0]:,} to step {steps[-1]:,}, and "
        f"its settings ask for {min(max(asked, 2), total + 1):,}, from 0 to {total:,}"
    ]


def _is_mnist(facts: Mapping[str, Any]) -> bool:
    """Whether the digits that ship are examples of what a run was trained on."""
    ends = facts["sizes"][0], facts["sizes"][-1]
    if "activations" in facts:  # version 2
        return facts["dataset"].get("sha256") == MNIST
    return facts["dataset"]["name"] == "mnist" and ends == (784, 10)


def _layout(facts: Mapping[str, Any], has_examples: bool) -> dict[str, Array]:
    """The arrays that a run with these facts has."""
    sizes = facts["sizes"]
    layout = {"step": Array("int64", ("S",))}
    for (W, b), n_in, n_out in zip(layer_names(sizes), sizes[:-1], sizes[1:], strict=True):
        layout[W] = Array("float32", ("S", n_out, n_in))
        layout[b] = Array("float32", ("S", n_out))
    if not has_data(facts):
        return layout
    for name in CURVES:
        layout[name] = Array("float64", ("S",))
    layout["test_predictions"] = Array("whole", (facts["dataset"]["test"],), below=sizes[-1])
    if has_examples:
        greys = "greys" if "activations" in facts else "uint8"
        layout["example_images"] = Array(greys, ("n", sizes[0]))
        layout["example_labels"] = Array("whole", ("n",), below=sizes[-1])
    return layout


def _fits(facts: Mapping[str, Any], kinds: Kinds, *keys: str) -> bool:
    return all(kinds[key](facts.get(key)) for key in keys)


def _misfits(sizes: list[int], dataset: Mapping[str, Any]) -> list[str]:
    """What of a data set does not fit the sizes of a network."""
    inputs, outputs = sizes[0], sizes[-1]
    shape, classes, features = (dataset.get(key) for key in ("image_shape", "classes", "features"))
    faults = []
    if shape and math.prod(shape) != inputs:
        faults.append(f"of {shape[0]}×{shape[1]} pixels, but {inputs:,} inputs")
    if features and len(features) != inputs:
        faults.append(f"of {len(features):,} features, but {inputs:,} inputs")
    if classes and len(classes) != outputs:
        faults.append(f"of {len(classes):,} classes, but {outputs:,} outputs")
    return [f"has a dataset that does not fit its sizes, {one}" for one in faults]


def _unlike(sizes: list[int], activations: list[str]) -> list[str]:
    """What is wrong with activations for layers of these sizes."""
    if len(activations) != len(sizes) - 1:
        return [
            f"has {len(activations)} activations, which should be {len(sizes) - 1}, one a layer"
        ]
    faults = [
        f"has activations[{l}] {schema.quoted(name)}, which should be {ANY}"
        for l, name in enumerate(activations[:-1])
        if not is_hidden(name)
    ]
    if activations[-1] not in OUTPUT:
        kind = one_of(OUTPUT)
        faults += kind.faults(activations[-1], f"activations[{len(activations) - 1}]")
    return faults


def _not_replayable(facts: Mapping[str, Any]) -> list[str]:
    """What is missing to repeat the steps of a run that says they can be."""
    optimizer = facts["optimizer"]
    kind = OPTIMIZERS.get(str(optimizer.get("name")))
    if kind is None:
        names = " or ".join(OPTIMIZERS)
        return [f"has an optimizer.name that is replayable, which only {names} are"]
    numbers = ["eta", "l2", *kind.numbers]
    lacking = [f"optimizer.{key}" for key in numbers if not number(optimizer.get(key))]
    lacking += [key for key in ("seed", "mini_batch_size", "epochs") if facts.get(key) is None]
    if not has_data(facts):
        lacking.append("dataset.sha256")
    return [f"has a replayable optimizer without {', '.join(lacking)}"] if lacking else []
