"""The progress of a rendering, over all its clips."""

import threading
import time

from nn.progress import Bar

MOST_CLIPS = 3  # named at a time, so that the line is not too long


class RenderProgress:
    """A progress bar over the frames of some clips, besides `unchanged` others; use it in a `with`
    block:

        2 of 5 clips, 30 unchanged · 1,204 frames, 44/s, 310 cached · FeedForward 481/2,981

    The bar has a total once `expect` has been called for every clip. `beats` is {(clip's name,
    part): the headline of the beat being drawn}.
    """

    def __init__(self, clips, unchanged=0):
        self._expected, self._finished = dict.fromkeys(clip.name for clip in clips), set()
        self._frames, self.beats = {}, {}
        self._unchanged, self._cached = unchanged, 0
        self._bar, self._lock = Bar("drawing", None), threading.Lock()
        self._began = time.monotonic()

    def __enter__(self):
        self._bar.__enter__()
        return self

    def __exit__(self, *exception):
        self._bar.__exit__(*exception)

    def expect(self, clip, frames, cached=0):
        """Set how many frames of a clip will be drawn, and how many more are in the cache."""
        with self._lock:
            self._expected[clip.name] = frames
            self._cached += cached
            self._show()

    def on_message(self, message):
        """Receive a worker's message (worker.py), in any thread."""
        part = message["clip"], message["part"]
        with self._lock:
            if "beat" in message:
                self.beats[part] = message["beat"]
            if "frames" in message:
                self._frames[part] = message["frames"]
                self._show()

    def finish(self, clip):
        """Count a clip as done, whether it succeeded or failed."""
        with self._lock:
            self._expected[clip.name] = self._drawn(clip.name)
            self._finished.add(clip.name)
            self._show()

    def _drawn(self, name):
        return sum(frames for (clip, _), frames in self._frames.items() if clip == name)

    def _total(self):
        expected = self._expected.values()
        return None if None in expected else sum(expected)

    def _show(self):
        frames = sum(self._frames.values())
        speed = frames / max(time.monotonic() - self._began, 1e-9)
        clips = f"{len(self._finished)} of {len(self._expected)} clips"
        if self._unchanged:
            clips += f", {self._unchanged} unchanged"
        drawn = f"{frames:,} frames, {speed:.0f}/s"
        if self._cached:
            drawn += f", {self._cached:,} cached"
        begun = dict.fromkeys(name for name, _ in self._frames)
        now = [self._place(name) for name in begun if name not in self._finished]
        if len(now) > MOST_CLIPS:
            now[MOST_CLIPS:] = ["…"]
        text = " · ".join(filter(None, [clips, drawn, ", ".join(now)]))
        self._bar.update(frames, text, self._total())

    def _place(self, name):
        """A clip's name, how many of its frames are drawn and, if known, how many there will be."""
        expected = self._expected[name]
        return f"{name} {self._drawn(name):,}" + (f"/{expected:,}" if expected else "")
