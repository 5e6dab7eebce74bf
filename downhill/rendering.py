"""Rendering clips from Python."""

import os
import pathlib
from collections.abc import Mapping, Sequence

from nn.errors import DownhillError
from nn.places import media
from nn.runs.run import Run
from scenes.rendering import clips as contents
from scenes.rendering.library import Library
from scenes.rendering.quality import QUALITIES
from scenes.rendering.render import bring_up_to_date
from scenes.rendering.suited import suited


def render(
    clips: str | os.PathLike | Sequence[str | os.PathLike],
    run: str | os.PathLike | Run | None = None,
    quality: str = "m",
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    encoder: Mapping[str, object] | None = None,
) -> list[pathlib.Path]:
    """Render clips like `downhill render`; return the paths of their mp4s, captions beside them.
    A clip that does not suit the run is left out; a printed line says why.

    clips: names of the film's clips; after the path of a .py file, names of classes in that file.
    run: a `Run`, its folder or its name; by default $NN_RUN, else the film's. quality: l, m, h or k
    (480p15, 720p30, 1080p60, 2160p60). jobs: processes that draw, by default one per core.
    scheduler: the address of a Dask cluster's scheduler, to draw there.
    encoder: options of x264, such as {"crf": 18} (docs/encoder.md).

    Raises DownhillError if there is no such clip, run, quality or option, if no clip suits the run,
    or if one fails.
    """
    words = [clips] if isinstance(clips, (str, os.PathLike)) else clips
    found = contents.find([os.fspath(word) for word in words])
    if quality not in QUALITIES:
        raise DownhillError(f"there is no quality {quality!r}: choose from {', '.join(QUALITIES)}.")
    drawn_as = QUALITIES[quality].encoded_with(encoder or {})
    shown = run if isinstance(run, Run) else Run.shown(run)
    library = Library(media(), shown, drawn_as)
    found = suited(found, shown, alone=True)
    _, failed = bring_up_to_date(found, library, jobs, scheduler)
    if failed:
        names = ", ".join(clip.name for clip in failed)
        raise DownhillError(f"{names} failed: fix what is printed above and render again.")
    return [library.path(clip) for clip in found]
