"""How far a rendering is, over all its clips."""

import threading
import time

from nn.progress import Bar


class Tally:
    """A progress bar over the frames of some clips, for a `with` block.

    `expected` is {clip: frames}, None for one that nothing is known of yet: until its worker has
    found out, it counts as the mean of the others.
    """

    def __init__(self, expected):
        self._expected, self._frames, self._finished = dict(expected), {}, set()
        self._bar, self._lock = Bar("drawing", self._total()), threading.Lock()
        self._began = time.monotonic()

    def __enter__(self):
        self._bar.__enter__()
        return self

    def __exit__(self, *exception):
        self._bar.__exit__(*exception)

    def hear(self, clip, news):
        """Take a worker's news of a clip (worker.py), from whatever thread."""
        with self._lock:
            self._frames[clip] = news.get("frames", self._frames.get(clip, 0))
            self._expected[clip] = news.get("expected", self._expected[clip])
            self._show()

    def finish(self, clip):
        """A clip is finished, or has failed: no more frames of it will come."""
        with self._lock:
            self._expected[clip] = self._frames.get(clip, 0)
            self._finished.add(clip)
            self._show()

    def _total(self):
        known = [frames for frames in self._expected.values() if frames is not None]
        return round(sum(known) / len(known) * len(self._expected)) if known else None

    def _show(self):
        frames = sum(self._frames.values())
        speed = frames / max(time.monotonic() - self._began, 1e-9)
        clips = f"{len(self._finished)} of {len(self._expected)} clips"
        now = ", ".join(clip.name for clip in self._frames if clip not in self._finished)
        text = f"{clips} · {frames:,} frames, {speed:.0f}/s" + (f" · {now}" if now else "")
        self._bar.update(frames, text, self._total())
