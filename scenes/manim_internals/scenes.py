"""The scenes in which mobjects may paint themselves."""

from manim import MovingCameraScene, Scene, ThreeDScene, ValueTracker

from scenes.manim_internals.cameras import PaintingMovingCamera, PaintingThreeDCamera


class Layered(Scene):
    """A flat scene that draws again, in each frame, only what lies on the first thing that moves.
    (In space, what lies on what is a matter of depth.)

    Manim begins with the outermost group that has anything in it that moves, and draws again all
    that stands still in that group, and on it.
    """

    def get_moving_mobjects(self, *animations):
        moving, unseen = super().get_moving_mobjects(*animations), []
        played = {part for each in _all_in(animations) for part in each.mobject.get_family()}
        for place, mobject in enumerate(moving):
            if mobject in played or mobject.updaters or mobject in self.foreground_mobjects:
                if not isinstance(mobject, ValueTracker):
                    return unseen + moving[place:]
                unseen.append(mobject)  # told of, since for nothing at all Manim draws everything
        return unseen


def _all_in(animations):
    """Animations, and those that they are groups of."""
    for animation in animations:
        yield animation
        yield from _all_in(getattr(animation, "animations", []))


class PaintingScene(MovingCameraScene, Layered):
    """A flat scene, its camera free to pan and zoom, in which mobjects may paint themselves."""

    def __init__(self, camera_class=PaintingMovingCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)


class PaintingThreeDScene(ThreeDScene):
    """A three-dimensional scene in which mobjects may paint themselves."""

    def __init__(self, camera_class=PaintingThreeDCamera, **kwargs):
        super().__init__(camera_class=camera_class, **kwargs)
