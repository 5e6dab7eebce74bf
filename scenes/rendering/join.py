"""Joining clips into one film: packet by packet, so nothing is encoded a second time.

The film is an mp4 that plays from the web while it loads, with a chapter mark and the captions of
each clip; the captions stand beside it as SRT too.
"""

import dataclasses
import datetime
import os
import pathlib
from fractions import Fraction

import av
import srt

from nn.errors import DownhillError
from nn.files import written_whole

MILLISECOND = Fraction(1, 1000)
# What the encoder of captions wants before the first: a style, which players replace by their own.
STYLES = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,sans-serif,16,&Hffffff,2
"""


@dataclasses.dataclass
class Part:
    """A clip in the film: the frame that it starts with, how many it has, how many a second."""

    title: str
    path: pathlib.Path
    first: int
    frames: int
    rate: Fraction

    @property
    def start(self):
        """Seconds into the film, exact."""
        return self.first / self.rate

    @property
    def end(self):
        return (self.first + self.frames) / self.rate


def join(clips, target, **metadata):
    """Write the film `target` and its captions beside it, whole or not at all; its seconds.

    clips: [(title, path of an mp4), …], captions in an SRT beside each. Raises DownhillError where
    they are not encoded alike: the stream would not play across them.
    """
    parts = _in_a_row(clips)
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
        av.open(parts[0].path) as template,
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


def _in_a_row(clips):
    parts, first, alike = [], 0, None
    for title, path in clips:
        with av.open(path) as clip:
            video = clip.streams.video[0]
            codec = video.codec_context
            encoding = codec.name, codec.extradata, codec.width, codec.height, video.guessed_rate
            parts.append(Part(title, path, first, video.frames, video.guessed_rate))
        alike = alike or encoding
        if encoding != alike:
            raise DownhillError(
                f"{path} is not encoded like {parts[0].path}, so they can't be joined: remove both "
                "and render again."
            )
        first += parts[-1].frames
    return parts


def _packets(part):
    """A clip's packets, their times in frames of the film.

    By count: where Manim joined animations, the times in a clip are some microseconds off.
    """
    with av.open(part.path) as clip:
        video = clip.streams.video[0]
        packets = [packet for packet in clip.demux(video) if packet.dts is not None]
    shown = {pts: count for count, pts in enumerate(sorted(packet.pts for packet in packets))}
    ahead = round(-packets[0].dts * packets[0].time_base * part.rate)  # decoded before it is shown
    time_base = 1 / part.rate
    for count, packet in enumerate(packets):
        packet.pts = part.first + shown[packet.pts]
        packet.dts = part.first + count - ahead
        packet.duration = 1
        packet.time_base = time_base
        yield packet


def _captions(part):
    file = part.path.with_suffix(".srt")
    if not file.exists():
        return []
    shift = datetime.timedelta(seconds=float(part.start))
    return [
        srt.Subtitle(None, caption.start + shift, caption.end + shift, caption.content)
        for caption in srt.parse(file.read_text(encoding="utf-8"))
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
