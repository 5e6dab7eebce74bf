"""Joining animations into a clip, and clips into one film: packet by packet, so nothing is encoded
a second time.

What comes of it is an mp4 that plays from the web while it loads, with a chapter mark and the
captions of each clip; the captions stand beside it as SRT too.
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
# What the encoder of captions wants before the first: a style, which players replace by their own.
STYLES = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,sans-serif,16,&Hffffff,2
"""


@dataclasses.dataclass
class Part:
    """What gets a chapter mark: mp4s in a row and the captions of all, as SRT; once it has its
    place, the frame that it starts with, how many it has, how many a second, and how many frames
    ahead of being shown each is decoded."""

    title: str
    pieces: list
    captions: str = ""
    first: int = 0
    frames: int = 0
    rate: Fraction = Fraction(1)
    ahead: int = 0

    @property
    def start(self):
        """Seconds into the film, exact."""
        return self.first / self.rate

    @property
    def end(self):
        return (self.first + self.frames) / self.rate


def clip_part(title, path):
    """A finished clip as a Part: an mp4, its captions in an SRT beside it."""
    captions = path.with_suffix(".srt")
    return Part(title, [path], captions.read_text(encoding="utf-8") if captions.exists() else "")


def join(parts, target, **metadata):
    """Write Parts in a row to `target` and their captions beside it, whole or not at all; the
    seconds of all. Raises DownhillError where they are not encoded alike: the stream would not play
    across them.
    """
    parts = _in_a_row(parts)
    captions = [_captions(part) for part in parts]
    with written_whole(target.with_suffix(".srt")) as file:
        file.write(srt.compose(sum(captions, [])).encode())
    # The mp4 is read again while its index is moved to the front, so it needs a name all along.
    unfinished = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        _write(unfinished, parts, captions, metadata)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return float(parts[-1].end)


def _write(path, parts, captions, metadata):
    with (
        av.open(parts[0].pieces[0]) as template,
        av.open(path, "w", options={"movflags": "+faststart"}) as film,
    ):
        film.metadata.update(metadata)
        film.set_chapters([_chapter(part) for part in parts])
        video = film.add_stream_from_template(template.streams.video[0])
        text = _caption_stream(film) if any(captions) else None
        film.start_encoding()
        for part, its_captions in zip(parts, captions, strict=True):
            for caption in its_captions:
                film.mux(_caption_packet(caption, text))
            for packet in _packets(part):
                packet.stream = video
                film.mux(packet)


def _in_a_row(parts):
    placed, first, ahead, example = [], 0, 0, None
    for part in parts:
        frames = 0
        for piece in part.pieces:
            with av.open(piece) as file:
                video = file.streams.video[0]
                codec, rate = video.codec_context, video.guessed_rate
                encoding = codec.name, codec.extradata, codec.width, codec.height, rate
                frames += video.frames
                packet = next(file.demux(video))
                ahead = max(ahead, round(-packet.dts * packet.time_base * rate))
            example = example or (piece, encoding)
            if encoding != example[1]:
                raise DownhillError(
                    f"{piece} is not encoded like {example[0]}, so they can't be joined: remove "
                    "both and render again."
                )
        placed.append(dataclasses.replace(part, first=first, frames=frames, rate=rate))
        first += frames
    return [dataclasses.replace(part, ahead=ahead) for part in placed]


def _packets(part):
    """A part's packets, their times in frames of the film.

    By count: the times in an mp4 may be some microseconds off.
    """
    first, time_base = part.first, 1 / part.rate
    for piece in part.pieces:
        with av.open(piece) as file:
            video = file.streams.video[0]
            packets = [packet for packet in file.demux(video) if packet.dts is not None]
        shown = {pts: count for count, pts in enumerate(sorted(packet.pts for packet in packets))}
        for count, packet in enumerate(packets):
            packet.pts = first + shown[packet.pts]
            packet.dts = first + count - part.ahead
            packet.duration = 1
            packet.time_base = time_base
            yield packet
        first += len(packets)


def _captions(part):
    shift = datetime.timedelta(seconds=float(part.start))
    return [
        srt.Subtitle(None, caption.start + shift, caption.end + shift, caption.content)
        for caption in srt.parse(part.captions)
    ]


def _chapter(part):
    start, end = (round(seconds / MILLISECOND) for seconds in (part.start, part.end))
    title = {"title": part.title}
    return {"id": 0, "start": start, "end": end, "time_base": MILLISECOND, "metadata": title}


def _caption_stream(film):
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = STYLES
    stream.time_base = MILLISECOND
    stream.metadata["language"] = "eng"
    return stream


def _caption_packet(caption, stream):
    """A caption as mp4 has it: its length in two bytes, then the words."""
    words = caption.content.encode()
    packet = av.Packet(len(words).to_bytes(2, "big") + words)
    packet.stream, packet.time_base = stream, MILLISECOND
    packet.pts = packet.dts = round(caption.start.total_seconds() / MILLISECOND)
    packet.duration = round((caption.end - caption.start).total_seconds() / MILLISECOND)
    return packet
