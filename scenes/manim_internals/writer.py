"""Manim's file writer and encoder: animations are stored by number, each complete or absent."""

import collections
import os
import pathlib

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder

PERIOD = 16  # frames, after which x264 counts from 0 again if it has few reference frames
# Of a packet: what follows its frame's number, without the padding at the end.
NUMBERED = slice(7, -1)
ROWS = 32  # that are compared, and converted, together; even, since two rows share chroma
REACH = 2  # rows: how far those above and below change a row's chroma


class NumberedSegments(SceneFileWriter):
    """Manim's writer, but it names animations by number, and keeps only complete ones: one that
    was cut off would be mistaken for finished the next time.

    Manim names them by a digest of the scene. Here each cache folder serves one set of inputs, so
    numbers suffice, and cost nothing to compute. file_name: a function of the number. keep: moves a
    complete animation from one path to another.
    """

    def __init__(self, settings, file_name, keep=os.replace):
        super().__init__(settings)
        self.file_name, self.keep = file_name, keep

    def add_partial_movie_file(self, _):
        number = len(self.partial_movie_files)
        left_out = self.sections[-1].skip_animations
        name = pathlib.Path(self.file_name(number)).stem  # the suffix is Manim's
        super().add_partial_movie_file(None if left_out else name)

    def finish(self):
        self.join_all_encode_jobs()

    def _create_segment_encoder(self, target):
        unfinished = self.output_plan.primary_artifact.parent / target.name
        kept = {"finished": target, "keep": self.keep}
        return WholeSegment(target=unfinished, spec=self.video_encoder, **kept)


class WholeSegment(VideoSegmentEncoder):
    """Manim's encoder of an animation, whose file `keep` moves to `finished` when it is complete.

    It writes the same frames as Manim in less time: see `Converter`, and `write_frame`. Pictures
    that it is given may not be changed afterwards.
    """

    def __init__(self, *, target, spec, finished, keep=os.replace):
        super().__init__(target=target, spec=spec)
        self.finished, self.keep = finished, keep
        self._frames, self._converter = 0, Converter(spec.pixel_format)

    def write_frame(self, pixels, *, repeat=1):
        """Encode a picture, and repeat it. A still picture is soon encoded as "all as before" and a
        number that counts from 0 to 15 and starts again. From then on the last sixteen packets are
        repeated, as often as they fit, instead of encoding more.

        These are what x264 would write, except for a bit of padding at the end, which x264 varies
        and decoders ignore."""
        frame = self._converter.converted(pixels)
        frame.time_base = 1 / self.spec.frame_rate
        last, end = collections.deque(maxlen=PERIOD + 1), self._frames + repeat
        while self._frames < end:
            last.append(self._encode(frame))
            if _only_counts(last):
                for _ in range((end - self._frames) // PERIOD):
                    self._repeat(list(last)[1:])

    def finish(self):
        super().finish()
        self.keep(self.target, self.finished)

    def _encode(self, frame):
        """Encode a frame; return its packet's bytes, None if x264 does not return it at once."""
        frame.pts = self._frames
        packets = self._stream.encode(frame)
        at_once = [packet.pts for packet in packets] == [frame.pts]
        content = bytes(packets[0]) if at_once else None
        self._container.mux(packets)
        self._frames += 1
        return content

    def _repeat(self, contents):
        for content in contents:
            packet = av.Packet(content)
            packet.stream, packet.time_base = self._stream, 1 / self.spec.frame_rate
            packet.pts = packet.dts = self._frames
            self._container.mux(packet)
            self._frames += 1


def _only_counts(packets):
    """Whether successive packets differ only in a number, which has just started again."""
    if len(packets) <= PERIOD or None in packets or packets[0][:-1] != packets[-1][:-1]:
        return False
    return len({packet[NUMBERED] for packet in packets}) == 1


class Converter:
    """Converts RGBA pictures (height, width, 4) of one size as Manim does, but only from the first
    to the last row that differs from the picture before."""

    def __init__(self, pixel_format):
        self.pixel_format = pixel_format
        self._reformatter, self._pixels, self._frame = VideoReformatter(), None, None

    def converted(self, pixels):
        """The picture as a video frame, which is the same object each time."""
        if self._frame is None:
            self._frame = self._reformatted(pixels)
        else:
            self._convert(*_changed_rows(self._pixels, pixels), pixels)
        self._pixels = pixels
        return self._frame

    def _convert(self, first, last, pixels):
        if first == last:
            return
        above = max(first - REACH, 0)
        band = self._reformatted(pixels[above : last + REACH])
        for whole, part in zip(self._frame.planes, band.planes, strict=True):
            scale = len(pixels) // whole.height  # 2 if two rows share their chroma
            skipped = (first - above) // scale
            rows = _rows(part)[skipped : skipped + (last - first) // scale]
            _rows(whole)[first // scale : last // scale] = rows

    def _reformatted(self, pixels):
        picture = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        return self._reformatter.reformat(picture, format=self.pixel_format, threads=1)


def _changed_rows(before, after):
    """(first, last): the range, without `last`, of all rows that differ between two pictures, or
    whose colours may differ because a row beside them does."""
    height = len(after)
    before, after = (picture.reshape(height, -1).view(np.uint64) for picture in (before, after))

    def differ(start):
        return (before[start : start + ROWS] != after[start : start + ROWS]).any()

    starts = range(0, height, ROWS)
    first = next(filter(differ, starts), None)
    if first is None:
        return 0, 0
    last = next(start for start in reversed(starts) if start == first or differ(start))
    return max(first - REACH, 0), min(last + ROWS + REACH, height)


def _rows(plane):
    """A plane's rows as an array, which writes to it."""
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
