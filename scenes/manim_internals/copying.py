"""Copies of mobjects, in half the time.

Every animation copies what it moves, twice or three times, and a clip is gone through once to
rehearse it and once for each part: half of getting to a part was `copy.deepcopy`, which asks of
each of a glyph's forty attributes anew what kind of thing it is.
"""

import contextlib
import copy

import numpy as np
from manim import CapStyleType, LineJointType, ManimColor, Mobject

# What copies share: it is never changed in place.
CONSTANTS = {type(None), bool, int, float, str, ManimColor, LineJointType, CapStyleType}


@contextlib.contextmanager
def quick_copies():
    """Inside, Manim's mobjects are copied so; the copies are the same in all that can be seen."""
    manims, Mobject.__deepcopy__ = Mobject.__deepcopy__, _copied
    try:
        yield
    finally:
        Mobject.__deepcopy__ = manims


def _copied(mobject, memo):
    """`Mobject.__deepcopy__`; `memo`, {id of a thing: its copy}, as `copy.deepcopy` has it."""
    result = memo[id(mobject)] = object.__new__(type(mobject))
    attributes = result.__dict__
    for name, value in mobject.__dict__.items():
        attributes[name] = value if type(value) in CONSTANTS else _copy_of(value, memo)
    attributes["original_id"] = str(id(mobject))
    return result


def _copy_of(value, memo):
    found = memo.get(id(value))
    if found is not None:
        return found
    if type(value) is np.ndarray and value.dtype != object:
        memo[id(value)] = found = value.copy(order="K")
    elif type(value) is list:
        memo[id(value)] = found = []
        found += [_copy_of(each, memo) for each in value]
    elif isinstance(value, Mobject):
        found = value.__deepcopy__(memo)
    else:
        found = copy.deepcopy(value, memo)
    return found
