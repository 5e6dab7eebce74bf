"""Rendering clips that are not up to date, on every core or on a cluster; the path of each is
printed as soon as it is finished."""

import contextlib
import pathlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from nn import places
from nn.analysis.verification import verify
from nn.errors import DownhillError
from nn.execution.executor import open_executor
from nn.runs.run import Run
from nn.storage import locked
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import PACKAGES, Inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import Library
from scenes.rendering.progress import RenderProgress
from scenes.rendering.quality import Quality
from scenes.rendering.scheduler import Scheduler
from scenes.stage import letters

WORK = "work.lock"  # in the cache: held while scratch folders are made or removed
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
    return those that failed. `bring_up_to_date` says more."""
    library = Library(media or places.media(), run, quality)
    return bring_up_to_date(clips, library, jobs, scheduler, details)[1]


def bring_up_to_date(
    clips: Sequence[Clip],
    library: Library,
    jobs: int | None = None,
    scheduler: str | None = None,
    details: bool = False,
) -> tuple[dict[Clip, Inputs], list[Clip]]:
    """Draw the clips that are not up to date in a library; return ({clip now up to date: what
    it was drawn from}, those that failed).

    They are drawn by `jobs` processes, by default one per core, or by the Dask cluster at the
    address `scheduler`. If a clip fails, the reason is printed, with a traceback if `details`.

    Raises DownhillError if the media folder can't be written or the cluster can't be used, OSError
    if the disk is full.
    """
    drawn_from = {clip: library.inputs(clip) for clip in clips}
    stale = {clip: each for clip, each in drawn_from.items() if library.why_stale(clip, each)}
    for clip in clips:
        if clip not in stale:
            print(f"{places.shown(library.path(clip))}  unchanged", flush=True)
    if not stale:
        with contextlib.suppress(OSError):  # a media folder that can only be read
            _remove_abandoned(library.media / "cache")
        return drawn_from, []
    verify(library.run)
    translated = library.translated.words.values() if library.translated else ()
    words = [words for each in translated for words in each.values()]
    if warning := letters.warning([*library.run.classes, *words]):
        print(warning, flush=True)
    failed = _draw(stale, library, len(clips) - len(stale), jobs, scheduler, details)
    return {clip: each for clip, each in drawn_from.items() if clip not in failed}, failed


def rehearse(clips: Sequence[Clip], library: Library) -> None:
    """Print which clips would be drawn, and why; draw nothing."""
    for clip in clips:
        reasons = library.why_stale(clip, library.inputs(clip))
        print(f"{places.shown(library.path(clip))}  {'; '.join(reasons) or 'unchanged'}")


def _draw(stale, library, unchanged, jobs, scheduler, details):
    """Draw clips, {clip: its inputs}; return those that failed."""
    with (
        _scratch_folder(library.media) as scratch,
        RenderProgress(stale, unchanged) as progress,
        open_executor(jobs, scheduler, progress.on_message, PACKAGES) as executor,
    ):
        clip_jobs = [ClipJob(clip, inputs, library, scratch) for clip, inputs in stale.items()]
        return Scheduler(clip_jobs, executor, progress, details).run()


def go_through(
    clips: Sequence[Clip],
    library: Library,
    jobs: int | None = None,
    scheduler: str | None = None,
    details: bool = False,
) -> dict[Clip, dict[str, Any]]:
    """Go through clips without drawing them; return {clip: what worker.rehearse tells of it}. For
    those that fail, the reason is printed, and they are left out."""
    with (
        _scratch_folder(library.media) as scratch,
        RenderProgress(clips) as progress,
        open_executor(jobs, scheduler, progress.on_message, PACKAGES) as executor,
    ):
        clip_jobs = [ClipJob(clip, library.inputs(clip), library, scratch) for clip in clips]
        return Scheduler(clip_jobs, executor, progress, details).rehearse()


@contextlib.contextmanager
def _scratch_folder(media) -> Iterator[pathlib.Path]:
    """Make a temporary folder on the same disk as the finished clips, for unfinished files."""
    cache = media / "cache"
    with contextlib.ExitStack() as stack:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            _remove_abandoned(cache)
            with locked(cache / WORK):  # or another command may remove it before it is owned
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
    """Remove the scratch folders of killed commands, whose locks nobody holds."""
    folders = list(cache.glob("work-*"))
    with locked(cache / WORK) if folders else contextlib.nullcontext():
        for folder in folders:
            try:
                with locked(folder / OWNED, wait=False):
                    pass
            except (BlockingIOError, FileNotFoundError):  # in use, or its owner is removing it
                continue
            shutil.rmtree(folder, ignore_errors=True)  # Windows keeps locked files
