import numpy as np
import pytest
from canvas import assert_colour, colour_at, column_of, halfway, lit, painting, row_of
from manim import LEFT, RIGHT, UP, Square

from nn.errors import DownhillError
from scenes.mobjects.lens import Lens, beams_between, frame
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

CELL = 1.0
GREYS = np.arange(48).reshape(6, 8) / 47  # all of them different
BESIDE = 0.44 * CELL * (UP + LEFT)  # from a cell's centre to where no number is written


def assert_shown(lens, cells):
    """These cells of the matrix are on the canvas, each in the grey of its value."""
    picture = painting(lens)
    for row, column in cells:
        grey = style.grey(lens.values[row, column])
        assert_colour(colour_at(picture, lens.cell(row, column) + BESIDE), grey)


def ink(picture, lens, row, column):
    """The part (n, m) of a picture in which the number of a cell stands, its red."""
    x, y, _ = lens.cell(row, column)
    rows = slice(row_of(y + 0.3 * CELL), row_of(y - 0.3 * CELL))
    return picture[rows, column_of(x - 0.35 * CELL) : column_of(x + 0.35 * CELL), 0]


def test_it_shows_the_cells_from_its_corner_on():
    lens = Lens(GREYS, (3, 4), CELL)
    assert_shown(lens, np.ndindex(3, 4))
    assert_shown(lens.look_at(3, 4), [(3 + j, 4 + k) for j, k in np.ndindex(3, 4)])


def test_between_two_cells_it_shows_parts_of_both():
    lens = Lens(GREYS, (3, 4), CELL).look_at(1.25, 2.75)
    np.testing.assert_allclose(
        lens.cell(2, 3), lens.get_corner(UP + LEFT) + [0.75 * CELL, -1.25 * CELL, 0]
    )
    assert_shown(lens, [(j, k) for j in (2, 3) for k in (3, 4, 5)])
    picture = painting(lens)
    for row, column in ((4, 4), (4, 5)):  # cut off below, but in sight
        point = lens.cell(row, column) + BESIDE * (1, 0.9, 0)
        assert_colour(colour_at(picture, point), style.grey(GREYS[row, column]))


def test_nothing_is_painted_outside_it():
    lens = Lens(np.ones((6, 8)), (3, 4), CELL).look_at(1.5, 2.5).shift(RIGHT)
    rows, columns = np.nonzero(lit(painting(lens)))
    assert column_of(lens.get_left()[0]) <= columns.min()
    assert columns.max() < column_of(lens.get_right()[0])
    assert row_of(lens.get_top()[1]) <= rows.min()
    assert rows.max() < row_of(lens.get_bottom()[1])


@pytest.mark.parametrize("corner", [(-1, -2), (5, 7), (9, 9)])
def test_where_the_matrix_ends_nothing_is_shown(corner):
    lens = Lens(np.ones((6, 8)), (3, 4), CELL).look_at(*corner)
    inside = [
        (j, k) for j, k in np.ndindex(6, 8) if 0 <= j - corner[0] < 3 and 0 <= k - corner[1] < 4
    ]
    assert_shown(lens, inside)
    light = lit(painting(lens)).sum() / (12 * 40**2)
    assert light == pytest.approx(len(inside) / 12, abs=0.06)


def test_animate_glides_over_the_cells_between():
    lens = Lens(GREYS, (3, 4), CELL)
    animation = halfway(lens.animate.look_at(3, 4))
    np.testing.assert_allclose(lens.corner, [1.5, 2])
    assert_shown(lens, [(2, 2), (2, 3), (3, 5)])
    animation.finish()
    np.testing.assert_array_equal(lens.corner, [3, 4])


def test_it_moves_and_scales_as_one():
    lens = Lens(GREYS, (3, 4), CELL).look_at(0.5, 1).shift(2 * RIGHT + 0.5 * UP)
    assert_shown(lens, [(1, 1), (2, 4)])
    smaller = Lens(GREYS, (3, 4), 2 * CELL).scale(0.5)
    assert_colour(painting(smaller), painting(Lens(GREYS, (3, 4), CELL)))


def test_each_cell_has_its_value_written_in_it():
    """Two values of one grey differ by what is written: told to two digits, not to one."""
    values = np.array([[0.71, 0.74]])
    for form, differ in (("{:.2f}", True), ("{:.1f}", False)):
        lens = Lens(values, (1, 2), CELL, form=form)
        lens.table = np.full_like(lens.table, 0.5)
        picture = painting(lens)
        left, right = (ink(picture, lens, 0, k) for k in (0, 1))
        assert left.min() < 0.2
        assert (abs(left - right).max() > 0.2) == differ


def test_numbers_are_dark_on_bright_and_bright_on_dark():
    lens = Lens([[0.1, 0.9]], (1, 2), CELL)
    picture = painting(lens)
    assert ink(picture, lens, 0, 0).max() > 0.8
    assert ink(picture, lens, 0, 1).min() < 0.2


def test_a_round_lens_shows_neurons():
    square, neurons = (Lens(np.ones((1, 1)), (1, 1), CELL, round=r) for r in (False, True))
    corner = square.cell(0, 0) + BESIDE
    assert_colour(colour_at(painting(square), corner), style.grey(1))
    assert_colour(colour_at(painting(neurons), corner), [0, 0, 0])
    assert_colour(colour_at(painting(neurons), corner * (0, 0.8, 0)), style.grey(1))


def test_it_fades_as_one_sheet():
    lens = Lens(GREYS, (3, 4), CELL)
    full = painting(lens)
    assert_colour(painting(lens.set_opacity(0.5)), full / 2)


def test_what_is_no_matrix_is_refused():
    with pytest.raises(DownhillError):
        Lens([1.0, 2.0])
    with pytest.raises(DownhillError):
        Lens([[np.nan]])


def test_beams_follow_what_they_join():
    window, lens = frame(1, 2), Square(3).shift(5 * RIGHT)
    beams = beams_between(window, lens)
    window.shift(UP)
    beams.update()
    for beam, side in zip(beams, (UP, -UP), strict=True):
        np.testing.assert_allclose(beam.get_start(), window.get_corner(RIGHT + side))
        np.testing.assert_allclose(beam.get_end(), lens.get_corner(-RIGHT + side))
