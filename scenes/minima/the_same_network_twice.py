"""How many networks give the same outputs, and the cost between two of them."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
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
    VMobject,
    linear,
    rush_from,
    rush_into,
)

from nn.analysis.symmetry import compare_outputs, number_of_twins, twin_of
from scenes.minima.twin_words import about_so_few, law_of, negatable, turned_layer
from scenes.minima.twins import formula_of_twins, plot_of_costs
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.labelled import named_beside
from scenes.mobjects.lettering import Readout
from scenes.mobjects.movable_network import MovableNetwork
from scenes.mobjects.table import stacked
from scenes.mobjects.ticks import round_above
from scenes.mobjects.weight_pictures import PLACE, WeightPictures
from scenes.stage import style
from scenes.stage.drawn import Drawn, chosen_outputs
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA, HIDDEN_LAYER
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.numbers import about, exponent_above, in_words
from scenes.stage.words.things import a_class, images, many

MIRRORED = np.array([-1, 1, 1])  # from the left half of the frame to the right
SMALLER = 1.5  # the larger side of the pictures of a twin beside the plot, in scene units
COUNTABLE = 1e6  # twins
FEWER = 0.05  # by so much is a share right fewer
LAW = 1.6, -2.78, 0  # the centre of the formula of the activation's symmetry, under the diagram


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
        self.legend = self.drawn.legend

    def the_network(self):
        self.beat(
            "Is this the only answer?",
            f"This is our network's answer to {a_class(self.run, self.label)}. "
            "Could other weights give the same?",
        )
        self.add(self.drawn.pictures, self.legend)
        self.play(FadeIn(*self.drawn.diagram))

    def two_change_places(self):
        one, other = self.part.neurons[0][[0, -1]]
        order = np.arange(self.run.sizes[1])
        order[[one, other]] = other, one
        self.beat(
            "Two neurons change places",
            "Let two neurons swap places.",
        )
        column, marks = self.drawn.columns[0], []  # (mark, neuron, whether on its picture)
        for j in (0, len(column.values) - 1):
            picture = self.drawn.pictures[j].set_z_index(1)  # it passes over the others
            frame = SurroundingRectangle(picture, color=style.FOCUS, buff=0.03)
            ring = Circle(1.5 * column.radius, style.FOCUS, stroke_width=4)
            marks += [(frame.set_z_index(2), j, True), (ring.move_to(column.centre(j)), j, False)]
        self.play(*(Create(mark) for mark, _, _ in marks))
        self._reorder([order] + self.in_place[1:], marks)
        self.say("Nothing changes: the same numbers are added in another order.")
        self.play(*(FadeOut(mark) for mark, _, _ in marks), run_time=QUICK)

    def all_change_places(self):
        self.beat("All of them change places", "So let them all move.")
        self._reorder(self.orders)
        self.say("Still the same answer.")

    def some_are_turned_over(self):
        headline, law, said, then = law_of(self.run, turned_layer(self.run))
        self.beat(headline, said)
        self.note = formula(law, SMALL + 3).move_to(LAW)
        twin = twin_of(self.network, self.in_place, self.turned)
        # A neuron flips like a card: no network between the two states is shown.
        turned, weights = self.turned[0][self.part.neurons[0]], self._drawn_weights(twin)
        edge_on = self.drawn.turn_edge_on(turned, weights)
        self.play(*edge_on, run_time=QUICK, rate_func=rush_into)
        over = self.drawn.turn_over(weights, self._drawn_activations(twin))
        self.play(*over, run_time=NORMAL, rate_func=rush_from)
        self.say(then)
        self.play(FadeIn(self.note))

    def other_pictures_same_answers(self):
        examples, sizes = self.run.examples()[0], self.run.sizes
        n = len(examples)
        self.difference, same = compare_outputs(self.network, self.orders, self.turned, examples)
        ones = "twins" if any(negatable(self.run)) else "orders"
        found = number_of_twins(sizes, negatable(self.run))
        answers = f"{n:,}" if same == n else f"{same:,} of {n:,}"
        self.beat(
            "Other pictures, same answers",
            f"Other pictures, and the same {answers} answers.",
        )
        pictures = self.drawn.pictures
        W = self._drawn_weights(self.network)[0]
        original, _ = WeightPictures(W.reshape(-1, *self.shape), self.scale)
        self.play(
            FadeOut(*self.drawn.diagram, self.note),
            self.legend.animate.to_corner(UP + RIGHT, buff=style.EDGE),
            pictures.animate.move_to(PLACE * MIRRORED),  # mirrored: on the right
            run_time=NORMAL,
        )
        names = named_beside((original, pictures), ("the network", "its twin"))
        self.facts = self._facts(n, same).set_y(PLACE[1])
        counted = formula(formula_of_twins(sizes, negatable(self.run)))
        count = VGroup(text(ones, SMALL, style.QUIET), counted)
        count.arrange(RIGHT, buff=0.4).next_to(names, DOWN, buff=0.15)
        self.play(FadeIn(original, names, self.facts, count), run_time=QUICK)
        many_more = found > COUNTABLE
        self.say(
            f"There are countless such {ones}."
            if many_more
            else f"There are {in_words(found)} such {ones}."
        )
        self.twin_pictures = original, pictures
        self.beside = VGroup(names, self.facts, count)

    def halfway(self):
        shares, costs, right = self.twins.shares, self.twins.costs, self.twins.right
        middle, top = len(shares) // 2, float(costs.max())
        worse = top > 1.1 * costs[0]
        self.beat(
            "But it is worse in between" if worse else "And what lies in between?",
            "Halfway between twins, there is another network.",
        )
        self.plot = plot_of_costs(round_above(top), images(self.run))
        self.curve = self.plot.curve(shares, costs)
        ends = self.plot.c2p(shares[[0, -1]], costs[[0, -1]])
        dots = VGroup(*(Dot(end, 0.1, color=style.COST) for end in ends))
        smaller = [
            pictures.animate.scale(SMALLER / max(pictures.width, pictures.height))
            .next_to(self.plot.x_axis, side, buff=0.9)
            .align_to(self.plot.x_axis, DOWN)
            for pictures, side in zip(self.twin_pictures, (LEFT, RIGHT), strict=True)
        ]
        self.play(FadeOut(self.beside, self.legend), run_time=QUICK)
        self.play(FadeIn(self.plot, dots), *smaller, run_time=QUICK)
        way = ValueTracker(0)
        line, dot = VMobject().set_stroke(style.COST, 4), Dot(ends[0], 0.1, color=style.COST)
        line.add_updater(lambda line: self._show_way(line, dot, way.get_value()))
        self.add(line, dot)
        self.play(way.animate.set_value(0.5), run_time=SLOW, rate_func=linear)
        half = right[middle]
        share = about_so_few(half) if half < right[0] - FEWER else about(half)
        self.say(f"It gets {share} right.")
        self.play(FadeIn(self._right_halfway(costs[middle], half)), run_time=QUICK)
        self.play(way.animate.set_value(1), run_time=SLOW, rate_func=linear)
        line.clear_updaters()
        self.remove(line, dot)
        self.add(self.curve)

    def _show_way(self, line, dot, way):
        """Draw the curve up to a share of the way, and the dot there."""
        shares, costs = self.twins.shares, self.twins.costs
        here = self.plot.c2p(way, np.interp(way, shares, costs))
        done = shares <= way
        line.set_points_as_corners(np.vstack([self.plot.c2p(shares[done], costs[done]), here]))
        dot.move_to(here)

    def _reorder(self, orders, marks=()):
        """Move the neurons, and the marks on them, into other orders."""
        as_they_are = [np.zeros(n, bool) for n in self.hidden]
        outputs = self._drawn_activations(twin_of(self.network, orders, as_they_are))[-1]
        layers = self.part.layers[:-1]
        drawn = [self.part.order(l, orders[l - 1]) for l in layers]
        self.play(*self.drawn.reorder(drawn, outputs, marks), run_time=1.5 * NORMAL)

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
            "same answer": Readout(same, "{:,.0f}"),
            "largest difference": formula(f"< 10^({self.exponent})"),
        }
        return stacked(shown).arrange(DOWN, buff=0.4)

    def _right_halfway(self, cost, right):
        """The share right halfway, written under the curve if it is high enough, else above it."""
        words = text(f"of validation {many(self.run)} right", SMALL, style.QUIET)
        note = VGroup(Readout(100 * right, "{:.0f}%"), words).arrange(DOWN, buff=0.12)
        if cost > self.plot.y_range[1] / 2:
            return note.move_to(self.plot.c2p(0.5, 0.45 * cost))
        return note.move_to(self.plot.c2p(0.5, cost)).shift(0.7 * UP)
