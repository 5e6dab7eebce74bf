import shutil

import av
import numpy as np
import pytest
from layout import box_of, texts
from manim import DEGREES, RIGHT, Dot, FadeIn, Square, Typst, tempconfig
from watching import SMALL_SCREEN, files, render

from nn.analysis import planes
from nn.errors import DownhillError
from nn.runs.run import FILM_RUN, RUN_VARIABLE, Run
from scenes.mobjects.lettering import baseline
from scenes.narration.pace import BREATH, SILENCE, seconds_of
from scenes.network.pixels_to_neurons import PixelsToNeurons
from scenes.stage import style
from scenes.stage.explainer import (
    Explainer,
    ExplainerInSpace,
    safe_area,
    source_digest,
)

SHORT, LONG = "Three short words.", "word " * 30


class TwoBeats(Explainer):
    """One beat whose words take longer than its picture, one the other way round."""

    def construct(self):
        self.beat("First", LONG)
        self.play(FadeIn(Dot()), run_time=0.7)
        self.beat("Second #1: *really*", SHORT)
        self.hold(6.1)


class Turning(ExplainerInSpace):
    """The camera turns, the headline stays."""

    def construct(self):
        self.beat("A headline", SHORT)
        self.add(Square(fill_opacity=1).shift(2 * RIGHT))
        self.move_camera(phi=60 * DEGREES, theta=20 * DEGREES, run_time=1)
        self.beat("Another", SHORT)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A function (kind, run) → a clip of that kind, set up but not played."""

    def open_clip(kind, run):
        monkeypatch.setenv(RUN_VARIABLE, str(run))
        scene = kind()
        scene.setup()
        return scene

    with tempconfig({**SMALL_SCREEN, "media_dir": str(tmp_path), "dry_run": True}):
        yield open_clip


def test_it_draws_the_run_that_the_environment_names(opened, tiny_run, retrained_run):
    for folder in (tiny_run, retrained_run):
        assert opened(Explainer, folder).run.digest == Run.load(folder).digest


def test_it_draws_the_films_run_if_none_is_named(opened):
    assert opened(Explainer, "").run.name == FILM_RUN


def test_a_run_that_is_missing_is_said_in_a_sentence(opened):
    with pytest.raises(DownhillError, match="there is no run 'nowhere'"):
        opened(Explainer, "nowhere")


def test_words_before_the_first_beat_are_refused_in_a_sentence(opened, tiny_run):
    with pytest.raises(DownhillError, match="nothing can be said before the first beat"):
        opened(Explainer, tiny_run).say(SHORT)


def test_a_beat_lasts_as_long_as_its_words_and_its_picture_need(tiny_run, tmp_path):
    first, second = render(TwoBeats, tiny_run, tmp_path, dry_run=True).beats
    frame = 1 / SMALL_SCREEN["frame_rate"]
    length = seconds_of(LONG) + SILENCE
    assert first.ended - first.began == pytest.approx(length, abs=frame)
    assert second.ended - second.began == pytest.approx(6.1, abs=2 * frame)
    assert second.ended - second.began > seconds_of(SHORT) + SILENCE + frame


class SaidInTurn(Explainer):
    """Words that come before the others are said, and words whose motion takes longer."""

    def construct(self):
        self.beat("First", SHORT)
        self.took = self.say(LONG)
        self.play(FadeIn(Dot()), run_time=self.took + 5)
        self.say(SHORT)


def test_words_wait_until_those_before_are_said_and_their_motion_is_over(tiny_run, tmp_path):
    scene = render(SaidInTurn, tiny_run, tmp_path, dry_run=True, frame_rate=20)
    (beat,) = scene.script
    first, second, third = beat.said
    frame = 2 / 20
    assert scene.took == seconds_of(LONG)
    assert first.start == 0
    assert second.start == pytest.approx(seconds_of(SHORT) + BREATH, abs=frame)
    assert third.start == pytest.approx(second.start + seconds_of(LONG) + 5, abs=frame)
    assert third.duration == pytest.approx(seconds_of(SHORT) + SILENCE, abs=frame)
    assert beat.duration == pytest.approx(sum(said.duration for said in beat.said))
    assert scene.time == pytest.approx(beat.duration)


class Heading(Explainer):
    """Beats that begin with a motion, with a long one, and with none."""

    def construct(self):
        self.beat("First", SHORT)
        self.began = []
        for length in (0.5, 4, 0):
            self.beat("Next", SHORT)
            self.began.append(self.time)
            if length:
                self.play(FadeIn(Dot()), run_time=length)
                self.began.append(self.time - length)


def test_a_headline_changes_while_the_picture_does(tiny_run, tmp_path):
    scene = render(Heading, tiny_run, tmp_path, dry_run=True, frame_rate=20)
    (headline,) = texts(scene.mobjects)
    assert headline.typst_code == "Next"
    assert scene.began[0] == pytest.approx(scene.began[1])
    assert scene.began[2] == pytest.approx(scene.began[3])


@pytest.mark.parametrize("frame_rate", [7, 12])
def test_the_clock_is_the_videos_drawn_or_skipped_or_cached(frame_rate, tiny_run, tmp_path):
    drawn = render(TwoBeats, tiny_run, tmp_path, frame_rate=frame_rate)
    with av.open(files(tmp_path, ".mp4")[0]) as video:
        frames = sum(1 for _ in video.decode(video=0))
    cached = render(TwoBeats, tiny_run, tmp_path, frame_rate=frame_rate)
    skipped = render(TwoBeats, tiny_run, tmp_path, frame_rate=frame_rate, dry_run=True)
    for scene in (drawn, cached, skipped):
        assert [beat.ended for beat in scene.beats] == [beat.ended for beat in drawn.beats]
        assert scene.time == pytest.approx(frames / frame_rate, abs=1e-6)
    assert cached.renderer.animations_hashes == drawn.renderer.animations_hashes


def test_a_headline_is_replaced_and_printed_as_it_is(tiny_run, tmp_path):
    scene = render(TwoBeats, tiny_run, tmp_path, dry_run=True)
    (headline,) = texts(scene.mobjects)
    assert isinstance(headline, Typst)
    assert headline.typst_code == style.escaped("Second #1: *really*")
    (left, _), (_, top) = box_of(scene.camera, headline)
    assert left == pytest.approx(safe_area()[0])
    assert top == pytest.approx(safe_area()[3], abs=0.02)


def test_in_space_a_headline_stays_where_it_is_on_the_screen(tiny_run, tmp_path):
    scene = render(Turning, tiny_run, tmp_path, dry_run=True)
    (headline,) = texts(scene.mobjects)
    (left, _), (_, top) = box_of(scene.camera, headline)
    assert left == pytest.approx(safe_area()[0], abs=0.01) and top == pytest.approx(
        safe_area()[3], abs=0.01
    )
    assert [beat.faults for beat in scene.beats] == [[], []]


def test_what_is_in_space_turns(tiny_run, tmp_path):
    scene = render(Turning, tiny_run, tmp_path, dry_run=True)
    square = next(mobject for mobject in scene.mobjects if isinstance(mobject, Square))
    (_, bottom), (_, top) = box_of(scene.camera, square)
    assert top - bottom < 0.9 * square.height


def test_clips_in_space_come_from_the_cache_too(tiny_run, tmp_path):
    drawn = render(Turning, tiny_run, tmp_path).renderer.animations_hashes
    assert render(Turning, tiny_run, tmp_path).renderer.animations_hashes == drawn


def test_the_camera_says_which_run_is_drawn(opened, tiny_run, retrained_run):
    ours = opened(Explainer, tiny_run).camera.drawn_from
    assert ours == opened(Explainer, tiny_run).camera.drawn_from
    assert ours != opened(Explainer, retrained_run).camera.drawn_from


class Landscape(Explainer):
    landscape = True


class Alone(Explainer):
    reads_run = False


@pytest.mark.parametrize(
    ("clip", "read", "mend"),
    [
        (Alone, lambda scene: scene.run, "Alone reads the run .* leave `reads_run = False` out"),
        (Explainer, lambda scene: scene.planes, "landscape .* write `landscape = True`"),
        (Explainer, lambda scene: scene.study("lines"), "study 'lines' .* add it to `studies`"),
        (Explainer, lambda scene: scene.experiment("momentum"), "add it to `experiments`"),
    ],
)
def test_reading_what_is_not_declared_is_refused(opened, tiny_run, clip, read, mend):
    with pytest.raises(DownhillError, match=mend):
        read(opened(clip, tiny_run))


def test_the_camera_says_which_landscape_is_drawn(opened, tiny_run, few_digits, tmp_path):
    scene = opened(Landscape, tiny_run)
    without = scene.camera.drawn_from
    assert set(scene.planes) == set(planes.PLANES)
    other = shutil.copytree(tiny_run, tmp_path / "other")
    planes.write(Run.load(other), few_digits, points=5)
    resurveyed = opened(Landscape, other)
    assert resurveyed.camera.drawn_from == without
    assert resurveyed.planes["path"].costs.shape == (5, 5)
    assert len({without, scene.camera.drawn_from, resurveyed.camera.drawn_from}) == 3


def test_a_clip_without_its_landscape_says_how_to_make_it(opened, tiny_run, tmp_path):
    bare = shutil.copytree(tiny_run, tmp_path / "bare")
    (bare / "landscape.npz").unlink()
    with pytest.raises(DownhillError, match="downhill landscape"):
        _ = opened(Landscape, bare).planes


def test_the_digest_of_the_source_changes_with_it(tmp_path):
    def digest(name, source):
        (tmp_path / name).write_text(source)
        return source_digest(str(tmp_path / name))

    bare, again = digest("a.py", "x = 1\n"), digest("b.py", "x = 1\n")
    assert bare == again
    assert (
        len({bare, digest("c.py", "x = 2\n"), digest("d.py", "from scenes.stage import style\n")})
        == 3
    )


def test_the_lowest_eighth_of_the_frame_is_left_to_subtitles():
    with tempconfig({"frame_width": 16.0, "frame_height": 8.0}):
        left, right, bottom, top = safe_area()
    assert bottom == -4 + 8 / 8
    assert (left, right, top) == (-8 + style.EDGE, 8 - style.EDGE, 4 - style.EDGE)
    assert np.isfinite([left, right, bottom, top]).all()


def test_a_part_of_a_clip_can_be_rendered_by_hand(tiny_run, tmp_path):
    """As `manim -n 0,2` does."""
    render(PixelsToNeurons, tiny_run, tmp_path, upto_animation_number=2)
    assert files(tmp_path, ".mp4")


@pytest.mark.parametrize("words", ["All at once", "on a curve", "Quietly, from (here)"])
def test_headlines_stand_on_one_baseline(opened, tiny_run, words):
    scene = opened(Explainer, tiny_run)
    scene.beat(words, SHORT)
    ascent = style.text("d", style.HEADLINE).height
    assert baseline(scene._headline) == pytest.approx(safe_area()[3] - ascent, abs=0.02)
    assert scene._headline.get_top()[1] <= safe_area()[3] + 1e-9
