"""The check of a picture, checked itself: it finds each fault that is planted."""

import pytest
from layout import faults
from manim import DOWN, LEFT, RIGHT, UP, Scene, Square, VGroup, tempconfig
from watching import SMALL_SCREEN

from scenes.manim_internals.scenes import PaintingScene
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.stage import style
from scenes.stage.style import lines, text


class Empty(PaintingScene):
    """A scene to hang mobjects in."""

    def setup(self):
        super().setup()
        self.camera.background_color = style.BACKGROUND


@pytest.fixture
def found(tmp_path):
    """A function of mobjects → the faults of a scene that shows them."""

    def faults_of(*mobjects, kind=Empty):
        scene = kind()
        scene.setup()
        scene.add(*mobjects)
        scene.renderer.update_frame(scene)
        return " ".join(faults(scene))

    with tempconfig({**SMALL_SCREEN, "media_dir": str(tmp_path), "dry_run": True}):
        yield faults_of


def test_a_tidy_picture_has_no_fault(found):
    table = lines("one line", "another", "$W a + b$").to_corner(UP + LEFT, buff=style.EDGE)
    assert not found(table, Square(4, color=style.FOCUS), Readout(1.5).shift(5 * RIGHT))
    assert not found()


@pytest.mark.parametrize(
    ("place", "side"), [(7 * RIGHT, "right"), (7 * LEFT, "left"), (3.7 * UP, "above")]
)
def test_words_that_leave_the_frame_are_found(found, place, side):
    sentence = found(text("Somewhere").move_to(place))
    assert "'Somewhere' leaves the safe area" in sentence
    assert f"outside the safe area, {side}" in sentence


def test_words_that_nobody_can_see_for_being_far_off_are_found(found):
    assert "'far' leaves the safe area" in found(text("far").shift(40 * RIGHT))


def test_words_where_subtitles_go_are_found(found):
    assert "leaves the safe area" in found(text("below").shift(3.3 * DOWN))


def test_anything_painted_outside_the_safe_area_is_found(found):
    assert "outside the safe area, below" in found(Square(7.6))
    assert "outside the safe area, left" in found(Square(1, fill_opacity=1).shift(6.8 * LEFT))


def test_words_that_cross_are_found_in_groups_too(found):
    crossing = VGroup(text("first"), VGroup(text("second").shift(0.3 * RIGHT)))
    assert "'first' and 'second' cross." in found(crossing)
    assert "cross" in found(text("first"), Readout(0.25))
    assert "cross" not in found(text("first"), text("second").set_opacity(0))


def test_type_that_is_too_small_is_found(found):
    assert "too small" in found(text("tiny", style.SMALL).scale(0.8))
    assert "too small" in found(Readout(1.5, size=style.SMALL).scale(0.8))
    assert "too small" not in found(text("fine", style.SMALL), Readout(1.5).shift(UP).scale(0.9))


def test_a_number_wider_than_its_place_is_found(found):
    grown = Readout(9, "{:.0f}").set_value(12345)
    assert "'12345' is wider than its place." in found(grown)
    assert "wider" not in found(Readout(9, "{:.0f}", widest="12345").set_value(12345))


def test_a_camera_that_came_nearer_is_allowed_for(found):
    class Near(Empty):
        def setup(self):
            super().setup()
            self.camera.frame.scale(0.2)

    words = text("words", 60)
    assert not found(words)
    assert "leaves the safe area" in found(words.copy().shift(RIGHT), kind=Near)
    assert issubclass(Near, Scene)


def test_type_that_is_almost_in_line_is_found(found):
    one, other = text("100"), text("1k").shift(2 * RIGHT)
    assert "give them one" in found(one, other)  # both are centred at one height
    stand_on(baseline(one), other)
    assert not found(one, other)
    assert not found(one, other.shift(0.3 * DOWN))
