"""What a run must hold (format.py): the facts in run.json, and the arrays that they imply.

Each check raises DownhillError with a sentence that names the file.
"""

import math
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn import schema
from nn.activations import HIDDEN, OUTPUT
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.network import parameter_count
from nn.schema import (
    Array,
    Kinds,
    count,
    dict_of,
    list_of,
    maybe,
    natural,
    number,
    one_of,
    share,
    text,
)
from nn.training.loop import snapshot_steps

CURVES = ("train_cost", "validation_cost", "validation_accuracy")
MEND = "restore it, or train the run again"

ROOM = 2**20  # bytes of log.npz besides its numbers: the headers of its arrays


def layer_names(sizes: Sequence[int]) -> list[tuple[str, str]]:
    """The names of each layer's arrays: (W1, b1), (W2, b2), …"""
    return [(f"W{l}", f"b{l}") for l in range(1, len(sizes))]


def check_facts(path: pathlib.Path, facts: Mapping[str, Any]) -> None:
    """Check run.json at `path`: it must have every key of a run, with the right kind of value."""
    schema.check_facts(path, facts, KEYS, MEND)
    schema.check_facts(path, facts, {key: OPTIONAL[key] for key in OPTIONAL if key in facts}, MEND)
    dataset, inputs, outputs = facts["dataset"], facts["sizes"][0], facts["sizes"][-1]
    shape, classes = dataset.get("image_shape"), dataset.get("classes")
    if (shape and math.prod(shape) != inputs) or (classes and len(classes) != outputs):
        raise DownhillError(f"{path} has a dataset that does not fit its sizes: {MEND}.")


def check_arrays(
    path: pathlib.Path, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> None:
    """Check the arrays of log.npz at `path`: types, values, and shapes, which run.json implies."""
    layout = _layout(facts, "example_images" in arrays or not _is_mnist(facts))
    letters = schema.check_arrays(path, arrays, layout, MEND)
    snapshots, validation = letters["S"], facts["dataset"]["validation"]
    steps = arrays["step"]
    if snapshots == 0:
        raise DownhillError(f"{path} has no snapshots: {MEND}.")
    if not 1 <= letters.get("n", 1) <= max(validation, 1):
        raise DownhillError(
            f"{path} has {letters['n']:,} examples, but {validation:,} images to take them from: "
            f"{MEND}."
        )
    if steps[0] < 0 or (steps[1:] <= steps[:-1]).any():
        raise DownhillError(f"{path} has snapshots out of order: {MEND}.")
    _check_schedule(path, facts, steps)
    if ((arrays["validation_accuracy"] < 0) | (arrays["validation_accuracy"] > 1)).any():
        raise DownhillError(f"{path} has a validation_accuracy that is not in 0…1: {MEND}.")
    for name in CURVES:
        if facts["results"][name] != arrays[name][-1]:
            raise DownhillError(
                f"{path} ends with a {name} of {arrays[name][-1]:g}, but run.json says "
                f"{facts['results'][name]:g}: {MEND}."
            )


def log_limit(facts: Mapping[str, Any]) -> int:
    """The most bytes that the log.npz of these facts may have: it has at most a snapshot for each
    step, and the whole validation part as examples."""
    sizes, dataset = facts["sizes"], facts["dataset"]
    snapshots = max(2, min(facts.get("snapshots", schema.MOST), _steps_of(facts) + 1))
    a_snapshot = 4 * parameter_count(sizes) + 8 * (1 + len(CURVES))
    examples = (sizes[0] + 8) * dataset["validation"]
    return snapshots * a_snapshot + examples + 8 * dataset["test"] + ROOM


def _steps_of(facts: Mapping[str, Any]) -> int:
    """The number of steps of a whole training with these settings."""
    return -(-facts["dataset"]["training"] // facts["mini_batch_size"]) * facts["epochs"]


def _check_schedule(path: pathlib.Path, facts: Mapping[str, Any], steps: np.ndarray) -> None:
    """Check that a run has the snapshots that its settings ask for, up to where it was stopped.

    Runs of earlier versions don't say how many were asked for. If such a run was trained by us, as
    its command shows, it has all snapshots of a schedule of as many as there are. A run that others
    made may have any.
    """
    trained_here = " train " in facts.get("command", "") and not facts.get("stopped")
    asked = facts.get("snapshots", len(steps) if trained_here else None)
    if asked is None:
        return
    total = _steps_of(facts)
    due = snapshot_steps(total, asked, len(steps) + 1)  # a stranger may ask for any number
    if facts.get("stopped"):
        due = due[: len(steps)]
    # The schedule consists of rounded powers, which another machine may round to the next step.
    if len(due) != len(steps) or (abs(due - steps) > 1).any():
        raise DownhillError(
            f"{path} lacks snapshots: it has {len(steps)}, from step {steps[0]:,} to step "
            f"{steps[-1]:,}, and its settings ask for {min(max(asked, 2), total + 1):,}, from 0 to "
            f"{total:,}: {MEND}."
        )


def _is_mnist(facts: Mapping[str, Any]) -> bool:
    """Whether the digits that ship are examples of what a run was trained on."""
    return facts["dataset"]["name"] == "mnist" and (facts["sizes"][0], facts["sizes"][-1]) == (
        784,
        10,
    )


def _layout(facts: Mapping[str, Any], has_examples: bool) -> dict[str, Array]:
    """The arrays that a run with these facts has."""
    sizes = facts["sizes"]
    layout = {"step": Array("int64", ("S",))}
    for (W, b), n_in, n_out in zip(layer_names(sizes), sizes[:-1], sizes[1:], strict=True):
        layout[W] = Array("float32", ("S", n_out, n_in))
        layout[b] = Array("float32", ("S", n_out))
    for name in CURVES:
        layout[name] = Array("float64", ("S",))
    layout["test_predictions"] = Array("whole", (facts["dataset"]["test"],), below=sizes[-1])
    if has_examples:
        layout["example_images"] = Array("uint8", ("n", sizes[0]))
        layout["example_labels"] = Array("whole", ("n",), below=sizes[-1])
    return layout


KEYS: Kinds = {  # of run.json
    "name": text,
    "sizes": lambda value: list_of(natural)(value) and len(value) > 1,
    "activation": one_of(HIDDEN),
    "output_activation": one_of(OUTPUT),
    "cost": one_of(COSTS),
    "optimizer": dict_of(number, name=text, eta=number, l2=number),
    "mini_batch_size": natural,
    "epochs": natural,
    "seed": lambda value: type(value) is int and value >= 0,
    "dataset": dict_of(
        name=text,
        given=maybe(schema.path),
        sha256=text,
        training=count,
        validation=count,
        test=count,
        image_shape=maybe(lambda value: list_of(natural)(value) and len(value) == 2),
        classes=maybe(list_of(schema.name)),
    ),
    "results": lambda value: (
        dict_of(number, **dict.fromkeys(CURVES, number))(value)
        and all(share(value[name]) for name in value if name.endswith("accuracy"))
    ),
    "digest": text,
}
OPTIONAL: Kinds = {"command": text, "stopped": text, "snapshots": natural}
