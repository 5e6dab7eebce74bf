"""Stretches of a clip, and pictures held between them."""

import pathlib
from collections.abc import Sequence

import av

from scenes.narration.fitting import Hold
from scenes.rendering import dissolves
from scenes.rendering.quality import Quality


def with_holds(
    clip: pathlib.Path, holds: Sequence[Hold], quality: Quality, folder: pathlib.Path
) -> list[pathlib.Path]:
    """The mp4s that make up a clip if the pictures of `holds` are held: its stretches, whose
    packets are copied into `folder`, and between these their last frames, encoded anew.

    A picture is held where an animation ends, or at the next frame that depends on none before.
    """
    if not holds:
        return [clip]
    packets = _packets(clip)
    starts = [i for i, packet in enumerate(packets) if packet.is_keyframe] + [len(packets)]
    segments, first = [], 0
    for number, hold in enumerate(holds):
        last = min(start for start in starts if start >= min(hold.at, len(packets)))
        if last > first:
            segments.append(_cut(clip, packets[first:last], folder / f"{number}.mp4"))
            first = last
        held = folder / f"{number}-held.mp4"
        picture = dissolves.last_picture(segments[-1])
        dissolves.encode(held, [picture] * hold.frames, quality)
        segments.append(held)
    if first < len(packets):
        segments.append(_cut(clip, packets[first:], folder / "last.mp4"))
    return segments


def _packets(clip):
    """A clip's packets, in the order in which they are decoded."""
    with av.open(clip) as file:
        return [packet for packet in file.demux(video=0) if packet.dts is not None]


def _cut(clip, packets, target):
    """Write some packets of a clip to an mp4, whose time begins with them."""
    with av.open(clip) as template, av.open(target, "w", format="mp4") as file:
        stream = file.add_stream_from_template(template.streams.video[0])
        begin = min(packet.pts for packet in packets)
        for packet in packets:
            packet.stream = stream
            packet.pts -= begin
            packet.dts -= begin
            file.mux(packet)
    return target
