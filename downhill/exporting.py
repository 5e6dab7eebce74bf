"""The command `export`: a run's weights, or its examples, in formats of others."""

import argparse
import os
import pathlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nn.cli.command import Command
from nn.errors import DownhillError
from nn.legible import legible

if TYPE_CHECKING:
    from nn.exporting.weights import Weights
    from nn.runs.run import Run

ENDINGS = {  # of a file's name; None is a folder
    "onnx": ".onnx",
    "safetensors": ".safetensors",
    "torch": ".pt",
    "npz": ".npz",
    "csv": ".csv",
    "png": None,
}
WHAT = {"weights": tuple(ENDINGS), "images": ("npz", "csv", "png")}
PARTS = ("training", "validation", "test")
MARK = ".exported"  # a file in a folder of ours, which alone is replaced


def export(given: argparse.Namespace) -> None:
    """Write what was asked for, whole or not at all, and print where and what it is."""
    from nn.runs.run import Run

    if given.to not in WHAT[given.what]:
        raise DownhillError(
            f"--what {given.what} can't be written as {given.to}: choose --to "
            f"{', '.join(WHAT[given.what])}."
        )
    run = Run.load(given.run_name)
    out = pathlib.Path(given.out or f"{run.folder.name}-{given.what}{ENDINGS[given.to] or ''}")
    _check(out, given)
    said = (_weights if given.what == "weights" else _images)(run, out, given)
    print(legible(out), *said, sep="\n")


def _check(out: pathlib.Path, given: argparse.Namespace) -> None:
    """Raise DownhillError if something is at `out` that is not to be replaced."""
    if not os.path.lexists(out):
        return
    ours = out.is_file() if ENDINGS[given.to] else (out / MARK).is_file()
    if not ours and given.overwrite:
        raise DownhillError(
            f"{out} is nothing that `export --to {given.to}` has written, so it is not replaced: "
            "choose another --out."
        )
    if not given.overwrite:
        raise DownhillError(f"{out} exists: choose another --out, or --overwrite to replace it.")


def _weights(run: "Run", out: pathlib.Path, given: argparse.Namespace) -> list[str]:
    from nn.exporting import arrays, onnx_model, pictures, safetensors_file, tables, torch_state
    from nn.exporting.weights import weights_of

    weights = weights_of(run, given.snapshot)
    said = [f"after step {run.steps[given.snapshot]:,}; inputs: {legible(weights.about['inputs'])}"]
    if given.to == "png":
        from scenes.stage.style import diverging

        with _folder(out) as folder:
            scale = pictures.write_weights(folder, run, given.snapshot, diverging)
        return [f"{said[0].split(';')[0]}; brightest blue {scale:.4g}, orange −{scale:.4g}"]
    write: dict[str, Callable[[pathlib.Path, Weights], None]] = {
        "onnx": onnx_model.write,
        "safetensors": safetensors_file.write,
        "torch": torch_state.write,
        "npz": arrays.write,
        "csv": tables.write_weights,
    }
    write[given.to](out, weights)
    return [*said, torch_state.module(out, weights)] if given.to == "torch" else said


def _images(run: "Run", out: pathlib.Path, given: argparse.Namespace) -> list[str]:
    from nn.exporting import pictures, tables

    data = run.load_data(given.dataset, given.data_dir)
    parts = PARTS if given.part is None else (given.part,)
    if given.to == "png":
        with _folder(out) as folder:
            pictures.write_examples(folder, data, parts)
    elif given.to == "csv":
        tables.write_examples(out, data, parts)
    elif given.part is None:
        data.save(out)
    else:
        raise DownhillError("--to npz holds all parts: leave out --part.")
    count = sum(len(getattr(data, f"{part}_labels")) for part in parts)
    return [f"{count:,} {legible(data.many)}: {', '.join(parts)}"]


@contextmanager
def _folder(out: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder that becomes `out` once the block ends."""
    from nn.claims import claimed
    from nn.folders import check_name, folder_written_whole, remove_whole

    check_name(out)
    with claimed(out):
        try:
            with folder_written_whole(out) as folder:
                (folder / MARK).touch()
                yield folder
        except BaseException:
            remove_whole(out)
            raise


def _options(parser: argparse.ArgumentParser) -> None:
    from nn.cli.main import run_option

    parser.description = (
        "Write the weights of a run for other frameworks, or as pictures or a table; or its "
        "examples as PNG files in folders by class, as a table, or as an npz."
    )
    run_option(parser)
    add = parser.add_argument
    add("--to", required=True, choices=ENDINGS)
    add("--what", choices=WHAT, default="weights", help="weights (unless given), or the examples")
    add("--out", help="the file or folder to write (RUN-WHAT in the current folder)")
    add("--snapshot", type=int, default=-1, metavar="N", help="from 0; the last unless given")
    add("--part", choices=PARTS, help="of the examples; all unless given")
    add("--dataset", help="the data set that it was trained on, if that has moved")
    add("--data-dir", help="the folder of the data set's files")
    add("--overwrite", action="store_true", help="replace what is at --out")


EXPORT = Command("export", "weights and images for other programs", _options, export)
