import numpy as np

from scenes.mobjects.beads import APART, beads


def test_beads_lie_on_the_line_none_too_near_to_another_and_no_point_far_from_one():
    x = np.linspace(0, 3, 200)
    points = np.stack([x, np.sin(3 * x), 0 * x], axis=1)
    places = np.array([bead.get_center() for bead in beads(points)])
    away = np.linalg.norm(points[:, None] - places, axis=2)
    assert away.min(axis=0).max() < 1e-9
    assert away.min(axis=1).max() < APART
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).min() >= APART
