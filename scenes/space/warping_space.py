"""What a layer does to space: two tangled curves in the plane, bent until a line parts them."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    Succession,
    ValueTracker,
    VGroup,
    linear,
)

from nn.analysis.curves import spirals
from nn.network import layer_views
from scenes.mobjects.layer_panel import LayerPanel
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.sheet import NONE
from scenes.space.carried_sheet import COLORS, OLAH, PAPER, CarriedSheet, TanhSquare
from scenes.space.warps import STEPS, across_square, border, eased, on_the_way
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.paths import at
from scenes.stage.report import set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, escaped, text
from scenes.stage.words.numbers import about, in_words

SIDE = 5.1  # of the square that a sheet is drawn in, in scene units
SHEET = -3.6, -0.16, 0  # the centre of the sheet, on the left
NOTES = 3.2, -0.1, 0  # the centre of the notes beside it
NUMBERS = 3.2, 0.2, 0  # the centre of the numbers of training
GALLERY = 0.32  # the height of the gallery's centre
CURVE_POINTS = 600
SECONDS_OF_A_LAYER = 5.0, 1.4  # the first, and the others
SECONDS_BACK = 3.2  # quickly: the line between the curves is what to look at
SECONDS_OF_TRAINING = 3.5
READING = 1.6  # seconds in which the words below the gallery can be read
STARTS = 10  # in the gallery
THUMB = 1.95  # the side of a small picture, in scene units
THUMB_PEN = 2.2  # how many times thicker its lines are than in proportion to its size
SIDES = "above", "below"


class WarpingSpace(Explainer):
    """Layers of two units bend the plane, step by step, until one line separates two curves."""

    reads_run = False
    experiments = ("warping_space",)

    def construct(self):
        self.made = self.experiment("warping_space")
        self.lay_out()
        self.two_curves()
        self.what_a_layer_does()
        self.layer_after_layer()
        self.a_line_parts_them()
        self.how_it_was_learned()
        self.not_from_every_start()

    def lay_out(self):
        settings, arrays = self.made.settings, self.made.arrays
        self.depth = settings["curve_depth"]
        self.sizes = [2] * (self.depth + 1) + [1]
        self.thetas = arrays.untangled.astype(float)
        self.curves = spirals(CURVE_POINTS, settings["turns"])
        self.weights, self.biases = layer_views(self.thetas[-1], self.sizes)
        self.now = ValueTracker(0)  # the moment, as `carried` counts it
        self.sheet = CarriedSheet(SIDE, self.curves).move_to(SHEET)
        self.frame = TanhSquare(self.sheet)
        self.border = NONE  # the decision boundary, in the plane

    def two_curves(self):
        found, arrays = self.made.found, self.made.arrays
        ends = across_square(arrays.line[:2], arrays.line[2], PAPER)
        line = Line(*self.sheet.p2s(ends), color=style.FOCUS, stroke_width=5)
        self.flat = self.sheet.copy()
        share = text(f"{found['spirals_by_a_line']:.0%}")
        notes = VGroup(
            VGroup(
                *(wanted(*each) for each in zip(("blue", "orange"), COLORS, SIDES, strict=True))
            ),
            VGroup(share, text("right, by the best straight line", SMALL, style.QUIET)),
        )
        notes[0].arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        notes[1].arrange(RIGHT, buff=0.2, aligned_edge=DOWN)
        notes.arrange(DOWN, buff=0.9, aligned_edge=LEFT).move_to(NOTES)
        seconds = self.beat("Two curves, one straight line", "Two curves, wound around each other.")
        self.add(self.flat)
        self.play(FadeIn(notes[0]), run_time=seconds)
        seconds = self.say(
            "An output neuron can only draw a straight line. At best, it gets "
            f"{about(found['spirals_by_a_line'])} points right."
        )
        self.play(Create(line), run_time=seconds / 2)
        self.play(FadeIn(notes[1]), run_time=NORMAL)
        self.first = VGroup(line, notes)

    def what_a_layer_does(self):
        self.beat("A layer moves the points", "But a layer can move the points first.")
        self.remove(self.flat)
        self.add(self.sheet)
        self.panel = LayerPanel(self.depth).move_to(NOTES)
        self._show_numbers(self.panel)
        self.play(FadeOut(self.first), FadeIn(self.panel, self.frame), run_time=QUICK)
        self.frame.add_updater(lambda frame: frame.follow(self.sheet))
        self.panel.add_updater(lambda panel: self._show_numbers(panel))
        self.sheet.add_updater(lambda sheet: self._carry(sheet))
        seconds = self.say("It turns and stretches the plane, shifts it, and bends it.")
        self._pass_layers(1, max(seconds, SECONDS_OF_A_LAYER[0]))

    def layer_after_layer(self):
        more = self.depth - 1
        said = (
            f"{in_words(more).capitalize()} more layer{'s do' if more > 1 else ' does'} the same."
        )
        self.beat("Layer after layer", said)
        for layer in range(1, self.depth - 1):
            self._pass_layers(layer + 1, SECONDS_OF_A_LAYER[1])
        self.say("The plane is never torn, and never folded.")
        self._pass_layers(self.depth, SECONDS_OF_A_LAYER[1])

    def a_line_parts_them(self):
        seconds = self.beat("Now a straight line will do", "And now a straight line will do.")
        self.sheet.clear_updaters()
        self.border = border(self.weights, self.biases, PAPER)
        ends = across_square(self.weights[-1][0], self.biases[-1][0])
        line = Line(*self.sheet.p2s(ends), color=style.FOCUS, stroke_width=5)
        self.play(Create(line), run_time=seconds)
        self.say("Traced back through the layers, it winds between the curves.")
        self._carry(self.sheet)
        self.play(FadeOut(line), run_time=QUICK / 2)
        self.sheet.add_updater(lambda sheet: self._carry(sheet))
        back = self.now.animate(rate_func=linear).set_value(0)
        self.play(back, run_time=SECONDS_BACK)
        self.sheet.clear_updaters()

    def how_it_was_learned(self):
        steps = self.made.arrays.steps[: len(self.thetas)]
        self.beat("How it learned to bend", "At the start, the layers hardly bend anything.")
        self.border = NONE
        self.weights, self.biases = layer_views(self.thetas[0], self.sizes)
        self.panel.clear_updaters()
        self.play(FadeOut(self.panel), self.sheet.animate.set_inks(line=0.0), run_time=QUICK)
        self.sheet.lay_flat().set_inks()
        self.sheet.add_updater(lambda sheet: self._carry(sheet))
        end = STEPS * self.depth
        self.play(self.now.animate.set_value(end), run_time=NORMAL, rate_func=linear)
        self.sheet.clear_updaters()
        self._train(steps)

    def not_from_every_start(self):
        found = self.made.found
        parted, tried = found["spirals_parted"], found["spirals_tried"]
        self.beat(
            "Not every start gets there",
            f"Not every start gets there: {about(parted / tried)} do.",
        )
        self.frame.clear_updaters()
        self.gallery = VGroup(*(self._ended(i) for i in range(STARTS)))
        self.gallery.arrange_in_grid(2, STARTS // 2, buff=(0.55, 0.2)).set_y(GALLERY)
        share = text(f"{parted} of {tried}")
        which = text(f"starts part the curves; here the first {STARTS}", SMALL, style.QUIET)
        share = VGroup(share, which).arrange(RIGHT, buff=0.2, aligned_edge=DOWN)
        share.align_to(self.gallery, LEFT).match_y(self.told)
        self.share = share
        ours, going = self.gallery[0][0], self.sheet.copy()
        self.remove(self.sheet)
        self.play(
            Succession(FadeOut(self.frame, self.rows), FadeIn(share), run_time=1),
            going.animate.lay_flat(ours.line).set_inks(0.3).set_pen(THUMB_PEN).replace(ours),
        )
        self.remove(going)
        self.add(ours)
        others = [self.gallery[0][1], *self.gallery[1:]]
        self.play(LaggedStart(*map(FadeIn, others), lag_ratio=0.15))
        self.hold(READING)

    def _carry(self, sheet):
        """Move everything on the sheet to where it is at this moment."""
        hidden = self.weights[:-1], self.biases[:-1]
        sheet.carry(*hidden, eased(self.now.get_value()), self.border)

    def _pass_layers(self, layers, seconds):
        moment = self.now.animate.set_value(STEPS * layers)
        self.play(moment, run_time=seconds, rate_func=linear)

    def _show_numbers(self, panel):
        """Show the numbers of the layer that acts at this moment, as far as it has acted."""
        moment = eased(self.now.get_value())
        layer = max(int(np.ceil(moment / STEPS)) - 1, 0)
        done = np.clip(moment - STEPS * layer - np.arange(STEPS), 0, 1)
        W = on_the_way(self.weights[layer], done[0])
        panel.show(layer + 1, W, done[1] * self.biases[layer], done)

    def _train(self, steps):
        """Show training, as the output neuron sees the plane."""
        accuracies = self.made.arrays.untangled_accuracies
        moment = ValueTracker(0)
        values = {
            "step": Readout(0, "{:,.0f}", f"{steps[-1]:,.0f}"),
            "right": Readout(100 * accuracies[0], "{:.0f}%", "100%"),
        }
        rows = VGroup(
            *(VGroup(text(name, color=style.QUIET), value) for name, value in values.items())
        )
        for row in rows:
            row.arrange(RIGHT, buff=0.4)
            stand_on(baseline(row[1]), row[0])
        rows.arrange(DOWN, buff=0.4, aligned_edge=RIGHT).move_to(NUMBERS)
        adam = f"Adam, η {self.made.settings['eta']:g} → 0"
        self.told = set_up("cross-entropy", adam, after=OLAH).set_x(NUMBERS[0])
        self.rows = rows

        def train(sheet):
            s = moment.get_value()
            sheet.show_output_view(*layer_views(at(s, self.thetas), self.sizes))
            values["step"].set_value(at(s, steps))
            values["right"].set_value(100 * at(s, accuracies))

        train(self.sheet)
        self.play(self.sheet.animate.set_inks(1.0, 1.0), FadeIn(rows, self.told), run_time=QUICK)
        seconds = self.say("Watch what training makes of them.")
        self.sheet.add_updater(train)
        end = moment.animate(rate_func=linear).set_value(len(steps) - 1)
        self.play(end, run_time=max(SECONDS_OF_TRAINING, seconds))
        self.sheet.clear_updaters()

    def _ended(self, i):
        """Where training from start i ended: its boundary in the plane, and the share right."""
        arrays = self.made.arrays
        network = layer_views(arrays.spiral_thetas[i].astype(float), self.sizes)
        sheet = CarriedSheet(THUMB, self.curves).lay_flat(border(*network, PAPER))
        sheet.set_inks(0.3).set_pen(THUMB_PEN)
        right = float(arrays.spiral_accuracy[i])
        color = style.WHITE if right == 1 else style.QUIET
        share = text(escaped(f"{share_of(right)} right"), SMALL, color)
        return VGroup(sheet, share.next_to(sheet, DOWN, 0.08))


def wanted(name, color, side):
    """The output that is wanted for a curve."""
    line = text(f"{name}: the output is to be {side} 0", SMALL, style.QUIET)
    line[: len(name) + 1].set_color(color)
    return line


def share_of(right):
    """The share that is right in percent, rounded down, so that 100% means all of them."""
    return "100%" if right == 1 else f"{min(int(1000 * right) / 10, 99.9):.1f}%"
