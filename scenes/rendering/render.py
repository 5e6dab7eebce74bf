"""Rendering clips: those that are stale, on every core, each told of as soon as it is finished."""

import contextlib
import functools
import os
import pathlib
import shutil
import sys
import tempfile
from concurrent.futures import as_completed

from nn.errors import DownhillError
from nn.run import RUN_VARIABLE, Run
from scenes.rendering import stale
from scenes.rendering.crew import ClipFailed, Crew
from scenes.rendering.shelf import MEDIA, Shelf
from scenes.rendering.tally import Tally

CACHES_KEPT = 4  # of each clip and quality


def render(clips, run, quality, media=MEDIA, jobs=None, details=False):
    """Bring clips up to date on the shelf of a quality; print each one's path as it is finished.

    Return the clips that failed; why each did is printed, with its traceback if `details`. Raises
    DownhillError where the media folder can't be written.
    """
    shelf, failed = Shelf(media, quality), []
    stale_clips = _stale(clips, run, shelf)
    if not stale_clips:
        return failed
    expected = {clip: shelf.expected_frames(clip) for clip in stale_clips}
    environment = {RUN_VARIABLE: str(run.folder.resolve())}
    with (
        _workroom(shelf.media) as workroom,
        Tally(expected) as tally,
        Crew(jobs or os.cpu_count()) as crew,
    ):
        futures = {}
        for clip in in_turn(expected):
            order = _order(clip, shelf, workroom, stale_clips[clip], expected[clip] is None)
            tell = functools.partial(tally.hear, clip)
            futures[crew.order(order, environment, tell)] = clip
        for future in as_completed(futures):
            clip = futures[future]
            inputs = stale_clips[clip]
            try:
                drawn = future.result()
                _check_unchanged(clip, run, quality, inputs)
                shelf.put(clip, workroom / clip.name, _sheet(run, inputs, drawn))
                _tidy(_cache(clip, shelf, inputs).parent)
            except (ClipFailed, DownhillError) as error:
                failed.append(clip)
                _print_failure(clip, error, details)
            else:
                length = f"{drawn['duration']:.1f} s, {drawn['frames']:,} frames"
                print(f"{shown(shelf.path(clip))}  {length}", flush=True)
            tally.finish(clip)
    return failed


def in_turn(expected):
    """Clips in the order in which to draw them: the shortest first, so that there is something to
    see soon; then from the longest to the shortest, so that all cores end at about one time.

    `expected` is {clip: frames}; those of None frames keep their order at the end.
    """
    known = sorted((clip for clip in expected if expected[clip]), key=expected.get)
    unknown = [clip for clip in expected if not expected[clip]]
    return known[:1] + known[:0:-1] + unknown


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
    try:
        cache.mkdir(parents=True, exist_ok=True)
        room = tempfile.TemporaryDirectory(dir=cache, prefix="work-", ignore_cleanup_errors=True)
    except OSError as error:
        raise DownhillError(
            f"{cache} can't be written ({error.strerror}): make room or change its permissions."
        ) from None
    with room as folder:
        yield pathlib.Path(folder)


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


def _order(clip, shelf, workroom, inputs, rehearse):
    """What a worker is asked for (`worker.draw`): plain values, nothing of ours."""
    quality = shelf.quality
    return {
        "file": str(clip.file.resolve()),
        "name": clip.name,
        "width": quality.width,
        "height": quality.height,
        "frame_rate": quality.frame_rate,
        "folder": str((workroom / clip.name).resolve()),
        "cache": str(_cache(clip, shelf, inputs)),
        "rehearse": rehearse,
    }


def _check_unchanged(clip, run, quality, before):
    """Nobody knows what a clip shows whose run or source was replaced while it was drawn."""
    now = stale.inputs(clip, Run.load(run.folder), quality)
    changed = [name for name in {**before, **now} if now.get(name) != before.get(name)]
    if changed:
        raise DownhillError(f"{', '.join(changed)} changed while it was drawn: render it again.")


def _sheet(run, inputs, drawn):
    return {
        "key": stale.key(inputs),
        "run": {"name": run.name, "digest": run.digest},
        **drawn,
        "inputs": inputs,
    }


def _print_failure(clip, error, details):
    place = clip.name
    if getattr(error, "beat", None):
        place += f", in the beat {error.beat!r}"
    if getattr(error, "line", None):
        place += f", {shown(clip.file)} line {error.line}"
    print(f"downhill: {place}: {error}", file=sys.stderr)
    if details and getattr(error, "details", ""):
        print(error.details, file=sys.stderr)
