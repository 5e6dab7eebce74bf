"""Whose turn it is: which part of which clip a process draws next, and what comes of it."""

import os
import socket
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait

from nn.errors import DownhillError
from nn.execution.process import WorkerLost
from nn.places import file_of, shown
from scenes.rendering import parts


class ClipFailed(Exception):
    """A clip that was not finished: the error in words, the beat and the line that it was in where
    they are known, and all that is known as `details`."""

    def __init__(self, error, beat, line=None, details=""):
        super().__init__(error)
        self.beat, self.line, self.details = beat, line, details


class Scheduler:
    """Orders go out one by one, as many at a time as the door takes: whoever is free gets the next,
    and what comes back decides which that is. A clip is rehearsed first where it is not known how
    long its animations are; it is ended by whoever draws its last part."""

    def __init__(self, clip_jobs, executor, progress, details):
        self.clip_jobs, self.executor = clip_jobs, executor
        self.progress, self.details = progress, details
        self.unknown, self.open, self.pending = deque(), [], {}
        self.free = []  # processes, the last one of which is the next to be taken
        self.was_at = {}  # {process: job}, of its last task
        self.guessed = self.taken = 0  # seconds, for what was drawn so far

    def go(self):
        """Do all jobs; return the clips that failed."""
        for job in self.clip_jobs:
            for name in job.inputs:  # some are files that the clip reads
                if file_of(name).is_file():
                    self.executor.add_file(file_of(name))
            self.executor.add_file(job.clip.file)
        for job in self.clip_jobs:
            if job.know():
                self._open(job)
            else:
                self.unknown.append(job)
        self._work_off()
        return [job.clip for job in self.clip_jobs if job.failed]

    def _work_off(self):
        while self.unknown or self.open or self.pending:
            while len(self.pending) < self.executor.queue_size and (self.unknown or self.open):
                self._order(self.free.pop() if self.free else None)
            done, _ = wait(self.pending, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)

    def _order(self, process):
        """Order what a free process (None: unknown which) should do next."""
        if self.unknown:
            job, part, span = self.unknown.popleft(), "rehearse", (0, None)
            what, then = "rehearse", self._rehearsed
        else:
            job, what, then = self._next_clip(process), "draw", self._drawn
            pace = self.taken / self.guessed if self.taken else 1
            span = job.next_part(parts.longest(self._left(), self.executor.worker_count, pace))
            part = span[0]
            if job.ordered is None:
                self.open.remove(job)
        task = job.task(self.executor, part, *span)
        job.at_work += 1
        self.pending[self.executor.submit(call, what, task)] = job, then, part

    def _next_clip(self, process):
        """The clip of which a process should draw: the one that it was at, whose type it has set;
        else one that nobody is at, rather one that it rehearsed; else one that others are at. At
        first the cheapest, so that there is something to see soon, then the dearest, so that all
        end at about one time."""
        nothing_yet = not any(job.ordered or job.ordered is None for job in self.clip_jobs)

        def rank(job):
            left = -job.left if nothing_yet else job.left
            begun = job.ordered > 0
            its_own = begun and job is self.was_at.get(process)
            return its_own, not begun, process in job.seen_by, left

        return max(self.open, key=rank)

    def _left(self):
        """How long is left to draw that is not ordered: seconds, as they were guessed. A clip of
        which nothing is known yet counts as the mean of the others."""
        known = [sum(job.costs) for job in self.clip_jobs if job.costs is not None]
        unknown = sum(job.costs is None and not job.failed for job in self.clip_jobs)
        return sum(job.left for job in self.open) + unknown * sum(known) / max(len(known), 1)

    def _take(self, future):
        """Take the result of a task."""
        job, then, part = self.pending.pop(future)
        job.at_work -= 1
        beat = self.progress.beats.get((job.clip.name, part))
        try:
            try:
                result = future.result()
            except WorkerLost as error:
                raise ClipFailed(error, beat, details=error.details) from None
            process = result["process"]
            self.free.append(process)
            self.was_at[process] = job
            job.seen_by.add(process)
            if "failed" in result:
                failed = result["failed"]
                raise ClipFailed(failed["error"], beat, failed["line"], failed["traceback"])
            if not job.failed:
                then(job, result)
        except (ClipFailed, DownhillError) as error:
            if not job.failed:
                self._fail(job, error)

    def _fail(self, job, error):
        job.failed = True
        if job in self.open:
            self.open.remove(job)
        _print_failure(job.clip, error, self.details)
        self.progress.finish(job.clip)

    def _open(self, job):
        self.open.append(job)
        self.progress.expect(job.clip, sum(job.frames), job.cached)

    def _rehearsed(self, job, result):
        job.know(result["animations"])
        self._open(job)

    def _drawn(self, job, result):
        job.take(result)
        for number, seconds in result["seconds"].items():
            if number < len(job.costs):  # the scene may have grown since they were measured
                self.taken += seconds
                self.guessed += job.costs[number]
        if job.ordered is None and not job.at_work:
            metadata = job.put()
            self.progress.finish(job.clip)
            length = f"{metadata['duration']:.1f} s, {metadata['frames']:,} frames"
            print(f"{shown(job.library.path(job.clip))}  {length}", flush=True)


def call(what, task):
    """Call one of the worker's functions, and say which process did: there, since here manim is not
    imported."""
    from scenes.rendering import worker

    return getattr(worker, what)(task) | {"process": f"{socket.gethostname()} {os.getpid()}"}


def _print_failure(clip, error, details):
    place = clip.name
    if getattr(error, "beat", None):
        place += f", in the beat {error.beat!r}"
    if getattr(error, "line", None):
        place += f", {shown(clip.file)} line {error.line}"
    print(f"downhill: {place}: {error}", file=sys.stderr)
    if details and getattr(error, "details", ""):
        print(error.details, file=sys.stderr)
