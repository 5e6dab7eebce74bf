import numpy as np
import pytest
from manim import DEGREES, PI, RIGHT, ThreeDAxes, Transform

from nn.errors import DownhillError
from scenes.manim_internals.cameras import PaintingCamera, PaintingThreeDCamera
from scenes.mobjects import surface as module
from scenes.mobjects.primitives import look_up
from scenes.mobjects.surface import Look, PaintedSurface
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("small_screen")

YELLOW, WHITE = np.array([1, 0.84, 0.37]), np.array([1.0, 1, 1])


def grid(n=25):
    """x, y (n, n) over -1…1."""
    return np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))


def hill(n=25):
    x, y = grid(n)
    return np.exp(-6 * (x**2 + y**2))


def rough(n=13, seed=0):
    """Steep enough that much is hidden, from any side."""
    return np.random.default_rng(seed).normal(size=(n, n))


def camera(phi=70, theta=-90, **kwargs):
    return PaintingThreeDCamera(phi=phi * DEGREES, theta=theta * DEGREES, **kwargs)


def picture(camera, *mobjects):
    """What a camera sees, (180, 320, 3), 0…1."""
    camera.reset()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array[..., :3] / 255


def pixel_of(camera, mobject, point):
    x, y = camera.points_to_pixel_coords(mobject, np.array([point]))[0]
    return y, x


def first_met(camera, mobject, screen):
    """The cells (k, 2), as (i, j), that rays of sight through the screen's points (k, 2) meet
    first, -1 where none: the oracle, by marching along each ray."""
    focal = camera.get_focal_distance()
    z = np.linspace(4, -4, 1000)
    rotated = np.stack(
        [
            screen[:, :1] * (focal - z) / focal,
            screen[:, 1:] * (focal - z) / focal,
            np.broadcast_to(z, (len(screen), len(z))),
        ],
        axis=-1,
    )
    world = rotated @ camera.get_rotation_matrix() + camera.frame_center
    origin, *ends = mobject.place(np.eye(4, 3, k=-1))
    box = (world - origin) @ np.linalg.inv(np.array(ends) - origin)
    within = ((box[..., :2] >= 0) & (box[..., :2] <= 1)).all(axis=-1)
    above = box[..., 2] > mobject.ground(box.reshape(-1, 3)).reshape(box.shape[:2])
    crossing = (above[:, 1:] != above[:, :-1]) & within[:, 1:] & within[:, :-1]
    first = crossing.argmax(axis=1)
    place = box[np.arange(len(screen)), first, :2]
    cells = np.subtract(mobject.heights.shape, 1)
    found = np.minimum((place[:, ::-1] * cells).astype(int), cells - 1)
    return np.where(crossing.any(axis=1)[:, None], found, -1)


@pytest.mark.parametrize(
    ("angles", "move"),
    [
        ((35, -70), lambda m: m),
        ((75, 20), lambda m: m.stretch(-1, 0)),
        ((80, 135), lambda m: m.shift([0.5, -0.5, 0.3])),
        ((115, -40), lambda m: m),
        ((60, -90), lambda m: m.rotate(50 * DEGREES, axis=[1, 2, 3])),
    ],
    ids=["still", "mirrored", "moved", "from below", "turned"],
)
def test_what_is_seen_is_what_a_ray_of_sight_meets_first(monkeypatch, angles, move):
    monkeypatch.setattr(module, "AMBIENT", 1.0)  # the colour tells the height alone
    x, y = grid(13)
    waves = np.sin(5 * x + 1) * np.cos(4 * y) + 0.5 * np.sin(3 * x - 5 * y)
    surface = move(PaintedSurface(waves, within=(5, 5, 1.5)))
    eye = camera(*angles)
    frame = picture(eye, surface)
    rows, columns = np.mgrid[2:178:11, 2:318:11].reshape(2, -1)
    around = np.array([[0, 0], [1.5, 0], [-1.5, 0], [0, 1.5], [0, -1.5]])
    pixels = np.stack([columns + 0.5, rows + 0.5], axis=1)[:, None] + around
    screen = (pixels - [160, 90]) / [40, -40]
    cells = first_met(eye, surface, screen.reshape(-1, 2)).reshape(-1, 5, 2)
    clear = (cells == cells[:, :1]).all(axis=(1, 2))  # well within one face, or beside the surface
    hit = clear & (cells[:, 0, 0] >= 0)
    assert hit.sum() > 20
    means = sum(waves[i : i + 12, j : j + 12] for i in (0, 1) for j in (0, 1)) / 4
    expected = look_up(surface.table, means[tuple(cells[:, 0].T)], surface.ranges[2])
    expected[~hit] = 0
    wrong = abs(frame[rows, columns] - expected).max(axis=1) > 3 / 255
    assert wrong[clear].mean() < 0.01


def test_a_level_surface_has_the_true_colour_and_no_seams():
    surface = PaintedSurface(np.full((20, 20), 0.5), z_range=(0, 1), within=(4, 4, 1))
    for angles in ((0, -90), (60, -60)):
        frame = picture(camera(*angles), surface)
        within = frame.any(axis=2)
        for _ in range(2):  # leave out the soft rim
            for axis, by in ((0, 1), (0, -1), (1, 1), (1, -1)):
                within = within & np.roll(within, by, axis)
        assert within.sum() > 3000
        assert abs(frame[within] - style.cost(0.5)).max() <= 2 / 255


def test_slopes_towards_the_light_are_brighter_than_level_and_others_darker():
    x, y = grid(9)
    colour = np.full((3, 3), 0.5)

    def brightness(heights):
        surface = PaintedSurface(heights, z_range=(-1, 1), colours=colour, within=(2, 2, 1))
        return picture(PaintingCamera(), surface)[90, 160, 0]

    towards, level, away = brightness(0.3 * (x + y)), brightness(0 * x), brightness(-0.3 * (x + y))
    assert away < level - 0.02 and towards > level + 0.02
    assert level == pytest.approx(0.5, abs=1 / 255)


def test_a_level_face_is_as_bright_from_below_as_one_in_full_shadow():
    surface = PaintedSurface(np.zeros((3, 3)), colours=np.full((2, 3), 0.5), within=(3, 3, 1))
    frame = picture(camera(phi=180), surface)
    assert frame[90, 160, 0] == pytest.approx(0.5 * module.AMBIENT, abs=1 / 255)


@pytest.mark.parametrize(("y", "visible"), [(-0.8, True), (0.8, False)])
def test_a_ball_is_hidden_behind_a_hill_and_seen_before_it(y, visible):
    surface = PaintedSurface(hill(), within=(4, 4, 2), look=Look(ball_radius=0.1))
    surface.set_balls([[0, y, surface.height_at(0, y)]])
    eye = camera(phi=85)
    with_ball = picture(eye, surface)
    without = picture(eye, surface.copy().set_balls(np.zeros((0, 3))))
    changed = (abs(with_ball - without).max(axis=2) > 0.05).sum()
    assert (changed > 30) if visible else (changed == 0)


@pytest.mark.parametrize("phi", [15, 60, 90])
def test_a_ball_is_a_disc_of_its_radius_resting_on_its_point(phi):
    surface = PaintedSurface(np.zeros((41, 41)), within=(3, 3, 1), look=Look(ball_radius=0.4))
    surface.set_balls([[0, 0, 0]])
    eye = camera(phi=phi, theta=-50, focal_distance=1000)
    frame = picture(eye, surface)
    ball = frame[..., 0] > frame[..., 2] + 0.1
    rows, columns = ball.nonzero()
    assert ball.sum() == pytest.approx(PI * 16**2, rel=0.06)
    row, column = pixel_of(eye, surface, surface.c2p(0, 0, 0) + [0, 0, 0.4])
    assert abs(rows.mean() - row) <= 1 and abs(columns.mean() - column) <= 1


def test_a_ball_in_the_air_stands_on_a_stem_that_starts_at_the_surface():
    surface = PaintedSurface(
        np.zeros((9, 9)), z_range=(0, 1), within=(3, 3, 1), look=Look(stem_width=8)
    )
    surface.set_balls([[0, 0, 1]])
    eye = camera(phi=80)
    frame = picture(eye, surface)
    for height in (0.2, 0.5, 0.8):
        found = frame[pixel_of(eye, surface, surface.c2p(0, 0, height))]
        np.testing.assert_allclose(found, YELLOW, atol=0.15)


def path_pixels(surface, eye):
    """Where the path shows, a mask."""
    surface = surface.copy()
    surface.table = np.zeros((2, 3))
    return picture(eye, surface).max(axis=2) > 0.1


def test_a_path_on_the_surface_shows_on_the_near_side_of_a_hill_only():
    surface = PaintedSurface(hill(), within=(4, 4, 2))
    y = np.linspace(-0.9, 0.9, 37)
    on_it = [[0.01, each, surface.height_at(0.01, each)] for each in y]
    eye = camera(phi=85)
    seen = []
    for part in (on_it[:19], on_it[18:]):
        surface.set_path(part)
        seen.append(path_pixels(surface, eye).sum())
    assert seen[0] > 100
    assert seen[1] < 0.12 * seen[0]  # but its end on the crest


def test_a_path_is_seen_on_a_mirrored_surface_too():
    surface = PaintedSurface(0 * hill(), within=(4, 4, 1)).set_path([[-0.5, 0, 0], [0.5, 0, 0]])
    eye = camera(phi=50)
    found = [path_pixels(m, eye).sum() for m in (surface, surface.copy().stretch(-1, 0))]
    assert found[0] == pytest.approx(found[1], rel=0.05) and found[0] > 50


def test_a_path_below_the_surface_is_hidden_and_one_above_is_seen():
    surface = PaintedSurface(0 * hill(), z_range=(-1, 1), within=(4, 4, 2))
    eye = camera(phi=45)
    x = np.linspace(-0.5, 0.5, 9)
    for height, visible in ((-0.4, False), (0.4, True)):
        surface.set_path(np.stack([x, 0 * x, 0 * x + height], axis=1))
        assert path_pixels(surface, eye).any() == visible


def test_a_path_is_not_nibbled_at_by_faces():
    """Drawn on the surface, it is as wide as in the air before nothing."""
    surface = PaintedSurface(0 * hill(33), within=(4, 4, 1), look=Look(path_width=8))
    t = np.linspace(0, 1, 30)
    surface.set_path(np.stack([1.6 * t - 0.8, 0.5 * np.sin(5 * t), 0 * t], axis=1))
    eye = camera(phi=55, theta=-50)
    mask = path_pixels(surface, eye)
    for point in surface.path[1:-1]:
        row, column = pixel_of(eye, surface, surface.c2p(*point))
        assert mask[row - 1 : row + 2, column - 1 : column + 2].all()


def test_only_the_part_of_the_path_that_is_shown_is_drawn():
    surface = PaintedSurface(0 * hill(), within=(4, 4, 1))
    surface.set_path([[-0.8, 0, 0], [0, 0, 0], [0.8, 0, 0]], shown=0.75)
    np.testing.assert_allclose(surface.path_point(0.75), [0.4, 0, 0])
    columns = path_pixels(surface, PaintingCamera()).any(axis=0).nonzero()[0]
    assert abs(columns.min() - (160 - 0.8 * 80)) <= 3 and abs(columns.max() - (160 + 0.4 * 80)) <= 3
    assert not path_pixels(surface.show_path(0), PaintingCamera()).any()


def test_a_path_may_have_a_colour_for_each_point():
    surface = PaintedSurface(0 * hill(), within=(4, 4, 1))
    surface.set_path([[-0.8, 0, 0], [0, 0, 0], [0.8, 0, 0]], colours=np.eye(3))
    frame = picture(PaintingCamera(), surface)
    found = [frame[pixel_of(PaintingCamera(), surface, surface.c2p(x, 0))] for x in (-0.4, 0.4)]
    np.testing.assert_allclose(found, np.eye(3)[:2], atol=0.02)


def test_contour_lines_are_painted_where_the_surface_has_their_height():
    x, y = grid(41)
    surface = PaintedSurface(
        x**2 + y**2,
        levels=[0.25, 1],
        within=(4, 4, 0),
        look=Look(contour_colour="#ff0000", contour_width=4),
    )
    frame = picture(PaintingCamera(), surface)
    red = (frame[..., 0] > 0.6) & (frame[..., 1] < 0.4)
    rows, columns = red.nonzero()
    radius = np.hypot((columns + 0.5 - 160) / 80, (rows + 0.5 - 90) / 80)
    assert red.sum() > 500
    assert (np.minimum(abs(radius - 0.5), abs(radius - 1)) < 0.03).all()
    angles = np.arctan2(rows - 90, columns - 160)
    assert np.diff(np.sort(angles[radius < 0.75])).max() < 0.1  # a closed line


def test_contour_lines_behind_a_ridge_do_not_peek_over_it():
    surface = PaintedSurface(-abs(grid()[1]), within=(4, 4, 2), look=Look(contour_width=10))
    eye = camera(phi=88)
    bare = picture(eye, surface).any(axis=2)
    surface.levels = np.array([-0.02])
    beyond = picture(eye, surface).any(axis=2) & ~bare
    assert beyond[:, 90:230].sum() == 0  # at the sides, the ends of those in front stick out


def test_it_lies_in_the_axes_it_is_given():
    axes = ThreeDAxes(x_range=(-2, 2), y_range=(0, 3), z_range=(0, 5), x_length=4, y_length=2)
    axes.shift(0.7 * RIGHT)
    surface = PaintedSurface(hill(), (-1, 1.5), (0.5, 3), (0, 1), within=axes)
    for point in ((-1, 0.5, 0), (1.5, 3, 1), (0.3, 2, 0.4)):
        np.testing.assert_allclose(surface.c2p(*point), axes.c2p(*point), atol=1e-9)


def test_a_place_without_height_is_on_the_surface_and_nodes_are_exact():
    heights = rough(5)
    surface = PaintedSurface(heights, (0, 4), (10, 14)).rotate(0.5, axis=[1, 1, 0])
    assert surface.height_at(3, 11) == pytest.approx(heights[1, 3])
    assert surface.height_at(4, 14) == pytest.approx(heights[4, 4])
    np.testing.assert_allclose(surface.c2p(3, 11), surface.c2p(3, 11, heights[1, 3]))


def test_points_turn_and_scale_with_it():
    surface = PaintedSurface(hill()).shift([1, 2, 3])
    before = surface.c2p(0.3, -0.2, 0.5)
    surface.scale(2, about_point=[0, 0, 0])
    np.testing.assert_allclose(surface.c2p(0.3, -0.2, 0.5), 2 * before)


def test_between_two_surfaces_heights_path_and_balls_are_halfway():
    start = PaintedSurface(hill(), z_range=(0, 2)).set_path([[0, 0, 0], [1, 1, 1]])
    end = start.copy().set_heights(1 + hill()).set_path([[0, 0, 2], [0, 0, 1]])
    start.set_balls([[0, 0, 0]])
    end.set_balls([[1, 0, 1]])
    moving = start.copy()
    transform = Transform(moving, end)
    transform.begin()
    transform.interpolate(0.5)
    np.testing.assert_allclose(moving.heights, 0.5 + hill())
    np.testing.assert_allclose(moving.path, [[0, 0, 1], [0.5, 0.5, 1]])
    np.testing.assert_allclose(moving.balls, [[0.5, 0, 0.5]])
    np.testing.assert_array_equal(start.heights, hill())


def test_it_fades_as_one_picture():
    surface = PaintedSurface(rough(), levels=[0], within=(4, 4, 1)).set_balls([[0, 0, 3]])
    surface.set_path([[-1, -1, 2], [1, 1, 2]])
    eye = camera()
    whole = picture(eye, surface)
    np.testing.assert_allclose(picture(eye, surface.set_opacity(0.5)), whole / 2, atol=2 / 255)
    assert not picture(eye, surface.set_opacity(0)).any()


def test_fixed_in_the_frame_it_is_a_map():
    surface = PaintedSurface(rough(), levels=[0], within=(3, 3, 1))
    eye = camera()
    eye.add_fixed_in_frame_mobjects(surface)
    np.testing.assert_array_equal(picture(eye, surface), picture(PaintingCamera(), surface))


def test_flattened_it_is_a_map_with_all_of_its_path_in_sight():
    surface = PaintedSurface(hill(), within=(4, 4, 0))
    y = np.linspace(-0.9, 0.9, 19)
    surface.set_path(np.stack([0 * y, y, np.exp(-6 * y**2)], axis=1))
    mask = path_pixels(surface, PaintingCamera())
    assert mask[20:160, 159:161].all()


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.set_heights(np.zeros((3, 3))),
        lambda s: s.set_heights(np.full((25, 25), np.nan)),
        lambda s: s.set_path([[0, 0]]),
        lambda s: s.set_balls([0, 0, 0]),
        lambda s: s.set_path([[0, 0, 0]], colours=np.eye(3)),
        lambda s: PaintedSurface([[1.0, 2.0]]),
        lambda s: PaintedSurface(hill(), x_range=(1, 1)),
        lambda s: PaintedSurface(hill(), levels=3),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(change):
    with pytest.raises(DownhillError):
        change(PaintedSurface(hill()))


def test_a_surface_that_is_level_but_for_rounding_lies_level():
    heights = np.full((3, 3), 0.3)
    heights[1] = np.nextafter(0.3, 1)
    low, high = PaintedSurface(heights).ranges[2]
    assert high - low == pytest.approx(1)
