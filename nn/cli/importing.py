"""The command `import`: files of models that others trained become a run."""

import argparse
import dataclasses
import os
import sys
from typing import TYPE_CHECKING

from nn.cli import data as data_options
from nn.cli.command import count
from nn.cli.finish import survey
from nn.errors import DownhillError
from nn.legible import legible

if TYPE_CHECKING:
    from nn.datasets import Dataset

UNKNOWN = "unknown"


def import_files(given: argparse.Namespace, command: str) -> None:
    """Write a run of what files hold, and measure what the clips show of it; `command` is kept in
    it."""
    from nn.claims import claimed
    from nn.folders import check_name
    from nn.importing import make, series
    from nn.importing.tensors import How
    from nn.importing.told import Told
    from nn.runs import outside
    from nn.runs.show import show

    check_name(given.out)
    if os.path.exists(given.out) and not given.overwrite:
        raise DownhillError(
            f"{given.out} exists: choose another --out, or --overwrite to replace it."
        )
    paths = series.found(given.files, given.checkpoints)
    usual = How()
    epsilon = usual.epsilon if given.epsilon is None else given.epsilon
    said = Told(
        given.activation,
        given.output_activation,
        given.activations,
        given.cost,
        given.scaling,
        How(epsilon, given.transposed),
    )
    data = None if given.dataset is None else _data(given)
    made = make.read(
        paths,
        said,
        data,
        per_epoch=given.steps_per_epoch,
        zero=given.zero,
        given=given.dataset,
        command=command,
        classes=given.classes,
        shape=given.shape,
    )
    for sentence in made.sentences:
        print(f"downhill: {legible(sentence)}", file=sys.stderr)
    with claimed(given.out):
        run = outside.write(given.out, made.trained, data, overwrite=given.overwrite)
        if not given.no_landscape:
            survey(run, data, given.prog)
    show(run)


def _data(given: argparse.Namespace) -> "Dataset":
    """The data that are named, and on which parts the network was trained as far as is told."""
    data = data_options.load(given, given.dataset)
    trained_on = given.trained_on
    return dataclasses.replace(data, trained_on=trained_on)


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    parser.description = (
        "Make a run of a network that was trained elsewhere, from ONNX, safetensors, PyTorch, "
        "Keras, skops or npz files. Nothing in them is run."
    )
    parser.allow_abbrev = False
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="a model, or the checkpoints of one training")
    add("--checkpoints", metavar="PATTERN", help="more of them, such as 'checkpoints/*.pt'")
    add("--out", required=True, help="the folder to write, such as data/runs/NAME")
    names = ("--data", "--dataset")
    data_options.add_options(parser, "the data it was trained for: a name or a path", names=names)
    add("--activation", help="of the hidden layers, where the file does not hold it, such as relu")
    add("--activations", type=_names, metavar="NAMES", help="of every layer: relu,relu,softmax")
    add("--output-activation", help="of the last layer: softmax or sigmoid")
    add("--cost", help="cross_entropy or quadratic, where the file does not hold it")
    add(
        "--scaling",
        type=_scaling,
        metavar="MEAN,STD",
        help="what was taken from the inputs, and what they were divided by, before the model",
    )
    add(
        "--trained-on",
        type=_parts,
        metavar="PARTS",
        help="of the data, as training,validation (unknown unless given)",
    )
    add("--steps-per-epoch", type=count, metavar="N", help="for checkpoints counted in epochs")
    add("--zero", choices=("before", "after"), help="when a checkpoint numbered 0 was saved")
    add("--epsilon", type=float, help="of batch normalization in weights alone (1e-5)")
    add("--transposed", action="store_true", help="square weights are (from, to)")
    add("--overwrite", action="store_true", help="replace the run at --out")
    add("--no-landscape", action="store_true", help="leave out what only the clips need")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _scaling(text: str) -> object:
    from nn.importing import told

    try:
        return told.scaling(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a mean and a deviation: write them as 0.1307,0.3081, or all means "
            "and then all deviations"
        ) from None


def _parts(text: str) -> tuple[str, ...] | None:
    parts = _names(text)
    if parts == (UNKNOWN,):
        return None
    if not set(parts) <= {"training", "validation", "test"}:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a list of parts: write training, training,validation, or unknown"
        )
    return parts
