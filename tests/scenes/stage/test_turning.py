import pytest
from manim import Dot, smooth, tempconfig
from watching import SMALL_SCREEN

from scenes.stage.style import QUICK
from scenes.stage.turning import Turning


@pytest.fixture
def turned():
    """A function (run_time, seconds) → the opacities of both headlines after these seconds."""

    def turn(run_time, seconds):
        old, new = Dot(), Dot()
        turning = Turning(old, new)
        turning.run_time, turning.rate_func = run_time, smooth  # as `play` sets them
        turning.begin()
        turning.interpolate(seconds / run_time)
        return old.get_fill_opacity(), new.get_fill_opacity()

    with tempconfig(SMALL_SCREEN):
        yield turn


def test_a_headline_takes_its_own_time_in_a_long_animation(turned):
    assert turned(10, 1.5 * QUICK) == pytest.approx((0, 1))
    assert turned(10, QUICK / 2) == pytest.approx((0, 0), abs=1e-6)


def test_it_is_over_when_a_short_animation_is(turned):
    assert turned(0.3, 0.3) == pytest.approx((0, 1))


def test_the_two_headlines_are_never_seen_together(turned):
    for seconds in (0.1, 0.2, 0.3, 0.4, 0.6):
        assert min(turned(5, seconds)) == pytest.approx(0, abs=1e-6)
