import numpy as np
import pytest

from scenes.mobjects.walk import Walk

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


def test_it_moves_and_is_copied_as_others_are():
    walk = Walk(POINTS).set_look(1).shift([1, 1, 0])
    np.testing.assert_allclose(walk.copy().ball.get_center(), [3, 1, 0])
