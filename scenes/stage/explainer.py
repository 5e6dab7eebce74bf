"""The base of every clip: it reads the run, opens beats, and says their words.

    class MyClip(Explainer):
        def construct(self):
            self.the_picture()

        def the_picture(self):
            self.beat("A digit is a list of numbers", "Each pixel is a number.")
            self.play(FadeIn(Heatmap(…)))
            self.play(picture.animate.…, run_time=self.say("Black is zero, and white is one."))

A beat is a section (so it can be cut out, or become a slide), a headline on the screen, and words
that are said, and written as subtitles. It lasts until they are said and a moment of silence has
passed, or until its animations are over.
"""

import contextlib
import functools
import hashlib
import inspect
import pathlib
import types
from collections.abc import Iterable
from typing import Any

from manim import Mobject, config
from manim.utils.exceptions import EndSceneEarlyException

from nn import experiments
from nn.analysis import planes, studies
from nn.analysis.landscape import Plane
from nn.errors import DownhillError
from nn.experiments import Result
from nn.runs.run import Run
from scenes.manim_internals.scenes import PaintingScene, PaintingThreeDScene, Repeatable
from scenes.mobjects.lettering import baseline, stand_on
from scenes.narration.cues import cues_of
from scenes.narration.pace import BREATH, SILENCE, seconds_of
from scenes.narration.subtitles import srt_lines
from scenes.narration.told import Said, Told
from scenes.stage import style, translation
from scenes.stage.absence import show_absence
from scenes.stage.needs import Need, first_unmet
from scenes.stage.reading import crowded, fitted_headline, read
from scenes.stage.sources import sources
from scenes.stage.turning import Turning


class Story(Repeatable):
    """What all clips have, in plane or space: `run`, `planes`, `study`, `experiment`, `beat`,
    `say`; and `script`, the beats so far.

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
        self.script: list[Told] = []
        self.crowded: dict[tuple[int, str], None] = {}  # (number of a beat, words without room)
        self._headline: Mobject | None = None
        self._turning: Turning | None = None  # played with the next animation
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

    def beat(self, headline: str, words: str, on_screen: bool = True) -> float:
        """Open a beat, after the one before it has been told and a silence has passed, and say its
        first words; return the seconds that they take.

        on_screen: whether the headline is shown as well; a card shows its own words instead. The
        headline changes while the next animation plays.
        """
        headline = translation.told(headline)
        self._close_beat()
        self.next_section(headline)
        self.script.append(Told(headline, self.time))
        if on_screen:
            self._change_headline(headline)
        return self.say(words)

    def say(self, words: str) -> float:
        """Say more in the same beat, once all before has been said; return the seconds that the
        words take, as the `run_time` of the animation that they speak of."""
        if not self.script:
            raise DownhillError("nothing can be said before the first beat: open one with `beat`.")
        words, said = translation.told(words), self.script[-1].said
        if said:
            self._finish_saying(BREATH)
            said[-1].duration = self.time - said[-1].start
        said.append(Said(words, self.time))
        return seconds_of(words)

    def play(self, *animations: Any, **options: Any) -> None:
        if self._turning:
            animations, self._turning = (*animations, self._turning), None
        super().play(*animations, **options)
        self._read_screen()

    def wait(self, duration: float = 1.0, *arguments: Any, **options: Any) -> None:
        if self._turning:
            began = self.time
            self.play()
            duration -= self.time - began
        if duration > 1 / config.frame_rate:
            super().wait(duration, *arguments, **options)  # which plays an animation

    def tear_down(self) -> None:
        with contextlib.suppress(
            EndSceneEarlyException
        ):  # `manim -n A,B` ended in the middle of a beat
            self._close_beat()
        self._write_subtitles()
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
        if not self.script or self.script[-1].duration:
            return
        self._finish_saying(SILENCE)
        beat = self.script[-1]
        beat.duration = self.time - beat.start
        beat.said[-1].duration = self.time - beat.said[-1].start

    def _read_screen(self) -> None:
        """Note in the beat what can be read on the screen and could not be read before."""
        if self.script:
            known = {words for beat in self.script for words in (beat.headline, *beat.on_screen)}
            found = [words for words in read(self.mobjects) if words not in known]
            self.script[-1].on_screen += dict.fromkeys(found)
        if translation.language() != translation.ENGLISH:
            number, frame = len(self.script), getattr(self.camera, "frame", None)
            found = crowded(self._flat(), frame)
            self.crowded |= dict.fromkeys((number, words) for words in found)

    def _write_subtitles(self) -> None:
        """Write what was told for the `manim` command, which makes an SRT file of it."""
        told = [beat.as_json() for beat in self.script if beat.duration]
        for cue in cues_of(told, config.frame_rate, translation.language()):
            self.add_subcaption(srt_lines(cue), cue.end - cue.start, cue.start - self.time)

    def _finish_saying(self, silence: float) -> None:
        """Wait until the last words have been said, and for some seconds of silence."""
        last = self.script[-1].said[-1]
        self.wait(last.start + seconds_of(last.words) + silence - self.time)

    def _change_headline(self, words: str) -> None:
        old = self._headline
        translated = translation.language() != translation.ENGLISH
        beside = [mobject for mobject in self._flat() if mobject is not old] if translated else ()
        new = self._headline = fitted_headline(words, beside)
        ascent = style.text("d", style.HEADLINE).height
        stand_on(min(safe_area()[3] - ascent, baseline(new)), new)
        self._fix(new)
        if old:
            self._turning = Turning(old, new)
        else:  # it belongs to the first picture, which is what a slide shows before the clip plays
            self.add(new)

    def _fix(self, *mobjects):
        """Keep mobjects in place on the screen while the camera moves."""

    def _flat(self) -> Iterable[Mobject]:
        """The mobjects whose place is that on the screen."""
        return self.mobjects


class Explainer(Story, PaintingScene):
    """The base of a clip in the plane."""


class ExplainerInSpace(Story, PaintingThreeDScene):
    """The base of a clip in three dimensions."""

    def _fix(self, *mobjects):
        self.camera.add_fixed_in_frame_mobjects(*mobjects)

    def _flat(self) -> Iterable[Mobject]:
        fixed = self.camera.fixed_in_frame_mobjects  # each with all its parts
        return [mobject for mobject in self.get_mobject_family_members() if mobject in fixed]


@functools.cache
def source_digest(file: str) -> str:
    """A digest of a scene's file and of all files of this project that it imports."""
    content = b"".join(path.read_bytes() for path in sorted(sources(pathlib.Path(file))))
    return hashlib.sha256(content).hexdigest()


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
