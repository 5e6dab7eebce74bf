"""The base of every clip: it reads the run, opens beats, and writes their captions.

    class MyClip(Explainer):
        def construct(self):
            self.the_picture()

        def the_picture(self):
            self.beat("A digit is 784 numbers", "Each pixel of this digit is a number from 0 to 1.")
            self.play(FadeIn(Heatmap(…)))

A beat is a section (so it can be cut out, or become a slide), a headline on the screen, and a
caption in the SRT file. It lasts at least as long as it takes to read the caption.
"""

import contextlib
import functools
import hashlib
import inspect
import pathlib
import types
from typing import Any

from manim import LEFT, UP, FadeIn, FadeOut, Mobject, config
from manim.utils.exceptions import EndSceneEarlyException

from nn import experiments
from nn.analysis import planes, studies
from nn.analysis.landscape import Plane
from nn.errors import DownhillError
from nn.experiments import Result
from nn.runs.run import Run
from scenes.manim_internals.scenes import PaintingScene, PaintingThreeDScene, Repeatable
from scenes.stage import style
from scenes.stage.absence import show_absence
from scenes.stage.needs import Need, first_unmet
from scenes.stage.sources import sources


class Story(Repeatable):
    """What all clips have, in plane or space: `run`, `planes`, `study`, `experiment`, `beat`.

    A clip declares what it reads, as constants of its class, so that the renderer knows what the
    clip depends on without importing it (sources.py). Reading anything else raises DownhillError.

        reads_run     whether it reads the run that is shown; False for a clip of experiments alone
        landscape     whether it reads `planes`, the run's cost surfaces
        studies       the names of the studies of the run that it reads
        experiments   the names of the experiments that it reads

    `needs` (needs.py) are what a run must have for the clip to make sense. If one is not met, the
    renderer leaves the clip out, and the `manim` command stops with the same sentence. If the run
    lacks what others have, such as a history, the clip drawn alone shows that instead (absence.py).
    """

    reads_run = True
    landscape = False
    studies: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    __test__ = False  # a clip may be called TestAccuracy, and pytest looks for classes named so

    def setup(self) -> None:
        super().setup()
        self.camera.background_color = style.BACKGROUND  # type: ignore[union-attr]
        # The cache of the `manim` command must not reuse an animation of another run, or one drawn
        # by other code, however the scene reads its data.
        if not config.disable_caching:
            self.add_to_cache_key(source_digest(inspect.getfile(type(self))))
        if self.reads_run:
            self.run  # noqa: B018  (adds its digest before the first animation)
        self._read: dict[tuple[str, str], Any] = {}
        self._headline: Mobject | None = None
        self._caption: tuple[str, float] | None = None
        unmet = first_unmet(self.needs, self.run) if self.needs else None
        if unmet and unmet.lacking:
            shown = functools.partial(show_absence, self, unmet.lacking)
            self.construct = shown  # type: ignore[method-assign]
        elif unmet:  # Manim prints a traceback for any other exception
            raise SystemExit(f"{type(self).__name__} is left out: {unmet.otherwise}.")

    @functools.cached_property
    def run(self) -> Run:
        """The run that is shown."""
        self._check_declared(self.reads_run, "the run", "leave `reads_run = False` out")
        run = Run.shown()
        self.add_to_cache_key(run.digest)
        return run

    @functools.cached_property
    def planes(self) -> dict[str, Plane]:
        """The run's cost surfaces, {name: nn.analysis.landscape.Plane}."""
        self._check_declared(self.landscape, "the landscape", "write `landscape = True`")
        found, digest = planes.read(self.run)
        self.add_to_cache_key(digest)
        return found

    def study(self, name: str) -> types.SimpleNamespace:
        """What a study of the run measured (nn/analysis/studies/), an attribute for each array."""
        self._check_declared(name in self.studies, f"the study {name!r}", "add it to `studies`")
        if ("study", name) not in self._read:
            self._read["study", name], digest = studies.read(self.run, name)
            self.add_to_cache_key(digest)
        return self._read["study", name]

    def experiment(self, name: str) -> Result:
        """The `Result` of an experiment (nn/experiments/NAME.py)."""
        declared = name in self.experiments
        self._check_declared(declared, f"the experiment {name!r}", "add it to `experiments`")
        if ("experiment", name) not in self._read:
            self._read["experiment", name] = experiments.read(name)
            self.add_to_cache_key(self._read["experiment", name].digest)
        return self._read["experiment", name]

    def beat(self, headline: str, caption: str, on_screen: bool = True) -> None:
        """Open a beat, after the one before it has lasted long enough for its caption to be read.

        on_screen: whether the headline is shown as well; a card shows its own words instead.
        """
        self._close_beat()
        self.next_section(headline)
        self._caption = caption, self.time
        if on_screen:
            self._show_headline(headline)

    def tear_down(self) -> None:
        with contextlib.suppress(
            EndSceneEarlyException
        ):  # `manim -n A,B` ended in the middle of a beat
            self._close_beat()
        super().tear_down()

    def hold(self, seconds: float = 1.0) -> None:
        """Show the picture unchanged for some seconds."""
        self.wait(seconds)

    def _check_declared(self, declared: object, what: str, mend: str) -> None:
        if not declared:
            raise DownhillError(
                f"{type(self).__name__} reads {what} and does not declare it: {mend} in its class."
            )

    def _close_beat(self) -> None:
        if self._caption is None:
            return
        caption, began = self._caption
        missing = reading_time(caption) - (self.time - began)
        if missing > 1 / config.frame_rate:
            self.wait(missing)
        self.add_subcaption(caption, self.time - began, began - self.time)
        self._caption = None

    def _show_headline(self, words: str) -> None:
        old, self._headline = self._headline, style.text(style.escaped(words), style.HEADLINE)
        new = self._headline.to_corner(UP + LEFT, buff=style.EDGE)
        self._fix(new)
        if not old:  # the first picture is what a slide shows before the clip is played
            self.add(new)
            return
        # The old one fades out first: two overlapping lines cannot be read.
        self.play(FadeOut(old, shift=0.2 * UP), run_time=style.QUICK / 2)
        self.play(FadeIn(new, shift=0.2 * UP), run_time=style.QUICK)

    def _fix(self, *mobjects):
        """Keep mobjects in place on the screen while the camera moves."""


class Explainer(Story, PaintingScene):
    """The base of a clip in the plane."""


class ExplainerInSpace(Story, PaintingThreeDScene):
    """The base of a clip in three dimensions."""

    def _fix(self, *mobjects):
        self.camera.add_fixed_in_frame_mobjects(*mobjects)


@functools.cache
def source_digest(file: str) -> str:
    """A digest of a scene's file and of all files of this project that it imports."""
    content = b"".join(path.read_bytes() for path in sorted(sources(pathlib.Path(file))))
    return hashlib.sha256(content).hexdigest()


def reading_time(words: str) -> float:
    """The least number of seconds for a caption: a second to find it, then 3 words a second."""
    return 1 + len(words.split()) / style.WORDS_PER_SECOND


def safe_area() -> tuple[float, float, float, float]:
    """(left, right, bottom, top), in scene units, of the part of the frame that a clip may fill:
    all but the margins and the lowest eighth, where players put subtitles."""
    width, height = config.frame_width / 2, config.frame_height / 2
    return (
        -width + style.EDGE,
        width - style.EDGE,
        -height + style.SUBTITLES,
        height - style.EDGE,
    )
