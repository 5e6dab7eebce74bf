import pytest

from scenes.mobjects.annotations import spread_apart
from scenes.stage.style import text


def test_names_too_near_are_moved_apart():
    names = [text("η").set_y(y) for y in (3.0, 1.0, 1.1)]
    spread_apart(names, apart=0.5)
    assert [name.get_y() for name in names] == pytest.approx([3.0, 1.0, 1.5])


def test_names_are_moved_down_where_there_is_no_room_above():
    names = [text("η").set_y(y) for y in (1.0, 2.9, 3.0)]
    spread_apart(names, highest=3, apart=0.5)
    assert [name.get_y() for name in names] == pytest.approx([1.0, 2.5, 3.0])


def test_downwards_the_highest_stays_and_of_equal_ones_the_first():
    names = [text("η").set_y(y) for y in (1.0, 3.0, 1.0, 0.9)]
    spread_apart(names, apart=0.5, downwards=True)
    assert [name.get_y() for name in names] == pytest.approx([1.0, 3.0, 0.5, 0.0])
