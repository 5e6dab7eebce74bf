"""Watch a clip as a test: render it small, and note what stands there as each beat ends."""

import dataclasses
import functools
import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from layout import faults
from manim import tempconfig

import scenes
from nn.run import RUN_VARIABLE
from scenes.explainer import Story
from scenes.rendering.quality import ENCODER

SMALL_SCREEN = {
    "pixel_width": 160,
    "pixel_height": 90,
    "frame_rate": 2,
    "progress_bar": "none",
    "verbosity": "ERROR",
    "video_encoder_options": ENCODER,
}


@dataclasses.dataclass
class Beat:
    """What a viewer has before them as a beat ends; times in seconds from the clip's start."""

    headline: str
    began: float
    ended: float = 0
    faults: list = None
    frame: np.ndarray = None


class Watching:
    """Mixed in before a clip: `beats` holds a `Beat` for each that was played."""

    def setup(self):
        super().setup()
        self.beats = []

    def next_section(self, name, *args, **kwargs):
        self._note_the_end()
        super().next_section(name, *args, **kwargs)
        self.beats.append(Beat(name, self.time))

    def tear_down(self):
        super().tear_down()
        self._note_the_end()

    def _note_the_end(self):
        if self.beats:
            self.renderer.static_image = None
            self.renderer.update_frame(self)
            beat = self.beats[-1]
            beat.ended, beat.frame = self.time, self.renderer.get_frame()
            beat.faults = list(faults(self))


def clips():
    """Every class in scenes/*.py that can be rendered, in the order of their files and lines."""
    names = sorted(module.name for module in pkgutil.iter_modules(scenes.__path__))
    modules = [importlib.import_module(f"scenes.{name}") for name in names if name != "__main__"]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, Story)
        and kind.__module__ == module.__name__ != Story.__module__
    ]


def render(clip, run, folder, **config):
    """Render a clip of the run in a folder, small; what it writes goes to another folder."""
    seen = type(clip.__name__, (Watching, clip), {"__module__": clip.__module__})
    settings = {**SMALL_SCREEN, "media_dir": str(folder), **config}
    with pytest.MonkeyPatch.context() as patch, tempconfig(settings):
        patch.setenv(RUN_VARIABLE, str(run))
        scene = seen(skip_animations=settings.get("dry_run", False))
        scene.render()
    return scene


@functools.cache
def beats_of(clip, run, folder):
    """The beats of a clip, of each animation only its end: the quickest way through."""
    return render(clip, run, folder, dry_run=True).beats


def files(folder, suffix):
    """What was rendered into a folder, less the single animations."""
    found = folder.glob(f"videos/**/*{suffix}")
    return sorted(path for path in found if "partial_movie_files" not in path.parts)
