"""Subtitles as players read them, SRT and WebVTT, and the transcript, plain text with times.

No words can forge a cue or a style, whatever a class of a data set is called. (Libraries that write
these formats take braces and angle brackets for styles, and copy an arrow as it is.)
"""

import pathlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from nn.storage import written_whole
from scenes.narration.cues import Cue
from scenes.narration.told import Beats, clock, on_one_line

SUFFIXES = (".srt", ".vtt", ".txt")
INVISIBLE = "\u2060"  # a word joiner: it takes no room, and what stands beside it is no sign of SRT
# What a player of SRT may take for a time, a tag or a style: SRT has no way to write it otherwise.
SRT_SIGNS = re.compile(r"-(?=->)|<(?=[a-z/!])|\{", re.IGNORECASE)


def write_beside(mp4: pathlib.Path, cues: Sequence[Cue], told: Sequence[tuple[str, Beats]]) -> None:
    """Write NAME.srt, NAME.vtt and NAME.txt beside NAME.mp4.

    told: (title, beats) of each clip in the mp4, with times from the mp4's start.
    """
    for suffix, text in zip(SUFFIXES, (as_srt(cues), as_vtt(cues), transcript(told)), strict=True):
        with written_whole(mp4.with_suffix(suffix)) as file:
            file.write(text.encode())


def as_srt(cues: Iterable[Cue]) -> str:
    """Cues in the format SubRip."""
    return "".join(
        f"{i}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{srt_lines(cue)}\n\n"
        for i, cue in enumerate(cues, start=1)
    )


def as_vtt(cues: Iterable[Cue]) -> str:
    """Cues in the format WebVTT, which browsers read."""
    return "WEBVTT\n\n" + "".join(
        f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_vtt_lines(cue)}\n\n" for cue in cues
    )


def transcript(told: Iterable[tuple[str, Beats]]) -> str:
    """What is said and when: each clip's title, its headlines, and the words with their times."""
    return "\n".join(line for title, beats in told for line in _transcribed(title, beats))


def later(beats: Beats, seconds: float) -> list[dict[str, Any]]:
    """Beats so many seconds later."""
    return [
        {
            **beat,
            "start": beat["start"] + seconds,
            "said": [{**said, "start": said["start"] + seconds} for said in beat["said"]],
        }
        for beat in beats
    ]


def _transcribed(title: str, beats: Beats) -> list[str]:
    lines = [on_one_line(title), ""]
    for beat in beats:
        lines += [f"       {on_one_line(beat['headline'])}"]
        lines += [
            f"{clock(said['start']):>5}  {on_one_line(said['words'])}" for said in beat["said"]
        ]
        lines += [""]
    return [*lines, ""]


def srt_lines(cue: Cue) -> str:
    """The lines of a cue as they stand in SRT."""
    return SRT_SIGNS.sub(lambda sign: sign[0] + INVISIBLE, "\n".join(cue.lines))


def _vtt_lines(cue: Cue) -> str:
    lines = "\n".join(cue.lines)
    return lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float, point: str) -> str:
    """Hours, minutes, seconds and thousandths."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{whole:02}{point}{thousandths:03}"
