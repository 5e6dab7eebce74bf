"""Rendering clips: those that are stale, in parts, on every core or a cluster, each told of as soon
as it is finished."""

import contextlib
import pathlib
import shutil
import tempfile

from nn import places
from nn.errors import DownhillError
from nn.execution.executor import open_executor
from nn.storage import locked
from scenes.rendering.inputs import PACKAGES, clip_inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import Library
from scenes.rendering.progress import RenderProgress
from scenes.rendering.scheduler import Scheduler

OWNED = ".owned"  # in a workroom: what its command has locked as long as it lives


def render(clips, run, quality, media=None, jobs=None, details=False, scheduler=None):
    """Bring clips in the library up to date; print each one's path as soon as it is finished.
    They are written to the folder `media`, by default the project's.

    They are drawn by `jobs` processes, by default one a core, or by the Dask cluster of a
    `scheduler`. Return the clips that failed; why each did is printed, with its traceback if
    `details`. Raises DownhillError where the media folder can't be written or the cluster not used,
    OSError where the disk is full.
    """
    library = Library(media or places.media(), quality)
    stale_clips = _stale(clips, run, library)
    if not stale_clips:
        return []
    with (
        _workroom(library.media) as workroom,
        RenderProgress(stale_clips, len(clips) - len(stale_clips)) as progress,
        open_executor(jobs, scheduler, progress.on_message, PACKAGES) as executor,
    ):
        clip_jobs = [
            ClipJob(clip, run, inputs, library, workroom) for clip, inputs in stale_clips.items()
        ]
        return Scheduler(clip_jobs, executor, progress, details).go()


def rehearse(clips, run, quality, media=None):
    """Print what `render` would draw, and why; draw nothing."""
    library = Library(media or places.media(), quality)
    for clip in clips:
        reasons = library.why_stale(clip, clip_inputs(clip, run, quality))
        print(f"{places.shown(library.path(clip))}  {'; '.join(reasons) or 'unchanged'}")


def _stale(clips, run, library):
    """{clip: what it is drawn from} of those to draw; the others are told of."""
    result = {}
    for clip in clips:
        inputs = clip_inputs(clip, run, library.quality)
        if library.why_stale(clip, inputs):
            result[clip] = inputs
        else:
            print(f"{places.shown(library.path(clip))}  unchanged", flush=True)
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
        try:
            with locked(room / OWNED, wait=False):
                pass
        except (BlockingIOError, FileNotFoundError):  # in use, or its owner is removing it
            continue
        shutil.rmtree(room, ignore_errors=True)  # unlocked, since Windows keeps files that are open
