"""What can be read on the screen: the lines of type among a scene's mobjects."""

import itertools
from collections.abc import Iterable, Iterator

from manim import Mobject, config

from scenes.manim_internals.typesetting import MathTypst, Typst
from scenes.stage import markup, style

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


def crowded(lines: Iterable[Mobject], frame: Mobject | None) -> list[str]:
    """Those lines of type, in words, that reach out of the frame or cross another."""
    boxes = [(line, _box(line)) for line in lines if isinstance(line, Typst)]
    left, right, bottom, top = _box(frame) if frame else _whole_frame()
    found = [
        line
        for line, box in boxes
        if box[0] < left or box[1] > right or box[2] < bottom or box[3] > top
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a[1], b[1]) - max(a[0], b[0])
        high = min(a[3], b[3]) - max(a[2], b[2])
        if min(wide, high) > TOUCHING:
            found += [one, other]
    words = [markup.plain(str(line.typst_code)) for line in found]
    return [each for each in dict.fromkeys(words) if each and markup.has_words(each)]


def fitted_headline(words: str) -> Typst:
    """A headline, smaller if it is too long for the frame, but no smaller than style.SMALL."""
    room = config.frame_width - 2 * style.EDGE
    headline = style.text(style.escaped(words), style.HEADLINE)
    if headline.width > room:
        size = max(style.SMALL, style.HEADLINE * room / headline.width)
        headline = style.text(style.escaped(words), size)
    return headline


def _is_seen(line: Mobject) -> bool:
    return any(glyph.get_fill_opacity() > 0 for glyph in line.family_members_with_points())


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
