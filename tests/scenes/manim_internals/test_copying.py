import copy

import numpy as np
import pytest
from manim import (
    LEFT,
    RIGHT,
    Arrow,
    Axes,
    DashedLine,
    Group,
    Mobject,
    Square,
    ValueTracker,
    VGroup,
)

from scenes.manim_internals.copying import quick_copies
from scenes.mobjects.heatmap import Heatmap
from scenes.stage import style


def with_a_target():
    square = Square()
    square.save_state()
    square.generate_target().shift(RIGHT)
    return square


def that_share():
    """Two that hold one array, one that holds another, itself and a name for each of them."""
    one, other = Square(), Square()
    other.points = one.points
    one.neighbour, one.itself, one.names = other, one, {"other": other, "points": one.points}
    return VGroup(one, other, one)


def that_follows():
    square, tracker = Square(), ValueTracker(2)
    square.tracker = tracker
    square.add_updater(lambda mobject: mobject.move_to(tracker.get_value() * LEFT))
    square.add_updater(tracker.update)  # a method takes what it belongs to along
    return Group(square, tracker)


MOBJECTS = {
    "letters": lambda: style.text("Aβ 0.8%"),
    "an arrow": lambda: Arrow(LEFT, RIGHT),
    "axes": lambda: Axes(),
    "dashes": lambda: DashedLine(LEFT, RIGHT),
    "columns first": lambda: Heatmap(np.asfortranarray(np.eye(3))),
    "with a target": with_a_target,
    "that share": that_share,
    "that follows": that_follows,
}


def assert_alike(copied, original, met):
    """Equal in all they hold, the same wherever the original is the same, and apart from it."""
    assert type(copied) is type(original)
    if id(original) in met:
        assert met[id(original)] is copied
        return
    if isinstance(original, np.ndarray | list | dict | Mobject):
        assert copied is not original
        met[id(original)] = copied
    if isinstance(original, np.ndarray):
        np.testing.assert_array_equal(copied, original)
        assert copied.dtype == original.dtype and copied.flags.fnc == original.flags.fnc
        assert not np.shares_memory(copied, original)
    elif isinstance(original, Mobject):
        changed = {**original.__dict__, "original_id": str(id(original))}
        assert_all_alike(copied.__dict__, changed, met)
    elif isinstance(original, dict):
        assert_all_alike(copied, original, met)
    elif isinstance(original, list | tuple):
        assert_all_alike(dict(enumerate(copied)), dict(enumerate(original)), met)
    elif hasattr(original, "__self__"):
        assert_alike(copied.__self__, original.__self__, met)
    elif copied != original:
        assert_all_alike(vars(copied), vars(original), met)  # such as the scale of axes


def assert_all_alike(copied, original, met):
    assert list(copied) == list(original)
    for name in original:
        assert_alike(copied[name], original[name], met)


@pytest.mark.parametrize("name", MOBJECTS)
def test_a_quick_copy_is_the_copy_that_manim_makes(name):
    mobject = MOBJECTS[name]()
    assert_alike(copy.deepcopy(mobject), mobject, {})  # else this says nothing
    with quick_copies():
        assert_alike(mobject.copy(), mobject, {})


def test_manim_copies_as_before_afterwards_also_where_a_scene_raised():
    before = Mobject.__deepcopy__
    with pytest.raises(ZeroDivisionError), quick_copies():
        assert Mobject.__deepcopy__ is not before
        _ = 1 / 0
    assert Mobject.__deepcopy__ is before
