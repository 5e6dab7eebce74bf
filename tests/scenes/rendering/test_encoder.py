from fractions import Fraction

import av
import numpy as np
import pytest
from tiny_clips import TINY, clip

from nn.errors import DownhillError
from nn.runs.run import Run
from scenes import cli
from scenes.rendering.encoder import ENCODER, NUMBERS, WORDS, not_repeatable, parsed, with_options
from scenes.rendering.inputs import cache_key, clip_inputs
from scenes.rendering.quality import Quality

EDGES = [(key, value) for key, values in WORDS.items() for value in values]
EDGES += [(key, edge) for key, edges in NUMBERS.items() for edge in edges]


def encoded(options, frames=3):
    """The bytes of a few frames, and the options that the encoder did not take."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = 160, 96, "yuv420p", Fraction(1, 30)
    codec.options = dict(options)
    codec.open()
    pixels = np.random.default_rng(3).integers(0, 256, (96, 160, 3), dtype=np.uint8)
    packets = []
    for number in range(frames):
        frame = av.VideoFrame.from_ndarray(np.roll(pixels, number, axis=1), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts = number
        packets += codec.encode(frame)
    return b"".join(map(bytes, [*packets, *codec.encode()])), codec.options


@pytest.mark.parametrize(("key", "value"), [*EDGES, *ENCODER.items()])
def test_x264_takes_every_option_that_a_user_may_set(key, value):
    data, left_over = encoded({**ENCODER, key: str(value)})
    assert data and not left_over


def test_an_option_of_the_user_replaces_ours_alone():
    assert with_options({}) == ENCODER
    assert with_options({"crf": 18}) == {**ENCODER, "crf": "18"}
    assert with_options({"crf": "20.5", "g": "30"}) == {**ENCODER, "crf": "20.5", "g": "30"}


def test_the_quality_that_a_user_wants_takes_effect():
    ours, _ = encoded(ENCODER)
    assert len(encoded(with_options({"crf": 10}))[0]) > len(ours)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("pix_fmt=yuv444p", "has no option 'pix_fmt': choose from 8x8dct, .*, weightp"),
        ("x264-params=crf=3", "has no option 'x264-params'"),
        ("preset=fastest", "preset can't be 'fastest': choose from ultrafast, "),
        ("g=0", "g can't be '0': give a whole number from 1 to 100000"),
        ("g=18.5", "give a whole number"),
        ("crf=nan", "crf can't be 'nan': give a number from 0 to 51"),
        ("crf=", "crf can't be ''"),
        ("crf=-1", "crf can't be '-1'"),
        ("crf=.", "crf can't be '.'"),
        ("crf=1_0", "crf can't be '1_0'"),
        ("bf=²", "bf can't be '²'"),
        ("refs=" + 30 * "9", "refs can't be"),
        ("crf", "takes KEY=VALUE, each key once, such as crf=18: not 'crf'"),
        ("", ": not ''"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_drawn(word, reason, tiny_run, capsys):
    with pytest.raises(DownhillError, match=reason):
        with_options(parsed([word]))
    assert cli.main(["render", "FeedForward", "--run", str(tiny_run), "--encoder", word]) == 2
    said = capsys.readouterr()
    assert not said.out and said.err.startswith("downhill: ") and said.err.count("\n") == 1


def test_an_option_given_twice_is_refused():
    with pytest.raises(DownhillError, match="once"):
        parsed(["crf=18", "crf=20"])


def test_options_with_which_bytes_may_differ_are_said(tiny_run, tmp_path, monkeypatch, capsys):
    assert not_repeatable(ENCODER) == []
    assert not_repeatable(with_options({"threads": 2, "mbtree": 1})) == ["threads=2", "mbtree=1"]
    monkeypatch.setattr(cli, "QUALITIES", {"m": TINY})
    file = clip(tmp_path, "Short").file
    words = ["render", str(file), "Short", "--run", str(tiny_run), "--dry-run"]
    assert cli.main([*words, "--encoder", "threads=2"]) == 0
    assert "with threads=2 the same frames may give different bytes" in capsys.readouterr().err


def test_a_clip_is_drawn_again_if_its_encoder_changes(tiny_run, tmp_path):
    short, run = clip(tmp_path, "Short"), Run.load(tiny_run)
    keys = {
        cache_key(clip_inputs(short, run, Quality(128, 72, 5, with_options(options))))
        for options in ({}, {"crf": 18}, {"g": 30})
    }
    assert len(keys) == 3


def test_thirty_trials_give_the_same_bytes():
    assert len({encoded(ENCODER, 5)[0] for _ in range(30)}) == 1
