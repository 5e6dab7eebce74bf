"""Joining animations into a clip, and clips and dissolves into the film: packet by packet, without
re-encoding.

The result is an mp4 that can be played while it loads, with a chapter mark for each clip, and with
subtitles.
"""

import dataclasses
import math
import os
from fractions import Fraction

import av

from nn.errors import DownhillError
from scenes.narration.cues import Cue, shifted
from scenes.narration.languages import tag

MILLISECOND = Fraction(1, 1000)
# The encoder of subtitles needs a style before the first cue; players replace it with their own.
STYLES = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,sans-serif,16,&Hffffff,2
"""


@dataclasses.dataclass
class Piece:
    """A clip or a dissolve, as a piece of an mp4: the mp4s that it is joined from, in this order,
    and its cues, with times from its start. `title` is that of its chapter mark; a dissolve has
    none, and ends the chapter before it. `in_a_row` sets its first frame, its number of frames,
    its frame rate, and by how many frames decoding runs ahead of the display."""

    title: str
    segments: list
    cues: list[Cue] = dataclasses.field(default_factory=list)
    first: int = 0
    frames: int = 0
    rate: Fraction = Fraction(1)
    delay: int = 0

    @property
    def start(self):
        """Its start in seconds, exactly."""
        return self.first / self.rate

    @property
    def end(self):
        return (self.first + self.frames) / self.rate


def join(pieces, target, language="en", sound=None, **metadata):
    """Join pieces into the mp4 `target`; return them, each with its place in the mp4. An older file
    is replaced only by a complete one. `language` is that of the subtitles and of the `sound`, an
    M4A file as long as the pieces together, whose packets are copied.

    Raises DownhillError if they are not encoded alike: players would stop between them.
    """
    pieces = in_a_row(pieces)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The mp4 is reopened by name while its index is moved to the front.
    unfinished = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        _write(unfinished, pieces, language, sound, metadata)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return pieces


def _write(path, pieces, language, sound, metadata):
    with (
        av.open(pieces[0].segments[0]) as template,
        av.open(sound or pieces[0].segments[0]) as heard,
        av.open(path, "w", options={"movflags": "+faststart"}) as film,
    ):
        film.metadata.update(metadata)
        film.set_chapters(_marks(pieces))
        video = film.add_stream_from_template(template.streams.video[0])
        audio = film.add_stream_from_template(heard.streams.audio[0]) if sound else None
        told_aloud = _Interleaved(film, heard, audio, language)
        told = any(piece.cues for piece in pieces)
        text = _subtitle_stream(film, language) if told else None
        film.start_encoding()
        for piece in pieces:
            for cue in shifted(piece.cues, float(piece.start)):
                film.mux(_subtitle_packet(cue, text))
            for packet in _packets(piece):
                told_aloud.mux_until(packet.dts * packet.time_base)
                packet.stream = video
                film.mux(packet)
        told_aloud.mux_until(math.inf)


class _Interleaved:
    """The packets of the sound, each written before the pictures that come after it."""

    def __init__(self, film, heard, audio, language):
        self.film, self.audio = film, audio
        self.left = heard.demux(heard.streams.audio[0]) if audio else iter(())
        self.next = next(self.left, None)
        if audio:
            audio.metadata["language"] = tag(language)

    def mux_until(self, seconds):
        while self.next is not None and self.next.dts is not None:
            if self.next.dts * self.next.time_base > seconds:
                return
            self.next.stream = self.audio
            self.film.mux(self.next)
            self.next = next(self.left, None)


def in_a_row(pieces):
    """Pieces, each with its place in the mp4 that they are joined into."""
    placed, first, delay, example = [], 0, 0, None
    for piece in pieces:
        frames = 0
        for segment in piece.segments:
            with av.open(segment) as file:
                video = file.streams.video[0]
                codec, rate = video.codec_context, video.guessed_rate
                encoding = codec.name, codec.extradata, codec.width, codec.height, rate
                frames += video.frames
                packet = next(file.demux(video))
                delay = max(delay, round(-packet.dts * packet.time_base * rate))
            example = example or (segment, encoding)
            if encoding != example[1]:
                raise DownhillError(
                    f"{segment} is not encoded like {example[0]}, so they can't be joined: remove "
                    "both and render again."
                )
        placed.append(dataclasses.replace(piece, first=first, frames=frames, rate=rate))
        first += frames
    return [dataclasses.replace(piece, delay=delay) for piece in placed]


def _packets(piece):
    """A piece's packets, with times in frames of the film. The times are counted, since those in
    an mp4 may be off by a few microseconds.
    """
    first, time_base = piece.first, 1 / piece.rate
    for segment in piece.segments:
        with av.open(segment) as file:
            video = file.streams.video[0]
            packets = [packet for packet in file.demux(video) if packet.dts is not None]
        shown = {pts: count for count, pts in enumerate(sorted(packet.pts for packet in packets))}
        for count, packet in enumerate(packets):
            packet.pts = first + shown[packet.pts]
            packet.dts = first + count - piece.delay
            packet.duration = 1
            packet.time_base = time_base
            yield packet
        first += len(packets)


def _marks(pieces):
    """The chapter marks: each chapter goes on to where the next one starts."""
    titled = [piece for piece in pieces if piece.title]
    starts = [round(piece.start / MILLISECOND) for piece in titled]
    ends = [*starts[1:], round(pieces[-1].end / MILLISECOND)]
    return [
        {"id": 0, "start": a, "end": b, "time_base": MILLISECOND, "metadata": {"title": each.title}}
        for each, a, b in zip(titled, starts, ends, strict=True)
    ]


def _subtitle_stream(film, language):
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = STYLES
    stream.time_base = MILLISECOND
    stream.metadata["language"] = tag(language)
    return stream


def _subtitle_packet(cue, stream):
    """A cue as an mp4 stores it: its length in two bytes, then the words."""
    words = "\n".join(cue.lines).encode()
    packet = av.Packet(len(words).to_bytes(2, "big") + words)
    packet.stream, packet.time_base = stream, MILLISECOND
    packet.pts = packet.dts = round(cue.start / MILLISECOND)
    packet.duration = round(cue.end / MILLISECOND) - packet.pts
    return packet
