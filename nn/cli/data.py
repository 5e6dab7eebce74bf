"""The options that name a data set and tell what its files don't say."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nn.legible import legible

if TYPE_CHECKING:
    from nn.datasets import Dataset
    from nn.runs.run import Run

TOLD = ("shape", "classes", "one", "many", "label")
NO_PICTURES = "none"
LONGEST_LIST = 2**20  # bytes of a file of class names


def add_options(
    parser: argparse.ArgumentParser,
    help: str,
    names: Sequence[str] = ("--dataset",),
    **dataset: Any,
) -> None:
    """Add --dataset, --data-dir, and what is told about the data. names: of
    --dataset; dataset: more about it."""
    add = parser.add_argument
    add(*names, dest="dataset", help=help, **dataset)
    add("--data-dir", default=None, help="the folder of the data set's files (else $MNIST_DIR …)")
    add(
        "--shape",
        type=_shape,
        default=None,
        metavar="HEIGHTxWIDTH",
        help="of pictures that are flat or of many sizes, such as 28x28; none if they are none",
    )
    add(
        "--classes",
        type=_names,
        default=None,
        metavar="NAMES",
        help="of all classes in their order, as a,b,c, or a text file with one a line",
    )
    add("--one", default=None, metavar="WORD", help="what one example is called, such as digit")
    add("--many", default=None, metavar="WORD", help="and many of them, such as digits")
    add("--label", default=None, metavar="COLUMN", help="of a table, by its name or its number")


def load(given: argparse.Namespace, name: str, asked: Mapping[str, Any] | None = None) -> "Dataset":
    """The data set of a name or path as the options tell, else as `asked` for it before; a line is
    printed if its files had to be interpreted.

    Raises DownhillError if there is none.
    """
    from nn import datasets

    told = dict(asked or {})
    told |= {key: value for key in TOLD if (value := getattr(given, key)) is not None}
    return _said(datasets.load(name, given.data_dir, datasets.Told.again(told)))


def of_run(given: argparse.Namespace, finished: "Run") -> "Dataset":
    """The data set that a run was trained on: the one that --dataset names, else the run's own.

    Raises DownhillError if there is none, or it is another one.
    """
    from nn.datasets import Told

    asked = finished.facts["dataset"].get("asked") or {}
    told = {**asked, **{key: v for key in TOLD if (v := getattr(given, key)) is not None}}
    return _said(finished.load_data(given.dataset, given.data_dir, Told.again(told)))


def _said(data: "Dataset") -> "Dataset":
    """A data set, once it is printed how its files were read, if that had to be interpreted."""
    if data.understood:
        print(legible(data.understood), file=sys.stderr)
    return data


def _shape(text: str) -> tuple[int, ...]:
    if text == NO_PICTURES:
        return ()
    sides = text.lower().replace("×", "x").split("x")
    if len(sides) != 2 or not all(one.isdecimal() and 0 < int(one) < 10**4 for one in sides):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a height and a width: write them as 28x28, or none for no pictures"
        )
    return int(sides[0]), int(sides[1])


def _names(text: str) -> tuple[str, ...]:
    if not os.path.isfile(text):
        return tuple(name.strip() for name in text.split(","))
    try:
        with open(text, "rb") as file:
            lines = file.read(LONGEST_LIST).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of names in UTF-8 ({error})"
        ) from None
    return tuple(line.strip() for line in lines if line.strip())
