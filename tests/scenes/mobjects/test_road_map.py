import numpy as np
import pytest

from scenes.mobjects.contour_map import ContourMap
from scenes.mobjects.lettering import Readout
from scenes.mobjects.road_map import RoadMap
from scenes.stage import style

ENDS = np.array([[0.5, 0.5], [3.5, 0.5]])


@pytest.fixture
def roads():
    heights = np.linspace(0.1, 1, 12).reshape(3, 4)
    a_map = ContourMap(heights, (0, 4), (0, 2), width=4, height=3).shift([-3, 0, 0])
    rows = {"cost here": Readout(0.1), "highest": "0.3"}
    return RoadMap(a_map, (0.1, 1), ENDS, "AB", ("pair 1", "lines"), rows, 3.0)


def test_letters_stand_outside_the_two_ends(roads):
    a, b = (roads.map.c2p(*end) for end in ENDS)
    left, right = roads.letters
    assert (left.typst_code, right.typst_code) == ("*A*", "*B*")
    assert left.get_right()[0] < a[0] < b[0] < right.get_left()[0]
    assert left.get_y() == pytest.approx(a[1])


def test_the_table_and_the_notes_stand_beside_the_map_as_high_and_as_low_as_it(roads):
    right = roads.map.get_right()[0]
    assert roads.table.get_left()[0] > right and roads.notes.get_left()[0] > right
    assert roads.table.get_top()[1] == pytest.approx(roads.map.get_top()[1])
    assert roads.notes.get_bottom()[1] == pytest.approx(roads.map.get_bottom()[1])


def test_a_way_is_a_line_through_its_places(roads):
    places = np.array([[0.5, 2, 3.5], [0.5, 1.5, 0.5]])
    line = roads.way(places, style.FOCUS)
    corners = np.concatenate([line.get_start_anchors(), line.get_end_anchors()[-1:]])
    np.testing.assert_allclose(corners, roads.map.c2p(*places), atol=1e-6)
    assert line.get_stroke_color().to_hex().lower() == style.FOCUS
