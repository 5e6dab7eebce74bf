import numpy as np

from scenes.mobjects.ball import Ball

WAY = [[0, 0, 0], [1, 0, 0], [1, 2, 0]]


def test_a_ball_begins_at_the_start_and_passes_each_point_in_its_time():
    ball = Ball(WAY, [0, 0.5, 1])
    np.testing.assert_allclose(ball.get_center(), WAY[0], atol=1e-9)
    np.testing.assert_allclose(ball.set_share(0.5).get_center(), WAY[1], atol=1e-9)
    np.testing.assert_allclose(ball.set_share(0.75).get_center(), [1, 1, 0], atol=1e-9)
    np.testing.assert_allclose(ball.set_share(1).get_center(), WAY[2], atol=1e-9)
