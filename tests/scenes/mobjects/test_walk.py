import numpy as np
import pytest

from scenes.mobjects.walk import Walk, cut

pytestmark = pytest.mark.usefixtures("canvas")
POINTS = np.array([[0, 0, 0], [2, 0, 0], [2, 3, 0], [5, 3, 0]])


def test_a_walk_begins_at_its_first_point():
    np.testing.assert_allclose(Walk(POINTS).ball.get_center(), POINTS[0])


@pytest.mark.parametrize(
    ("look", "ball", "length"),
    [(0.5, [1, 0, 0], 1), (1.5, [2, 1.5, 0], 3.5), (3, [5, 3, 0], 8), (9, [5, 3, 0], 8)],
)
def test_at_a_look_it_has_come_so_far(look, ball, length):
    walk = Walk(POINTS).set_look(look)
    np.testing.assert_allclose(walk.ball.get_center(), ball)
    corners = walk.line.get_anchors()
    assert np.linalg.norm(np.diff(corners, axis=0), axis=1).sum() == pytest.approx(length)


def test_what_is_long_past_is_pale_and_the_rest_is_as_it_was():
    walk = Walk(POINTS, recent=1).set_look(2.5)
    old, line = walk.old.get_anchors(), walk.line.get_anchors()
    np.testing.assert_allclose([old[0], old[-1]], POINTS[:2])
    np.testing.assert_allclose([line[0], line[-1]], [[2, 0, 0], [3.5, 3, 0]])
    assert walk.old.get_stroke_opacity() < walk.line.get_stroke_opacity() == 1


def test_a_way_is_cut_at_the_edges_of_a_box():
    pieces = cut(POINTS, (1, -1), (4, 2))
    np.testing.assert_allclose(pieces, [[[1, 0, 0], [2, 0, 0]], [[2, 0, 0], [2, 2, 0]]])
    np.testing.assert_allclose(
        cut(POINTS, (-9, -9), (9, 9)), np.stack([POINTS[:-1], POINTS[1:]], 1)
    )
    assert len(cut(POINTS, (6, 6), (9, 9))) == 0
    across = cut(np.array([[-1, -2, 0], [3, 2, 0]]), (0, -2), (2, 0))
    np.testing.assert_allclose(across, [[[0, -1, 0], [1, 0, 0]]])


def test_a_walk_in_a_box_ends_where_it_leaves_it_and_its_ball_does_not():
    walk = Walk(POINTS, inside=((-1, -1), (3, 2))).set_look(3)
    np.testing.assert_allclose(walk.line.get_anchors()[-1], [2, 2, 0])
    np.testing.assert_allclose(walk.ball.get_center(), POINTS[-1])


def test_it_moves_and_is_copied_as_others_are():
    walk = Walk(POINTS).set_look(1).shift([1, 1, 0])
    np.testing.assert_allclose(walk.copy().ball.get_center(), [3, 1, 0])
