"""What can be read on the screen: the lines of type among a scene's mobjects."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from manim import LEFT, UP, Mobject, config

from scenes.manim_internals.typesetting import MathTypst, Typst
from scenes.stage import markup, style

GAP = 0.3  # scene units, from a headline to what stands beside it
TOUCHING = 0.02  # scene units by which two lines of type may seem to cross


def read(mobjects: Iterable[Mobject]) -> list[str]:
    """The words on the screen in the order in which they are drawn, as the script writes them
    (markup.py); mere numbers and symbols are left out."""
    found = []
    for line in lines_of_type(mobjects):
        source = str(line.typst_code)
        if isinstance(line, MathTypst):
            words = [inside for _, inside, _ in markup.IN_A_FORMULA.findall(source)]
        else:
            words = [markup.plain(source) or ""]
        found += [each.strip() for each in words if markup.has_words(each)]
    return found


def lines_of_type(mobjects: Iterable[Mobject]) -> Iterator[Mobject]:
    """The lines of type, among mobjects and within them, that can be seen; each once."""
    parts = (part for mobject in mobjects for part in mobject.get_family())
    for part in dict.fromkeys(parts):
        if isinstance(part, (Typst, MathTypst)) and _is_seen(part):
            yield part


def crowded(mobjects: Iterable[Mobject], frame: Mobject | None) -> list[str]:
    """Those lines of type, in words, that reach out of the frame or cross another, or a number. If
    a number reaches out, that is the fault of the words nearest to it."""
    parts = (part for mobject in mobjects for part in mobject.get_family())
    kept = [part for part in dict.fromkeys(parts) if _takes_room(part) and _is_seen(part)]
    boxes = [(part, _box(part)) for part in kept]
    left, right, bottom, top = _box(frame) if frame else _whole_frame()
    found = [
        part
        for part, box in boxes
        if box[0] < left or box[1] > right or box[2] < bottom or box[3] > top
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a[1], b[1]) - max(a[0], b[0])
        high = min(a[3], b[3]) - max(a[2], b[2])
        if min(wide, high) > TOUCHING:
            found += [one, other]
    lines = [part for part in kept if isinstance(part, Typst)]
    words = [_words(part, lines) for part in found]
    return [each for each in dict.fromkeys(words) if markup.has_words(each)]


def fitted_headline(words: str, beside: Iterable[Mobject] = ()) -> Typst:
    """A headline in its corner. If it is too long for the frame, or crosses type `beside` it, it
    is smaller, but no smaller than style.SMALL."""
    headline = _in_the_corner(words, style.HEADLINE)
    left, _, bottom, _ = _box(headline)
    others = [_box(part) for part in lines_of_type(beside)]
    in_its_row = [box[0] - GAP for box in others if box[3] > bottom and box[0] > left]
    room = min([config.frame_width / 2 - style.EDGE, *in_its_row]) - left
    if 0 < room < headline.width:
        size = max(style.SMALL, style.HEADLINE * room / headline.width)
        return _in_the_corner(words, size)
    return headline


def _in_the_corner(words: str, size: float) -> Typst:
    line = style.text(style.escaped(words), size)
    return line.to_corner(UP + LEFT, buff=style.EDGE)


def _takes_room(part: Mobject) -> bool:
    """Whether it is a line of type, or a number that changes (scenes/mobjects/lettering.py)."""
    return isinstance(part, Typst) or getattr(part, "is_number", False)


def _words(part: Mobject, lines: Sequence[Typst]) -> str:
    """The words of a line of type; of a number, those nearest to it."""
    if not isinstance(part, Typst):
        if not lines:
            return ""
        part = min(lines, key=lambda line: np.linalg.norm(line.get_center() - part.get_center()))
    return markup.plain(str(part.typst_code)) or ""


def _is_seen(line: Mobject) -> bool:
    glyphs = line.family_members_with_points() or [line]
    return any(glyph.get_fill_opacity() > 0 for glyph in glyphs)


def _box(mobject: Mobject) -> tuple[float, float, float, float]:
    return (
        mobject.get_left()[0],
        mobject.get_right()[0],
        mobject.get_bottom()[1],
        mobject.get_top()[1],
    )


def _whole_frame() -> tuple[float, float, float, float]:
    width, height = config.frame_width / 2, config.frame_height / 2
    return -width, width, -height, height
