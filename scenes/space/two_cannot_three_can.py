"""What two units can't do and three can: a disc inside a ring, and room to lift it out."""

import itertools

import numpy as np
from manim import (
    DEGREES,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    ValueTracker,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)

from nn.network import layer_views
from scenes.mobjects.layer_panel import light
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.sheet import NONE, Sheet
from scenes.mobjects.table import stacked
from scenes.mobjects.trainings import Trainings
from scenes.space.carried_sheet import COLORS, OLAH, PAPER, CarriedSheet, TanhSquare
from scenes.space.warps import STEPS, border, disc_and_ring, eased, turn, upright_view
from scenes.stage import style
from scenes.stage.explainer import ExplainerInSpace
from scenes.stage.paths import at
from scenes.stage.report import set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import in_words

SIDES = 5.1, 4.15, 4.4  # of the squares: a single sheet, each of two, the one in space
SHEET = -3.6, -0.16, 0  # the centre of the single sheet, on the left
PLACES = (-4.35, 0.1, 0), (0.4, 0.1, 0), (-0.4, 0.3, 0)  # centres: of two sheets, the one in space
CLASSES = 3.2, 0.2, 0  # the middle of the names of the two classes
RECORD = 6.4, 0.15, 0  # the right edge of the numbers of training
ACTS = 3.4, 0.8, 0  # the left edge of the list of what a layer does
TRAININGS = 0.65 * UP  # how far the plot of all trainings is shifted from the centre
FROM_ABOVE = {"phi": 0, "theta": -90 * DEGREES}
ASLANT = {"phi": 66 * DEGREES, "theta": -66 * DEGREES}
EDGE_ON = {"phi": 86 * DEGREES, "theta": -66 * DEGREES}
AROUND = {"phi": 79 * DEGREES, "theta": -18 * DEGREES}
SECONDS_OF_TRAINING = 3.6
SECONDS_OF_LIFTING = 4.5
FINE = 541  # points around a circle that is bent in space
NODES = 161  # along a side of the grid on which the line in the plane is found


class TwoCannotThreeCan(ExplainerInSpace):
    """Layers of two units bend a ring but never open it, and three units lift out its inside."""

    reads_run = False
    experiments = ("warping_space",)

    def construct(self):
        self.made = self.experiment("warping_space")
        self.lay_out()
        self.a_disc_in_a_ring()
        self.two_units()
        self.a_third_unit()
        self.a_plane_parts_them()
        self.every_training()

    def lay_out(self):
        self.sheet = CarriedSheet(SIDES[0], areas=disc_and_ring()).move_to(SHEET)
        arrays = self.made.arrays
        self.three = layer_views(arrays.three[-1].astype(float), [2, 3, 1])
        (W, out), (b, offset) = self.three
        self.view = upright_view(W, out[0])
        self.layer = W, b, self.view
        self.height = -offset[0] / np.linalg.norm(out)
        self.set_camera_orientation(**FROM_ABOVE)

    def a_disc_in_a_ring(self):
        seconds = self.beat(
            "A disc inside a ring",
            "Here one class surrounds the other. No straight line can separate them.",
        )
        names = VGroup(
            text("blue: the disc", color=COLORS[0]), text("orange: the ring", color=COLORS[1])
        )
        names.arrange(DOWN, buff=0.3, aligned_edge=LEFT).move_to(CLASSES)
        self._fix(names)
        self.add(self.sheet)
        self.play(FadeIn(names), run_time=NORMAL)
        self._try_lines(seconds - NORMAL)
        self.say("Can layers help?")
        self.names = names

    def _try_lines(self, seconds):
        """A straight line turns about the middle, and never parts the two."""
        turned = ValueTracker(0)

        def turn_line(sheet):
            way = PAPER * turn(turned.get_value()) @ np.array([1.0, 0.0])
            sheet.lay_flat(np.array([[-way, way]]))

        self.sheet.add_updater(turn_line)
        self.play(turned.animate.set_value(np.pi), run_time=seconds)
        self.sheet.clear_updaters()

    def two_units(self):
        depth, tried = self.made.found["two_depth"], self.made.found["two_tried"]
        self.beat(
            "Two neurons bend, and never tear",
            "Two neurons can bend the plane, but they cannot tear it.",
        )
        self.thetas, self.sizes = self.made.arrays.two.astype(float), [2] * (depth + 1) + [1]
        seen = CarriedSheet(SIDES[1], areas=disc_and_ring()).move_to(PLACES[1])
        seen.show_output_view(*self._network(self.thetas[0]))
        names = VGroup(
            text("the plane", SMALL, style.QUIET),
            text(f"after {depth} layers: what the output sees", SMALL, style.QUIET),
        )
        for name, place in zip(names, PLACES[:2], strict=True):
            name.move_to(place).shift((SIDES[1] / 2 + 0.3) * UP)
        record, numbers = self._record(tried)
        told = set_up(*self._how(), after=OLAH)
        frame = TanhSquare(seen)
        self._fix(names, record, told, frame)
        there = self.sheet.copy().scale(SIDES[1] / SIDES[0]).move_to(PLACES[0])
        there.lay_flat(self._border(self.thetas[0]))
        self.play(FadeOut(self.names), self.sheet.animate.become(there), run_time=QUICK)
        self.play(FadeIn(seen, names, record, told, frame), run_time=QUICK)
        self._train(seen, numbers)
        self.say("To get out, their line must cut through the ring.")
        within = text("blue is still inside", SMALL, style.QUIET).move_to(frame.ends)
        stand_on(baseline(frame.ends[0]), within)
        self._fix(within)
        self.play(FadeIn(within), run_time=QUICK)
        self.two = VGroup(seen, frame, names, record, told, within)

    def _train(self, seen, numbers):
        """Show training: the line in the plane, and the plane as the output neuron sees it."""
        steps, accuracies = self.made.arrays.steps, self.made.arrays.two_accuracies
        moment = ValueTracker(0)

        def train(sheet):
            theta = at(moment.get_value(), self.thetas)
            sheet.lay_flat(self._border(theta))
            seen.show_output_view(*self._network(theta))
            numbers[0].set_value(at(moment.get_value(), steps))
            right = at(moment.get_value(), accuracies)
            numbers[1].set_value(np.floor(1000 * right) / 10)

        self.sheet.add_updater(train)
        end = moment.animate.set_value(len(steps) - 1)
        self.play(end, run_time=SECONDS_OF_TRAINING, rate_func=linear)
        self.sheet.clear_updaters()

    def a_third_unit(self):
        self.beat(
            "A third unit gives room", "A third unit opens a new direction: out of the plane."
        )
        middle = self.sheet.copy().scale(SIDES[2] / SIDES[1]).move_to(PLACES[2])
        middle.lay_flat().set_inks(line=0.0)
        self.play(FadeOut(self.two), self.sheet.animate.set_inks(line=0.0), run_time=QUICK)
        self.play(self.sheet.animate.become(middle), run_time=NORMAL)
        self.sheet.redraw_areas(disc_and_ring(columns=FINE)).set_inks()  # bent, it has no corners
        acts, cube = self._words_beside()
        self.told = VGroup(set_up("one layer of three units", *self._how(), after=OLAH), cube)
        self._fix(acts, self.told)
        self.play(FadeIn(acts, self.told), run_time=QUICK)
        self.cube = Sheet(cube_edges() @ self.view.T, reach=PAPER, side=SIDES[2])
        self.add(self.cube.move_to(PLACES[2]).set_inks(0.0), self.sheet)
        self.now = ValueTracker(0)
        acts.add_updater(lambda acts: light(acts, np.clip(self._moment() - np.arange(STEPS), 0, 1)))
        self.sheet.add_updater(lambda sheet: self._lift(sheet))
        camera = self.camera
        self.say("Now the plane sits in space, and bends.")
        self.play(
            self.now.animate(rate_func=linear).set_value(STEPS),
            camera.phi_tracker.animate(rate_func=early).set_value(ASLANT["phi"]),
            camera.theta_tracker.animate(rate_func=early).set_value(ASLANT["theta"]),
            run_time=SECONDS_OF_LIFTING,
        )
        self.sheet.clear_updaters()
        acts.clear_updaters()
        self.acts = acts

    def a_plane_parts_them(self):
        seconds = self.beat("Now a plane parts them", "The disc is lifted out of the ring.")
        self.move_camera(**EDGE_ON, run_time=seconds, added_anims=[FadeOut(self.acts)])
        self.say("And now a flat plane passes between the two.")
        self._lift(self.sheet, border(*self.three, PAPER))
        self.sheet.set_cut(self.height, 0.0).set_inks(line=0.0)
        self.play(
            self.sheet.animate.set_cut(self.height, 1.0).set_inks(),
        )
        self.move_camera(**AROUND, run_time=1.5 * SLOW, rate_func=smooth)

    def every_training(self):
        found = self.made.found
        got = f"{in_words(found['two_all_right']) if found['two_all_right'] else 'none'}"
        self.beat(
            "Two cannot, three can",
            f"With two neurons, {got} of {found['two_tried']} trainings got every point right.",
        )
        self.trainings = self._all_trainings()
        told = set_up("a dot a training", *self._how(), after=OLAH)
        trainings = self.trainings
        half = len(trainings.counts) // 2
        counts = trainings.counts[half:]
        trainings.show_groups(1).counts.remove(*counts)
        self._fix(trainings, told, counts)
        self.play(
            FadeOut(self.sheet, self.cube, self.told, run_time=QUICK),
            FadeIn(trainings, told, rate_func=squish_rate_func(smooth, 0.2, 1)),
            run_time=NORMAL,
        )
        seconds = self.say(f"With three, {found['three_all_right']} did.")
        rest = (dots.animate.set_shown(1) for dots in (trainings.dots, trainings.missed))
        self.play(*rest, FadeIn(counts), run_time=seconds)

    @staticmethod
    def _words_beside():
        """The list of what a layer does, to be highlighted line by line, and what the cube is."""
        acts = VGroup(text("weights"), text("biases"), text("tanh")).set_color(style.QUIET)
        acts.arrange(DOWN, buff=0.35, aligned_edge=LEFT).move_to(ACTS, aligned_edge=LEFT)
        words = "faint: the cube of outputs,", "each from −1 to 1"
        cube = style.lines(*words, size=SMALL, color=style.QUIET, buff=0.14)
        return acts, cube.next_to(acts, DOWN, 0.6, aligned_edge=LEFT)

    def _how(self):
        """How the networks were trained, in words."""
        return "cross-entropy", f"Adam, η {self.made.settings['eta']:g} → 0"

    def _network(self, theta):
        """(weights, biases) of a network of two units with parameters (parameters,)."""
        return layer_views(theta, self.sizes)

    def _border(self, theta):
        """The decision boundary in the plane of the network with these parameters."""
        return border(*self._network(theta), PAPER, NODES)

    def _moment(self):
        return eased(self.now.get_value())

    def _lift(self, sheet, line=NONE):
        moment = self._moment()
        sheet.lift(*self.layer, moment, line)
        self.cube.lay(self.cube.paper, reach=sheet.reach).set_inks(np.clip(moment - 1, 0, 1))

    def _record(self, tried):
        """(the whole record, (step, share right)): which training is shown, and its numbers."""
        steps, accuracies = self.made.arrays.steps, self.made.arrays.two_accuracies
        numbers = (
            Readout(0, "{:,.0f}", f"{steps[-1]:,.0f}"),
            Readout(100 * accuracies[0], "{:.1f}%", "100.0%"),
        )
        rows = stacked(dict(zip(("step", "right"), numbers, strict=True)), 0.15, RIGHT)
        rows.arrange(DOWN, buff=0.5, aligned_edge=RIGHT)
        best = style.lines("the best of", f"{tried} trainings", size=SMALL, align=RIGHT)
        record = VGroup(best, rows).arrange(DOWN, buff=0.7, aligned_edge=RIGHT)
        return record.move_to(RECORD, aligned_edge=RIGHT), numbers

    def _all_trainings(self):
        """A plot of the share of points that each training gets right in the end."""
        settings = self.made.settings
        points = 2 * settings["ring_points_judged"]
        trainings = Trainings(
            self.made.arrays.ring_accuracy,
            kinds=[f"{n} layer{'s' * (n != 1)}" for n in settings["ring_depths"]],
            groups=[f"{width} units a layer" for width in settings["ring_widths"]],
            y_title=f"right, of {points:,} points not trained on",
        ).shift(TRAININGS)
        impossible = text("impossible at any depth: Olah's argument", SMALL, style.QUIET)
        return trainings.add(impossible.next_to(trainings.groups[0], DOWN, 0.12))


def cube_edges():
    """The edges (12, 2, 3) of the cube from −1 to 1."""
    corners = np.array(list(itertools.product((-1, 1), repeat=3)))
    pairs = itertools.combinations(corners, 2)
    return np.array([pair for pair in pairs if (pair[0] != pair[1]).sum() == 1], dtype=float)


def early(share):
    """A rate function for the camera: it arrives before tanh begins to bend the plane."""
    return smooth(min(1, share * STEPS / (STEPS - 1)))
