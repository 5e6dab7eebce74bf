"""Typst's SVG, read in a quarter of the time that Manim takes.

Manim reads the SVG of a line of type with a general library, which parses the outline of every
single letter. Typst's SVG has few kinds of elements, and the outline of a letter is a symbol, used
wherever the letter occurs; here it is parsed once.
"""

import collections
import functools
from xml.etree import ElementTree

import manim
import numpy as np
import svgelements as svg
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from nn.errors import DownhillError

PICTURE, GROUP, USE, PATH, DEFINITIONS, SYMBOL = (
    "{http://www.w3.org/2000/svg}" + tag for tag in ("svg", "g", "use", "path", "defs", "symbol")
)
REFERENCE = "{http://www.w3.org/1999/xlink}href"
STROKE = {"stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"}
KNOWN = {  # {element: its attributes}
    PICTURE: {"viewBox", "width", "height"},
    GROUP: {"transform"},
    USE: {REFERENCE, "x", "y", "fill", "fill-rule"},
    PATH: {"d", "transform", "fill", "fill-rule", *STROKE},
    DEFINITIONS: set(),
    SYMBOL: {"id", "overflow"},
}


class _QuicklyRead:
    """A mixin before Manim's class. An SVG with any unknown element or attribute, or with named
    parts, is left to Manim.

    `rises` is how far the line on which most letters stand lies above the lower edge, as a share of
    the height; None if Manim read the SVG.
    """

    rises = None

    def generate_mobject(self):
        """Manim's hook: add the glyphs without the SVG paths that they were read from. Manim copies
        and hashes everything a mobject holds, and those paths take longer than the glyphs."""
        self._add_glyphs()
        for glyph in self.family_members_with_points():
            glyph.path_obj = None
        return self

    def _add_glyphs(self):
        root = self._svg()
        if self._svg_leaf_labels or not all(map(_is_known, root.iter())):
            super().generate_mobject()
            return
        outlines = {symbol.get("id"): symbol[0].get("d") for symbol in root.iter(SYMBOL)}
        pens = collections.Counter()  # the heights at which letters begin
        pieces = self._pieces(root, svg.Matrix(), outlines, pens)
        self.add(*(piece for piece in pieces if piece is not None and piece.has_points()))
        if pens and self.height:
            ((pen, _),) = pens.most_common(1)
            self.rises = (self.get_top()[1] - pen) / self.height
        self.flip(manim.RIGHT)  # in an SVG, y goes down

    def _svg(self):
        """The root of the SVG, which may be kept from an earlier command."""
        path = self.get_file_path()
        try:
            return ElementTree.parse(path).getroot()
        except ElementTree.ParseError:
            path.unlink()
            raise DownhillError(
                f"{path} was damaged and has been removed: draw it again."
            ) from None

    def _pieces(self, group, matrix, outlines, pens):
        for element in group:
            if element.tag == GROUP:
                inner = svg.Matrix(element.get("transform", ""))
                yield from self._pieces(element, inner * matrix, outlines, pens)
            elif element.tag == USE:
                place = svg.Matrix.translate(float(element.get("x")), float(element.get("y")))
                outline = outlines[element.get(REFERENCE).removeprefix("#")]
                pens[round((place * matrix).f, 3)] += 1
                yield _letter(outline, place * matrix, element.get("fill"))
            elif element.tag == PATH:
                path = svg.Path(dict(element.attrib)) * matrix
                yield self.get_mob_from_shape_element(path.reify())


class Typst(_QuicklyRead, manim.Typst):
    """Manim's `Typst`."""


class MathTypst(_QuicklyRead, manim.MathTypst):
    """Manim's `MathTypst`."""


def _is_known(element):
    return element.tag in KNOWN and element.attrib.keys() <= KNOWN[element.tag]


def _letter(outline, matrix, fill):
    fill = svg.Color(fill)
    letter = manim.VMobject()
    letter.set_style(stroke_width=0, fill_color=fill.hexrgb, fill_opacity=fill.opacity)
    flat = _curves(outline) @ [[matrix.a, matrix.b], [matrix.c, matrix.d]]
    letter.points = np.column_stack([flat + [matrix.e, matrix.f], np.zeros(len(flat))])
    return letter


@functools.cache
def _curves(outline):
    """The Bézier curves of an SVG path, as points (4 × curves, 2)."""
    return VMobjectFromSVGPath(svg.Path(outline)).points[:, :2]
