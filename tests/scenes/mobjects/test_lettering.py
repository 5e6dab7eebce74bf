import numpy as np
import pytest
from canvas import PIXELS, assert_colour, column_of, halfway, lit, painting
from manim import LEFT, RIGHT, UP, Restore

from scenes.mobjects.lettering import (
    SIGNS,
    Readout,
    baseline,
    digit_height,
    glyphs,
    stand_on,
    width_of,
)
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

LARGE = 200  # a font size at which a stroke is many pixels wide


def agreement(picture, other):
    """What two pictures have in common, as a share of what either has."""
    return np.minimum(picture, other).sum() / np.maximum(picture, other).sum()


def centroid(picture):
    """Where the light of a picture lies, as a scene point (3,)."""
    light = picture.sum(axis=2)
    y, x = (np.average(np.indices(light.shape)[axis] + 0.5, weights=light) for axis in (0, 1))
    return np.array([x / PIXELS - 8, 4.5 - y / PIXELS, 0])


def test_every_digit_has_one_width():
    widths = {sign: glyphs()[sign][1] for sign in "0123456789"}
    np.testing.assert_allclose(list(widths.values()), widths["0"], atol=1e-9)


def test_a_width_is_the_sum_of_its_signs():
    assert width_of("10,000.5%", 30) == pytest.approx(sum(width_of(s, 30) for s in "10,000.5%"))
    assert width_of("123", 60) == pytest.approx(2 * width_of("123", 30))


@pytest.mark.parametrize("words", ["0123456789", "−4.07", "+99,9%×"])
def test_the_glyphs_are_those_that_typst_sets(words):
    assert set(words) <= set(SIGNS)
    painted, typeset = Readout(0, words, size=LARGE), style.text(style.escaped(words), LARGE)
    typeset.shift(centroid(painting(painted)) - centroid(painting(typeset)))
    assert agreement(painting(painted), painting(typeset)) > 0.97


def test_the_words_are_the_number_as_formatted_with_a_true_minus():
    assert Readout(-0.5, "{:.2f}").words == "−0.50"
    assert Readout(12345, "{:,.0f}").words == "12,345"
    assert Readout(95.24, "{:.1f}%").words == "95.2%"
    assert Readout(3, "{:+.1f}").words == "+3.0"


def test_another_number_is_another_picture():
    a, b = Readout(1.23, size=LARGE), Readout(1.28, size=LARGE)
    assert agreement(painting(a), painting(b)) < 0.95
    assert agreement(painting(a.set_value(1.28)), painting(b)) == 1


@pytest.mark.parametrize("value", [7.45, 12.35, -456.75])
def test_the_right_edge_stays_where_it_is(value):
    """A number ends in the same digit at the same place, however many come before it."""
    shown = Readout(-999.99, "{:.2f}", size=60)
    right = shown.get_right()[0]
    last = slice(column_of(right - width_of("0", 60)), None)
    before = painting(shown.set_value(0.25))[:, last]
    after = painting(shown.set_value(value))[:, last]
    assert lit(before).any()
    assert_colour(after, before)
    assert shown.get_right()[0] == right


def test_it_takes_room_for_the_widest():
    narrow, wide = Readout(1, "{:,.0f}"), Readout(1, "{:,.0f}", widest="10,000")
    assert narrow.width == pytest.approx(width_of("1", style.TEXT))
    assert wide.width == pytest.approx(width_of("10,000", style.TEXT))
    assert wide.height == pytest.approx(digit_height(style.TEXT))


def test_animate_counts_through_the_numbers_between():
    readout = Readout(10, "{:.0f}", widest="20")
    animation = halfway(readout.animate.set_value(20))
    assert readout.words == "15"
    animation.finish()
    assert readout.words == "20"


def test_a_copy_counts_on_its_own():
    readout = Readout(1)
    readout.copy().set_value(2)
    assert readout.words == "1.00"
    readout.save_state()
    readout.set_value(3).shift(UP)
    halfway(Restore(readout))
    assert readout.words == "2.00"


def test_it_is_as_large_as_its_box():
    small = painting(Readout(4.6, size=60))
    large = painting(Readout(4.6, size=30).scale(2))
    assert agreement(small, large) > 0.99


def test_it_moves_with_its_box():
    moved = painting(Readout(0.88, size=60).shift(2 * RIGHT + UP))
    still = painting(Readout(0.88, size=60))
    np.testing.assert_array_equal(moved, np.roll(still, (-PIXELS, 2 * PIXELS), axis=(0, 1)))


def test_it_is_painted_in_its_colour_and_fades():
    readout = Readout(8, "{:.0f}", size=2 * LARGE, color=style.COST)
    green = style.cost(2 / 3)
    assert_colour(painting(readout).reshape(-1, 3).max(axis=0), green)
    assert_colour(painting(readout.set_opacity(0.5)).reshape(-1, 3).max(axis=0), green / 2)


def test_it_stays_in_its_box():
    readout = Readout(-24.68, size=60).shift(LEFT)
    rows, columns = np.nonzero(lit(painting(readout)))
    assert column_of(readout.get_left()[0]) - 1 <= columns.min()
    assert columns.max() <= column_of(readout.get_right()[0])


def test_a_number_of_any_size_is_written_in_the_room_of_twelve_digits():
    for value in (1e30, -1.8e12, 1e-30, 0, 9.99e99):
        readout = Readout(value, "{:.3f}", f"{value:.3f}")
        assert set(readout.words) <= set(SIGNS)
        assert width_of(readout.words, readout.size) <= readout.width + 1e-9
        assert readout.width <= width_of("0" * 12, readout.size) + 1e-9
        assert painting(readout).any()


@pytest.mark.parametrize("words", ["100", "1k", "gap", "$10^(−1)$", "−1", "Who? (p)", "$sigma(z)$"])
def test_a_line_of_type_knows_its_baseline(words):
    """Whatever its letters are, its baseline is that of an x after them."""
    line = style.text(f"{words}#h(0.3em)x", LARGE).scale(0.7).shift(UP)
    assert baseline(line) == pytest.approx(line.submobjects[-1].get_bottom()[1], abs=0.02)


def test_lines_of_type_stand_where_they_are_put():
    lines = style.text("gap"), Readout(1.5), style.text("100")
    stand_on(1.25, *lines)
    np.testing.assert_allclose([baseline(line) for line in lines], 1.25)
    assert lines[0].get_bottom()[1] < 1.2
