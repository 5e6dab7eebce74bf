import numpy as np
import pytest
from manim import Rectangle, config

from nn.errors import DownhillError
from scenes.manim_internals.cameras import PaintingCamera
from scenes.mobjects import threads as threads_module
from scenes.mobjects.plot import Plot
from scenes.mobjects.threads import COLUMNS, ROWS, Threads, density_of

LIMITS = -1.0, 1.0


def crossed():
    """One line that rises, one that falls."""
    return np.array([[-0.5, 0.8], [0.5, -0.8]])


def painted(threads):
    camera = PaintingCamera(background_color="#000000")
    camera.capture_mobjects([threads])
    return camera.pixel_array[..., :3].astype(int)


def test_every_line_counts_one_in_every_column():
    values = np.linspace(-0.9, 0.9, 37) * np.array([[0.1], [1.0], [0.4]])
    density = density_of(values, np.array([0, 0.3, 1]), LIMITS)
    np.testing.assert_allclose(density.sum(axis=0), 37)


def test_a_line_is_where_its_value_is():
    at = np.array([0, 1.0])
    density = density_of(crossed()[:, :1], at, LIMITS)
    middles = 1 - (np.arange(ROWS) + 0.5) / ROWS * 2
    values = middles @ density  # the mean height of what lies in a column
    expected = np.interp((np.arange(COLUMNS) + 0.5) / COLUMNS, at, crossed()[:, 0])
    np.testing.assert_allclose(values, expected, atol=1e-9)
    assert ((density > 0).sum(axis=0) <= 2).all()


def test_places_of_snapshots_are_kept():
    values = np.array([[-0.5], [0.5], [0.5]])
    density = density_of(values, np.array([0, 0.25, 1]), LIMITS)
    half = ROWS // 4  # the row of 0.5
    assert density[half - 1 : half + 1, COLUMNS // 4 + 1 :].sum() == pytest.approx(
        COLUMNS * 3 / 4 - 1
    )


def test_what_lies_beyond_the_limits_is_left_out():
    density = density_of(np.array([[5.0, 0.0, -5.0]] * 2), np.array([0, 1.0]), LIMITS)
    np.testing.assert_allclose(density.sum(axis=0), 1)


def test_blue_is_above_zero_and_orange_below(canvas):
    threads = Threads(np.array([[0.5, -0.5]] * 2), [0, 1], LIMITS, 10, 6)
    red, _, blue = np.moveaxis(painted(threads), 2, 0)
    lit = (red + blue).sum(axis=1) > 0
    middle = len(lit) // 2
    assert lit[:middle].any() and lit[middle:].any()
    assert (blue[:middle] >= red[:middle]).all() and (red[middle:] >= blue[middle:]).all()


def test_only_the_share_that_is_shown_is_painted(canvas):
    threads = Threads(np.zeros((2, 5)), [0, 1], LIMITS, config.frame_width, 6)
    whole = painted(threads).any(axis=(0, 2)).sum()
    half = painted(threads.set_shown(0.5)).any(axis=(0, 2))
    assert half.sum() == pytest.approx(whole / 2, abs=1)
    assert half[: len(half) // 2 - 1].all()
    assert not painted(threads.set_shown(0)).any()


def test_they_lie_on_a_plot_of_their_limits():
    plot = Plot((0, 100), LIMITS, 7, 4, log_x=True).shift([1, 0.5, 0])
    threads = Threads(crossed(), [0, 1], LIMITS).over(plot)
    np.testing.assert_allclose(threads.place([0, 0]), plot.c2p(0, 1))
    np.testing.assert_allclose(threads.place([1, 1]), plot.c2p(100, -1))


def test_the_more_lines_the_brighter():
    alone = Threads(np.full((2, 1), 0.5), [0, 1], LIMITS, most=50).picture.max()
    many = Threads(np.full((2, 50), 0.5), [0, 1], LIMITS, most=50).picture[..., :3].max()
    assert many > 150 and alone > 30


@pytest.mark.parametrize(
    ("values", "at"),
    [([[1, np.nan]] * 2, [0, 1]), ([[1.0]] * 2, [0]), ([[1.0]] * 2, [1, 0]), ([[1.0]], [0])],
)
def test_what_is_no_bundle_of_lines_is_refused(values, at):
    with pytest.raises(DownhillError):
        Threads(values, at, LIMITS)


def test_a_copy_is_of_its_own_and_moves_as_others_do():
    threads = Threads(crossed(), [0, 1], LIMITS)
    other = threads.copy().set_shown(0.2).replace(Rectangle(width=2, height=1), stretch=True)
    assert threads.shown == 1 and threads.width == 10 and other.width == 2


def test_of_very_many_lines_an_even_sample_counts_for_all(monkeypatch):
    monkeypatch.setattr(threads_module, "MOST_LINES", 10)
    values = np.tile(np.linspace(-0.9, 0.9, 40), (2, 1))
    threads = Threads(values, [0, 1], LIMITS)
    assert threads.every == 4
    assert threads.density.sum() == pytest.approx(40 * COLUMNS)
