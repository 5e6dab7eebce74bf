"""A small canvas to paint mobjects on, and probes that read its colours."""

import contextlib

import numpy as np
from manim import tempconfig
from manim.animation.animation import prepare_animation

from scenes.manim_internals.cameras import PaintingCamera
from scenes.stage import style

PIXELS = 40  # a scene unit
SCREEN = {"pixel_width": 640, "pixel_height": 360, "frame_width": 16.0, "frame_height": 9.0}
HALF = {"pixel_width": 320, "pixel_height": 180, "frame_width": 8.0, "frame_height": 4.5}
ACROSS = np.array([[-1.0, -0.5, 0.25], [0.5, 1.0, 0.0]])  # values for a heatmap


@contextlib.contextmanager
def small_canvas(folder, size=SCREEN, **settings):
    """Manim's settings for a black canvas; type is set into a folder."""
    quiet = {"media_dir": str(folder), "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig({**size, **quiet, "background_color": "#000000", **settings}):
        yield


def painting(*mobjects):
    """A picture (rows, columns, 3) of mobjects, 0…1, on black."""
    camera = PaintingCamera()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array[..., :3] / 255


def colour_at(picture, point):
    """The colour (3,) of the pixel in which a scene point (3,) lies."""
    return picture[row_of(point[1]), column_of(point[0])]


def column_of(x):
    return int(PIXELS * (x + SCREEN["frame_width"] / 2))


def row_of(y):
    return int(PIXELS * (SCREEN["frame_height"] / 2 - y))


def lit(picture):
    """Which pixels (rows, columns) are not black."""
    return (picture > 0.05).any(axis=2)


def halfway(animation):
    """An animation begun, and at the middle of its way."""
    animation = prepare_animation(animation)
    animation.begin()
    animation.interpolate(0.5)
    return animation


def play_to_the_end(animations):
    """Take what is animated to its end."""
    for animation in map(prepare_animation, animations):
        animation.begin()
        animation.interpolate(1)
        animation.finish()


def assert_colour(found, expected):
    """Equal, but for the rounding to bytes and to the table of colours."""
    np.testing.assert_allclose(found, expected, atol=3 / 255)


def seen(camera, mobjects, point):
    """The colour (3,), 0…1, of the pixel in which a scene point appears in a new picture."""
    camera.reset()
    camera.capture_mobjects(mobjects)
    x, y = camera.points_to_pixel_coords(mobjects[0], np.array([point]))[0]
    return camera.pixel_array[y, x, :3] / 255


def assert_shown(camera, heatmap, values=None, mobjects=None, opacity=1.0):
    """Every cell has the colour of its value, mixed with the black behind it."""
    for j, k in np.ndindex(heatmap.values.shape):
        value = (heatmap.values if values is None else values)[j, k]
        colour = opacity * style.diverging(value, heatmap.limits[1])
        found = seen(camera, mobjects or [heatmap], heatmap.cell(j, k))
        np.testing.assert_allclose(found, colour, atol=2 / 255)
