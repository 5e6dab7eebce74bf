"""Joining animations into a clip, and clips and dissolves into the film: packet by packet, without
re-encoding.

The result is an mp4 that can be played while it loads, with a chapter mark and captions for each
clip, and the captions beside it as SRT.
"""

import dataclasses
import datetime
import os
from fractions import Fraction

import av
import srt

from nn.errors import DownhillError
from nn.storage import written_whole

MILLISECOND = Fraction(1, 1000)
# The caption encoder needs a style before the first caption; players replace it with their own.
STYLES = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,sans-serif,16,&Hffffff,2
"""


@dataclasses.dataclass
class Piece:
    """A clip or a dissolve, as a piece of an mp4: the mp4s that it is joined from, in this order,
    and their captions as SRT. `title` is that of its chapter mark; a dissolve has none, and ends
    the chapter before it. `_in_a_row` sets its first frame, its number of frames, its frame rate,
    and by how many frames decoding runs ahead of the display."""

    title: str
    segments: list
    captions: str = ""
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


def clip_piece(title, path):
    """A finished clip as a piece: an mp4 with an SRT beside it, which may be missing."""
    captions = path.with_suffix(".srt")
    return Piece(title, [path], captions.read_text(encoding="utf-8") if captions.exists() else "")


def join(pieces, target, **metadata):
    """Join pieces into the mp4 `target`, with their captions beside it; return them, each with its
    place in the mp4. An older file is replaced only by a complete one.

    Raises DownhillError if they are not encoded alike: players would stop between them.
    """
    pieces = _in_a_row(pieces)
    captions = [_captions(piece) for piece in pieces]
    with written_whole(target.with_suffix(".srt")) as file:
        file.write(srt.compose(sum(captions, [])).encode())
    # The mp4 is reopened by name while its index is moved to the front.
    unfinished = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        _write(unfinished, pieces, captions, metadata)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return pieces


def _write(path, pieces, captions, metadata):
    with (
        av.open(pieces[0].segments[0]) as template,
        av.open(path, "w", options={"movflags": "+faststart"}) as film,
    ):
        film.metadata.update(metadata)
        film.set_chapters(_marks(pieces))
        video = film.add_stream_from_template(template.streams.video[0])
        text = _caption_stream(film) if any(captions) else None
        film.start_encoding()
        for piece, its_captions in zip(pieces, captions, strict=True):
            for caption in its_captions:
                film.mux(_caption_packet(caption, text))
            for packet in _packets(piece):
                packet.stream = video
                film.mux(packet)


def _in_a_row(pieces):
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


def _captions(piece):
    shift = datetime.timedelta(seconds=float(piece.start))
    return [
        srt.Subtitle(None, caption.start + shift, caption.end + shift, caption.content)
        for caption in srt.parse(piece.captions)
    ]


def _marks(pieces):
    """The chapter marks: each chapter goes on to where the next one starts."""
    titled = [piece for piece in pieces if piece.title]
    starts = [round(piece.start / MILLISECOND) for piece in titled]
    ends = [*starts[1:], round(pieces[-1].end / MILLISECOND)]
    return [
        {"id": 0, "start": a, "end": b, "time_base": MILLISECOND, "metadata": {"title": each.title}}
        for each, a, b in zip(titled, starts, ends, strict=True)
    ]


def _caption_stream(film):
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = STYLES
    stream.time_base = MILLISECOND
    stream.metadata["language"] = "eng"
    return stream


def _caption_packet(caption, stream):
    """A caption as an mp4 stores it: its length in two bytes, then the words."""
    words = caption.content.encode()
    packet = av.Packet(len(words).to_bytes(2, "big") + words)
    packet.stream, packet.time_base = stream, MILLISECOND
    packet.pts = packet.dts = round(caption.start.total_seconds() / MILLISECOND)
    packet.duration = round((caption.end - caption.start).total_seconds() / MILLISECOND)
    return packet
