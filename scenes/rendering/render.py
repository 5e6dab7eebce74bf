"""Rendering clips: those that are stale, in parts, on every core or a cluster, each told of as soon
as it is finished."""

import contextlib
import pathlib
import shutil
import sys
import tempfile
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait

from nn.doors import open_door
from nn.errors import DownhillError
from nn.files import locked, written_whole
from nn.hand import Lost
from nn.run import ROOT, Run
from scenes.rendering import parts, stale
from scenes.rendering.shelf import MEDIA, Shelf
from scenes.rendering.tally import Tally

CACHES_KEPT = 4  # of each clip and quality
OWNED = ".owned"  # in a workroom: what its command has locked as long as it lives


class ClipFailed(Exception):
    """A clip that was not finished: the error in words, the beat and the line that it was in where
    they are known, and all that is known as `details`."""

    def __init__(self, error, beat, line=None, details=""):
        super().__init__(error)
        self.beat, self.line, self.details = beat, line, details


def render(clips, run, quality, media=MEDIA, jobs=None, details=False, scheduler=None):
    """Bring clips up to date on the shelf of a quality; print each one's path as it is finished.

    They are drawn by `jobs` processes, by default one a core, or by the Dask cluster of a
    `scheduler`. Return the clips that failed; why each did is printed, with its traceback if
    `details`. Raises DownhillError where the media folder can't be written or the cluster not used,
    OSError where the disk is full.
    """
    shelf = Shelf(media, quality)
    stale_clips = _stale(clips, run, shelf)
    if not stale_clips:
        return []
    with (
        _workroom(shelf.media) as workroom,
        Tally(stale_clips, len(clips) - len(stale_clips)) as tally,
        open_door(jobs, scheduler, tally.hear, stale.PACKAGES) as door,
    ):
        works = [Work(clip, run, inputs, shelf, workroom) for clip, inputs in stale_clips.items()]
        return _Rendering(works, door, tally, details).go()


class Work:
    """What is to be done for one clip: its orders, and what has come of them so far."""

    def __init__(self, clip, run, inputs, shelf, workroom):
        self.clip, self.run, self.inputs, self.shelf = clip, run, inputs, shelf
        self.workroom, self.cache = workroom, _cache(clip, shelf, inputs)
        self.costs = self.frames = None
        self.cached = 0  # frames
        self.seconds, self.parts_left, self.failed = {}, 0, False
        self.known = None  # what the last part answers of the clip

    def know(self, frames=None):
        """Set what each animation costs to draw, from the frames of each or what was measured when
        it was last drawn; return whether that is known."""
        sheet, quality = self.shelf.sheet(self.clip), self.shelf.quality
        self.costs = parts.costs(frames, sheet, quality)
        if self.costs is None:
            return False
        self.frames = frames or [animation["frames"] for animation in sheet["animations"]]
        self.cached = 0
        for number in self.drawn():
            if number < len(self.costs):
                self.cached += self.frames[number]
                self.costs[number] = self.frames[number] = 0
        return True

    def drawn(self):
        """The numbers of the animations that are in the cache."""
        return [int(path.stem) for path in self.cache.glob("*.mp4")]

    def order(self, door, part, first=0, last=None):
        """An order (worker.py) to those behind a door."""
        quality, near = self.shelf.quality, door.near
        return {
            "file": door.bring(self.clip.file),
            "name": self.clip.name,
            "run": door.bring(self.run.folder),
            "width": quality.width,
            "height": quality.height,
            "frame_rate": quality.frame_rate,
            "part": part,
            "first": first,
            "last": last,
            "drawn": [] if near else self.drawn(),
            "cache": str(self.cache) if near else None,
            "folder": str(self.folder) if near else None,
        }

    @property
    def folder(self):
        """The folder of what is not finished."""
        folder = self.workroom.resolve() / self.clip.name
        folder.mkdir(exist_ok=True)
        return folder

    def take(self, answer):
        """Keep what a part's answer holds."""
        for name, content in answer.get("segments", {}).items():
            with written_whole(self.cache / name) as file:
                file.write(content)
        self.seconds |= answer["seconds"]
        self.known = answer.get("clip", self.known)

    def put(self):
        """Put the clip on the shelf, all of which is drawn; return its sheet."""
        _check_unchanged(self.clip, self.run, self.shelf.quality, self.inputs)
        known, rate = self.known, self.shelf.quality.frame_rate
        numbers = [number for _, numbers in known["sections"] for number in numbers]
        count = sum(known["animations"][number] for number in numbers)
        animations = [
            {"frames": frames, "seconds": self.seconds.get(number)}
            for number, frames in enumerate(known["animations"])
        ]
        sections = _sections(known["sections"], known["animations"], rate)
        facts = {"frames": count, "duration": count / rate, "sections": sections}
        sheet = _sheet(self.run, self.inputs, facts | {"animations": animations})
        pieces = [self.cache / parts.segment(number) for number in numbers]
        self.shelf.put(self.clip, pieces, known["captions"], sheet)
        _tidy(self.cache.parent)
        return sheet


class _Rendering:
    """Orders go out in turn, as many at a time as the door takes, and what comes back decides which
    go out next: a clip's parts after its rehearsal, where it needs one."""

    def __init__(self, works, door, tally, details):
        self.works, self.door, self.tally, self.details = works, door, tally, details
        self.undivided, self.waiting, self.pending = deque(), deque(), {}
        self.guessed = self.taken = 0  # seconds, for what was drawn so far

    def go(self):
        """Do all works; return the clips that failed."""
        for work in self.works:
            for name in work.inputs:  # a file that a clip reads, at its place in the project
                if (ROOT / name).is_file():
                    self.door.bring(ROOT / name)
            self.door.bring(work.clip.file)
        for work in self.works:
            if not work.know():
                self._add(work, self._rehearsed, "rehearse")
        self._work_off()
        works = [work for work in self.works if not work.failed]
        for work in works:
            self.tally.expect(work.clip, sum(work.frames), work.cached)
        self.undivided += in_turn({work: sum(work.costs) for work in works})
        self._work_off()
        return [work.clip for work in self.works if work.failed]

    def _add(self, work, then, what, part="whole", *span):
        self.waiting.append((work, then, what, part, span))

    def _divide(self, work):
        """Divide a clip when its turn comes: the later, the finer, so that all end at one time, and
        by then it is known how long drawing takes here."""
        left = sum(sum(each.costs) for each in (work, *self.undivided))
        pace = self.taken / self.guessed if self.taken else 1
        spans = parts.divided(work.costs, parts.longest(left, self.door.width, pace))
        spans = [span for span in spans if sum(work.costs[slice(*span)])] or [(0, None)]
        spans[-1] = spans[-1][0], None  # it goes to the end, where the clip is known
        work.parts_left = len(spans)
        for span in spans:
            self._add(work, self._drawn, "draw", span[0], *span)

    def _work_off(self):
        while self.undivided or self.waiting or self.pending:
            while len(self.pending) < self.door.ahead and (self.waiting or self.undivided):
                if not self.waiting:
                    self._divide(self.undivided.popleft())
                self._send(*self.waiting.popleft())
            done, _ = wait(self.pending, return_when=FIRST_COMPLETED)
            for future in done:
                work, then, part = self.pending.pop(future)
                if not work.failed:
                    self._take(work, then, part, future)

    def _send(self, work, then, what, part, span):
        if not work.failed:
            order = work.order(self.door, part, *span)
            self.pending[self.door.submit(_call, what, order)] = work, then, part

    def _take(self, work, then, part, future):
        beat = self.tally.beats.get((work.clip.name, part))
        try:
            try:
                answer = future.result()
            except Lost as error:
                raise ClipFailed(error, beat, details=error.details) from None
            if "failed" in answer:
                failed = answer["failed"]
                raise ClipFailed(failed["error"], beat, failed["line"], failed["traceback"])
            then(work, answer)
        except (ClipFailed, DownhillError) as error:
            work.failed = True
            _print_failure(work.clip, error, self.details)
            self.tally.finish(work.clip)

    def _rehearsed(self, work, answer):
        work.know(answer["animations"])

    def _drawn(self, work, answer):
        work.take(answer)
        for number, seconds in answer["seconds"].items():
            if number < len(work.costs):  # the scene may have grown since they were measured
                self.taken += seconds
                self.guessed += work.costs[number]
        work.parts_left -= 1
        if not work.parts_left:
            sheet = work.put()
            self.tally.finish(work.clip)
            length = f"{sheet['duration']:.1f} s, {sheet['frames']:,} frames"
            print(f"{shown(work.shelf.path(work.clip))}  {length}", flush=True)


def _call(what, order):
    """Call one of the worker's functions: there, since here manim is not imported."""
    from scenes.rendering import worker

    return getattr(worker, what)(order)


def in_turn(costs):
    """Clips in the order in which to draw them: the cheapest first, so that there is something to
    see soon; then from the dearest to the cheapest, so that all cores end at about one time.

    `costs` is {clip: seconds}.
    """
    ordered = sorted(costs, key=costs.get)
    return ordered[:1] + ordered[:0:-1]


def shown(path):
    """A path as it is printed: from here, where it lies below."""
    path, here = pathlib.Path(path).resolve(), pathlib.Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def rehearse(clips, run, quality, media=MEDIA):
    """Print what `render` would draw, and why; draw nothing."""
    shelf = Shelf(media, quality)
    for clip in clips:
        reasons = shelf.why_stale(clip, stale.inputs(clip, run, quality))
        print(f"{shown(shelf.path(clip))}  {'; '.join(reasons) or 'unchanged'}")


def _stale(clips, run, shelf):
    """{clip: what it is drawn from} of those to draw; the others are told of."""
    result = {}
    for clip in clips:
        inputs = stale.inputs(clip, run, shelf.quality)
        if shelf.why_stale(clip, inputs):
            result[clip] = inputs
        else:
            print(f"{shown(shelf.path(clip))}  unchanged", flush=True)
    return result


@contextlib.contextmanager
def _workroom(media):
    """A folder on the disk of the finished clips, for what is not finished; gone afterwards."""
    cache = media / "cache"
    with contextlib.ExitStack() as stack:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with locked(cache / "work.lock"):  # nobody takes a new room for an abandoned one
                _remove_abandoned(cache)
                room = tempfile.TemporaryDirectory(
                    dir=cache, prefix="work-", ignore_cleanup_errors=True
                )
                folder = pathlib.Path(stack.enter_context(room))
                stack.enter_context(locked(folder / OWNED))
        except OSError as error:
            raise DownhillError(
                f"{cache} can't be written ({error.strerror}): make room or change its permissions."
            ) from None
        yield folder


def _remove_abandoned(cache):
    """Remove the workrooms of commands that were killed: nobody holds their lock."""
    for room in cache.glob("work-*"):
        with contextlib.suppress(BlockingIOError), locked(room / OWNED, wait=False):
            shutil.rmtree(room, ignore_errors=True)


def _cache(clip, shelf, inputs):
    """Where a clip's finished animations stand, so that an interrupted rendering is resumed.

    Manim does not see all that an animation is drawn from, such as the body of a function that an
    updater calls. So each folder serves one set of inputs only.
    """
    folder = shelf.media.resolve() / "cache" / str(shelf.quality) / clip.name
    return folder / stale.key(inputs)[:16]


def _tidy(folder):
    """Remove all but the newest caches of a clip; another command may be using one of those."""
    caches = sorted(folder.iterdir(), key=lambda cache: cache.stat().st_mtime)
    for old in caches[:-CACHES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _check_unchanged(clip, run, quality, before):
    """Nobody knows what a clip shows whose run or source was replaced while it was drawn."""
    now = stale.inputs(clip, Run.load(run.folder), quality)
    changed = [name for name in {**before, **now} if now.get(name) != before.get(name)]
    if changed:
        raise DownhillError(f"{', '.join(changed)} changed while it was drawn: render it again.")


def _sheet(run, inputs, drawn):
    return {
        "key": stale.key(inputs),
        "run": {"name": run.name, "digest": run.digest} if "run" in inputs else None,
        **drawn,
        "inputs": inputs,
    }


def _sections(sections, frames, frame_rate):
    """Name, start and duration in seconds of each section; `frames` has those of the animations."""
    result, start = [], 0
    for name, numbers in sections:
        length = sum(frames[number] for number in numbers)
        times = {"start": start / frame_rate, "duration": length / frame_rate}
        result.append({"name": name, **times})
        start += length
    return result


def _print_failure(clip, error, details):
    place = clip.name
    if getattr(error, "beat", None):
        place += f", in the beat {error.beat!r}"
    if getattr(error, "line", None):
        place += f", {shown(clip.file)} line {error.line}"
    print(f"downhill: {place}: {error}", file=sys.stderr)
    if details and getattr(error, "details", ""):
        print(error.details, file=sys.stderr)
