"""The rendering of one clip: its tasks for the workers, then its finished files."""

import shutil

from nn.errors import DownhillError
from nn.runs.run import Run
from nn.storage import written_whole
from scenes.rendering import parts
from scenes.rendering.inputs import cache_key
from scenes.rendering.seals import is_kept

CACHES_KEPT = 2  # of each clip, run and quality


class ClipJob:
    """A clip to draw from its `inputs` (inputs.py). Unfinished files are written to its folder in
    `scratch`; finished animations to its cache, from which an interrupted rendering resumes.

    `frames` and `seconds` list, for each animation, the number of frames and the time that drawing
    them is expected to take, both 0 if it is in the cache. They are None until they are known.
    """

    def __init__(self, clip, inputs, library, scratch):
        self.clip, self.run, self.inputs, self.library = clip, library.run, inputs, library
        self.folder = scratch.resolve() / clip.name
        self.key = cache_key(inputs)
        self.cache = _cache(library.cache(clip), self.key)
        _remove_damaged(self.cache.glob("*.mp4"), self.key)
        self.frames = self.seconds = None
        self.frames_cached = 0
        self.tasks_left, self.failed = 0, False
        self._seconds_taken, self._facts = {}, None
        metadata = library.metadata(clip)
        if metadata.get("animations"):
            self.expect([animation["frames"] for animation in metadata["animations"]])

    def expect(self, frames):
        """Set `frames` and `seconds` from the number of frames of each animation."""
        metadata = self.library.metadata(self.clip)
        self.seconds = parts.expected_seconds(frames, metadata, self.library.quality)
        self.frames = list(frames)
        for number in self._drawn():
            if number < len(frames):
                self.seconds[number] = self.frames[number] = 0
        self.frames_cached = sum(frames) - sum(self.frames)

    def task(self, executor, part, first=0, last=None):
        """A task for a worker (worker.py describes it)."""
        quality, translated = self.library.quality, self.library.translated
        local = executor.shares_disk
        if local:
            self.folder.mkdir(exist_ok=True)
        return {
            "file": executor.add_file(self.clip.file),
            "name": self.clip.name,
            "run": executor.add_file(self.run.folder),
            "language": self.library.language,
            "words": translated.of(self.clip.name) if translated else None,
            "width": quality.width,
            "height": quality.height,
            "frame_rate": quality.frame_rate,
            "encoder": dict(quality.encoder),
            "key": self.key,
            "part": part,
            "first": first,
            "last": last,
            "drawn": [] if local else self._drawn(),
            "cache": str(self.cache) if local else None,
            "folder": str(self.folder) if local else None,
        }

    def add(self, result):
        """Keep what a worker returned for a part."""
        for name, content in result.get("segments", {}).items():
            with written_whole(self.cache / name) as file:
                file.write(content)
        self._seconds_taken |= result["seconds"]
        self._facts = result.get("clip", self._facts)

    def finish(self):
        """Join the clip's animations, all of which are drawn; return its metadata.

        Raises DownhillError if an input or an animation has changed meanwhile.
        """
        _check_unchanged(self.clip, self.library, self.inputs)
        facts, rate = self._facts, self.library.quality.frame_rate
        numbers = [number for _, numbers in facts["sections"] for number in numbers]
        frames = sum(facts["animations"][number] for number in numbers)
        metadata = {
            "key": self.key,
            "run": {"name": self.run.name, "digest": self.run.digest}
            if "run" in self.inputs
            else None,
            "frames": frames,
            "duration": frames / rate,
            "language": self.library.language,
            "beats": facts["beats"],
            "animations": [
                {"frames": count, "seconds": self._seconds_taken.get(number)}
                for number, count in enumerate(facts["animations"])
            ],
            "inputs": self.inputs,
        }
        segments = [self.cache / parts.segment(number) for number in numbers]
        if _remove_damaged(segments, self.key):
            raise DownhillError(
                "its animations were changed after they were drawn: render it again."
            )
        self.library.put(self.clip, segments, metadata)
        _remove_old_caches(self.cache.parent)
        return metadata

    def _drawn(self):
        """The numbers of the animations in the cache."""
        return [int(path.stem) for path in self.cache.glob("*.mp4") if path.stem.isdecimal()]


def _cache(folder, key):
    """The folder, in a clip's own, of its finished animations.

    It serves only one set of inputs: Manim's own cache does not notice everything that an animation
    is drawn from, such as the body of a function that an updater calls.
    """
    return folder.resolve() / key[:16]


def _remove_damaged(segments, key):
    """Remove a clip's animations whose seals do not match; return whether there were any."""
    damaged = [path for path in segments if not is_kept(key, path)]
    for path in damaged:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return bool(damaged)


def _remove_old_caches(folder):
    """Remove all but the newest caches of a clip; another command may be using one of those."""

    def when_used(cache):
        try:
            return cache.stat().st_mtime
        except FileNotFoundError:  # another command has just removed it
            return 0

    caches = sorted(folder.iterdir(), key=when_used)
    for old in caches[:-CACHES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _check_unchanged(clip, library, before):
    """Raise DownhillError if the run or a source was replaced while the clip was drawn: some of its
    frames may show the old one, some the new one."""
    now = library.inputs(clip, Run.load(library.run.folder))
    changed = [name for name in {**before, **now} if now.get(name) != before.get(name)]
    if changed:
        raise DownhillError(f"{', '.join(changed)} changed while it was drawn: render it again.")
