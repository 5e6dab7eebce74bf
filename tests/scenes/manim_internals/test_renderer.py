"""A scene drawn in part, against the same scene drawn by Manim's own renderer.

If a new Manim breaks these, look at manim.renderer.cairo_renderer: what `play` does with an
animation that is skipped, and in which order; and at `Scene.play_internal`.
"""

import functools

import av
import numpy as np
import pytest
from manim import RIGHT, UP, Circle, Scene, Square, tempconfig

from scenes.manim_internals.renderer import class_in, rendered
from scenes.manim_internals.writer import NumberedSegments

SETTINGS = {
    "pixel_width": 64,
    "pixel_height": 36,
    "frame_rate": 10,
    "progress_bar": "none",
    "verbosity": "ERROR",
    "disable_caching": True,
}


class Three(Scene):
    """A square that is moved, waits, and is moved again; a circle that counts time."""

    def construct(self):
        square, circle = Square(fill_opacity=1), Circle(0.5, fill_opacity=1)
        circle.add_updater(lambda mobject, dt: mobject.shift(dt * UP))
        self.add(square, circle)
        self.play(square.animate.shift(RIGHT), run_time=0.5)
        self.wait(0.4)
        self.play(square.animate.shift(RIGHT), run_time=0.3)


@pytest.fixture
def draw(tmp_path):
    """A function (wanted, last) → the scene and {number of an animation: its frames}."""

    def run(wanted, last=None, name="drawn"):
        folder, said = tmp_path / name, []
        folder.mkdir()
        where = {"media_dir": str(tmp_path), "video_dir": str(tmp_path)}
        scene = rendered(
            lambda: Three,
            {**SETTINGS, **where, "partial_movie_dir": str(folder)},
            functools.partial(NumberedSegments, file_name=lambda number: f"{number}.mp4"),
            wanted=wanted,
            last=last,
            report=lambda **news: said.append(news),
        )
        return scene, {int(file.stem): frames_of(file) for file in folder.glob("*.mp4")}, said

    return run


def frames_of(file):
    with av.open(file) as video:
        return [frame.to_ndarray() for frame in video.decode(video=0)]


def test_all_is_drawn_as_manim_draws_it(draw, tmp_path):
    scene, segments, said = draw(lambda number: True)
    with tempconfig({**SETTINGS, "media_dir": str(tmp_path / "manim")}):
        theirs = Three()
        theirs.render()
    expected = [
        np.stack(frames_of(file)) for file in theirs.renderer.file_writer.partial_movie_files
    ]
    for number, frames in enumerate(expected):
        np.testing.assert_array_equal(np.stack(segments[number]), frames)
    assert scene.renderer.frames == [len(frames) for frames in expected] == [5, 4, 3]
    assert said[-1] == {"frames": 12} and list(scene.renderer.seconds) == [0, 1, 2]


def test_what_is_drawn_does_not_depend_on_what_is_passed_over(draw):
    _, whole, _ = draw(lambda number: True, name="whole")
    scene, last, _ = draw(lambda number: number == 2, name="last")
    assert list(last) == [2] and scene.renderer.frames == [5, 4, 3]
    np.testing.assert_array_equal(np.stack(last[2]), np.stack(whole[2]))


def test_a_scene_ends_before_the_animation_that_is_last(draw):
    scene, segments, _ = draw(lambda number: True, last=1)
    assert list(segments) == [0] and scene.renderer.num_plays == 1


def test_a_frame_is_not_drawn_over_by_the_next(draw):
    scene, _, _ = draw(lambda number: True)
    first = scene.renderer.get_frame()
    before = first.copy()
    scene.renderer.update_frame(scene)
    scene.camera.pixel_array[...] = 7
    np.testing.assert_array_equal(first, before)


def test_a_class_that_is_not_there_is_none(tmp_path):
    (tmp_path / "a.py").write_text("class A:\n    pass\n")
    assert class_in(tmp_path / "a.py", "A").__name__ == "A"
    assert class_in(tmp_path / "a.py", "B") is None
    assert class_in(tmp_path / "b.py", "A") is None
