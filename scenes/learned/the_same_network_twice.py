"""How many networks give the same outputs, and the cost between two of them."""

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    linear,
    rush_from,
    rush_into,
)

from nn.analysis.symmetry import compare_outputs, number_of_twins, outputs_of_mixtures, twin_of
from scenes.learned.twin_words import law_of, negatable, scalable, turned_layer
from scenes.learned.twins import formula_of_twins, plot_of_changes, plot_of_costs
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.mixed_pair import MixedPair
from scenes.mobjects.movable_network import GRID, PICTURES, MovableNetwork
from scenes.mobjects.pictures import grid_of
from scenes.mobjects.plot import ColourBar
from scenes.mobjects.table import stacked
from scenes.mobjects.ticks import round_above
from scenes.stage import style
from scenes.stage.drawn import Drawn, chosen_outputs, of_all
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, HIDDEN_LAYER
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import exponent_above, power_in_words, small
from scenes.stage.words.symbols import squash_name, squash_sign
from scenes.stage.words.things import a_class, images, many

MIXTURES = 31  # of two neurons, at angles from 0 to 90°; odd, so that one is halfway
LAW = 1.6, -2.78, 0  # the centre of the formula of the activation's symmetry, under the diagram
COUNT = 0, -2.6, 0  # the centre of the number of twins
MIXED = -4.0, 0.1, 0  # the centre of the two neurons that are mixed, with their laws


class TheSameNetworkTwice(Explainer):
    """Shuffled and flipped in sign, the hidden neurons give other pictures and the same answers."""

    needs = (DATA, HIDDEN_LAYER)
    studies = ("twins",)

    def construct(self):
        run = self.run
        self.twins = self.study("twins")
        self.hidden = run.sizes[1:-1]
        layers = range(1, 1 + len(self.hidden))
        self.orders = [getattr(self.twins, f"order{l}") for l in layers]
        self.turned = [getattr(self.twins, f"turned{l}") for l in layers]
        self.in_place = [np.arange(n) for n in self.hidden]
        self.network = run.network()
        self.image, self.label = an_example(run)
        self.shape = picture_shape(run)
        self.part = Drawn(run, None, chosen_outputs(self._activations(self.network)[-1]))
        self.lay_out()
        self.the_network()
        self.two_change_places()
        self.all_change_places()
        self.note = VGroup()
        if turned_layer(run):
            self.some_are_turned_over()
        self.other_pictures_same_answers()
        if run.sizes[1] > 1:
            self.mixtures()
        self.halfway()

    def lay_out(self):
        """Pictures of the first layer's weights on the left, the later layers on the right."""
        part = self.part
        self.scale = scale_of(self.network.weights[0])
        names = [self.run.classes[j] for j in part.neurons[-1]]
        self.drawn = MovableNetwork(
            self._drawn_weights(self.network),
            self._drawn_activations(self.network),
            names,
            self.shape,
            self.scale,
            part.gaps,
            part.counts,
            part.left_out,
        )
        legend = ColourBar((-self.scale, self.scale), "weight", "{:+.2f}", length=2.2)
        self.legend = legend.next_to(self.drawn.pictures, DOWN, buff=0.2)

    def the_network(self):
        neurons = of_all(len(self.part.neurons[0]), self.run.sizes[1]) or self.run.sizes[1]
        self.beat(
            "One network, and what it says",
            f"The weights into {neurons} neurons as pictures, the layers after, and the outputs "
            f"for {a_class(self.run, self.label)}.",
        )
        self.play(FadeIn(self.drawn.pictures, self.legend))
        self.play(FadeIn(*self.drawn.diagram))

    def two_change_places(self):
        one, other = self.part.neurons[0][[0, -1]]
        order = np.arange(self.run.sizes[1])
        order[[one, other]] = other, one
        self.beat(
            "Two neurons change places",
            "Two neurons change places, with all their weights: the same numbers are added, in "
            "another order.",
        )
        column, marks = self.drawn.columns[0], []  # (mark, neuron, whether on its picture)
        for j in (0, len(column.values) - 1):
            picture = self.drawn.pictures[j].set_z_index(1)  # it passes over the others
            frame = SurroundingRectangle(picture, color=style.FOCUS, buff=0.03)
            ring = Circle(1.5 * column.radius, style.FOCUS, stroke_width=4)
            marks += [(frame.set_z_index(2), j, True), (ring.move_to(column.centre(j)), j, False)]
        self.play(*(Create(mark) for mark, _, _ in marks))
        self._reorder([order] + self.in_place[1:], marks)
        self.play(*(FadeOut(mark) for mark, _, _ in marks), run_time=QUICK)

    def all_change_places(self):
        which = "every hidden layer" if len(self.orders) > 1 else "the hidden layer"
        self.beat(
            "All of them change places",
            f"So may all, in {which}: other places, the same outputs.",
        )
        self._reorder(self.orders)

    def some_are_turned_over(self):
        headline, law, said = law_of(self.run, turned_layer(self.run))
        self.beat(headline, said)
        self.note = formula(law, SMALL + 3, style.FOCUS).move_to(LAW)
        self.play(FadeIn(self.note))
        twin = twin_of(self.network, self.in_place, self.turned)
        # A neuron flips like a card: no network between the two states is shown.
        turned, weights = self.turned[0][self.part.neurons[0]], self._drawn_weights(twin)
        edge_on = self.drawn.turn_edge_on(turned, weights)
        self.play(*edge_on, run_time=QUICK, rate_func=rush_into)
        over = self.drawn.turn_over(weights, self._drawn_activations(twin))
        self.play(*over, run_time=NORMAL, rate_func=rush_from)
        self.hold()

    def other_pictures_same_answers(self):
        images, sizes = self.run.examples()[0], self.run.sizes
        n = len(images)
        self.difference, same = compare_outputs(self.network, self.orders, self.turned, images)
        signs, scale = any(negatable(self.run)), scalable(self.run)
        ones = "twins" if signs else "orders"
        found = number_of_twins(sizes, negatable(self.run))
        self.beat(
            "Other pictures, the same answers",
            f"{'All' if same == n else f'{same:,} of'} {n:,} answers are the same, the "
            f"outputs but for rounding. There are {power_in_words(found)} such {ones}"
            + (", and any scale." if scale else "."),
        )
        pictures = self.drawn.pictures
        W = self._drawn_weights(self.network)[0]
        original = grid_of(W, self.shape, self.scale, GRID)
        original.move_to(PICTURES)
        self.play(
            FadeOut(*self.drawn.diagram, self.note),
            self.legend.animate.to_corner(UP + RIGHT, buff=style.EDGE),
            pictures.animate.move_to(PICTURES * [-1, 1, 1]),  # mirrored: on the right
            run_time=NORMAL,
        )
        names = named_beside((original, pictures), ("the network", "its twin"))
        self.facts = self._facts(n, same).set_y(PICTURES[1])
        counted = formula(formula_of_twins(sizes, negatable(self.run)))
        count = VGroup(text(ones, SMALL, style.QUIET), counted)
        count.arrange(RIGHT, buff=0.4).move_to(COUNT)
        self.play(FadeIn(original, names, self.facts, count))
        self.hold(3.5)
        self.shown = VGroup(original, pictures, names, self.facts, count)

    def mixtures(self):
        """Mix two neurons, by angles of 0 to 90°, and let the next layer unmix them."""
        pair, middle = [0, self.run.sizes[1] - 1], MIXTURES // 2
        angles, images = np.linspace(0, 90, MIXTURES), self.run.examples()[0]
        outputs = outputs_of_mixtures(self.network, *pair, np.radians(angles), images)
        answers = outputs.argmax(axis=2)
        self.changed = (answers != answers[0]).sum(axis=1)
        s = "s" * int(self.changed[middle] != 1)
        self.beat(
            "Mixtures are no twins",
            f"Infinitely many ways, by mixing? {squash_sign(self.run)} stands between: mixed "
            "before it, neurons can't be unmixed after. Halfway, "
            + (
                f"{self.changed[middle]:,} answer{s} change{'' if s else 's'}."
                if self.changed[middle]
                else f"outputs move by up to {small(abs(outputs[middle] - outputs[0]).max())}."
            ),
        )
        left, plot = (
            self._two_neurons(pair),
            plot_of_changes(self.changed, len(images), negatable(self.run)[0]),
        )
        curve = plot.curve(angles, self.changed, style.WHITE)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(left, plot))
        turned = ValueTracker(0)
        self.two.add_updater(lambda two: two.mix(np.radians(turned.get_value())))
        end = turned.animate.set_value(90)
        self.play(end, Create(curve), run_time=1.5 * SLOW, rate_func=linear)
        self.two.clear_updaters()
        self.shown = VGroup(left, plot, curve, self.legend)

    def halfway(self):
        shares, costs, right = self.twins.shares, self.twins.costs, self.twins.right
        middle, top = len(shares) // 2, float(costs.max())
        self.beat(
            "Halfway between two twins",
            "On the straight line between them the cost "
            + (
                f"rises from {costs[0]:.3f} to {top:.2f}. Halfway, {right[middle]:.0%} are right."
                if top > 1.1 * costs[0]
                else f"stays below {1.1 * costs[0]:.2f}: to so little training they are alike."
            ),
        )
        self.plot = plot_of_costs(round_above(top), images(self.run))
        self.curve = self.plot.curve(shares, costs)
        ends = self.plot.c2p(shares[[0, -1]], costs[[0, -1]])
        dots = VGroup(*(Dot(end, 0.1, color=style.COST) for end in ends))
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(self.plot, dots))
        self.play(Create(self.curve), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self._right_halfway(costs[middle], right[middle])), run_time=QUICK)
        self.hold(1.5)

    def _reorder(self, orders, marks=()):
        """Move the neurons, and the marks on them, into other orders."""
        as_they_are = [np.zeros(n, bool) for n in self.hidden]
        outputs = self._drawn_activations(twin_of(self.network, orders, as_they_are))[-1]
        layers = self.part.layers[:-1]
        drawn = [self.part.order(l, orders[l - 1]) for l in layers]
        self.play(*self.drawn.reorder(drawn, outputs, marks), run_time=SLOW)

    def _activations(self, network):
        """The example's activations [(n_l,), …] in all layers after the inputs."""
        return [a[0] for a in network.forward(self.image.reshape(1, -1)).a[1:]]

    def _drawn_activations(self, network):
        """Those that are drawn, [(k_l,), …]."""
        return self.part.activations([self.image, *self._activations(network)])

    def _drawn_weights(self, network):
        """The weights that are drawn: all into the first layer's neurons, then between columns."""
        first = network.weights[0][self.part.neurons[0]]
        return [first, *self.part.weights(network.weights)]

    def _facts(self, count, same):
        """How much the answers of the two networks agree, in numbers."""
        rounding = max(self.run.sizes) * np.finfo(float).eps
        # Rounding differs from machine to machine. Its bound does not: the most numbers added in
        # one sum, times the machine epsilon.
        self.exponent = exponent_above(max(self.difference, rounding))
        shown = {
            images(self.run): Readout(count, "{:,.0f}"),
            "same answer": Readout(same, "{:,.0f}", color=style.FOCUS),
            "largest difference": formula(f"< 10^({self.exponent})", color=style.FOCUS),
        }
        return stacked(shown).arrange(DOWN, buff=0.4)

    def _two_neurons(self, pair):
        """Two neurons, and the laws of whether they can be unmixed, without squashing and with."""
        squash = squash_name(self.run)
        self.two = MixedPair(self.network.weights[0][pair], self.shape, self.scale)
        laws = VGroup(
            formula("W M^(-1) (M z) = W z"),
            formula(f"W M^(-1) {squash}(M z) != W {squash}(z)", color=style.FOCUS),
        ).arrange(DOWN, buff=0.3)
        words = text("two neurons, mixed", SMALL, style.QUIET)
        return VGroup(self.two, words, laws).arrange(DOWN, buff=0.3).move_to(MIXED)

    def _right_halfway(self, cost, right):
        """The share right halfway, written under the curve if it is high enough, else above it."""
        words = text(f"of validation {many(self.run)} right", SMALL, style.QUIET)
        note = VGroup(Readout(100 * right, "{:.0f}%"), words).arrange(DOWN, buff=0.12)
        if cost > self.plot.y_range[1] / 2:
            return note.move_to(self.plot.c2p(0.5, 0.45 * cost))
        return note.move_to(self.plot.c2p(0.5, cost)).shift(0.7 * UP)
