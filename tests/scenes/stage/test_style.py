import itertools
import json

import numpy as np
import pytest
from manim import RIGHT, ManimColor, tempconfig
from manim.utils.hashing import get_json

from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

# How a display's linear red, green and blue appear to people who lack one kind of cone
# (Machado, Oliveira and Fernandes 2009, severity 1.0).
COLOUR_BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
VALUES = np.linspace(0, 1, 101)


def linear(rgb):
    rgb = np.asarray(rgb)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(rgb):
    return linear(rgb) @ [0.2126, 0.7152, 0.0722]


def lab(linear_rgb):
    """CIELAB, in which a distance of 1 can just be seen."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.maximum(to_xyz @ linear_rgb, 1e-3) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", COLOUR_BLINDNESS)
def test_positive_and_negative_differ_for_every_colour_blindness(kind):
    seen = COLOUR_BLINDNESS[kind]
    pairs = [(style.diverging(v), style.diverging(-v)) for v in (0.3, 0.6, 1.0)]
    pairs.append([ManimColor(c).to_rgb() for c in (style.POSITIVE, style.NEGATIVE)])
    for positive, negative in pairs:
        apart = lab(seen @ linear(positive)) - lab(seen @ linear(negative))
        assert np.linalg.norm(apart) > 20


@pytest.mark.parametrize("seen", [np.eye(3), *COLOUR_BLINDNESS.values()])
def test_kinds_differ_for_every_colour_blindness(seen):
    colours = [lab(seen @ linear(ManimColor(kind).to_rgb())) for kind in style.KINDS]
    for a, b in itertools.combinations(colours, 2):
        assert np.linalg.norm(a - b) > 20


def test_no_kind_but_white_is_taken_for_a_meaning():
    meanings = (style.POSITIVE, style.NEGATIVE, style.FOCUS, style.COST)
    for kind, meaning in itertools.product(style.KINDS, meanings):
        apart = [lab(linear(ManimColor(colour).to_rgb())) for colour in (kind, meaning)]
        assert np.linalg.norm(apart[0] - apart[1]) > 40


def test_what_is_written_stands_out_from_the_background():
    """WCAG 2's contrast ratio, of which 4.5 is asked of text."""
    dark = luminance(ManimColor(style.BACKGROUND).to_rgb())
    names = ("WHITE", "QUIET", "POSITIVE", "NEGATIVE", "FOCUS", "COST")
    for colour in (*(getattr(style, name) for name in names), *style.KINDS):
        bright = luminance(ManimColor(colour).to_rgb())
        assert (bright + 0.05) / (dark + 0.05) > 4.5, colour


def test_every_meaning_has_a_colour_of_its_own():
    names = ("WHITE", "POSITIVE", "NEGATIVE", "FOCUS", "COST")
    colours = [lab(linear(ManimColor(getattr(style, name)).to_rgb())) for name in names]
    for a, b in itertools.combinations(colours, 2):
        assert np.linalg.norm(a - b) > 20


def test_the_diverging_scale_is_dark_at_zero_and_brighter_either_way():
    for sign in (1, -1):
        assert (np.diff(luminance(style.diverging(sign * VALUES))) > 0).all()
    np.testing.assert_array_equal(style.diverging(0.0), style.diverging(-0.0))
    blue, orange = style.diverging(1), style.diverging(-1)
    assert blue[2] > blue[0] and orange[0] > orange[2]


def test_greys_and_costs_brighten_all_the_way():
    for colours in (style.grey, style.cost):
        assert (np.diff(luminance(colours(VALUES))) > 0).all()
    np.testing.assert_array_equal(style.grey(0), [0, 0, 0])
    np.testing.assert_allclose(style.grey(1), ManimColor(style.WHITE).to_rgb(), atol=1e-6)


@pytest.mark.parametrize("colours", [style.grey, style.diverging, style.cost])
def test_a_scale_is_its_largest_value_and_ends_there(colours):
    np.testing.assert_allclose(colours(3 * VALUES, 3), colours(VALUES), atol=1e-12)
    np.testing.assert_array_equal(colours(7, 2), colours(1))
    assert colours(np.zeros((4, 5))).shape == (4, 5, 3)
    many = colours(np.linspace(-2, 2, 999))
    assert many.min() >= 0 and many.max() <= 1


@pytest.mark.parametrize(
    "words",
    [
        *("a_b*c", "#let x", "costs $5", "1. first", "- item", "+ item", "= head", "/ t: x"),
        *("a//b", "/* x */", "http://example.org", "...", "--", "a---b", "`code`", "<label>"),
        *("@home", "~", "\\", "[x]", "{x}", "a;b", "50%", "x^2", "a & b", "T-shirt/top", "café ∇C"),
    ],
)
def test_plain_words_are_printed_as_they_are(words):
    """As wide, and of as many glyphs, as Typst prints them from a string, which has no markup."""
    printed = style.text(style.escaped(words))
    oracle = style.text(f"#text({json.dumps(words, ensure_ascii=False)})")
    assert len(printed.submobjects) == len(oracle.submobjects)
    assert printed.width == pytest.approx(oracle.width, abs=1e-6)


def test_digits_in_type_have_one_width():
    widths = [style.text(f"0{digit}0").width for digit in range(10)]
    assert widths == pytest.approx([widths[0]] * 10, abs=1e-6)


def test_lines_stand_one_below_the_other_flush_left():
    first, second, third = style.lines("one", "*two*", "$theta$", size=24, color=style.COST)
    assert first.get_bottom()[1] > second.get_top()[1]
    assert second.get_bottom()[1] > third.get_top()[1]
    for line in (second, third):
        assert line.get_left()[0] == pytest.approx(first.get_left()[0])
        assert line.font_size == pytest.approx(24)


def test_a_part_of_a_formula_can_be_taken_out():
    equation = style.formula("{{ W : weights }} a + b")
    assert equation.select("weights").width < 0.5 * equation.width


@pytest.mark.parametrize("typeset", [style.text, style.formula])
def test_the_same_words_are_one_thing_to_the_cache_whenever_they_are_set(typeset):
    first = typeset("a + b", 40)
    assert get_json(typeset("a + b", 40)) == get_json(first)
    larger = typeset("a + b", 60)
    np.testing.assert_array_equal(larger.sheen_direction, first.sheen_direction)


@pytest.mark.parametrize("typeset", [style.text, style.formula])
def test_the_same_words_twice_are_two_mobjects(typeset):
    one, other = typeset("2"), typeset("2")
    one.shift(RIGHT).set_color(style.COST)
    assert other.get_center()[0] == pytest.approx(one.get_center()[0] - 1)
    assert typeset("2").submobjects[0].get_fill_color() == ManimColor(style.WHITE)


def test_what_is_set_carries_no_svg_along():
    assert not any(glyph.path_obj for glyph in style.text("light").family_members_with_points())


def test_the_bar_of_a_fraction_is_as_strong_at_any_resolution():
    """What is set while a clip is rehearsed, small, is drawn large from the same cache."""
    strengths = []
    for height in (90, 1080):
        with tempconfig({"pixel_width": 16 * height // 9, "pixel_height": height}):
            style._set.cache_clear()
            parts = style.formula("frac(a, b)", 42).family_members_with_points()
            strengths.append(max(part.get_stroke_width() for part in parts))
    assert strengths[0] == strengths[1] == style.BAR * 42
