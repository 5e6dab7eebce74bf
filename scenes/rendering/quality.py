"""Frame sizes and frame rates, the same as Manim's -ql, -qm, -qh and -qk."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Quality:
    """A video's width and height in pixels, both even, and its frames per second."""

    width: int
    height: int
    frame_rate: int

    def __str__(self):
        return f"{self.height}p{self.frame_rate}"


QUALITIES = {
    "l": Quality(854, 480, 15),
    "m": Quality(1280, 720, 30),
    "h": Quality(1920, 1080, 60),
    "k": Quality(3840, 2160, 60),
}

# Options of the encoder under which the same frames give the same bytes. With more than one thread
# the bytes depend on the number of cores; and with mbtree, x264 now and then (measured: in half of
# 30 trials at 160×96, in none without it) encodes the same five frames in different ways.
ENCODER = {"threads": "1", "x264-params": "mbtree=0"}
