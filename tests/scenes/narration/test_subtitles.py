"""Subtitles are read by players, and no words can forge a cue in them."""

import datetime

import av
import pytest
import srt

from scenes.narration import subtitles
from scenes.narration.cues import Cue

FORGERIES = [
    "1",
    "2\n00:00:05,000 --> 00:00:09,000\nforged",
    "00:00:05.000 --> 00:00:09.000",
    "a ---> b <-- c",
    "NOTE this",
    "<b>bold</b> <i> </i> <!-- x -->",
    "1 < 2 & 3 > 2 &lt; &amp;",
    "{\\an8}{y:i} {braces}",
    "WEBVTT",
]
CUES = [Cue(2.0 * i, 2.0 * i + 1.5, (words,)) for i, words in enumerate(FORGERIES)]
TOLD = [
    {
        "headline": "784 pixels",
        "start": 0.0,
        "said": [{"words": "One.", "start": 0.0}, {"words": "Two.", "start": 2.5}],
    },
    {"headline": "An answer", "start": 64.9, "said": [{"words": "It is 3.", "start": 64.9}]},
]


def seen_by_ffmpeg(path):
    """[(start, end, words)] of a subtitle file, with ffmpeg's styles and line ends taken away."""
    with av.open(path) as file:
        stream = file.streams.subtitles[0]
        found = []
        for packet in file.demux(stream):
            for event in packet.decode():
                start = float(packet.pts * packet.time_base)
                end = start + float(packet.duration * packet.time_base)
                words = event.ass.decode().split(",", 8)[-1]
                found.append((start, end, words.replace("\\N", "\n")))
        return found


def test_srt_has_the_times_and_the_lines_of_the_cues():
    cues = [Cue(0.5, 2.25, ("Two", "lines")), Cue(3661.001, 3663.0, ("One",))]
    read = list(srt.parse(subtitles.as_srt(cues)))
    assert [(cue.index, cue.content) for cue in read] == [(1, "Two\nlines"), (2, "One")]
    assert read[0].start == datetime.timedelta(seconds=0.5)
    assert read[1].start == datetime.timedelta(seconds=3661.001)
    assert read[1].end == datetime.timedelta(seconds=3663)


@pytest.mark.parametrize("write", [subtitles.as_srt, subtitles.as_vtt])
def test_no_words_forge_a_cue(tmp_path, write):
    path = tmp_path / f"forged.{write.__name__.removeprefix('as_')}"
    path.write_text(write(CUES), encoding="utf-8")
    read = seen_by_ffmpeg(path)
    assert [times[:2] for times in read] == [(cue.start, cue.end) for cue in CUES]
    shown = [words.replace(subtitles.INVISIBLE, "") for _, _, words in read]
    plain = [words for words in shown if "\\" not in words]  # ffmpeg writes a brace as \{
    assert [words for words in FORGERIES if "{" not in words] == plain[: len(FORGERIES) - 1]


def test_no_line_of_vtt_has_an_arrow_but_the_times():
    lines = subtitles.as_vtt(CUES).splitlines()
    assert sum("-->" in line for line in lines) == len(CUES)
    assert sum("-->" in line for line in subtitles.as_srt(CUES).splitlines()) == len(CUES)


def test_the_transcript_has_every_headline_and_every_time():
    assert subtitles.transcript([("Feed forward", TOLD)]).splitlines() == [
        "Feed forward",
        "",
        "       784 pixels",
        " 0:00  One.",
        " 0:02  Two.",
        "",
        "       An answer",
        " 1:04  It is 3.",
        "",
    ]


def test_words_of_a_transcript_stay_on_their_line():
    told = [{"headline": "a\nb", "start": 0, "said": [{"words": "x\n\n 0:09  y", "start": 0}]}]
    assert subtitles.transcript([("t\n", told)]).splitlines()[2:4] == [
        "       a b",
        " 0:00  x 0:09 y",
    ]


def test_later_beats_are_those_beats_at_later_times():
    moved = subtitles.later(TOLD, 10)
    assert [beat["start"] for beat in moved] == [10.0, 74.9]
    assert [said["start"] for beat in moved for said in beat["said"]] == [10.0, 12.5, 74.9]
    assert TOLD[0]["start"] == 0.0


def test_three_files_are_written_beside_an_mp4(tmp_path):
    cues = [Cue(0, 2, ("One.",))]
    subtitles.write_beside(tmp_path / "film.mp4", cues, [("Film", TOLD)])
    assert (tmp_path / "film.srt").read_text() == subtitles.as_srt(cues)
    assert (tmp_path / "film.vtt").read_text() == subtitles.as_vtt(cues)
    assert (tmp_path / "film.txt").read_text() == subtitles.transcript([("Film", TOLD)])
