import numpy as np
import pytest
from manim import (
    DEGREES,
    LEFT,
    PI,
    RED,
    RIGHT,
    UP,
    AnimationGroup,
    Arc,
    Circle,
    Create,
    Dot3D,
    FadeIn,
    FadeOut,
    Group,
    MovingCamera,
    ReplacementTransform,
    Restore,
    Square,
    ThreeDCamera,
    Transform,
    ValueTracker,
    VGroup,
    VMobject,
    tempconfig,
)
from manim.animation.animation import prepare_animation
from manim.utils.hashing import get_hash_from_play_call

from nn.errors import DownhillError
from scenes.manim_internals import painting
from scenes.manim_internals.painting import (
    Painted,
    PaintingCamera,
    PaintingMovingCamera,
    PaintingScene,
    PaintingThreeDCamera,
    PaintingThreeDScene,
    colour_table,
    look_up,
    plain,
)
from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style

SCREEN = {"pixel_width": 320, "pixel_height": 180, "frame_width": 8.0, "frame_height": 4.5}
ACROSS = np.array([[-1.0, -0.5, 0.25], [0.5, 1.0, 0.0]])


@pytest.fixture(autouse=True)
def small_screen(tmp_path):
    quiet = {"media_dir": str(tmp_path), "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig({**SCREEN, **quiet, "background_color": "#000000", "frame_rate": 5}):
        yield


def seen(camera, mobjects, point):
    """The colour (3,), 0…1, of the pixel in which a scene point appears in a new picture."""
    camera.reset()
    camera.capture_mobjects(mobjects)
    x, y = camera.points_to_pixel_coords(mobjects[0], np.array([point]))[0]
    return camera.pixel_array[y, x, :3] / 255


def assert_shown(camera, heatmap, values=None, mobjects=None, opacity=1.0):
    """Every cell has the colour of its value, mixed with the black behind it."""
    for j, k in np.ndindex(heatmap.values.shape):
        value = (heatmap.values if values is None else values)[j, k]
        colour = opacity * style.diverging(value, heatmap.limits[1])
        found = seen(camera, mobjects or [heatmap], heatmap.cell(j, k))
        np.testing.assert_allclose(found, colour, atol=2 / 255)


def halfway(animation):
    animation = prepare_animation(animation)
    animation.begin()
    animation.interpolate(0.5)
    return animation


@pytest.mark.parametrize(
    "move",
    [
        lambda m: m.shift(1.3 * RIGHT + 0.4 * UP),
        lambda m: m.scale(0.6),
        lambda m: m.stretch(1.7, 1).stretch(0.5, 0),
        lambda m: m.rotate(PI / 2),
        lambda m: m.rotate(33 * DEGREES),
        lambda m: m.flip(),
        lambda m: m.rotate(40 * DEGREES, axis=UP),
        lambda m: m.apply_matrix([[1, 0.4], [0.1, 1]]),
        lambda m: m.next_to(Square(0.5), RIGHT),
    ],
    ids=["move", "scale", "stretch", "quarter turn", "turn", "flip", "tilt", "shear", "next_to"],
)
def test_cells_keep_their_colours_wherever_points_are_moved(move):
    heatmap = Heatmap(ACROSS)
    move(heatmap)
    assert_shown(PaintingCamera(), heatmap)


def test_what_is_painted_stays_inside_its_box():
    heatmap = Heatmap(np.ones((2, 2)), width=1).shift(LEFT)
    camera = PaintingCamera()
    camera.capture_mobjects([heatmap])
    rows, columns = camera.pixel_array[..., :3].any(axis=2).nonzero()
    assert (columns.min(), columns.max()) == (100, 139)  # 40 pixels a unit, x from -1.5 to -0.5
    assert (rows.min(), rows.max()) == (70, 109)


def test_a_copy_has_arrays_of_its_own():
    heatmap = Heatmap(ACROSS)
    twin = heatmap.copy()
    twin.set_values(-ACROSS)
    twin.values[0, 0] = 0.123
    np.testing.assert_array_equal(heatmap.values, ACROSS)
    for name in Heatmap.data:
        assert not np.shares_memory(getattr(twin, name), getattr(heatmap, name))


def test_the_mobject_does_not_share_the_array_it_was_given():
    values = ACROSS.copy()
    heatmap = Heatmap(values)
    values[:] = 0
    np.testing.assert_array_equal(heatmap.values, ACROSS)


@pytest.mark.parametrize("opacity", [0.0, 0.25, 0.5])
def test_opacity_mixes_with_what_lies_behind(opacity):
    assert_shown(PaintingCamera(), Heatmap(ACROSS).set_opacity(opacity), opacity=opacity)


def test_a_fade_is_half_done_at_its_middle():
    for animation in (FadeIn, FadeOut, Create):
        heatmap = Heatmap(ACROSS)
        halfway(animation(heatmap))
        assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_a_transform_goes_through_the_data_not_the_colours():
    start, end = Heatmap(ACROSS, scale=1), Heatmap(-0.5 * ACROSS, scale=1).shift(RIGHT)
    for kind in (Transform, ReplacementTransform):
        moving = start.copy()
        halfway(kind(moving, end))
        np.testing.assert_allclose(moving.values, 0.25 * ACROSS)
        np.testing.assert_allclose(moving.get_center(), 0.5 * RIGHT, atol=1e-12)
        assert_shown(PaintingCamera(), moving, values=0.25 * ACROSS)


def test_animate_interpolates_between_data():
    heatmap = Heatmap(ACROSS)
    animation = halfway(heatmap.animate.set_values(-ACROSS).shift(UP))
    np.testing.assert_allclose(heatmap.values, 0 * ACROSS)
    animation.finish()
    np.testing.assert_array_equal(heatmap.values, -ACROSS)
    np.testing.assert_allclose(heatmap.get_center(), UP, atol=1e-12)


def test_between_unlike_shapes_the_picture_fades_out_and_in():
    start, end = Heatmap(ACROSS, scale=1), Heatmap(np.ones((4, 4)), scale=1)
    animation = Transform(start, end, rate_func=lambda t: t)
    animation.begin()
    opacities, shapes = [], []
    for alpha in (0, 0.25, 0.5, 0.75, 1):
        animation.interpolate(alpha)
        opacities.append(start.get_fill_opacity())
        shapes.append(start.values.shape)
    np.testing.assert_allclose(opacities, [1, 0.5, 0, 0.5, 1])
    assert shapes[:2] == 2 * [(2, 3)] and shapes[3:] == 2 * [(4, 4)]
    assert_shown(PaintingCamera(), start)


def test_towards_another_kind_of_mobject_it_fades_in_shape():
    heatmap = Heatmap(ACROSS)
    halfway(Transform(heatmap, Square(1, fill_opacity=1).shift(RIGHT)))
    np.testing.assert_allclose(heatmap.get_fill_opacity(), 0.5)
    assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_towards_a_mobject_of_other_points_its_corners_stay_corners():
    heatmap = Heatmap(ACROSS)
    halfway(Transform(heatmap, Circle(0.5, fill_opacity=1)))
    assert_shown(PaintingCamera(), heatmap, opacity=0.5)


def test_become_and_restore_take_the_data_over():
    heatmap = Heatmap(ACROSS, scale=1)
    heatmap.save_state()
    other = Heatmap(2 * ACROSS, scale=4, gap=0.2).shift(RIGHT)
    heatmap.become(other)
    for name in Heatmap.data:
        np.testing.assert_array_equal(getattr(heatmap, name), getattr(other, name))
        assert not np.shares_memory(getattr(heatmap, name), getattr(other, name))
    halfway(Restore(heatmap)).finish()
    np.testing.assert_array_equal(heatmap.values, ACROSS)
    np.testing.assert_array_equal(heatmap.limits, [-1, 1])
    assert_shown(PaintingCamera(), heatmap)


def test_groups_arrange_and_paint_each_member():
    group = VGroup(*(Heatmap(ACROSS * sign, scale=1) for sign in (1, -1))).arrange(RIGHT, buff=0.3)
    np.testing.assert_allclose(group[1].get_left()[0] - group[0].get_right()[0], 0.3)
    group.scale(0.7).rotate(PI / 2)
    for heatmap in group:
        assert_shown(PaintingCamera(), heatmap, mobjects=[heatmap, group])


@pytest.mark.parametrize(("index", "on_top"), [(0, "square"), (1, "heatmap")])
def test_z_index_decides_what_is_on_top(index, on_top):
    heatmap = Heatmap(ACROSS).set_z_index(index)
    square = Square(5, fill_opacity=1, fill_color="#00ff00", stroke_width=0)
    colour = seen(PaintingCamera(), [heatmap, square], heatmap.cell(0, 0))
    assert (colour.tolist() == [0, 1, 0]) == (on_top == "square")


def test_manims_own_strokes_and_fill_are_not_drawn_beside_the_painting():
    class Nothing(Painted):
        def paint(self, ctx, camera):
            pass

    nothing = Nothing(fill_color=RED, stroke_width=9, background_stroke_width=9)
    nothing.set_box(LEFT, 2 * RIGHT, UP)
    camera = PaintingCamera()
    camera.capture_mobjects([nothing])
    assert not camera.pixel_array[..., :3].any()


def test_a_painting_leaves_the_context_as_it_was():
    square = Square(1, fill_opacity=1, fill_color="#00ff00", stroke_width=0).shift(2 * RIGHT)
    heatmap = Heatmap(ACROSS, gap=0.3).shift(LEFT)
    both, alone = PaintingCamera(), PaintingCamera()
    both.capture_mobjects([heatmap, square])
    alone.capture_mobjects([square])
    np.testing.assert_array_equal(both.pixel_array[:, 160:], alone.pixel_array[:, 160:])


def test_a_painting_starts_afresh_after_what_manim_drew():
    """Manim leaves the last outline on the context, where a painter's `line_to` would go on."""
    square = Square(1, fill_opacity=1, fill_color="#00ff00", stroke_width=0).shift(2 * RIGHT)
    heatmap = Heatmap(ACROSS).shift(LEFT)
    both, alone = PaintingCamera(), PaintingCamera()
    both.capture_mobjects([square, heatmap])
    alone.capture_mobjects([square])
    np.testing.assert_array_equal(both.pixel_array[:, 160:], alone.pixel_array[:, 160:])
    assert_shown(PaintingCamera(), heatmap, mobjects=[heatmap.copy(), square, heatmap])


def test_a_moving_camera_shows_it_zoomed():
    camera = PaintingMovingCamera()
    heatmap = Heatmap(ACROSS).shift(2 * RIGHT)
    camera.frame.scale(0.3).move_to(heatmap.cell(1, 1))
    assert seen(camera, [heatmap], heatmap.cell(1, 1)).tolist() == pytest.approx(
        style.diverging(1.0).tolist(), abs=2 / 255
    )
    blue = np.all(abs(camera.pixel_array[..., :3] / 255 - style.diverging(1.0)) < 0.01, axis=2)
    cell = heatmap.cell_width * 320 / (0.3 * 8)
    assert blue.sum() == pytest.approx(cell * min(cell, 180), rel=0.05)


@pytest.fixture
def space():
    camera = PaintingThreeDCamera(phi=65 * DEGREES, theta=-50 * DEGREES, gamma=10 * DEGREES)
    camera.set_zoom(1.2)
    return camera


def test_a_path_that_was_traced_before_gives_the_pixels_that_manim_draws(monkeypatch):
    monkeypatch.setattr(painting, "PATHS_KEPT", 12)  # so some are traced again
    letters = style.text("Aβ & 0.8%").shift(0.123 * RIGHT)
    mobjects = [Arc(1.7, 0.1, 2), letters, Square(1.3).rotate(0.2), VMobject().set_points([])]
    cameras = [PaintingMovingCamera(), MovingCamera()]
    for zoom in (1, 1, 0.731, 1, 0.5):
        for camera in cameras:
            camera.frame.set(width=8 * zoom).move_to(0.3 * zoom * UP)
            camera.reset()
            camera.capture_mobjects(mobjects)
        pictures = [camera.pixel_array for camera in cameras]
        np.testing.assert_array_equal(*pictures)
        assert pictures[0].any()


def test_a_path_of_any_pieces_is_traced_as_manim_traces_it():
    rng = np.random.default_rng(3)
    pieces = [Arc(1, 0.3, 1), Circle(0.7), Square(0.4).shift(UP), Arc(1, 1.3, 2)]  # the last joins
    for _ in range(20):  # the first
        order = rng.permutation(4)[: rng.integers(1, 5)]
        path = VMobject(fill_opacity=0.4).set_points(
            np.concatenate([pieces[piece].points for piece in order])
        )
        pictures = []
        for camera in PaintingMovingCamera(), MovingCamera():
            camera.capture_mobjects([path])
            pictures.append(camera.pixel_array)
        np.testing.assert_array_equal(*pictures)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_path_that_leads_nowhere_is_not_drawn_as_manim_does_not(number):
    for camera in PaintingMovingCamera(), MovingCamera():
        for path in (Square(fill_opacity=1), Circle(fill_opacity=1)):
            path.points[3, 1] = number
            camera.capture_mobjects([path])
            assert not camera.pixel_array[..., :3].any()


def test_what_is_drawn_on_top_of_what_is_as_manim_has_it():
    shared, top = Square(), Circle().set_z_index(2)
    inner = VGroup(Arc(), shared, VGroup(top, Square()))
    several = [inner, shared, VGroup(shared, inner), *inner.get_family(), top]
    for mobjects in (several, several[::-1], [inner], []):
        expected = MovingCamera().get_mobjects_to_display(mobjects)
        assert PaintingMovingCamera().get_mobjects_to_display(mobjects) == expected
    left_out = PaintingMovingCamera().get_mobjects_to_display(several, excluded_mobjects=[shared])
    assert shared not in left_out and top in left_out


def test_in_space_the_nearer_is_drawn_later_as_manim_has_it(space):
    near, far = Dot3D([0, 0, 2]), Dot3D([0, 0, -2])
    there = ThreeDCamera(phi=65 * DEGREES, theta=-50 * DEGREES, gamma=10 * DEGREES)
    expected = there.get_mobjects_to_display([near, far])
    assert space.get_mobjects_to_display([near, far]) == expected != [near, far]


def test_in_space_what_stands_still_in_a_group_is_drawn_again_since_it_may_be_nearer():
    scene, near, far = PaintingThreeDScene(), Dot3D([0, 0, 2]), Dot3D([0, 0, -2])
    scene.add(Group(near, far))
    move = prepare_animation(far.animate.shift(RIGHT))
    moving, static = scene.get_moving_and_static_mobjects([move])
    assert near in moving and not static


def test_in_space_it_lies_where_perspective_puts_it(space):
    heatmap = Heatmap(ACROSS, width=4).shift(0.5 * UP)
    assert_shown(space, heatmap)
    heatmap.rotate(70 * DEGREES, axis=RIGHT)
    assert_shown(space, heatmap)


def test_in_space_it_fades_as_one_sheet(space):
    """Cells overlap by a hair's breadth there, which half covered must not show twice."""
    heatmap = Heatmap(np.ones((12, 12)), width=4).set_opacity(0.5)
    space.capture_mobjects([heatmap])
    brightest = space.pixel_array[..., :3].max(axis=(0, 1)) / 255
    np.testing.assert_allclose(brightest, 0.5 * style.diverging(1.0), atol=2 / 255)


def test_fixed_in_the_frame_of_a_turned_camera_it_looks_flat(space):
    heatmap = Heatmap(ACROSS).shift(RIGHT)
    space.add_fixed_in_frame_mobjects(heatmap)
    space.capture_mobjects([heatmap])
    flat = PaintingCamera()
    flat.capture_mobjects([heatmap])
    np.testing.assert_array_equal(space.pixel_array, flat.pixel_array)


def test_edge_on_there_is_nothing_to_see():
    camera = PaintingCamera()
    camera.capture_mobjects([Heatmap(ACROSS).rotate(PI / 2, axis=UP)])
    assert camera.pixel_array[..., :3].max() == 0


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


def test_rendering_twice_takes_the_clips_from_the_cache_unless_data_changed():
    def hashes(values):
        scene = type("Played", (Played,), {"values": values})()
        scene.render()
        return scene.renderer.animations_hashes

    first, again, changed = hashes(ACROSS), hashes(ACROSS.copy()), hashes(ACROSS * [1, 1, 1.001])
    assert first == again
    assert not set(first) & set(changed)


def hash_of(mobject, scene):
    animation = prepare_animation(mobject.animate.shift(RIGHT))
    return get_hash_from_play_call(
        scene,
        scene.camera,
        [animation],
        [mobject],
        backend="cairo",
        encoder_fingerprint="any",
        renderer_state=(),
    )


def test_the_cache_sees_data_that_came_from_a_memory_map_or_a_subclass(tmp_path):
    class Subclass(np.ndarray):
        pass

    values = np.random.default_rng(0).normal(size=(60, 60))  # Manim cuts large foreign arrays short
    other = values.copy()
    other[59, 59] += 1
    scene = PaintingScene()
    hashes = set()
    for array in (values, other):
        np.save(tmp_path / "values.npy", array)
        mapped = np.load(tmp_path / "values.npy", mmap_mode="r")
        for given in (array, mapped, array.view(Subclass)):
            hashes.add(hash_of(Heatmap(given, scale=3), scene))
    assert len(hashes) == 2


def test_the_cache_sees_a_change_of_each_array():
    scene = PaintingScene()
    variants = [
        Heatmap(ACROSS),
        Heatmap(ACROSS, scale=2),
        Heatmap(ACROSS, colours=style.grey),
        Heatmap(ACROSS, gap=0.1),
        Heatmap(ACROSS, smooth=True),
        Heatmap(ACROSS, width=3),
    ]
    assert len({hash_of(heatmap, scene) for heatmap in variants}) == len(variants)


def test_zero_has_a_colour_of_its_own_in_a_symmetric_table():
    table = colour_table(style.diverging, (-1, 1))
    found = look_up(table, np.array([-1, 0, 1, -7, 7]), (-1, 1))
    np.testing.assert_allclose(found, style.diverging(np.array([-1, 0, 1, -1, 1])), atol=1e-12)


def test_look_up_is_within_a_step_of_an_eight_bit_screen():
    values = np.linspace(-3, 3, 1001)
    for colours in (style.diverging, style.grey):
        found = look_up(colour_table(colours, (-1, 1)), values, (-3, 3))
        assert abs(found - colours(values, 3)).max() < 1 / 255


@pytest.mark.parametrize("bad", [[[1, np.nan]], [[np.inf]], [1, 2], [[1], [2, 3]], "words"])
def test_what_cannot_be_painted_is_refused_in_a_sentence(bad):
    with pytest.raises(DownhillError, match="values"):
        plain(bad, "values", 2)


@pytest.mark.parametrize("bad", [[[0, 0, 2]], [[0, 0]], [[-0.1, 0, 0]]])
def test_a_table_that_is_not_of_colours_is_refused(bad):
    with pytest.raises(DownhillError, match="colour table"):
        colour_table(bad, (0, 1))


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
