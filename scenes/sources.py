"""Which source a scene is drawn by: read from the files, without importing any."""

import ast

from nn.run import ROOT


def sources(file):
    """A scene's file, and the files of this project that it imports, and that those import."""
    found, waiting = set(), [file]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path)
    return found


def named_in(file, method):
    """The names that a scene's file gives to a method of its own, `study` or `experiment`: which
    studies and experiments it reads, as its calls of `self.study("…")` say."""
    return {
        node.args[0].value
        for node in _nodes(file)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def _nodes(path):
    try:
        return list(ast.walk(ast.parse(path.read_bytes())))
    except (OSError, SyntaxError):  # rendering it will say so
        return []


def _imported(path):
    modules = []
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from scenes import style` may name a module or something in it.
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [file for module in modules for file in _files(module)]


def _files(module):
    """What importing a module loads of this project: its packages' files and its own."""
    parts = module.split(".")
    places = [ROOT.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    files = [file for place in places for file in (place / "__init__.py", place.with_suffix(".py"))]
    return [file for file in files if file.is_file()]
