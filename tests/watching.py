"""Watch a clip as a test: render it small, and note what stands there as each beat ends."""

import dataclasses
import functools
import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest
from layout import faults, texts, words_of
from manim import config, tempconfig

import scenes
from nn.analysis import studies
from nn.runs.run import FILM_RUN, RUN_VARIABLE, Run, find
from scenes.mobjects.lettering import Readout
from scenes.rendering.encoder import ENCODER
from scenes.stage.explainer import Story

WORDS_PER_SECOND = 3  # the speed at which words on the screen are read
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
    words: str = ""


class Watching:
    """Mixed in before a clip: `beats` holds a `Beat` for each that was played, `too_short` the
    words that went before they could be read, with the seconds that they stood and those it takes.
    `first_frame` is the picture before anything moves. `emptied` are the times at which nothing but
    the headline stands, after an animation.
    """

    def setup(self):
        self.beats, self.too_short, self._standing = [], [], {}
        self.first_frame, self.emptied = None, []
        self._draw = self.renderer.update_frame
        if self.renderer.skip_animations:  # then pictures are drawn only where they are looked at
            self.renderer.update_frame = lambda *_, **__: None
            self.renderer.save_static_frame_data = lambda *_: None
        super().setup()

    def play(self, *args, **kwargs):
        began = self.time
        if self.first_frame is None:
            self.first_frame = self._what_stands()
        for words in self._words():
            self._standing.setdefault(words, began)
        super().play(*args, **kwargs)
        self._note_words(began)
        headlines = self._headline, *getattr(self._turning, "animations", [])
        if not any(part.has_points() for part in self._parts_besides(headlines)):
            self.emptied.append(round(self.time, 1))

    def next_section(self, name, *args, **kwargs):
        self._note_the_end()
        super().next_section(name, *args, **kwargs)
        self.beats.append(Beat(name, self.time))

    def tear_down(self):
        super().tear_down()
        self._note_the_end()
        self._note_words(self.time, all_go=True)

    def _note_words(self, began, all_go=False):
        """What stands after an animation that began at a time, and what has gone in it."""
        now = set() if all_go else self._words()
        for words in set(self._standing) - now:
            stood = began - self._standing.pop(words)
            if stood < glance(words) - 1 / config.frame_rate:
                self.too_short.append((words, round(stood, 1), round(glance(words), 1)))
        for words in now:
            self._standing.setdefault(words, self.time)

    def _parts_besides(self, headlines):
        """All parts of all that stands there, less the headline."""
        others = (mobject for mobject in self.mobjects if mobject not in headlines)
        return [part for mobject in others for part in mobject.get_family()]

    def _words(self):
        """All words on the screen, less numbers that change: those are watched, not read."""
        return {words_of(t) for t in texts(self.mobjects) if not isinstance(t, Readout)}

    def _note_the_end(self):
        if self.beats:
            beat = self.beats[-1]
            beat.ended, beat.frame = self.time, self._what_stands()
            beat.faults = list(faults(self))
            beat.words = " ".join(self._words())

    def _what_stands(self):
        """What stands there now, as a picture."""
        self.renderer.static_image = None
        self._draw(self)
        return self.renderer.get_frame()


def glance(words):
    """Seconds that words on the screen stand at the least, at their full strength: at the rate of
    the captions, and no less than a second. A formula is read as its symbols are."""
    said = re.sub(r"#text\([^)]*\)|underbrace|frac", "", words)
    return max(1, len(re.findall(r"\d[\d.,]*|[^\W\d_]{2,}", said)) / WORDS_PER_SECOND)


def clips():
    """Every class below scenes/ that can be rendered, in the order of their files and lines."""
    found = sorted(module.name for module in pkgutil.walk_packages(scenes.__path__, "scenes."))
    modules = [importlib.import_module(name) for name in found if name != "scenes.__main__"]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, Story)
        and kind.__module__ == module.__name__ != Story.__module__
    ]


def render(clip, run, folder, **settings):
    """Render a clip of the run in a folder, small; what it writes goes to another folder."""
    seen = type(clip.__name__, (Watching, clip), {"__module__": clip.__module__})
    settings = {**SMALL_SCREEN, "media_dir": str(folder), **settings}
    with pytest.MonkeyPatch.context() as patch, tempconfig(settings):
        patch.setenv(RUN_VARIABLE, str(run))
        scene = seen(skip_animations=settings.get("dry_run", False))
        scene.render()
    return scene


@functools.cache
def watched(clip, run, folder):
    """A clip after its end, of each animation only its end: the quickest way through, and gone once
    for all tests, which leave the scene as they find it.

    `beats` and `too_short` are what was seen (see `Watching`). Its clock is that of a film of 60
    frames a second, of which none is drawn.
    """
    return render(clip, run, folder, dry_run=True, frame_rate=60)


def scenes_of(clip, study=None):
    """A fixture: a clip after its end and its run, for the tiny run and for the film's; and what a
    study of that run measured, if one is named."""

    @pytest.fixture(scope="module", params=["tiny", "film"])
    def seen(request, tiny_run, media):
        folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
        run = Run.load(folder)
        measured = [studies.read(run, study)[0]] if study else []
        return watched(clip, folder, media), run, *measured

    return seen


def shown(scene, kind):
    """Every mobject of a kind on the screen, those within others too."""
    family = [part for mobject in scene.mobjects for part in mobject.get_family()]
    return [part for part in family if isinstance(part, kind)]


def captions_of(scene):
    """All that is said in a clip."""
    return " ".join(captions_in(scene))


def captions_in(scene):
    """What is said in a clip, caption by caption."""
    return [said.words for beat in scene.script for said in beat.said]


def numbers_in(mobject):
    """The values of all numbers that a mobject shows."""
    if isinstance(mobject, Readout):
        return [float(mobject.value)]
    return [value for part in mobject.submobjects for value in numbers_in(part)]


def files(folder, suffix):
    """What was rendered into a folder, less the single animations."""
    found = folder.glob(f"videos/**/*{suffix}")
    return sorted(path for path in found if "partial_movie_files" not in path.parts)


class Recording:
    """Mixed in before a clip: `after` holds what `note` finds as each beat of `watched` ends."""

    def construct(self):
        self.after = {}
        for name in self.watched:
            setattr(self, name, functools.partial(self._then_note, getattr(self, name)))
        super().construct()

    def _then_note(self, beat):
        beat()
        self.after[beat.__name__] = self.note_down()
