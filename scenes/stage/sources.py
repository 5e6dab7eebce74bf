"""Which source a scene is drawn by: read from the files, without importing any."""

import ast
import functools
import os

from nn.places import ROOT

PACKAGES = ("nn", "scenes")
OF_THE_RUN = {"run", "planes", "study", "needs", "shown", "load", "memmap"}  # in a scene's source


def sources(file):
    """A scene's file, and the files of this project that it imports, and that those import."""
    found, met, waiting = set(), {file}, [file]
    while waiting:
        path = waiting.pop()
        if path == file or os.path.isfile(path):
            found.add(path)
            modules, *_ = _read(_content(path))
            places = {place for module in modules for place in _places(module)} - met
            met |= places
            waiting += places
    return found


def reads_the_run(file):
    """Whether a scene's file may be drawn from the run that is shown: not where it tells of
    experiments, and of nothing that could come from a run."""
    *_, attributes = _read(_content(file))
    return "experiment" not in attributes or bool(attributes & OF_THE_RUN)


def named_in(file, method):
    """The names that a scene's file gives to a method of its own, `study` or `experiment`: which
    studies and experiments it reads, as its calls of `self.study("…")` say."""
    _, calls, _ = _read(_content(file))
    return {name for called, name in calls if called == method}


def _content(path):
    try:
        return path.read_bytes()
    except OSError:  # rendering it will say so
        return b""


@functools.cache  # most of the time would go into parsing what many scenes import
def _read(content):
    """(the modules of ours that a source imports, its calls of methods with a constant as
    (method, constant), the names of attributes that it reads or sets): all that is asked of it."""
    try:
        nodes = list(ast.walk(ast.parse(content)))
    except SyntaxError:  # rendering it will say so
        return frozenset(), frozenset(), frozenset()
    modules, calls, attributes = set(), set(), set()
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from scenes.stage import style` may name a module or something in it.
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            calls.add((node.func.attr, node.args[0].value))
        if isinstance(node, ast.Attribute):
            attributes.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            attributes.add(node.id)  # of a class: `needs = …`
    ours = (module for module in modules if module.split(".")[0] in PACKAGES)
    return frozenset(ours), frozenset(calls), frozenset(attributes)


@functools.cache
def _places(module):
    """Where what importing a module loads of this project may stand: its packages and itself."""
    parts = module.split(".")
    places = [ROOT.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    return {file for place in places for file in (place / "__init__.py", place.with_suffix(".py"))}
