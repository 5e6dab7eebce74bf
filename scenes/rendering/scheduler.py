"""Rendering several clips at once: gives the workers their tasks and handles the results."""

import sys
from concurrent.futures import FIRST_COMPLETED, wait

from nn.errors import DownhillError
from nn.execution.process import WorkerLost
from nn.legible import legible
from nn.places import file_of, shown
from scenes.rendering import parts


class ClipFailed(Exception):
    """A clip could not be finished: the error in words, the beat and the line where it occurred if
    they are known, and a traceback or a process's last output as `details`."""

    def __init__(self, error, beat, line=None, details=""):
        super().__init__(error)
        self.beat, self.line, self.details = beat, line, details


class Scheduler:
    """Renders clips: rehearses those whose frames are not known yet, divides all clips into parts,
    and has the parts drawn."""

    def __init__(self, jobs, executor, progress, details):
        self.jobs, self.executor = jobs, executor
        self.progress, self.details = progress, details

    def run(self):
        """Finish all jobs; return the clips that failed."""
        for job in self.jobs:
            self._send_files(job)
        unknown = [(job, 0, None) for job in self.jobs if job.seconds is None]
        self._work_off(unknown, "rehearse", self._rehearsed)
        jobs = [job for job in self.jobs if not job.failed]
        for job in jobs:
            self.progress.expect(job.clip, sum(job.frames), job.frames_cached)
        plan = parts.plan({job: job.seconds for job in jobs}, self.executor.worker_count)
        self._work_off(plan, "draw", self._drawn)
        return [job.clip for job in self.jobs if job.failed]

    def rehearse(self):
        """Go through all jobs' clips without drawing; return {clip: what its worker returned}."""
        told = {}

        def take(job, result):
            told[job.clip] = result
            self.progress.finish(job.clip)

        for job in self.jobs:
            self._send_files(job)
        self._work_off([(job, 0, None) for job in self.jobs], "rehearse", take)
        return told

    def _send_files(self, job):
        for name in job.inputs:
            if file_of(name).is_file():  # other inputs are versions and the like
                self.executor.add_file(file_of(name))
        self.executor.add_file(job.clip.file)

    def _work_off(self, tasks, what, take):
        """Have workers call `what` (a function of worker.py) for tasks (job, first, last) in this
        order; call `take` with each job and result."""
        pending = {}
        for job, first, last in tasks:
            part = first if what == "draw" else what
            future = self.executor.submit(call, what, job.task(self.executor, part, first, last))
            pending[future] = job, part
            job.tasks_left += 1
        while pending:
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                if future not in pending:  # another part of its clip has failed
                    continue
                job, part = pending.pop(future)
                job.tasks_left -= 1
                try:
                    take(job, self._result(future, job, part))
                except (ClipFailed, DownhillError) as error:
                    self._fail(job, error)
                    for other in [other for other in pending if pending[other][0] is job]:
                        other.cancel()  # has an effect only if it has not begun
                        del pending[other]

    def _result(self, future, job, part):
        beat = self.progress.beats.get((job.clip.name, part))
        try:
            result = future.result()
        except WorkerLost as error:
            raise ClipFailed(error, beat, details=error.details) from None
        if "failed" in result:
            failed = result["failed"]
            raise ClipFailed(failed["error"], beat, failed["line"], failed["traceback"])
        return result

    def _rehearsed(self, job, result):
        job.expect(result["animations"])

    def _drawn(self, job, result):
        job.add(result)
        if not job.tasks_left:
            metadata = job.finish()
            self.progress.finish(job.clip)
            length = f"{metadata['duration']:.1f} s, {metadata['frames']:,} frames"
            print(f"{shown(job.library.path(job.clip))}  {length}", flush=True)

    def _fail(self, job, error):
        job.failed = True
        print_failure(job.clip, error, self.details)
        self.progress.finish(job.clip)


def call(what, task):
    """Call a function of worker.py: in a worker, since that module imports manim."""
    from scenes.rendering import worker

    return getattr(worker, what)(task)


def print_failure(clip, error, details):
    """Print why a clip failed, and where; with the traceback or output if `details`."""
    place = clip.name
    if getattr(error, "beat", None):
        place += f", in the beat {error.beat!r}"
    if getattr(error, "line", None):
        place += f", {shown(clip.file)} line {error.line}"
    print(f"downhill: {place}: {legible(error)}", file=sys.stderr)
    if details and getattr(error, "details", ""):
        print("\n".join(map(legible, error.details.splitlines())), file=sys.stderr)
