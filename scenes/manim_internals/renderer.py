"""Manim's renderer, which draws some animations of a scene and skips the others.

A scene is in the same state after an animation whether it was drawn or skipped, so the frames of a
clip do not depend on the parts into which it is divided.
"""

import contextlib
import pathlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Scene, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.module_ops import get_module

from scenes.manim_internals.interpolating import steady_interpolation


def rendered(
    find_class: Callable[[], type[Scene]],
    settings: dict[str, Any],
    writer: Callable[..., SceneFileWriter],
    wanted: Callable[[int], bool],
    last: int | None,
    report: Callable[..., None],
    **kwargs: Any,
) -> Scene:
    """Run a scene and return it; animations for which `wanted` is true are drawn (PartRenderer).

    find_class: returns the scene's class; it is called with Manim's `settings` in force.
    writer: a function of the scene's file writer settings that returns its file writer.
    """
    with tempconfig(settings), steady_interpolation():
        scene_class = find_class()
        members = {"__module__": scene_class.__module__}
        scene = type(scene_class.__name__, (Watched, scene_class), members)(**kwargs)
        camera = scene.camera
        scene.renderer = PartRenderer(wanted, last, report, camera_class=lambda: camera, **kwargs)
        scene.renderer.file_writer = writer(scene.file_writer_settings)
        report(frames=0)
        scene.render()
    return scene


def class_in(file: pathlib.Path, name: str) -> type[Scene] | None:
    """The class `name` of a Python file, imported as the `manim` command does; None if there is no
    such file or class."""
    return getattr(get_module(file), name, None) if file.exists() else None


class PartRenderer(CairoRenderer):
    """Manim's renderer, but it draws only those animations for which `wanted(number)` is true, and
    ends the scene before animation number `last`, if that is not None.

    `report(beat=…)` is called when a beat begins, `report(frames=…)` after each frame drawn.
    `frames` lists the number of frames of each animation, drawn or not; `seconds` is {number: the
    time it took} of those that were drawn.
    """

    def __init__(self, wanted, last, report, **kwargs):
        super().__init__(**kwargs)
        self.wanted, self.last, self.report = wanted, last, report
        self.frames, self.frames_drawn, self.seconds = [], 0, {}

    def update_skipping_status(self):
        super().update_skipping_status()
        number = self.num_plays
        if self.last is not None and number >= self.last:
            raise EndSceneEarlyException
        if not self.wanted(number):
            self.skip_animations = True

    def play(self, scene, *args, **kwargs):
        number, began = self.num_plays, time.perf_counter()
        super().play(scene, *args, **kwargs)
        if not self.skip_animations:
            self.seconds[number] = round(time.perf_counter() - began, 3)

    def save_static_frame_data(self, scene, static_mobjects):
        self.static_image = None
        if not self.skip_animations:
            super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene, *args, **kwargs):
        if not self.skip_animations:
            super().update_frame(scene, *args, **kwargs)

    def get_frame(self):
        """Return the frame itself, where Manim returns a copy. The next frame gets new memory,
        which `update_frame` fills completely before anything is drawn."""
        camera, frame = self.camera, self.camera.pixel_array
        camera.pixel_array = np.empty_like(frame)
        camera.pixel_array_to_cairo_context.clear()  # its keys are ids, which are reused
        return frame

    def add_frame(self, frame, num_frames=1):
        super().add_frame(frame, num_frames)
        if not self.skip_animations:
            self.frames_drawn += num_frames
            self.report(frames=self.frames_drawn)


class Watched:
    """A mixin before a clip's class, for a PartRenderer: it reports each beat, counts the frames of
    each animation, and leaves the scene in the state it would have if the animation had been drawn.
    The renderer keeps the counts, so they cannot clash with the clip's own attributes."""

    def next_section(self, name="unnamed", *args, **kwargs):
        self.renderer.report(beat=name)
        super().next_section(name, *args, **kwargs)

    def play(self, *args, **kwargs):
        began = self.time
        super().play(*args, **kwargs)
        self.renderer.frames.append(round((self.time - began) * self.camera.frame_rate))

    def play_internal(self, *args, **kwargs):
        super().play_internal(*args, **kwargs)
        if self.renderer.skip_animations:
            self.update_mobjects(0)  # as Manim does if it draws

    def get_time_progression(self, run_time, description, n_iterations=None, every_frame=False):
        """Manim skips an animation in one step; updaters that count time need every frame."""
        every_frame = every_frame or self._counts_time()
        return super().get_time_progression(run_time, description, n_iterations, every_frame)

    def tear_down(self):
        with contextlib.suppress(EndSceneEarlyException):  # it may play the end of the last beat
            super().tear_down()

    def _counts_time(self):
        family = (part for mobject in self.mobjects for part in mobject.get_family())
        return bool(self.updaters) or any(part.has_time_based_updater() for part in family)
