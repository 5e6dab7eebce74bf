"""The dissolves between the clips of a film: half a second in which the last picture of one clip
turns into the first of the next.

What stands at the same place in both pictures stays, since a blend of equal pixels is that pixel.
A dissolve is encoded as the clips are, so that all can be joined packet by packet.
"""

import os
import pathlib
from collections.abc import Iterable, Iterator

import av
import numpy as np

from scenes.rendering.inputs import cache_key, digest, version
from scenes.rendering.quality import Quality
from scenes.rendering.seals import is_kept, keep

SECONDS = 0.5
CODEC, PIXELS = "libx264", "yuv420p"  # as Manim encodes a clip


def dissolve(
    before: pathlib.Path, after: pathlib.Path, quality: Quality, folder: pathlib.Path
) -> pathlib.Path:
    """The dissolve from one clip to the next, an mp4 in `folder`; it is made only once."""
    made_from = {
        "clips": [digest(before), digest(after)],
        "encoder": dict(quality.encoder),
        "av": version("av"),
        "source": digest(__file__),
    }
    key = cache_key(made_from)
    path = folder / f"{key[:16]}.mp4"
    if not is_kept(key, path):
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{os.getpid()}-{path.name}")
        try:
            encode(unfinished, blends(last_picture(before), first_picture(after), quality), quality)
            keep(key, unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def blends(before: np.ndarray, after: np.ndarray, quality: Quality) -> Iterator[np.ndarray]:
    """The pictures of a dissolve, in equal steps from `before` to `after`, without these two."""
    count = max(round(SECONDS * quality.frame_rate), 1)
    change = after.astype(float) - before
    for i in range(1, count + 1):
        yield np.rint(before + change * i / (count + 1)).astype(np.uint8)


def first_picture(clip: pathlib.Path) -> np.ndarray:
    """The first picture of an mp4, as it is stored: brightness above, two rows of colours below."""
    with av.open(clip) as file:
        return next(file.decode(video=0)).to_ndarray(format=PIXELS)


def last_picture(clip: pathlib.Path) -> np.ndarray:
    """The last picture of an mp4, likewise."""
    with av.open(clip) as file:
        stream = file.streams.video[0]
        file.seek(stream.duration or 0, stream=stream)  # the last that depends on none before it
        *_, last = file.decode(stream)
        return last.to_ndarray(format=PIXELS)


def keep_only(wanted: Iterable[pathlib.Path], folder: pathlib.Path) -> None:
    """Remove what is in a folder of dissolves beside those that are wanted."""
    for path in set(folder.glob("*.mp4")).difference(wanted):
        path.unlink()


def encode(path: pathlib.Path, pictures: Iterable[np.ndarray], quality: Quality) -> None:
    """Encode pictures, as `last_picture` gives them, as clips are encoded."""
    with av.open(path, "w", format="mp4") as file:
        options = dict(quality.encoder)
        stream = file.add_stream(CODEC, rate=quality.frame_rate, options=options)
        stream.pix_fmt, stream.width, stream.height = PIXELS, quality.width, quality.height
        for picture in pictures:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format=PIXELS)))
        file.mux(stream.encode())
