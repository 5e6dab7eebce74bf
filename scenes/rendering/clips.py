"""The clips of the film and of a user's own files, found in the source without importing it."""

import ast
import dataclasses
import difflib
import pathlib
import re

from nn.errors import DownhillError
from nn.places import shown
from scenes import film

BASES = ("Explainer", "ExplainerInSpace")  # of scenes/stage/explainer.py
SCENES = pathlib.Path(__file__).resolve().parents[1]


@dataclasses.dataclass(frozen=True)
class Clip:
    """A scene class, by its file and its name."""

    file: pathlib.Path
    name: str

    @property
    def title(self):
        """The title of the chapter whose card it is; of other clips, the name as words:
        WhatABiasDoes becomes What a bias does."""
        if self.file == SCENES / "cards" / "chapters.py":
            opened = {clips[0]: title for title, clips in chapters()}
            if self in opened:
                return opened[self]
        begins = r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
        return re.sub(begins, " ", self.name).capitalize()

    @property
    def is_card(self):
        """Whether it stands between the clips that show an idea: the title, a chapter's card, the
        credits."""
        return SCENES / "cards" in self.file.parents

    @property
    def sentence(self):
        """What it shows: the first paragraph of its docstring, on one line.

        Raises DownhillError if the file has no such class.
        """
        node = _classes(self.file).get(self.name)
        if node:
            return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
        raise DownhillError(
            f"scenes/film.py names the clip {self.name}, and {self.file} has no such class: "
            "fix one or the other."
        )


def chapters(cut=None):
    """[(title, [Clip, …]), …] in the order of the film, or of a shorter cut if one is named
    (film.CUTS)."""
    contents = film.CUTS[cut] if cut else film.CHAPTERS
    return [(title, [_clip(name) for name in names]) for title, _, names in contents]


def all_clips(cut=None):
    """Every clip in the order of the film, or of a shorter cut if one is named."""
    return [clip for _, clips in chapters(cut) for clip in clips]


def find(words):
    """The clips that the words of a command line name.

    A word is the name of a clip of the film, or a path that ends in .py. The words after a path
    name classes in that file; if there are none, all clips of the file are meant. Without any
    words, the whole film is meant. Clips of the film come first, in its order.

    Raises DownhillError, with suggestions, if no clip has a name, and if two clips have the same
    name.
    """
    names, files, file = [], {}, None
    for word in words:
        if word.endswith(".py"):
            file = pathlib.Path(word).resolve()
            files.setdefault(file, [])
        else:
            (files[file] if file else names).append(word)
    known = {clip.name: clip for clip in all_clips()}
    clips = [] if files and not names else _named(names, known, "clip")
    for file, of_file in files.items():
        clips += _named(of_file, _clips_in(file, of_file), f"clip in {shown(file)}:")
    for clip in clips:
        if sum(clip.name == other.name for other in clips) > 1:
            raise DownhillError(
                f"two clips are called {clip.name}, and would be one file: render them one by one "
                "in folders of their own, or rename one."
            )
    return clips


def _named(names, known, kind):
    for name in names:
        if name not in known:
            raise DownhillError(f"there is no {kind} {name!r}: {_meant(name, known)}")
    return [clip for name, clip in known.items() if not names or name in names]


def _clips_in(file, asked):
    """{name: Clip} of a file: its classes that extend Explainer, directly or through another class
    of the file, and those in `asked`.

    Raises DownhillError if there is no such file, or no clip in it.
    """
    classes, clips = _classes(file), {}
    bases = set(BASES)
    for name, node in classes.items():  # a class stands below those that it extends
        if bases & {ast.unparse(base).rpartition(".")[2] for base in node.bases}:
            bases.add(name)
            clips[name] = Clip(file, name)
        elif name in asked:
            clips[name] = Clip(file, name)
    if not clips:
        raise DownhillError(
            f"{shown(file)} has no clip in it: a clip is a class that extends "
            f"{' or '.join(BASES)} (`downhill new MyClip` writes one)."
        )
    return clips


def _classes(file):
    """{name: syntax tree} of the classes of a file."""
    try:
        statements = ast.parse(file.read_bytes()).body
    except (OSError, SyntaxError, ValueError) as error:
        raise DownhillError(f"{shown(file)} can't be read ({error}): fix it.") from None
    return {node.name: node for node in statements if isinstance(node, ast.ClassDef)}


def _clip(name):
    module, _, scene = name.rpartition(".")
    return Clip(SCENES.joinpath(*module.split(".")).with_suffix(".py"), scene)


def _meant(name, known):
    lower = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(lower[other] for other in near)}?"
    return f"the clips are {', '.join(known)}."
