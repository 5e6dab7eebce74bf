import numpy as np
import pytest
from canvas import play_to_the_end

from scenes.mobjects.before_after import SAMPLES, BeforeAfter

PICTURES = np.random.default_rng(0).random((8, 3, 3))
SHARES = np.array([[0.1, 0.3], [0.5, 0.9]])


@pytest.fixture
def row(canvas):
    return BeforeAfter("noise", PICTURES, SHARES)


def test_bars_are_means_and_thin_lines_reach_from_the_least_to_the_most(row):
    np.testing.assert_allclose(row.bars.values, [0.2, 0.7])
    assert [number.words for number in row.numbers] == ["20%", "70%"]
    left, right = row.bars.place([[0, 0], [1, 0]])[:, 0]
    for line, shares in zip(row.whiskers, SHARES, strict=True):
        ends = np.array([line.get_start()[0], line.get_end()[0]])
        np.testing.assert_allclose((ends - left) / (right - left), shares, atol=1e-9)


def test_the_first_pictures_are_shown(row):
    values = set(row.strip.values[row.strip.values > 0].round(9))
    assert values == set(PICTURES[:SAMPLES].ravel().round(9))


def test_before_is_shown_first_and_after_grows(row):
    shown = row.show_before()
    np.testing.assert_allclose(row.bars.values, [0.2, 0])
    assert row.numbers[1] not in shown.submobjects and row.whiskers not in shown.submobjects
    play_to_the_end(row.grow())
    np.testing.assert_allclose(row.bars.values, [0.2, 0.7])
    assert row.numbers[1].value == pytest.approx(70)
