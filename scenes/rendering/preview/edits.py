"""Which functions an edit touched, and which beat of a clip they belong to."""

import ast
import dataclasses
import difflib
from collections.abc import Iterable, Sequence

Place = tuple[str, int]  # a function's name, and a line in it


@dataclasses.dataclass
class Beat:
    """A beat as recorded in a rehearsal: its headline, the number of its first animation, and the
    places in the clip's file that were running when the beat opened and at each animation."""

    headline: str
    first: int
    places: set[Place] = dataclasses.field(default_factory=set)


def touched(old: str, new: str) -> tuple[list[Place], set[str]]:
    """What an edit of a source changed: the functions, each with its first line in `new` that
    differs; and the names of these functions, of their classes, and of constants that differ.

    Both are empty if `new` is not valid Python.
    """
    try:
        tree = ast.parse(new)
    except (SyntaxError, ValueError):
        return [], set()
    places, names = {}, set()
    for line in _changed_lines(old.splitlines(), new.splitlines()):
        statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))
        around = [node for node in statements if _first(node) <= line <= node.end_lineno]
        functions = [node for node in around if isinstance(node, _FUNCTIONS)]
        if functions:
            places.setdefault(max(functions, key=_first).name, line)
        for node in around:
            if isinstance(node, (ast.ClassDef, *_FUNCTIONS)):
                names.add(node.name)
            elif not functions:
                names |= _assigned(node)
    return list(places.items()), names


def places_to_look(places: Sequence[Place], names: Iterable[str], source: str) -> list[Place]:
    """The places of a clip's source that an edit may affect, nearest first: those edited, then
    those that mention a touched name, then those that mention these functions, and so on.
    """
    try:
        functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, _FUNCTIONS)]
    except (SyntaxError, ValueError):
        return list(places)
    mentions = [(function.name, _mentions(function)) for function in functions]
    found, met, waiting = list(places), set(), [*(name for name, _ in places), *sorted(names)]
    while waiting:
        name = waiting.pop(0)
        if name not in met:
            met.add(name)
            new = [(function, of[name]) for function, of in mentions if name in of]
            found += new
            waiting += [function for function, _ in new]
    return found


def chosen(beats: Sequence[Beat], places: Sequence[Place], otherwise: int) -> int:
    """The index of the beat to draw: one during which the first of `places` ran, or the next one if
    the first never ran, and so on. If none ran, `otherwise`, or 0 if there are fewer beats.

    If the function ran during several beats, the one whose line is the nearest at or before the
    edited line is chosen.
    """
    for function, line in places:
        ran = [(at, k) for k, beat in enumerate(beats) for f, at in beat.places if f == function]
        before = [at for at, _ in ran if at <= line]
        if ran:
            nearest = max(before) if before else min(ran)[0]
            return min(k for at, k in ran if at == nearest)
    return otherwise if otherwise < len(beats) else 0


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _changed_lines(old, new):
    """The numbers, from 1, of the lines of `new` that differ from `old`; if lines were removed, the
    number of the line that follows."""
    for kind, _, _, first, last in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            yield from range(first + 1, max(last, first + 1) + 1)


def _first(node):
    """The first line of a statement, decorators included."""
    return min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])


def _assigned(statement):
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    named = (node for target in targets if target for node in ast.walk(target))
    return {node.id for node in named if isinstance(node, ast.Name)}


def _mentions(function):
    """{name: the first line of a function that mentions it}"""
    found = {}
    for node in ast.walk(function):
        name = getattr(node, "attr", getattr(node, "id", None))
        if isinstance(node, (ast.Attribute, ast.Name)):
            found[name] = min(node.lineno, found.get(name, node.lineno))
    return found
