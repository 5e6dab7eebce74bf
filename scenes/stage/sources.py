"""What a clip is drawn from (its source files, and the data that it declares), and what it declares
to need of a run.

Both are found by parsing the files, without importing any: a command with nothing to render is done
in less time than it takes to import Manim.
"""

import ast
import dataclasses
import functools
import os
import pathlib
from typing import Any

from nn.errors import DownhillError
from nn.places import ROOT

PACKAGES = ("nn", "scenes")


@dataclasses.dataclass(frozen=True)
class Declared:
    """What a clip declares; scenes.stage.explainer.Story describes the fields. `needs` are names of
    scenes/stage/needs.py."""

    reads_run: bool = True
    landscape: bool = False
    studies: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def declared(file: pathlib.Path, name: str) -> Declared:
    """What the class `name` in a file declares, or inherits from a class in the same file.

    Raises DownhillError if a declaration is not a constant, which cannot be read without importing.
    """
    classes = _read(_content(file))[1]
    found: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        bases, constants = classes.get(waiting.pop(0), ((), ()))
        for field, value in constants:
            found.setdefault(field, value)
        waiting += bases
    for field, value in found.items():
        if value is NOT_CONSTANT:
            example = "(PICTURES,)" if field == "needs" else '("lines",)'
            raise DownhillError(
                f"{file}: `{field}` of {name} is not written out: give it as a constant, such as "
                f"{example}."
            )
    return Declared(**found)


def sources(file: pathlib.Path) -> set[pathlib.Path]:
    """A clip's file and all files that it imports, directly or indirectly, from this project or
    from the clip's own folder."""
    found, met, waiting = set(), {file}, [file]
    beside = None if file.is_relative_to(ROOT / "scenes") else file.parent
    while waiting:
        path = waiting.pop()
        if path == file or os.path.isfile(path):
            found.add(path)
            modules, _ = _read(_content(path))
            places = {
                place
                for dots, name in modules
                for place in _places(name, path.parents[dots - 1] if dots else None, beside)
            }
            waiting += places - met
            met |= places
    return found


NOT_CONSTANT = object()
Class = tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]  # as _read describes it
FIELDS = tuple(field.name for field in dataclasses.fields(Declared))


def _content(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # rendering the clip reports it
        return b""


@functools.cache  # many clips import the same files, and parsing takes most of the time
def _read(content: bytes) -> tuple[frozenset[tuple[int, str]], dict[str, Class]]:
    """(the modules that a source imports, its classes).

    A module is (dots before its name, its name). The classes: {name: (names of its bases,
    ((field of Declared, value), …))}.
    """
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):  # rendering the clip reports it
        return frozenset(), {}
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {(0, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            # `from scenes.stage import style` may name a module or something in it.
            package = node.module or ""
            names = {package, *(f"{package}.{alias.name}".lstrip(".") for alias in node.names)}
            modules |= {(node.level, name) for name in names if name}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return frozenset(modules), {node.name: (_bases(node), _constants(node)) for node in classes}


def _bases(node: ast.ClassDef) -> tuple[str, ...]:
    return tuple(base.id for base in node.bases if isinstance(base, ast.Name))


def _constants(node: ast.ClassDef) -> tuple[tuple[str, Any], ...]:
    """((field of Declared, its value), …) of a class's body; the value may be NOT_CONSTANT."""
    found = []
    for statement in node.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or not statement.value:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in FIELDS:
                found.append((target.id, _value(target.id, statement.value)))
    return tuple(found)


def _value(field: str, written: ast.expr) -> Any:
    """The value written for a field: a constant, or the names of needs; else NOT_CONSTANT."""
    try:
        if field != "needs":
            return ast.literal_eval(written)
        names = [ast.unparse(name) for name in written.elts]  # type: ignore[attr-defined]
    except (ValueError, AttributeError):
        return NOT_CONSTANT
    return tuple(name.removeprefix("needs.") for name in names)


@functools.cache
def _places(
    module: str, above: pathlib.Path | None, beside: pathlib.Path | None
) -> set[pathlib.Path]:
    """The files that importing a module may load, its packages' and its own; they may not exist.

    above: the folder that a relative import starts from. beside: the folder of the user's modules.
    """
    parts = module.split(".")
    folder = above or (ROOT if parts[0] in PACKAGES else beside)
    if folder is None:  # a package that is installed
        return set()
    places = [folder.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    return {file for place in places for file in (place / "__init__.py", place.with_suffix(".py"))}
