"""Frame sizes and frame rates, the same as Manim's -ql, -qm, -qh and -qk."""

import dataclasses
from collections.abc import Mapping

from scenes.rendering.encoder import ENCODER, with_options


@dataclasses.dataclass(frozen=True)
class Quality:
    """A video's width and height in pixels, both even, its frames per second, and the options of
    its encoder (encoder.py)."""

    width: int
    height: int
    frame_rate: int
    encoder: Mapping[str, str] = dataclasses.field(default_factory=ENCODER.copy, hash=False)

    def encoded_with(self, options: Mapping[str, object]) -> "Quality":
        """This quality with a user's options of the encoder in place of ours. Raises DownhillError
        if there is no such option, or if it can't have that value."""
        return dataclasses.replace(self, encoder=with_options(options))

    def __str__(self):
        return f"{self.height}p{self.frame_rate}"


QUALITIES = {
    "l": Quality(854, 480, 15),
    "m": Quality(1280, 720, 30),
    "h": Quality(1920, 1080, 60),
    "k": Quality(3840, 2160, 60),
}
