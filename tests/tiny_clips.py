"""Clips that are quickly drawn, as source, for tests of rendering: a test writes them to a file;
and tasks to draw them."""

import pathlib

from scenes.rendering.clips import Clip
from scenes.rendering.quality import Quality

TINY = Quality(128, 72, 5)
SMALL = Quality(128, 72, 2)

SOURCE = '''
import os
import pathlib
import time

from manim import DOWN, UP, Circle, Create, Square, UpdateFromAlphaFunc

from scenes.stage import style
from scenes.stage.explainer import Explainer


class Short(Explainer):
    """A square as large as a bias of the run moves.

    Its animations last no whole number of frames, which Manim's clock counts wrongly when cached.
    """

    def construct(self):
        print("a scene may print what it likes")
        self.beat("A square", "Here.")
        square = Square(2 + float(self.run.b[0][-1][0]), color=style.FOCUS)
        self.play(Create(square), run_time=0.5)
        self.play(square.animate.shift(UP), run_time=0.5)
        self.beat("It moves", "And there.")
        self.play(square.animate.shift(2 * DOWN), run_time=0.7)


class Round(Explainer):
    """A circle of the run's first bias."""

    def construct(self):
        self.beat("A circle", "Round.")
        self.play(Create(Circle(radius=1 + float(self.run.b[0][-1][0]))), run_time=0.5)


class Raising(Explainer):
    """It divides by zero in its second beat."""

    def construct(self):
        self.beat("All is well", "So far.")
        self.beat("Nothing is", "Well.")
        self.play(Create(Square()))
        1 / 0  # line of the fault


class Killed(Explainer):
    """Its process is killed, as for want of memory."""

    def construct(self):
        self.beat("The last beat", "Gone.")
        os.kill(os.getpid(), 9)


class Moving(Explainer):
    """Its own file changes while it is drawn."""

    def construct(self):
        self.beat("A beat", "Short.")
        with open(__file__, "a") as file:
            file.write("# changed")


class Slow(Explainer):
    """With $PATIENCE, who draws it first writes its process id to that file and waits a minute."""

    def construct(self):
        self.beat("A beat", "Short.")
        square = Square()
        self.play(Create(square))
        # Long enough for the encoder to have written a good part of it.
        self.play(UpdateFromAlphaFunc(square, self.linger), run_time=16)

    def linger(self, square, alpha):
        drawing = not self.renderer.skip_animations
        if alpha > 0.9 and "PATIENCE" in os.environ and drawing:
            file = pathlib.Path(os.environ["PATIENCE"])
            if not file.exists():
                file.write_text(str(os.getpid()))
                time.sleep(60)
'''


def clip(folder, name):
    """The tiny clip of that name, its file in a folder."""
    file = pathlib.Path(folder) / "tiny_scenes.py"
    if not file.exists():
        file.write_text(SOURCE)
    return Clip(file, name)


def task_for(clip, run, folder, cache, quality=SMALL, **given):
    """A task (scenes/rendering/worker.py) to draw a whole clip, but for what is given."""
    usual = {"part": "whole", "first": 0, "last": None, "drawn": [], "key": "tiny"}
    folder.mkdir(exist_ok=True)
    return {
        **usual,
        "file": str(clip.file),
        "name": clip.name,
        "run": str(run),
        "width": quality.width,
        "height": quality.height,
        "frame_rate": quality.frame_rate,
        "encoder": dict(quality.encoder),
        "cache": str(cache),
        "folder": str(folder),
        **given,
    }


def all_files(folder):
    """{name: content} of the files in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
