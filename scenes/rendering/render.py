"""Rendering clips that are not up to date, on every core or on a cluster; the path of each is
printed as soon as it is finished."""

import contextlib
import pathlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence

from nn import places
from nn.errors import DownhillError
from nn.execution.executor import open_executor
from nn.runs.run import Run
from nn.storage import locked
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import PACKAGES, clip_inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import Library
from scenes.rendering.progress import RenderProgress
from scenes.rendering.quality import Quality
from scenes.rendering.scheduler import Scheduler

OWNED = ".owned"  # in a scratch folder: a file that its command keeps locked while it runs


def render(
    clips: Sequence[Clip],
    run: Run,
    quality: Quality,
    media: pathlib.Path | None = None,
    jobs: int | None = None,
    details: bool = False,
    scheduler: str | None = None,
) -> list[Clip]:
    """Draw the clips that are not up to date in the folder `media`, by default the project's;
    return those that failed.

    They are drawn by `jobs` processes, by default one per core, or by the Dask cluster at the
    address `scheduler`. If a clip fails, the reason is printed, with a traceback if `details`.
    Raises DownhillError if the media folder can't be written or the cluster can't be used, OSError
    if the disk is full.
    """
    library = Library(media or places.media(), quality)
    stale = _stale(clips, run, library)
    if not stale:
        return []
    with (
        _scratch_folder(library.media) as scratch,
        RenderProgress(stale, len(clips) - len(stale)) as progress,
        open_executor(jobs, scheduler, progress.on_message, PACKAGES) as executor,
    ):
        clip_jobs = [ClipJob(clip, run, inputs, library, scratch) for clip, inputs in stale.items()]
        return Scheduler(clip_jobs, executor, progress, details).run()


def rehearse(
    clips: Sequence[Clip], run: Run, quality: Quality, media: pathlib.Path | None = None
) -> None:
    """Print which clips `render` would draw, and why; draw nothing."""
    library = Library(media or places.media(), quality)
    for clip in clips:
        reasons = library.why_stale(clip, clip_inputs(clip, run, quality))
        print(f"{places.shown(library.path(clip))}  {'; '.join(reasons) or 'unchanged'}")


def _stale(clips, run, library):
    """{clip: its inputs} of the clips that have to be drawn; print the paths of the others."""
    result = {}
    for clip in clips:
        inputs = clip_inputs(clip, run, library.quality)
        if library.why_stale(clip, inputs):
            result[clip] = inputs
        else:
            print(f"{places.shown(library.path(clip))}  unchanged", flush=True)
    return result


@contextlib.contextmanager
def _scratch_folder(media) -> Iterator[pathlib.Path]:
    """Make a temporary folder on the same disk as the finished clips, for unfinished files."""
    cache = media / "cache"
    with contextlib.ExitStack() as stack:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with locked(cache / "work.lock"):  # or another command may remove it before it is owned
                _remove_abandoned(cache)
                temporary = tempfile.TemporaryDirectory(
                    dir=cache, prefix="work-", ignore_cleanup_errors=True
                )
                folder = pathlib.Path(stack.enter_context(temporary))
                stack.enter_context(locked(folder / OWNED))
        except OSError as error:
            raise DownhillError(
                f"{cache} can't be written ({error.strerror}): make room or change its permissions."
            ) from None
        yield folder


def _remove_abandoned(cache):
    """Remove the scratch folders of commands that were killed: nobody holds their lock."""
    for folder in cache.glob("work-*"):
        try:
            with locked(folder / OWNED, wait=False):
                pass
        except (BlockingIOError, FileNotFoundError):  # in use, or its owner is removing it
            continue
        shutil.rmtree(folder, ignore_errors=True)  # Windows keeps locked files
