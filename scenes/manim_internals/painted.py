"""The base of mobjects that paint themselves.

Manim draws one Bézier path per mobject: sixteen pictures of 28×28 cells are 12,544 squares, and two
frames take a second. A `Painted` mobject holds its data as arrays and draws all of it straight onto
the camera's Cairo context. It is visible only to a painting camera (cameras.py).
"""

from typing import Any, Self

import cairo
import numpy as np
import numpy.typing as npt
from manim import Camera, VMobject

CORNERS = [0, 4, 12, 19]  # in `points`: the box's origin, and where its three edges end


class Painted(VMobject):
    """A mobject that is a box, and paints data held in coordinates of that box.

    Its points are the corners of the box, so whatever moves, rotates, stretches, arranges or
    measures points does so to the picture. Its opacity is that of its fill, so it fades like other
    mobjects. The arrays named in `data` are copied with it, assigned by `become` and `restore`,
    interpolated by `Transform` and `.animate`, and hashed by Manim's cache. If the first of them
    changes its shape, or the target is a mobject of another class, the picture fades instead of
    being interpolated. `Create` fades it in, since half a picture has no meaning. It is visible
    only to a painting camera (cameras.py).
    """

    data: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any):
        super().__init__(**{"fill_opacity": 1, "stroke_width": 0, **kwargs})

    def paint(self, ctx: cairo.Context, camera: Camera) -> None:
        """Draw on a Cairo context, in scene units. Its colour channels are blue, green, red."""
        raise NotImplementedError

    def set_box(self, origin: npt.ArrayLike, *edges: npt.ArrayLike) -> Self:
        """Set the box: a corner (3,) and its three edges (3,), or two edges for a parallelogram."""
        origin, right, up, *out = (np.asarray(vector, dtype=float) for vector in (origin, *edges))
        floor = [origin, origin + right, origin + right + up, origin + up, origin]
        lid = [corner + out[0] for corner in floor] if out else []
        return self.set_points_as_corners(np.array(floor + lid))

    def place(self, coordinates: npt.ArrayLike) -> np.ndarray:
        """Scene points (..., 3) of box coordinates (..., 2 or 3): 0…1 along each edge."""
        coordinates = np.asarray(coordinates, dtype=float)
        origin, *ends = self.points[CORNERS[: coordinates.shape[-1] + 1]]
        return origin + coordinates @ (np.array(ends) - origin)

    def project(self, camera: Camera, points: np.ndarray) -> np.ndarray:
        """Where scene points (..., 3) appear on a camera's plane (..., 2), in scene units."""
        flat = camera.transform_points_pre_display(self, points.reshape(-1, 3))
        return flat[:, :2].reshape(*points.shape[:-1], 2)

    def interpolate_color(self, mobject1, mobject2, alpha):
        """Manim's hook for everything but points, also used by `become`: here the data."""
        super().interpolate_color(mobject1, mobject2, alpha)
        if not isinstance(mobject2, type(self)):
            self.fill_rgbas[:, 3] *= 1 - alpha
            return self
        picture = self.data[0]
        if np.shape(getattr(mobject1, picture)) != np.shape(getattr(mobject2, picture)):
            self.fill_rgbas[:, 3] *= abs(1 - 2 * alpha)
        for name in self.data:
            start, end = getattr(mobject1, name), getattr(mobject2, name)
            setattr(self, name, between(start, end, alpha))
        return self

    def align_points(self, vmobject):
        """Fit this box to a mobject with more or fewer points; Manim would split the corners."""
        if len(vmobject.points) != len(self.points):
            vmobject.points = self.copy().replace(vmobject, stretch=True).points
        return super().align_points(vmobject)

    def pointwise_become_partial(self, vmobject, a, b):
        """Manim's hook for `Create`: the whole picture, at an opacity that grows with b − a."""
        self.points = vmobject.points.copy()
        self.set_fill(opacity=(b - a) * vmobject.get_fill_opacity(), family=False)
        return self


def between(start: npt.ArrayLike, end: npt.ArrayLike, alpha: float) -> np.ndarray:
    """Interpolate finite floats of equal shape; anything else switches halfway."""
    start, end = np.array(start), np.array(end)
    floats = start.shape == end.shape and start.dtype.kind == end.dtype.kind == "f"
    if floats and np.isfinite(start).all() and np.isfinite(end).all():
        return (1 - alpha) * start + alpha * end
    return start if alpha < 0.5 else end
