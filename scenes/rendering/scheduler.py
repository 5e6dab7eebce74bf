"""Whose turn it is: which part of which clip a process draws next, and what comes of it."""

import os
import socket
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait

from nn.errors import DownhillError
from nn.execution.process import Lost
from nn.places import file_of
from scenes.rendering import parts
from scenes.rendering.library import shown


class ClipFailed(Exception):
    """A clip that was not finished: the error in words, the beat and the line that it was in where
    they are known, and all that is known as `details`."""

    def __init__(self, error, beat, line=None, details=""):
        super().__init__(error)
        self.beat, self.line, self.details = beat, line, details


class Turns:
    """Orders go out one by one, as many at a time as the door takes: whoever is free gets the next,
    and what comes back decides which that is. A clip is rehearsed first where it is not known how
    long its animations are; it is ended by whoever draws its last part."""

    def __init__(self, works, door, tally, details):
        self.works, self.door, self.tally, self.details = works, door, tally, details
        self.unknown, self.open, self.pending = deque(), [], {}
        self.free = []  # processes, the last one of which is the next to be taken
        self.was_at = {}  # {process: work}, of its last order
        self.guessed = self.taken = 0  # seconds, for what was drawn so far

    def go(self):
        """Do all works; return the clips that failed."""
        for work in self.works:
            for name in work.inputs:  # some are files that a clip reads
                if file_of(name).is_file():
                    self.door.bring(file_of(name))
            self.door.bring(work.clip.file)
        for work in self.works:
            if work.know():
                self._open(work)
            else:
                self.unknown.append(work)
        self._work_off()
        return [work.clip for work in self.works if work.failed]

    def _work_off(self):
        while self.unknown or self.open or self.pending:
            while len(self.pending) < self.door.ahead and (self.unknown or self.open):
                self._order(self.free.pop() if self.free else None)
            done, _ = wait(self.pending, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)

    def _order(self, process):
        """Order what a free process (None: unknown which) should do next."""
        if self.unknown:
            work, part, span = self.unknown.popleft(), "rehearse", (0, None)
            what, then = "rehearse", self._rehearsed
        else:
            work, what, then = self._next_clip(process), "draw", self._drawn
            pace = self.taken / self.guessed if self.taken else 1
            span = work.next_part(parts.longest(self._left(), self.door.width, pace))
            part = span[0]
            if work.ordered is None:
                self.open.remove(work)
        order = work.order(self.door, part, *span)
        work.at_work += 1
        self.pending[self.door.submit(call, what, order)] = work, then, part

    def _next_clip(self, process):
        """The clip of which a process should draw: the one that it was at, whose type it has set;
        else one that nobody is at, rather one that it rehearsed; else one that others are at. At
        first the cheapest, so that there is something to see soon, then the dearest, so that all
        end at about one time."""
        nothing_yet = not any(work.ordered or work.ordered is None for work in self.works)

        def rank(work):
            left = -work.left if nothing_yet else work.left
            begun = work.ordered > 0
            its_own = begun and work is self.was_at.get(process)
            return its_own, not begun, process in work.seen_by, left

        return max(self.open, key=rank)

    def _left(self):
        """How long is left to draw that is not ordered: seconds, as they were guessed. A clip of
        which nothing is known yet counts as the mean of the others."""
        known = [sum(work.costs) for work in self.works if work.costs is not None]
        unknown = sum(work.costs is None and not work.failed for work in self.works)
        return sum(work.left for work in self.open) + unknown * sum(known) / max(len(known), 1)

    def _take(self, future):
        """Take what comes of an order."""
        work, then, part = self.pending.pop(future)
        work.at_work -= 1
        beat = self.tally.beats.get((work.clip.name, part))
        try:
            try:
                answer = future.result()
            except Lost as error:
                raise ClipFailed(error, beat, details=error.details) from None
            process = answer["process"]
            self.free.append(process)
            self.was_at[process] = work
            work.seen_by.add(process)
            if "failed" in answer:
                failed = answer["failed"]
                raise ClipFailed(failed["error"], beat, failed["line"], failed["traceback"])
            if not work.failed:
                then(work, answer)
        except (ClipFailed, DownhillError) as error:
            if not work.failed:
                self._fail(work, error)

    def _fail(self, work, error):
        work.failed = True
        if work in self.open:
            self.open.remove(work)
        _print_failure(work.clip, error, self.details)
        self.tally.finish(work.clip)

    def _open(self, work):
        self.open.append(work)
        self.tally.expect(work.clip, sum(work.frames), work.cached)

    def _rehearsed(self, work, answer):
        work.know(answer["animations"])
        self._open(work)

    def _drawn(self, work, answer):
        work.take(answer)
        for number, seconds in answer["seconds"].items():
            if number < len(work.costs):  # the scene may have grown since they were measured
                self.taken += seconds
                self.guessed += work.costs[number]
        if work.ordered is None and not work.at_work:
            sheet = work.put()
            self.tally.finish(work.clip)
            length = f"{sheet['duration']:.1f} s, {sheet['frames']:,} frames"
            print(f"{shown(work.shelf.path(work.clip))}  {length}", flush=True)


def call(what, order):
    """Call one of the worker's functions, and say which process did: there, since here manim is not
    imported."""
    from scenes.rendering import worker

    return getattr(worker, what)(order) | {"process": f"{socket.gethostname()} {os.getpid()}"}


def _print_failure(clip, error, details):
    place = clip.name
    if getattr(error, "beat", None):
        place += f", in the beat {error.beat!r}"
    if getattr(error, "line", None):
        place += f", {shown(clip.file)} line {error.line}"
    print(f"downhill: {place}: {error}", file=sys.stderr)
    if details and getattr(error, "details", ""):
        print(error.details, file=sys.stderr)
