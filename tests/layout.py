"""What is wrong with a picture, as far as a rule can tell: type that leaves the frame, crosses
other type, is too small or wider than its place; and anything at all outside the safe area."""

import itertools

import numpy as np
from manim import Typst, config

from scenes.mobjects.lettering import Readout, baseline, digit_height, width_of
from scenes.stage import style
from scenes.stage.explainer import safe_area

SLACK = 0.02  # scene units by which a rule may be broken unseen
ALMOST = 0.008, 0.06  # scene units between baselines that are meant to be one, and are not
NEAR = 3  # scene units between neighbours in a row
FAINTEST = 12  # of 255: how far a pixel is from the background where something stands


def faults(scene):
    """Yield a sentence for each fault in what a scene shows now."""
    boxes = [(words_of(text), box_of(scene.camera, text)) for text in texts(scene.mobjects)]
    left, right, bottom, top = safe_area()
    for words, (low, high) in boxes:
        if (low < (left - SLACK, bottom - SLACK)).any() or (
            high > (right + SLACK, top + SLACK)
        ).any():
            yield f"{words!r} leaves the safe area: from {low.round(2)} to {high.round(2)}."
    for (words, box), (others, other) in itertools.combinations(boxes, 2):
        if (np.minimum(box[1], other[1]) - np.maximum(box[0], other[0]) > SLACK).all():
            yield f"{words!r} and {others!r} cross."
    for text in texts(scene.mobjects):
        if size_of(text) < style.SMALL - 0.1:
            yield f"{words_of(text)!r} is of size {size_of(text):.1f}: too small."
        if isinstance(text, Readout) and width_of(text.words, size_of(text)) > text.width + SLACK:
            yield f"{text.words!r} is wider than its place."
    yield from uneven(scene)
    yield from strays(scene.camera)


def uneven(scene):
    """Yield a sentence for each two neighbours in a row of type whose baselines are almost one."""
    lines = [text for text in texts(scene.mobjects) if text.width and text.height]
    lines.sort(key=lambda text: text.get_left()[0])
    for i, text in enumerate(lines):
        beyond = [other for other in lines[i + 1 :] if _in_a_row(text, other)]
        for other in beyond[:1]:
            apart = abs(baseline(text) - baseline(other))
            if ALMOST[0] < apart < ALMOST[1]:
                names = f"{words_of(text)!r} and {words_of(other)!r}"
                yield f"{names} stand on baselines {apart:.3f} apart: give them one."


def _in_a_row(text, other):
    """Whether `other` stands right of `text` and near it, at its height, in type of its size."""
    right = -SLACK < other.get_left()[0] - text.get_right()[0] < NEAR
    level = abs(text.get_y() - other.get_y()) < min(text.height, other.height)
    return right and level and abs(size_of(text) - size_of(other)) < 0.5


def strays(camera):
    """Yield a sentence for each side on which a frame shows anything outside the safe area."""
    frame, background = camera.pixel_array[..., :3].astype(int), camera.background[0, 0, :3]
    lit = (abs(frame - background) > FAINTEST).any(axis=2)
    rows, columns = lit.shape
    left, right, bottom, top = safe_area()
    x = (np.arange(columns) + 0.5) / columns * config.frame_width - config.frame_width / 2
    y = config.frame_height / 2 - (np.arange(rows) + 0.5) / rows * config.frame_height
    pixel = config.frame_width / columns
    outside = {
        "left": lit[:, x < left - pixel],
        "right": lit[:, x > right + pixel],
        "below": lit[y < bottom - pixel],
        "above": lit[y > top + pixel],
    }
    for side, part in outside.items():
        if part.any():
            yield f"Something is painted outside the safe area, {side}: {part.sum()} pixels."


def texts(mobjects):
    """Every line of type or number among mobjects and their parts that can be seen."""
    for mobject in mobjects:
        if not isinstance(mobject, (Typst, Readout)):
            yield from texts(mobject.submobjects)
        elif any(part.get_fill_opacity() > 0.01 for part in mobject.family_members_with_points()):
            yield mobject


def words_of(text):
    return text.words if isinstance(text, Readout) else text.typst_code


def size_of(text):
    """The font size at which a text stands there."""
    if isinstance(text, Readout):
        return text.size * text.height / digit_height(text.size)
    return text.font_size


def box_of(camera, mobject):
    """((left, bottom), (right, top)) of a mobject on the screen, in units of the whole frame."""
    pixels = np.concatenate(
        [
            camera.points_to_subpixel_coords(part, part.points)
            for part in mobject.family_members_with_points()
        ]
    )
    size = np.array([config.frame_width, config.frame_height])
    places = (pixels / (camera.pixel_width, camera.pixel_height) - 0.5) * size * (1, -1)
    return places.min(axis=0), places.max(axis=0)
