"""Scenes in which mobjects may paint themselves, with a clock and a cache that are exact."""

import numpy as np
from manim import MovingCameraScene, Scene, ThreeDScene, ValueTracker, config

from scenes.manim_internals.cameras import PaintingMovingCamera, PaintingThreeDCamera


class Repeatable(Scene):
    """A scene whose time does not depend on which of its animations are drawn."""

    def play(self, *args, **kwargs):
        """Play, and advance the clock by whole frames. Manim does not if it skips an animation or
        finds it in its cache."""
        began, frame = self.time, 1 / config.frame_rate
        super().play(*args, **kwargs)
        if self.is_current_animation_frozen_frame():
            frames = int(self.duration / frame)
        else:
            frames = len(np.arange(0, self.duration, frame))
        self.renderer.time = began + frames * frame

    def add_to_cache_key(self, digest):
        """Add a digest to what Manim's cache distinguishes animations by.

        Manim hashes the camera with each animation, so the digest is stored there. It hashes
        neither what an updater's function calls nor how a mobject paints itself.
        """
        self.camera.drawn_from = getattr(self.camera, "drawn_from", "") + digest


class Layered(Scene):
    """A flat scene that redraws in each frame only the first moving mobject and those in front of
    it. (In space, what is in front depends on depth.)

    Manim starts at the outermost group that contains anything moving, and also redraws everything
    in that group that stands still.
    """

    def get_moving_mobjects(self, *animations):
        moving, unseen = super().get_moving_mobjects(*animations), []
        played = {part for each in _all_in(animations) for part in each.mobject.get_family()}
        for place, mobject in enumerate(moving):
            if mobject in played or mobject.updaters or mobject in self.foreground_mobjects:
                if not isinstance(mobject, ValueTracker):
                    return unseen + moving[place:]
                unseen.append(mobject)  # kept, since for an empty list Manim draws everything
        return unseen


def _all_in(animations):
    """Animations, and those inside groups of animations."""
    for animation in animations:
        yield animation
        yield from _all_in(getattr(animation, "animations", []))


class PaintingScene(Repeatable, MovingCameraScene, Layered):
    """A flat scene in which mobjects may paint themselves; its camera can pan and zoom."""

    def __init__(self, camera_class=PaintingMovingCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)


class PaintingThreeDScene(Repeatable, ThreeDScene):
    """A three-dimensional scene in which mobjects may paint themselves."""

    def __init__(self, camera_class=PaintingThreeDCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)

    def play(self, *args, **kwargs):
        self.camera.reset_rotation_matrix()  # Manim hashes it, but resets it only if it draws
        super().play(*args, **kwargs)
