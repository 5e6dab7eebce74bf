"""Which mobjects of a played scene are drawn in each frame, and in which order.

If a new Manim breaks these, look at `Scene.get_moving_mobjects`, which is overridden, and at
`Scene.get_moving_and_static_mobjects`, which asks it.
"""

import numpy as np
import pytest
from canvas import ACROSS
from manim import (
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Arc,
    Circle,
    Dot3D,
    Group,
    Square,
    ValueTracker,
    VGroup,
    tempconfig,
)
from manim.animation.animation import prepare_animation

from scenes.manim_internals.cameras import (
    PaintingCamera,
)
from scenes.manim_internals.scenes import PaintingScene, PaintingThreeDScene
from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("small_screen")


def test_in_space_what_stands_still_in_a_group_is_drawn_again_since_it_may_be_nearer():
    scene, near, far = PaintingThreeDScene(), Dot3D([0, 0, 2]), Dot3D([0, 0, -2])
    scene.add(Group(near, far))
    move = prepare_animation(far.animate.shift(RIGHT))
    moving, static = scene.get_moving_and_static_mobjects([move])
    assert near in moving and not static


class Played(PaintingScene):
    """Something static behind, something moving, something painted that changes."""

    values = ACROSS

    def construct(self):
        self.still = Heatmap(self.values, scale=1, width=1.5).shift(2.5 * LEFT)
        self.above = Heatmap(self.values, scale=1, width=1.5).shift(2.5 * LEFT + 0.8 * UP)
        self.above.set_z_index(2)
        self.changing = Heatmap(0 * ACROSS, scale=1, width=1.5).shift(RIGHT)
        self.add(self.above, self.still, self.changing)
        self.play(self.changing.animate.set_values(self.values), run_time=0.6)
        self.wait(0.2)  # the last frame of an animation is one step short of its end
        self.frame = self.renderer.get_frame()
        self.play(self.camera.frame.animate.scale(0.9), run_time=0.4)


class PlayedInSpace(PaintingThreeDScene):
    def construct(self):
        self.set_camera_orientation(phi=1)
        self.lying = Heatmap(ACROSS, scale=1, width=3)
        self.add(self.lying)
        self.move_camera(theta=-1, run_time=0.4)


def colour_in(camera, frame, heatmap, j, k):
    x, y = camera.points_to_pixel_coords(heatmap, heatmap.cell(j, k)[None])[0]
    return frame[y, x, :3] / 255


def test_while_playing_still_and_moving_ones_are_in_their_order():
    with tempconfig({"dry_run": True}):
        scene = Played()
        scene.render()
    flat = PaintingCamera()
    for heatmap in (scene.above, scene.changing):
        for j, k in np.ndindex(ACROSS.shape):
            found = colour_in(flat, scene.frame, heatmap, j, k)
            np.testing.assert_allclose(found, style.diverging(ACROSS[j, k]), atol=2 / 255)


def test_in_a_played_three_dimensional_scene_it_follows_the_camera():
    with tempconfig({"dry_run": True}):
        scene = PlayedInSpace()
        scene.render()
    frame = scene.renderer.get_frame()
    found = [colour_in(scene.camera, frame, scene.lying, 1, k) for k in range(3)]
    np.testing.assert_allclose(found, style.diverging(ACROSS[1]), atol=2 / 255)


@pytest.fixture
def followed():
    """A scene in which a circle follows a tracker: square and arc stand still, under it and on it,
    in one group with it."""
    scene, tracker = PaintingScene(), ValueTracker(0)
    square, circle, arc = Square(fill_opacity=0.5), Circle(fill_opacity=0.5), Arc()
    circle.add_updater(lambda mobject: mobject.set_x(tracker.get_value()))
    scene.add(tracker, Group(square, VGroup(circle), arc))
    return scene, tracker, square, circle, arc


def test_only_what_lies_on_the_first_thing_that_moves_is_drawn_again(followed):
    scene, tracker, square, circle, arc = followed
    move = prepare_animation(tracker.animate.set_value(1))
    moving, static = scene.get_moving_and_static_mobjects([move])
    assert static == [square] and moving == [tracker, circle, arc]
    grow = prepare_animation(square.animate.scale(2))
    moving, static = scene.get_moving_and_static_mobjects([AnimationGroup(grow, move)])
    assert not static and [tracker, square] == moving[:2]


def test_a_tracker_alone_has_nothing_drawn_again(followed):
    scene, tracker, square, circle, arc = followed
    circle.clear_updaters()
    moving, static = scene.get_moving_and_static_mobjects(
        [prepare_animation(tracker.animate.set_value(1))]
    )
    assert moving == [tracker] and static == [square, circle, arc]


def test_all_is_drawn_again_where_the_camera_moves():
    square = Square()
    flat, deep = PaintingScene(), PaintingThreeDScene()
    zoom = prepare_animation(flat.camera.frame.animate.scale(2))
    turn = prepare_animation(deep.camera.theta_tracker.animate.set_value(1))
    for scene, move in ((flat, zoom), (deep, turn)):
        scene.add(square, move.mobject)
        _, static = scene.get_moving_and_static_mobjects([move])
        assert square not in static
