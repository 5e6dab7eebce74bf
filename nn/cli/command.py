"""What our command lines are made of: commands, their parser, and one way to end on an error.

    COMMANDS = [Command("show", "what a run is", show_options, show), …]
    main("python -m nn", "What it does.", COMMANDS)

A command adds its options only once it is chosen, so that help is printed without numpy.
"""

import argparse
import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from nn.errors import DownhillError
from nn.legible import legible, print_legibly

STOPPED_BY_HAND = 130  # what a shell reports for a program that Ctrl-C ended


@dataclasses.dataclass(frozen=True)
class Command:
    """A subcommand: `add_options(parser)` adds its options, `run(given)` carries it out and returns
    its exit status, None for 0. `given` has `prog` and `words`, the command line as it was typed.
    """

    name: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int | None]


def main(
    prog: str,
    description: str | None,
    commands: Sequence[Command],
    arguments: Sequence[str] | None = None,
    common: Callable[[argparse.ArgumentParser], None] = lambda parser: None,
    begin: Callable[[argparse.Namespace], None] = lambda given: None,
) -> int:
    """Run a command; return the exit status: 2 for an error that the user can fix, which is printed
    as one sentence, 130 if it was stopped by Ctrl-C.

    common: adds options that are allowed before or after the command; `begin(given)` acts on them.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    print_legibly()
    try:
        given = parser(prog, description, commands, common).parse_args(words)
        given.prog, given.words = prog, words
        begin(given)
        return given.run(given) or 0
    except DownhillError as error:
        print(f"downhill: {legible(error)}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has closed it: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # a full disk, a folder that may not be written to
        what = legible(f"{error.filename or 'a file'}: {error.strerror or error}")
        print(f"downhill: {what}: fix that, then repeat the command.", file=sys.stderr)
        return 2
    except MemoryError as error:
        what = f"there is not enough memory ({legible(error)})" if str(error) else "memory ran out"
        print(f"downhill: {what}: use fewer or smaller images.", file=sys.stderr)
        return 2
    except UnicodeEncodeError as error:  # a name of a file, in the C locale
        if sys.getfilesystemencoding() == "utf-8":
            raise
        print(
            f"downhill: {legible(error.object)} can't name a file in this locale, whose encoding "
            f"is {error.encoding}: set PYTHONUTF8=1, then repeat the command.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt as stop:
        print(f"\nstopped{stop}", file=sys.stderr)
        return STOPPED_BY_HAND


def parser(
    prog: str,
    description: str | None,
    commands: Sequence[Command],
    common: Callable[[argparse.ArgumentParser], None] = lambda parser: None,
    whole: bool = False,
) -> argparse.ArgumentParser:
    """The parser of some commands. Its result has `run`, that of the command chosen.

    whole: whether all commands add their options at once, for callers that inspect them.
    """
    result = _Parser(prog=prog, description=description)
    common(result)
    chosen = result.add_subparsers(
        required=True,
        metavar="|".join(command.name for command in commands),
        parser_class=_CommandParser,
    )
    for command in commands:
        one = chosen.add_parser(command.name, help=command.help, description=command.help)
        one.fill = command.add_options, common
        one.set_defaults(run=command.run)
        if whole:
            one.add_options()
    return result


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are legible."""

    def error(self, message: str) -> NoReturn:
        super().error(legible(message))


class _CommandParser(_Parser):
    """The parser of one command, which calls each function in `fill` on itself before its use."""

    fill: tuple[Callable[[argparse.ArgumentParser], None], ...] = ()

    def add_options(self) -> None:
        fill, self.fill = self.fill, ()
        for add_options in fill:
            add_options(self)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self.add_options()
        return super().parse_known_args(args, namespace)


@contextlib.contextmanager
def when_stopped(how_to_go_on: str) -> Iterator[None]:
    """If Ctrl-C ends the block, add to its message how to continue."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"; {how_to_go_on}") from None


def count(text: str) -> int:
    """The type of options such as `--jobs 2`."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
