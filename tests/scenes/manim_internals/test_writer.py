"""Manim's own encoder is the oracle.

If a new Manim breaks these, look at manim.scene.video_segment_encoder: how `write_frame` makes a
frame of the pixels, and what it sets of it.
"""

from fractions import Fraction

import numpy as np
import pytest
from manim._config.video_encoder import VideoEncoderSpec
from manim.scene.video_segment_encoder import VideoSegmentEncoder

from scenes.manim_internals.writer import WholeSegment
from scenes.rendering.encoder import ENCODER

SPEC = VideoEncoderSpec(
    "mp4", "libx264", "yuv420p", 64, 36, Fraction(15), tuple({"crf": "23", **ENCODER}.items())
)


@pytest.fixture
def pictures():
    """Pictures (36, 64, 4) and for how many frames each stands."""
    generator = np.random.default_rng(4)
    pixels = generator.integers(0, 256, (6, 36, 64, 4), dtype=np.uint8)
    return list(zip(pixels, (1, 3, 1, 1, 20, 1), strict=True))


def test_a_segment_has_the_bytes_of_manims_encoder(pictures, tmp_path):
    theirs = VideoSegmentEncoder(target=tmp_path / "theirs.mp4", spec=SPEC)
    ours = WholeSegment(target=tmp_path / "cut.mp4", spec=SPEC, finished=tmp_path / "ours.mp4")
    for encoder in (theirs, ours):
        for pixels, repeat in pictures:
            encoder.write_frame(pixels, repeat=repeat)
        encoder.finish()
    assert (tmp_path / "ours.mp4").read_bytes() == (tmp_path / "theirs.mp4").read_bytes()


def test_a_segment_takes_its_place_only_when_it_is_whole(pictures, tmp_path):
    finished = tmp_path / "ours.mp4"
    encoder = WholeSegment(target=tmp_path / "cut.mp4", spec=SPEC, finished=finished)
    encoder.write_frame(pictures[0][0])
    assert not finished.exists()
    encoder.finish()
    assert finished.exists() and not (tmp_path / "cut.mp4").exists()
