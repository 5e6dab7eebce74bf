"""What a camera shows of a heatmap, pixel by pixel."""

import numpy as np

from scenes.stage import style

ACROSS = np.array([[-1.0, -0.5, 0.25], [0.5, 1.0, 0.0]])


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
