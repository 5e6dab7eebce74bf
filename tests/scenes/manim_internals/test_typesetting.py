"""Manim's own reading of Typst's pictures is the oracle."""

import manim
import numpy as np
import pytest

from nn.errors import DownhillError
from scenes.manim_internals import typesetting

pytestmark = pytest.mark.usefixtures("canvas")

# What only the class by which Manim reads a path has.
OURS = {"rises"}  # where the baseline lies, which Manim does not tell
OF_A_PATH = {"path_obj", "long_lines", "should_subdivide_sharp_curves", "should_remove_null_curves"}
OTHER_THINGS = {"name", "original_id", "file_name"}  # told apart by their very nature
OTHER_THINGS |= {"submobjects", "id_to_vgroup_dict", "_stroke_width_tracked_submobjects"}

LINES = [
    *("a", "Zwölf *bold* _slanted_ letters", "aaaa aaaa", "T o", "10.5%", "é ∇ → −3"),
    *("", " ", "#h(1em)"),
    *("$a/b + sqrt(x^2) <= hat(y)$", "#underline[under] #strike[through]"),
    *("#text(fill: red)[red] and black", "#text(fill: rgb(0, 0, 255, 50%))[pale]"),
    *("#rotate(30deg)[turned] #scale(x: -100%)[mirrored]", "#box(stroke: 1pt, inset: 2pt)[boxed]"),
    "#box[part] <label> and rest",
    "#text(fill: gradient.linear(red, blue))[shaded]",
]
FORMULAS = [
    *("a + b", "frac(1, 2) sum_(i=0)^n sqrt(x) quad bb(R)", "vec(1, 2)"),
    *("C = 1/(2n) sum_x norm(y - a)^2", "{{ W : weights }} a + b"),
    "{{ a + {{ b : inner }} : outer }} / c",
]


def set_by_both(name, words, **options):
    options = {"font_size": 40, "color": "#f2f1ec", "use_svg_cache": False, **options}
    return [getattr(module, name)(words, **options) for module in (typesetting, manim)]


def assert_alike(ours, theirs):
    for one, other in zip(ours.get_family(), theirs.get_family(), strict=True):
        np.testing.assert_allclose(one.points, other.points, rtol=0, atol=1e-12)
        facts, others = (
            {name: value for name, value in vars(mobject).items() if name not in OTHER_THINGS}
            for mobject in (one, other)
        )
        assert facts.keys() ^ others.keys() <= OF_A_PATH | OURS
        for fact in facts.keys() & others.keys() - OF_A_PATH - {"points"}:
            if isinstance(others[fact], float | np.ndarray):
                np.testing.assert_allclose(facts[fact], others[fact], rtol=0, atol=1e-12)
            else:
                assert facts[fact] == others[fact], fact


@pytest.mark.parametrize(
    "name, words",
    [("Typst", line) for line in LINES] + [("MathTypst", formula) for formula in FORMULAS],
)
def test_type_is_the_same_as_manims_in_every_point_and_colour(name, words):
    assert_alike(*set_by_both(name, words))


def test_strokes_keep_their_weight_when_type_is_scaled_as_manims_do():
    ours, theirs = set_by_both("MathTypst", "frac(a, b)")
    assert_alike(ours.scale(3), theirs.scale(3))


def test_a_part_with_a_name_is_found():
    ours, theirs = set_by_both("MathTypst", "{{ W : weights }} a + b")
    assert_alike(ours.select("weights"), theirs.select("weights"))
    ours, theirs = set_by_both("Typst", "#box[part] <label> and rest")
    assert len(ours.select("label")) == len(theirs.select("label")) == 4


def test_the_outline_of_a_letter_is_parsed_once():
    typesetting._curves.cache_clear()
    typesetting.Typst("aaaa aab", use_svg_cache=False)
    assert typesetting._curves.cache_info().misses == 2
    assert typesetting._curves.cache_info().hits == 5


def test_what_is_moved_leaves_other_letters_where_they_are():
    first, second = (typesetting.Typst("a", use_svg_cache=False)[0] for _ in range(2))
    before = first.points.copy()
    second.shift(manim.RIGHT)
    second.points += 1
    np.testing.assert_array_equal(first.points, before)


@pytest.mark.parametrize("damaged", ["", "<svg", "no picture"])
def test_a_picture_that_was_damaged_is_removed_so_that_it_is_set_again(damaged):
    one = typesetting.Typst("set twice", use_svg_cache=False)
    one.get_file_path().write_text(damaged)
    with pytest.raises(DownhillError, match="was damaged and has been removed: draw it again"):
        typesetting.Typst("set twice", use_svg_cache=False)
    again = typesetting.Typst("set twice", use_svg_cache=False)
    np.testing.assert_array_equal(again.get_all_points(), one.get_all_points())
