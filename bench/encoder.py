"""The study behind docs/encoder.md: x264's options against those that Manim would give it.

Some animations from the middle of ten very different clips are drawn at 1080p60. The first pictures
of each are kept losslessly, and encoded with each set of options in turn, on one core. A row has
the processor time of a frame (a still picture counts as often as it is shown), and its name says
what became of the pictures: the size of all files; the mean and the least SSIM, compared with the
lossless pictures; and banding, the share of dark pixels in gradients that became flat.
"""

import pathlib
import statistics
import tempfile
import time
from fractions import Fraction

import av
import numpy as np
from manim._config.video_encoder import VideoEncoderSpec

from bench import tasks
from nn.runs.run import FILM_RUN, Run
from scenes.manim_internals.writer import Converter, WholeSegment
from scenes.rendering import worker
from scenes.rendering.clips import find
from scenes.rendering.encoder import ENCODER

CLIPS = (
    *("FeedForward", "CostSurface", "WeightsWhileLearning", "ThirteenThousandDimensions"),
    *("DescentSteps", "WarpingSpace", "HardestDigits", "PixelsToNeurons"),
    *("EverythingIsConnected", "OptimizerRace"),
)
ANIMATIONS = 4  # of each clip
PICTURES = 17  # of each animation
JUDGED = 4  # every fourth picture is judged
ROUNDS = 3
FRAME_RATE = 60

MANIM = {"threads": "1", "mbtree": "0", "crf": "23"}  # without what makes its bytes vary
CANDIDATES = {
    "Manim's (medium, crf 23)": MANIM,
    "fast": {**MANIM, "preset": "fast"},
    "veryfast": {**MANIM, "preset": "veryfast"},
    "superfast": {**MANIM, "preset": "superfast"},
    "ours": ENCODER,
    "ours, crf 23": {**ENCODER, "crf": "23"},
    "ours, aq-mode 1": {**ENCODER, "aq-mode": "1"},
    "ours, qp 22": {**ENCODER, "crf": "-1", "qp": "22"},
    "ours, subq 1": {**ENCODER, "subq": "1"},
    "ours, veryfast": {**ENCODER, "preset": "veryfast"},
}

DARK = 80  # of 255: the luma below which banding is seen
SPAN = 8  # pixels in a row that are flat if they are equal


def measure():
    """A row for each set of options."""
    results = {name: [] for name in CANDIDATES}
    with tempfile.TemporaryDirectory() as folder:
        for clip in CLIPS:
            for pictures in drawn(clip):
                for name, result in in_turns(pictures, pathlib.Path(folder, "piece.mp4")).items():
                    results[name].append(result)
    milliseconds = {name: _per_frame(result) for name, result in results.items()}
    other = milliseconds[next(iter(CANDIDATES))]
    return [
        {
            "name": f"encoding, {name}: {_in_words(results[name])}",
            "unit": "ms/frame",
            "ours": milliseconds[name],
            "other": other,
            "ratio": milliseconds[name] / other,
        }
        for name in CANDIDATES
    ]


def in_turns(pictures, path):
    """{name of options: (frames, median seconds that encoding took, bytes, judgements)}."""
    seconds, found = {name: [] for name in CANDIDATES}, {}
    for number in range(ROUNDS):
        for name, options in CANDIDATES.items():
            seconds[name].append(encoded(pictures, options, path))
            if number == 0:
                found[name] = path.stat().st_size, judged(pictures, path)
    frames = sum(repeat for _, repeat in pictures)
    return {name: (frames, statistics.median(seconds[name]), *found[name]) for name in CANDIDATES}


def drawn(name):
    """The first pictures of some animations in the middle of a clip: for each animation, a list of
    (pixels, for how many frames they are shown)."""
    (clip,) = find([name])
    with tempfile.TemporaryDirectory() as folder:
        task = tasks.whole(clip, str(Run.load(FILM_RUN).folder), folder, FRAME_RATE)
        middle = len(_result(worker.rehearse(task))["animations"]) // 2
        writer, worker.NumberedSegments = worker.NumberedSegments, Kept
        Kept.pieces = []
        try:
            _result(worker.draw({**task, "first": middle, "last": middle + ANIMATIONS}))
        finally:
            worker.NumberedSegments = writer
        return Kept.pieces


class Kept(worker.NumberedSegments):
    """The worker's writer, but it keeps the pictures instead of encoding them."""

    pieces = []

    def open_partial_movie_stream(self, *, animation_index, file_path=None):
        Kept.pieces.append([])

    def write_frame(self, pixels, *, repeat=1):
        if len(Kept.pieces[-1]) < PICTURES:
            Kept.pieces[-1].append((pixels, repeat))

    def close_partial_movie_stream(self):
        pass


def encoded(pictures, options, path):
    """Encode pictures; return the seconds of processor time that it took."""
    height, width = pictures[0][0].shape[:2]
    rate, given = Fraction(FRAME_RATE), tuple(options.items())
    spec = VideoEncoderSpec("mp4", "libx264", "yuv420p", width, height, rate, given)
    began = time.thread_time()
    segment = WholeSegment(target=path.with_suffix(".part"), spec=spec, finished=path)
    for pixels, repeat in pictures:
        segment.write_frame(pixels, repeat=repeat)
    segment.finish()
    return time.thread_time() - began


def judged(pictures, path):
    """[(SSIM, dark pixels in gradients, those that became flat)] of every fourth picture."""
    converter, result = Converter("yuv420p"), []
    with av.open(path) as video:
        frames = video.decode(video=0)
        for number, (pixels, repeat) in enumerate(pictures):
            shown = [next(frames) for _ in range(repeat)][-1]
            if number % JUDGED:
                continue
            source = converter.converted(pixels)
            result.append((ssim(source, shown), *flattened(_luma(source), _luma(shown))))
    return result


def ssim(source, shown):
    """The structural similarity of two frames, as FFmpeg's filter `ssim` computes it."""
    graph = av.filter.Graph()
    size = {"width": source.width, "height": source.height, "format": source.format}
    inputs = [graph.add_buffer(**size, time_base=Fraction(1, 60)) for _ in range(2)]
    both, end = graph.add("ssim"), graph.add("buffersink")
    for number, one in enumerate(inputs):
        one.link_to(both, 0, number)
    both.link_to(end)
    graph.configure()
    for one, frame in zip(inputs, (source, shown), strict=True):
        frame.pts = 0
        one.push(frame)
        one.push(None)
    return float(end.pull().metadata["lavfi.ssim.All"])


def flattened(source, shown):
    """(how many dark pixels of a luma plane lie in gradients, how many of them became flat)."""
    gradient = ~_flat(source) & (source[:, SPAN - 1 :] < DARK) & _smooth(source)
    return int(gradient.sum()), int((gradient & _flat(shown)).sum())


def _flat(luma):
    """Whether each pixel equals the seven to its left: (height, width − 7)."""
    return _runs(luma[:, 1:] == luma[:, :-1])


def _smooth(luma):
    """Whether neighbours among each pixel and the seven to its left differ by one at most."""
    return _runs(np.abs(np.diff(luma.astype(np.int16), axis=1)) <= 1)


def _runs(holds):
    return np.lib.stride_tricks.sliding_window_view(holds, SPAN - 1, axis=1).all(axis=2)


def _luma(frame):
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _result(result):
    if "failed" in result:
        raise RuntimeError(result["failed"]["error"])
    return result


def _per_frame(results):
    frames, seconds = (sum(result[number] for result in results) for number in (0, 1))
    return 1000 * seconds / frames


def _in_words(results):
    ssims, dark, flat = zip(*(one for result in results for one in result[3]), strict=True)
    megabytes = sum(result[2] for result in results) / 1e6
    return (
        f"{megabytes:.2f} MB, SSIM {statistics.mean(ssims):.5f}, least {min(ssims):.4f}, "
        f"banding {sum(flat) / max(sum(dark), 1):.2%}"
    )
