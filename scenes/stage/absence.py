"""What a clip that is drawn alone shows of a run that lacks what the clip is about: what there is,
what is missing, and the commands that record it. (A film leaves such clips out.)"""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Arrow, DashedVMobject, FadeIn, Rectangle, VGroup

from nn.runs.run import Run
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.pictures import picture_of
from scenes.stage.drawn import chosen_neurons
from scenes.stage.examples import picture_shape
from scenes.stage.style import NORMAL, QUIET, SLOW, SMALL, WHITE, escaped, text

if TYPE_CHECKING:
    from scenes.stage.explainer import Story

BOX, APART = 2.7, 1.5  # the side of a box, and the length of the arrow between two, in scene units
PICTURES = 9  # the most pictures of weights in the box of the network
ROW_AT, COMMANDS_AT = 1.05 * UP, 1.95 * DOWN  # the middles of the boxes and of the commands


@dataclasses.dataclass(frozen=True)
class Absence:
    """What a run lacks. `before`, `after`: the names of the boxes on either side of the network's,
    which stay empty; `commands`: (what for, a line to type), …"""

    headline: str
    caption: str
    before: str
    after: str
    commands: tuple[tuple[str, str], ...]


RECORDER = 'with Recorder("data/runs/mine", model, data) as recorder:'
KINDS = {
    "history": Absence(
        "This run has no history",
        "This clip is about training, and only one snapshot of this network was kept: how it came "
        "to be is not recorded. Record the next training, or import its checkpoints.",
        "the way here",
        "",
        (
            ("in your training loop", RECORDER),
            ("after each update", "recorder.step()"),
            ("or from checkpoints", "downhill import checkpoints/*.pt --out data/runs/mine"),
        ),
    ),
    "start": Absence(
        "This run has no beginning",
        "This clip needs the network as it was before training, and no snapshot of that was kept. "
        "Begin to record before the first step.",
        "before training",
        "",
        (
            ("around your training loop", RECORDER),
            ("or with a checkpoint of step 0", "downhill import step_0.pt step_*.pt --out …"),
        ),
    ),
    "data": Absence(
        "This run has no data",
        "This clip is about the network's answers. This run came without data, so there is nothing "
        "to ask it. Import it again, and name its data.",
        "examples",
        "answers",
        (("with data", "downhill import FILE --data DATA --out data/runs/mine"),),
    ),
}


def show_absence(scene: "Story", lacking: str) -> None:
    """Play what takes the place of a clip for a run that lacks something, a key of KINDS."""
    absence = KINDS[lacking]
    scene.beat(absence.headline, absence.caption)
    row = VGroup()
    if absence.before:
        row.add(_empty_box(absence.before), _arrow())
    row.add(_network(scene.run))
    if absence.after:
        row.add(_arrow(), _empty_box(absence.after))
    for box in row:
        box.shift(-box[0].get_center())
    row.arrange(RIGHT, buff=0.3, center=True)
    for box in row:
        box.shift((ROW_AT - box[0].get_center()) * UP)
    scene.add(row)
    scene.play(FadeIn(_commands(absence.commands)), run_time=NORMAL)
    scene.hold(SLOW)


def _network(run: Run) -> VGroup:
    """The weights into the first neurons as pictures, in a box, with the network's sizes below."""
    W = run.W[0][-1, chosen_neurons(run, 1, PICTURES)]
    pictures = VGroup(
        *(picture_of(w.reshape(picture_shape(run)), scale_of(W), stroke_width=0) for w in W)
    )
    pictures.arrange_in_grid(rows=int(np.ceil(np.sqrt(len(W)))), buff=0.15)
    pictures.scale((BOX - 0.3) / max(pictures.width, pictures.height))
    box = Rectangle(width=BOX, height=BOX, color=WHITE, stroke_width=2)
    return _named(VGroup(box, pictures.move_to(box)), "the network")


def _empty_box(name: str) -> VGroup:
    box = DashedVMobject(Rectangle(width=BOX, height=BOX, color=QUIET, stroke_width=2), 40)
    return _named(VGroup(box, text("?", 60, QUIET).move_to(box)), name)


def _named(box: VGroup, name: str) -> VGroup:
    return VGroup(box, text(escaped(name), SMALL, QUIET).next_to(box, DOWN, buff=0.15))


def _arrow() -> VGroup:
    return VGroup(Arrow(LEFT, RIGHT, color=QUIET, buff=0, stroke_width=3).scale(APART / 2))


def _commands(commands: tuple[tuple[str, str], ...]) -> VGroup:
    """A row for each command: what it is for, and below each other the lines to type."""
    names = VGroup(*(text(escaped(name), SMALL, QUIET) for name, _ in commands))
    typed = VGroup(*(text(f"#raw({_quoted(line)})", SMALL, WHITE) for _, line in commands))
    for i, (name, line) in enumerate(zip(names, typed, strict=True)):
        name.move_to(0.55 * i * DOWN, aligned_edge=LEFT)
        line.move_to(0.55 * i * DOWN + (names.width + 0.5) * RIGHT, aligned_edge=LEFT)
    for name, line in zip(names, typed, strict=True):
        line.align_to(names.get_right() + 0.5 * RIGHT, LEFT)
        stand_on(baseline(name), line)
    return VGroup(names, typed).move_to(COMMANDS_AT)


def _quoted(line: str) -> str:
    """A string literal of Typst."""
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
