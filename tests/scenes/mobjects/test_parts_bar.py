import numpy as np
import pytest

from scenes.mobjects.lettering import baseline
from scenes.mobjects.parts_bar import PartsBar, arc
from scenes.stage import style

SHARES = [0.01, 0.69, 0.3]


@pytest.fixture
def bar():
    marks = [arc(bend, style.WHITE) for bend in (-1, 0, 1)]
    return PartsBar(SHARES, ["10 down", "690 flat", "300 up"], marks, style.KINDS[:3], 8, 0.5)


def test_parts_are_as_long_as_their_shares_side_by_side(bar):
    np.testing.assert_allclose([part.width for part in bar.parts], 8 * np.array(SHARES))
    for left, right in zip(bar.parts, bar.parts[1:], strict=False):
        assert left.get_right()[0] == pytest.approx(right.get_left()[0])


def test_a_line_points_from_the_words_to_each_part(bar):
    for part, (_, words, line) in zip(bar.parts, bar.labels, strict=True):
        assert line.get_x() == pytest.approx(part.get_x())
        assert line.get_start()[1] == pytest.approx(part.get_top()[1])
        assert baseline(words) == pytest.approx(baseline(bar.labels[0][1]))


def test_words_do_not_reach_beyond_the_ends(bar):
    assert bar.labels.get_left()[0] == pytest.approx(bar.parts.get_left()[0])
    assert bar.labels.get_right()[0] == pytest.approx(bar.parts.get_right()[0])


def test_an_arc_bends_as_it_is_told():
    for bend in (-1, 0, 1):
        points = arc(bend, "#ffffff").points[:, 1]
        assert np.sign(points[0] - points[len(points) // 2]) == bend
