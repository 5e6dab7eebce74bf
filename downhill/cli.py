"""Films of how neural networks learn: train a network, look at it, render clips of it."""

import argparse
import contextlib
import os
import pathlib
import re
from collections.abc import Sequence

from downhill import __version__
from downhill.exporting import EXPORT
from nn.cli import command
from nn.cli import main as training
from nn.cli.command import Command
from nn.errors import DownhillError
from nn.places import PROJECT_VARIABLE
from scenes import cli as drawing

TEMPLATE = pathlib.Path(__file__).with_name("clip_template.py")  # README prints it
TEMPLATE_CLASS = "HowLargeWeightsGrow"


def main(arguments: Sequence[str] | None = None) -> int:
    """The console command `downhill`: run a command, return its exit status."""
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how a word could be completed
        with contextlib.suppress(ImportError):
            import argcomplete

            argcomplete.autocomplete(parser(whole=True))
    return command.main("downhill", __doc__, COMMANDS, arguments, common_options, work_there)


def parser(whole: bool = False) -> argparse.ArgumentParser:
    """The parser of all commands."""
    return command.parser("downhill", __doc__, COMMANDS, common_options, whole)


def common_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that are allowed before or after any command."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder of data/runs, data/experiments and media (the current one)",
    )
    if parser.prog == "downhill":
        parser.add_argument("--version", action="version", version=f"downhill {__version__}")


def work_there(given: argparse.Namespace) -> None:
    """Make --project the current folder, to which all other paths are relative."""
    if "project" not in given:
        return
    if not os.path.isdir(given.project):
        raise DownhillError(f"there is no folder {given.project}: make it, or name another.")
    os.chdir(given.project)
    os.environ.pop(PROJECT_VARIABLE, None)


def new(given: argparse.Namespace) -> None:
    """Write a clip to start from."""
    name = given.name
    if not re.fullmatch(r"[A-Z]\w*", name, re.ASCII):
        raise DownhillError(f"{name!r} cannot name a clip: write it as a class, such as MyClip.")
    file = pathlib.Path(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() + ".py")
    source = TEMPLATE.read_text(encoding="utf-8").replace(TEMPLATE_CLASS, name)
    try:
        with open(file, "x", encoding="utf-8") as clip:
            clip.write(source)
    except FileExistsError:
        raise DownhillError(f"{file} exists already: choose another name, or move it.") from None
    print(f"{file}  draw it with `downhill render {file} {name}`")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the clip's class, such as MyClip")


NEW = Command("new", "write a clip of your own to start from", _new_options, new)
COMMANDS = [*training.COMMANDS, EXPORT, *drawing.COMMANDS, NEW]
