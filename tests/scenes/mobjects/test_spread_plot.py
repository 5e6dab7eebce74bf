import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.plot import Plot
from scenes.mobjects.spread_plot import SpreadPlot
from scenes.stage import style

X = np.array([0.0, 5, 10])
ENDS = 0.4, 0.38, 0.9  # two are nearly alike: their names would overlap


@pytest.fixture
def picture(canvas):
    curves = [
        (X, np.array([[1, 0.5, end - 0.1], [1, 0.7, end + 0.1]]), style.WHITE, style.text(name))
        for name, end in zip(("a", "b", "c"), ENDS, strict=True)
    ]
    return SpreadPlot(Plot((0, 10), (0, 1)), curves, gap=0.15)


def test_a_name_stands_where_its_curve_ends_but_clear_of_the_one_below(picture):
    names = {name.typst_code: name for name in picture.names}
    for name, end in (("b", ENDS[1]), ("c", ENDS[2])):
        assert names[name].get_y() == pytest.approx(picture.plot.c2p(10, end)[1])
    assert names["a"].get_bottom()[1] - names["b"].get_top()[1] == pytest.approx(0.15)
    assert all(name.get_left()[0] > picture.plot.c2p(10, 0)[0] for name in picture.names)


def test_its_curves_are_drawn_from_the_left_to_the_right(picture):
    animations = picture.draw()
    assert [float(spread.until) for spread in picture.spreads] == [0, 0, 0]
    play_to_the_end(animations)
    assert [float(spread.until) for spread in picture.spreads] == pytest.approx([1, 1, 1])
