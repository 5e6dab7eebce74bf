import numpy as np
import pytest
from canvas import assert_colour, colour_at, painting

from scenes.mobjects.strip import Strip
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


def test_bars_reach_from_the_middle_to_either_side():
    strip = Strip([[1.0], [-0.5]], scale=1, width=4)
    picture = painting(strip)
    blue, orange = style.diverging(np.array([1.0, -1.0]))
    for row, x, colour in ((0, 0.95, blue), (0, 0.55, blue), (1, 0.3, orange)):
        assert_colour(colour_at(picture, strip.place([x, (row + 0.5) / 2])), colour)
    for row, x in ((0, 0.45), (1, 0.2), (1, 0.55)):
        assert colour_at(picture, strip.place([x, (row + 0.5) / 2])).max() < 0.2


def test_greys_begin_at_the_left():
    strip = Strip([[0.25], [1.0]], (0, 1), style.grey, width=4)
    picture = painting(strip)
    assert_colour(colour_at(picture, strip.place([0.2, 0.25])), style.rgb(style.WHITE))
    assert colour_at(picture, strip.place([0.3, 0.25])).max() < 0.05


def test_it_is_square_and_changes_as_a_heatmap_does():
    strip = Strip(np.zeros((4, 1)), scale=2, width=3)
    assert strip.height == pytest.approx(strip.width)
    assert strip.cell_width == pytest.approx(3 / 4)
    np.testing.assert_allclose(strip.cell(0, 0), [0, 1.125, 0])
    strip.set_values(np.ones((4, 1))).set_scale(4)
    assert strip.limits.tolist() == [-4, 4]
