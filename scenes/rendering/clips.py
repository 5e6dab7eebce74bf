"""The clips that the film is made of, read from their source: no scene is imported."""

import ast
import dataclasses
import difflib
import pathlib
import re

from nn.errors import DownhillError
from scenes import film

SCENES = pathlib.Path(__file__).resolve().parents[1]


@dataclasses.dataclass(frozen=True)
class Clip:
    """A scene class, by its file and its name."""

    file: pathlib.Path
    name: str

    @property
    def title(self):
        """The name as words: PixelsToNeurons becomes Pixels to neurons."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", self.name).capitalize()

    @property
    def sentence(self):
        """What it shows: the first paragraph of its docstring, on one line.

        Raises DownhillError where the file has no such class.
        """
        try:
            statements = ast.parse(self.file.read_bytes()).body
        except (OSError, SyntaxError) as error:
            raise DownhillError(f"{self.file} can't be read ({error}): mend it.") from None
        for node in statements:
            if isinstance(node, ast.ClassDef) and node.name == self.name:
                return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
        raise DownhillError(
            f"scenes/film.py names the clip {self.name}, and {self.file} has no such class: "
            "mend one or the other."
        )


def chapters(cut=None):
    """[(title, [Clip, …]), …] in the order of the film; those of a shorter cut, where one is named
    (film.CUTS)."""
    contents = film.CUTS[cut] if cut else film.CHAPTERS
    return [(title, [_clip(name) for name in names]) for title, _, names in contents]


def all_clips(cut=None):
    """Every clip, in the order of the film; those of a shorter cut, where one is named."""
    return [clip for _, clips in chapters(cut) for clip in clips]


def find(names):
    """The clips of these names in the order of the film; all, where no name is given.

    Raises DownhillError for a name that no clip has, with those that it may have meant.
    """
    known = {clip.name: clip for clip in all_clips()}
    for name in names:
        if name not in known:
            raise DownhillError(f"there is no clip {name!r}: {_meant(name, known)}")
    return [clip for name, clip in known.items() if not names or name in names]


def _clip(name):
    module, _, scene = name.rpartition(".")
    return Clip(SCENES.joinpath(*module.split(".")).with_suffix(".py"), scene)


def _meant(name, known):
    lower = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(lower[other] for other in near)}?"
    return f"the clips are {', '.join(known)}."
