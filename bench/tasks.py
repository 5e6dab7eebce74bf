"""The task (scenes/rendering/worker.py) of drawing a whole clip, which benchmarks adapt."""

from scenes.rendering.clips import Clip
from scenes.rendering.encoder import ENCODER


def whole(clip: Clip, run: str, folder: str, frame_rate: int) -> dict:
    """The task to draw all of a clip at 1080p into a folder, with our options of the encoder."""
    return {
        "file": str(clip.file),
        "name": clip.name,
        "run": run,
        "width": 1920,
        "height": 1080,
        "frame_rate": frame_rate,
        "encoder": ENCODER,
        "part": "whole",
        "first": 0,
        "last": None,
        "drawn": [],
        "key": "",
        "cache": folder,
        "folder": folder,
    }
