"""Joining animations and clips."""

import shutil
from fractions import Fraction

import av
import numpy as np
import pytest

from nn.errors import DownhillError
from scenes.narration.cues import Cue
from scenes.rendering import mux
from scenes.rendering.mux import Piece, join


def video(path, greys, rate=5, size=(64, 36), late=0):
    """A clip as Manim encodes it, each frame of one grey and a bright bar.

    `late` is how many ticks of 1/15360 s the second half is off, as Manim's clips may be where
    animations meet.
    """
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "23"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        packets = []
        for i, grey in enumerate(greys):
            picture = np.full((size[1], size[0], 3), grey, np.uint8)
            picture[:, i % size[0]] = 255
            packets += stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24"))
        for packet in packets + stream.encode():
            shift = late if packet.pts >= len(greys) / 2 else 0
            tick = Fraction(1, 15360)
            packet.pts = int(packet.pts * packet.time_base / tick) + shift
            packet.dts = int(packet.dts * packet.time_base / tick) + min(shift, 0)
            packet.time_base = tick
            container.mux(packet)
    return path


def pictures(path):
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def chapters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chapters")
    first = video(folder / "a.mp4", range(0, 170, 10))
    second = video(folder / "b.mp4", range(200, 95, -15), late=-7)
    third = video(folder / "c.mp4", range(50, 62))
    return [
        Piece("First", [first], [Cue(0, 1.5, ("One,", "two")), Cue(2, 3.4, ("três — ½",))]),
        Piece("Zweites Stück", [second], [Cue(0, 1.4, ("{\\i}four",))]),
        Piece("Third", [third], [Cue(0.2, 2.4, ("five",))]),
    ]


@pytest.fixture(scope="module")
def film(chapters, tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    assert join(chapters, path, title="a film")[-1].end == pytest.approx((17 + 7 + 12) / 5)
    return path


def test_film_has_the_frames_of_its_clips_in_order_and_nothing_else(film, chapters):
    expected = [picture for chapter in chapters for picture in pictures(*chapter.segments)]
    assert len(expected) == 36
    np.testing.assert_array_equal(pictures(film), expected)


def test_frames_of_the_film_follow_each_other_without_a_gap(film):
    with av.open(film) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        assert times == [Fraction(i, 5) for i in range(36)]
        assert container.streams.video[0].frames == 36


def test_chapters_of_the_film_start_where_the_clips_do(film):
    with av.open(film) as container:
        marks = [
            (mark["metadata"]["title"], mark["start"] * mark["time_base"])
            for mark in container.chapters()
        ]
        assert marks == [
            ("First", 0),
            ("Zweites Stück", Fraction(17, 5)),
            ("Third", Fraction(24, 5)),
        ]
        assert container.metadata["title"] == "a film"


def test_a_piece_without_a_title_ends_the_chapter_before_and_shifts_what_follows(
    chapters, tmp_path
):
    between = video(tmp_path / "between.mp4", range(5))
    join([chapters[0], Piece("", [between]), chapters[1]], tmp_path / "film.mp4")
    with av.open(tmp_path / "film.mp4") as container:
        marks = [
            (mark["metadata"]["title"], mark["start"] / 1000, mark["end"] / 1000)
            for mark in container.chapters()
        ]
    assert marks == [("First", 0, 4.4), ("Zweites Stück", 4.4, 5.8)]
    assert [start for start, _, _ in subtitles_in(tmp_path / "film.mp4")] == [0, 2, 4.4]


EXPECTED = [
    (0, 1.5, "One,\ntwo"),
    (2, 3.4, "três — ½"),
    (3.4, 4.8, "{\\i}four"),
    (5, 7.2, "five"),
]


def subtitles_in(path):
    """[(start, end, words)] of the subtitles in an mp4."""
    with av.open(path) as container:
        return [
            (packet.pts / 1000, (packet.pts + packet.duration) / 1000, bytes(packet)[2:].decode())
            for packet in container.demux(subtitles=0)
            if packet.size > 2  # an empty one ends the cue before
        ]


def test_subtitles_are_in_the_film_shifted_to_where_the_clips_stand(film):
    assert subtitles_in(film) == EXPECTED


@pytest.mark.parametrize(
    ("language", "tag"), [("en", "eng"), ("de", "deu"), ("ja-JP", "jpn"), ("xx", "und")]
)
def test_subtitles_are_tagged_with_their_language(chapters, tmp_path, language, tag):
    join(chapters, tmp_path / "film.mp4", language)
    with av.open(tmp_path / "film.mp4") as container:
        assert container.streams.subtitles[0].metadata["language"] == tag


def test_index_of_the_film_stands_before_its_pictures(film):
    content = film.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_same_clips_give_the_same_film_to_the_byte(film, chapters, tmp_path):
    join(chapters, tmp_path / "again.mp4", title="a film")
    assert (tmp_path / "again.mp4").read_bytes() == film.read_bytes()


def test_a_chapter_of_several_segments_is_their_frames_in_a_row_under_one_mark(chapters, tmp_path):
    segments = [segment for chapter in chapters for segment in chapter.segments]
    one = Piece("All", segments, chapters[0].cues)
    assert join([one], tmp_path / "all.mp4")[-1].end == pytest.approx((17 + 7 + 12) / 5)
    expected = [picture for segment in segments for picture in pictures(segment)]
    np.testing.assert_array_equal(pictures(tmp_path / "all.mp4"), expected)
    with av.open(tmp_path / "all.mp4") as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        assert times == [Fraction(i, 5) for i in range(36)]
        assert [mark["metadata"]["title"] for mark in container.chapters()] == ["All"]


def test_clips_that_say_nothing_give_a_film_without_subtitles(tmp_path):
    silent = video(tmp_path / "silent.mp4", range(5))
    join([Piece("Silent", [silent])], tmp_path / "film.mp4")
    with av.open(tmp_path / "film.mp4") as container:
        assert not container.streams.subtitles


@pytest.mark.parametrize("other", [{"rate": 6}, {"size": (66, 36)}])
def test_clips_encoded_in_different_ways_are_not_joined(chapters, tmp_path, other):
    odd = video(tmp_path / "odd.mp4", range(5), **other)
    with pytest.raises(DownhillError, match="odd.mp4 is not encoded like"):
        join([*chapters, Piece("Odd", [odd])], tmp_path / "film.mp4")
    assert not list(tmp_path.glob("*film*"))


def test_film_that_fails_halfway_leaves_the_former_one(film, chapters, tmp_path, monkeypatch):
    former = shutil.copy(film, tmp_path / "film.mp4")
    content = former.read_bytes()

    def packets(piece):
        if piece.first > 0:
            raise OSError("no space left")
        return whole(piece)

    whole = mux._packets
    monkeypatch.setattr(mux, "_packets", packets)
    with pytest.raises(OSError):
        join(chapters, former)
    assert former.read_bytes() == content
    assert {path.name for path in tmp_path.iterdir()} == {"film.mp4"}
