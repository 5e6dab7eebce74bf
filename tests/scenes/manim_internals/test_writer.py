"""Manim's own encoder is the oracle.

If a new Manim breaks these, look at manim.scene.video_segment_encoder: how `write_frame` makes a
frame of the pixels, and what it sets of it.
"""

import dataclasses
from fractions import Fraction

import av
import numpy as np
import pytest
from manim._config.video_encoder import VideoEncoderSpec
from manim.scene.video_segment_encoder import VideoSegmentEncoder

from scenes.manim_internals.writer import PERIOD, Converter, WholeSegment
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


@pytest.fixture
def shade():
    """A picture (36, 64, 4) whose grey rises evenly."""
    grey = np.linspace(0, 90, 36 * 64).reshape(36, 64, 1).astype(np.uint8)
    return np.repeat(grey, 4, axis=2)


def both_encoded(pictures, folder, options=ENCODER):
    """The bytes of a segment of pictures, each with its number of frames: Manim's and ours."""
    spec = dataclasses.replace(SPEC, options=tuple({"crf": "23", **options}.items()))
    theirs = VideoSegmentEncoder(target=folder / "theirs.mp4", spec=spec)
    ours = WholeSegment(target=folder / "cut.mp4", spec=spec, finished=folder / "ours.mp4")
    for encoder in (theirs, ours):
        for pixels, repeat in pictures:
            encoder.write_frame(pixels, repeat=repeat)
        encoder.finish()
    return (folder / "theirs.mp4").read_bytes(), (folder / "ours.mp4").read_bytes()


def test_a_segment_has_the_bytes_of_manims_encoder(pictures, tmp_path):
    theirs, ours = both_encoded(pictures, tmp_path)
    assert ours == theirs


def packets_of(file):
    with av.open(file) as video:
        return [
            (each.pts, each.dts, each.is_keyframe, bytes(each)) for each in video.demux(video=0)
        ]


STANDING = [{}, {"crf": "5"}, {"tune": "animation"}, {"bf": "3"}, {"refs": "16"}, {"aq-mode": "0"}]


@pytest.mark.parametrize("options", STANDING)
def test_a_picture_that_stands_has_the_packets_of_manims_encoder(options, shade, tmp_path):
    """But for the last byte, in which x264 varies a bit of padding that says nothing."""
    pictures = [(shade, 1), (shade[::-1].copy(), 100), (shade, 37), (shade[:, ::-1].copy(), 1)]
    both_encoded(pictures, tmp_path, {**ENCODER, **options})
    theirs, ours = (packets_of(tmp_path / name) for name in ("theirs.mp4", "ours.mp4"))
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert our[:3] == their[:3] and our[3][:-1] == their[3][:-1]
        assert not our[3] or (our[3][-1] ^ their[3][-1]) in (0, 1)


def test_few_frames_of_a_picture_that_stands_are_encoded(shade, tmp_path, monkeypatch):
    encoded, encode = [], WholeSegment._encode

    def counted(self, frame):
        encoded.append(frame)
        return encode(self, frame)

    monkeypatch.setattr(WholeSegment, "_encode", counted)
    both_encoded([(shade, 240)], tmp_path)
    assert len(encoded) < 3 * PERIOD


def test_a_picture_that_stands_is_shown_as_often_as_it_should_be(shade, tmp_path):
    both_encoded([(shade, 150), (shade[::-1].copy(), 1)], tmp_path)
    with av.open(tmp_path / "ours.mp4") as video:
        frames = [frame.to_ndarray() for frame in video.decode(video=0)]
        times = [packet.pts for packet in av.open(tmp_path / "ours.mp4").demux(video=0)][:-1]
    assert len(frames) == 151 and len(set(np.diff(times))) == 1
    assert all((frame == frames[30]).all() for frame in frames[30:150])
    assert (frames[150] != frames[149]).any()


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv444p"])
@pytest.mark.parametrize("height", [36, 72, 130])
def test_pictures_converted_where_they_changed_are_as_if_converted_whole(height, pixel_format):
    generator, converter = np.random.default_rng(height), Converter(pixel_format)
    pixels = generator.integers(0, 256, (height, 64, 4), dtype=np.uint8)
    for _ in range(60):
        first, last = np.sort(generator.integers(0, height + 1, 2))
        pixels = pixels.copy()
        pixels[first:last] = generator.integers(0, 256, (last - first, 64, 4), dtype=np.uint8)
        whole = av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(format=pixel_format)
        assert (converter.converted(pixels).to_ndarray() == whole.to_ndarray()).all()


def test_a_segment_takes_its_place_only_when_it_is_whole(pictures, tmp_path):
    finished = tmp_path / "ours.mp4"
    encoder = WholeSegment(target=tmp_path / "cut.mp4", spec=SPEC, finished=finished)
    encoder.write_frame(pictures[0][0])
    assert not finished.exists()
    encoder.finish()
    assert finished.exists() and not (tmp_path / "cut.mp4").exists()
