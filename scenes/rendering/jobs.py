"""What is to be done for one clip, and what has come of it."""

import shutil

from nn.errors import DownhillError
from nn.runs.run import Run
from nn.storage import written_whole
from scenes.rendering import parts
from scenes.rendering.inputs import cache_key, clip_inputs

CACHES_KEPT = 4  # of each clip and quality


class ClipJob:
    """The rendering of one clip: its tasks, and what has come of them so far."""

    def __init__(self, clip, run, inputs, library, workroom):
        self.clip, self.run, self.inputs, self.library = clip, run, inputs, library
        self.workroom, self.cache = workroom, _cache(clip, library, inputs)
        self.costs = self.frames = None
        self.cached = 0  # frames
        self.ordered = 0  # animations, from the first one on; None: all
        self.at_work, self.seen_by = 0, set()  # tasks; the processes that went through the clip
        self.seconds, self.failed = {}, False
        self.known = None  # what the last part answers of the clip

    def know(self, frames=None):
        """Set what each animation costs to draw, from the frames of each or what was measured when
        it was last drawn; return whether that is known."""
        metadata, quality = self.library.metadata(self.clip), self.library.quality
        self.costs = parts.costs(frames, metadata, quality)
        if self.costs is None:
            return False
        if frames is None:
            frames = [animation["frames"] for animation in metadata["animations"]]
        self.frames = frames
        self.cached = 0
        for number in self.drawn():
            if number < len(self.costs):
                self.cached += self.frames[number]
                self.costs[number] = self.frames[number] = 0
        return True

    @property
    def left(self):
        """What is not ordered yet will cost so much."""
        return sum(self.costs[self.ordered :])

    def next_part(self, most):
        """(first, last) of the next part to submit, which costs about `most` at most."""
        first = self.ordered
        _, count = parts.divided(self.costs[first:], most)[0]
        self.ordered = None if count is None else first + count
        return first, self.ordered

    def drawn(self):
        """The numbers of the animations that are in the cache."""
        return [int(path.stem) for path in self.cache.glob("*.mp4")]

    def task(self, executor, part, first=0, last=None):
        """A task (worker.py) for an executor's workers."""
        quality, near = self.library.quality, executor.shares_disk
        return {
            "file": executor.add_file(self.clip.file),
            "name": self.clip.name,
            "run": executor.add_file(self.run.folder),
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

    def take(self, result):
        """Keep what a part's result holds."""
        for name, content in result.get("segments", {}).items():
            with written_whole(self.cache / name) as file:
                file.write(content)
        self.seconds |= result["seconds"]
        self.known = result.get("clip", self.known)

    def put(self):
        """Put the clip on the library, all of which is drawn; return its metadata."""
        _check_unchanged(self.clip, self.run, self.library.quality, self.inputs)
        known, rate = self.known, self.library.quality.frame_rate
        numbers = [number for _, numbers in known["sections"] for number in numbers]
        count = sum(known["animations"][number] for number in numbers)
        animations = [
            {"frames": frames, "seconds": self.seconds.get(number)}
            for number, frames in enumerate(known["animations"])
        ]
        sections = _sections(known["sections"], known["animations"], rate)
        facts = {"frames": count, "duration": count / rate, "sections": sections}
        metadata = _metadata(self.run, self.inputs, facts | {"animations": animations})
        pieces = [self.cache / parts.segment(number) for number in numbers]
        self.library.put(self.clip, pieces, known["captions"], metadata)
        _tidy(self.cache.parent)
        return metadata


def _cache(clip, library, inputs):
    """Where a clip's finished animations stand, so that an interrupted rendering is resumed.

    Manim does not see all that an animation is drawn from, such as the body of a function that an
    updater calls. So each folder serves one set of inputs only.
    """
    folder = library.media.resolve() / "cache" / str(library.quality) / clip.name
    return folder / cache_key(inputs)[:16]


def _tidy(folder):
    """Remove all but the newest caches of a clip; another command may be using one of those."""
    caches = sorted(folder.iterdir(), key=lambda cache: cache.stat().st_mtime)
    for old in caches[:-CACHES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _check_unchanged(clip, run, quality, before):
    """Nobody knows what a clip shows whose run or source was replaced while it was drawn."""
    now = clip_inputs(clip, Run.load(run.folder), quality)
    changed = [name for name in {**before, **now} if now.get(name) != before.get(name)]
    if changed:
        raise DownhillError(f"{', '.join(changed)} changed while it was drawn: render it again.")


def _metadata(run, inputs, drawn):
    return {
        "key": cache_key(inputs),
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
