"""How many networks do the same, and what lies between them."""

import math

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

from nn.analysis.mixing import mixed
from nn.analysis.studies.twins import twin_of
from scenes.mobjects.heatmap import framed, grid_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.plot import ColourBar, Plot
from scenes.stage import style
from scenes.stage.examples import an_example, called, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HIDDEN_LAYER
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.rounding import small

GRID = 4.3  # width of a grid of pictures, in scene units
WITHIN_SCALE = 99  # the percentage of the weights that a scale reaches
LAYER_HEIGHT = 5.0
MIXTURES = 31  # of two neurons, from one end to the other; odd, so that one lies halfway


class TheSameNetworkTwice(Explainer):
    """Shuffled and turned over, the hidden neurons give other pictures and the same answers."""

    needs = (HIDDEN_LAYER,)
    studies = ("twins",)

    def construct(self):
        run = self.run
        self.twins = self.study("twins")
        hidden = range(1, len(run.sizes) - 1)
        self.orders = [getattr(self.twins, f"order{l}") for l in hidden]
        self.turned = [getattr(self.twins, f"turned{l}") for l in hidden]
        self.shape = picture_shape(run)
        self.network = run.network()
        self.image, self.label = an_example(run)
        self.lay_out()
        self.the_network()
        self.two_change_places()
        self.all_change_places()
        self.some_are_turned_over()
        self.other_pictures_same_answers()
        if run.sizes[1] > 1:
            self.mixtures()
        self.halfway()

    def lay_out(self):
        """Left the pictures of the first layer's weights, right the layers after the pixels."""
        W = self.network.weights
        scale = float(np.percentile(abs(W[0]), WITHIN_SCALE))
        self.pictures = grid_of(W[0], self.shape, scale, GRID).move_to([-4.1, 0.35, 0])
        self.places = [picture.get_center() for picture in self.pictures]
        legend = ColourBar((-scale, scale), "weight", "{:+.2f}", length=2.2)
        self.legend = legend.next_to(self.pictures, DOWN, buff=0.2)
        activations = [a[0] for a in self.network.forward(self.image.reshape(1, -1)).a[1:]]
        across = np.linspace(-0.6, 3.9, len(activations))
        self.columns = [
            Neurons(a, LAYER_HEIGHT).move_to([x, 0, 0])
            for a, x in zip(activations, across, strict=True)
        ]
        self.edges = [
            Edges(w, before, after, z_index=-1)
            for w, before, after in zip(W[1:], self.columns, self.columns[1:], strict=False)
        ]
        self.names, self.numbers = VGroup(), VGroup()
        for j, (name, output) in enumerate(zip(self.run.classes, activations[-1], strict=True)):
            y = self.columns[-1].centre(j)[1]
            word = text(style.escaped(name), SMALL)
            self.names.add(word.next_to(self.columns[-1].centre(j), RIGHT, 0.35))
            self.numbers.add(Readout(output, "{:.4f}", size=SMALL).move_to([5.9, y, 0]))

    def the_network(self):
        neurons = self.run.sizes[1]
        self.beat(
            "One network, and what it says",
            f"The weights into {neurons} neurons as pictures, the layers after, and the outputs "
            f"for a {self.run.classes[self.label]}.",
        )
        self.play(FadeIn(self.pictures, self.legend))
        self.play(FadeIn(*self.columns, *self.edges, self.names, self.numbers))

    def two_change_places(self):
        one, other = 0, self.run.sizes[1] - 1
        order = np.arange(self.run.sizes[1])
        order[[one, other]] = other, one
        self.beat(
            "Two neurons change places",
            "Two neurons change places, with all their weights: the same numbers are added, in "
            "another order.",
        )
        radius, marks = 1.5 * self.columns[0].radius, []  # (mark, neuron, whether on its picture)
        for j in (one, other):
            frame = SurroundingRectangle(self.pictures[j], color=style.FOCUS, buff=0.03)
            ring = Circle(radius, style.FOCUS, stroke_width=4).move_to(self.columns[0].centre(j))
            marks += [(frame.set_z_index(2), j, True), (ring, j, False)]
            self.pictures[j].set_z_index(1)  # they pass over the others
        self.play(*(Create(mark) for mark, _, _ in marks))
        self._move([order] + [np.arange(n) for n in self.run.sizes[2:-1]], marks)
        self.play(*(FadeOut(mark) for mark, _, _ in marks), run_time=QUICK)

    def all_change_places(self):
        layers = len(self.orders)
        self.beat(
            "All of them change places",
            f"So may all, in {'every hidden layer' if layers > 1 else 'the hidden layer'}: other "
            "places, the same outputs.",
        )
        self._move(self.orders)

    def some_are_turned_over(self):
        activation = self.network.activation
        law, said = TURNED[activation]
        self.beat("Some are turned over" if activation != "relu" else "Some speak louder", said)
        note = formula(law, SMALL + 3, style.FOCUS).move_to([1.6, -2.78, 0])
        self.play(FadeIn(note))
        twin = twin_of(self.network, [np.arange(n) for n in self.run.sizes[1:-1]], self.turned)
        passed = twin.forward(self.image.reshape(1, -1))
        over = [picture for picture, t in zip(self.pictures, self.turned[0], strict=True) if t]
        changed = [
            w != edges.weights for w, edges in zip(twin.weights[1:], self.edges, strict=True)
        ]
        widths = [picture.width for picture in over]
        # A neuron is turned as a card is: no network stands between the two sides of it.
        self.play(
            *(
                picture.animate.stretch_to_fit_width(width / 1000)
                for picture, width in zip(over, widths, strict=True)
            ),
            *(
                edges.animate.set_strength(1.0 - change)
                for edges, change in zip(self.edges, changed, strict=True)
            ),
            run_time=QUICK,
            rate_func=rush_into,
        )
        for picture, w in zip(self.pictures, twin.weights[0], strict=True):
            picture.set_values(w.reshape(self.shape))
        for edges, w in zip(self.edges, twin.weights[1:], strict=True):
            edges.set_weights(w)
        self.play(
            *(
                picture.animate.stretch_to_fit_width(width)
                for picture, width in zip(over, widths, strict=True)
            ),
            *(edges.animate.set_strength(1.0) for edges in self.edges),
            *(
                column.animate.set_values(a[0])
                for column, a in zip(self.columns, passed.a[1:], strict=True)
            ),
            *self._answers(passed),
            run_time=NORMAL,
            rate_func=rush_from,
        )
        self.note = note
        self.hold()

    def other_pictures_same_answers(self):
        X, sizes = self.run.examples()[0], self.run.sizes
        none = [np.zeros(n, bool) for n in sizes[1:-1]]
        in_place = [np.arange(n) for n in sizes[1:-1]]
        ours, theirs = (
            twin_of(self.network, orders, turned, np.float64).forward(X.astype(np.float64)).a[-1]
            for orders, turned in ((in_place, none), (self.orders, self.turned))
        )
        self.difference = float(abs(ours - theirs).max())
        self.exponent = power_above(max(self.difference, max(sizes) * np.finfo(float).eps))
        same = int((ours.argmax(axis=1) == theirs.argmax(axis=1)).sum())
        freely = self.network.activation == "relu"
        self.beat(
            "Other pictures, the same answers",
            f"{'All' if same == len(X) else f'{same:,} of'} {len(X):,} answers are the same, the "
            f"outputs but for rounding. There are {_in_words(number_of_twins(sizes, freely))} such "
            + ("orders, and any scale." if freely else "twins."),
        )
        self.original = grid_of(
            self.network.weights[0], self.shape, self.pictures[0].limits[1], GRID
        ).move_to([-4.1, 0.35, 0])
        self.play(
            FadeOut(*self.columns, *self.edges, self.names, self.numbers, self.note),
            self.legend.animate.to_corner(UP + RIGHT, buff=style.EDGE),
            self.pictures.animate.move_to([4.1, 0.35, 0]),
            run_time=NORMAL,
        )
        names = VGroup(
            *(
                text(name, SMALL, style.QUIET).next_to(grid, DOWN, buff=0.2)
                for name, grid in (("the network", self.original), ("its twin", self.pictures))
            )
        )
        self.facts = VGroup(
            text("images", SMALL, style.QUIET),
            Readout(len(X), "{:,.0f}"),
            text("same answer", SMALL, style.QUIET),
            Readout(same, "{:,.0f}", color=style.FOCUS),
            text("largest difference", SMALL, style.QUIET),
            formula(f"< 10^({self.exponent})", color=style.FOCUS),
        ).arrange(DOWN, buff=0.2)
        for fact in self.facts[2:]:  # each name and its number stand together
            fact.shift(0.2 * DOWN)
        for fact in self.facts[4:]:
            fact.shift(0.2 * DOWN)
        self.facts.move_to([0, 0.35, 0])
        self.count = formula(counted(sizes, freely))
        count = VGroup(text("orders" if freely else "twins", SMALL, style.QUIET), self.count)
        count.arrange(RIGHT, buff=0.4).move_to([0, -2.6, 0])
        self.play(FadeIn(self.original, names, self.facts, count))
        self.hold(3.5)
        self.shown = VGroup(self.original, self.pictures, names, self.facts, count)

    def mixtures(self):
        """Two neurons turn into one another, by degrees, and what listens turns them back."""
        pair, middle = [0, self.run.sizes[1] - 1], MIXTURES // 2
        angles, images = np.linspace(0, 90, MIXTURES), self.run.examples()[0]
        outputs = np.array(
            [mixed(self.network, *pair, t).forward(images).a[-1] for t in np.radians(angles)]
        )
        answers = outputs.argmax(axis=2)
        self.changed = (answers != answers[0]).sum(axis=1)
        said, _ = SQUASHING[self.network.activation]
        self.beat(
            "Mixtures are no twins",
            f"Infinitely many ways, by mixing? {said} stands between: mixed before it, neurons "
            "can't be unmixed after. Halfway, "
            + (
                f"{self.changed[middle]:,} answers change."
                if self.changed[middle]
                else f"outputs move by up to {small(abs(outputs[middle] - outputs[0]).max())}."
            ),
        )
        left, plot = self._two_neurons(pair), self._changes(len(images))
        self.mixed = plot.curve(angles, self.changed, style.WHITE)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(left, plot))
        turned, W = ValueTracker(0), self.network.weights[0][pair]
        self.two.add_updater(lambda two: self._mix(two, W, np.radians(turned.get_value())))
        self.play(
            turned.animate.set_value(90),
            Create(self.mixed),
            run_time=1.5 * SLOW,
            rate_func=linear,
        )
        self.two.clear_updaters()
        self.shown = VGroup(left, plot, self.mixed, self.legend)

    def _two_neurons(self, pair):
        """The pictures of two neurons, and the laws of their mixture: with squashing, without."""
        scale, W = self.original[0].limits[1], self.network.weights[0]
        _, squash = SQUASHING[self.network.activation]
        self.two = VGroup(*(framed(W[j].reshape(self.shape), scale, width=2.2) for j in pair))
        self.two.arrange(RIGHT, buff=0.3)
        laws = VGroup(
            formula("W M^(-1) (M z) = W z"),
            formula(f"W M^(-1) {squash}(M z) != W {squash}(z)", color=style.FOCUS),
        ).arrange(DOWN, buff=0.3)
        words = text("two neurons, mixed", SMALL, style.QUIET)
        return VGroup(self.two, words, laws).arrange(DOWN, buff=0.3).move_to([-4.0, 0.1, 0])

    def _changes(self, images):
        """The axes of how many answers change as two neurons are mixed."""
        top = _ceiling(max(int(self.changed.max()), 2))
        # A ReLU has no twin that is turned over: what the mixing ends at is then no swap.
        end = "turned" if self.network.activation == "relu" else "swapped"
        return Plot(
            (0, 90),
            (0, top),
            width=5.5,
            height=3.7,
            x_ticks={0: "apart", 45: "half and half", 90: end},
            y_ticks={value: f"{value:.0f}" for value in (0, top / 2, top)},
            y_title=f"answers that change, of {images:,}",
        ).move_to([2.9, -0.15, 0])

    def _mix(self, two, W, angle):
        (w, v), c, s = W, np.cos(angle), np.sin(angle)
        for picture, row in zip(two, (c * w - s * v, s * w + c * v), strict=True):
            picture.set_values(row.reshape(self.shape))

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
        high = _ceiling(top)
        plot = Plot(
            (0, 1),
            (0, high),
            width=9.0,
            height=3.7,
            x_ticks={0: "the network", 0.5: "halfway", 1: "its twin"},
            y_ticks={value: f"{value:.2g}" for value in (0, high / 2, high)},
            y_title="cost over all training images",
        ).move_to([0, -0.15, 0])
        self.curve = plot.curve(shares, costs)
        self.plot = plot
        ends = VGroup(*(Dot(plot.c2p(shares[i], costs[i]), 0.1, color=style.COST) for i in (0, -1)))
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot, ends))
        self.play(Create(self.curve), run_time=SLOW, rate_func=linear)
        words = text(f"of validation {called(self.run)} right", SMALL, style.QUIET)
        note = VGroup(Readout(100 * right[middle], "{:.0f}%"), words).arrange(DOWN, buff=0.12)
        if (
            costs[middle] > high / 2
        ):  # under the hill, where it is wide enough, else above the curve
            note.move_to(plot.c2p(0.5, 0.45 * costs[middle]))
        else:
            note.move_to(plot.c2p(0.5, costs[middle])).shift(0.7 * UP)
        self.play(FadeIn(note), run_time=QUICK)
        self.hold(1.5)

    def _move(self, orders, marks=()):
        """Let the neurons stand in other orders; edges, pictures and marks go with them."""
        places = [np.argsort(order) for order in orders] + [np.arange(self.run.sizes[-1])]
        there = [
            column.copy().set_places(place)
            for column, place in zip(self.columns, places, strict=True)
        ]
        as_they_are = [np.zeros(len(order), bool) for order in orders]
        passed = twin_of(self.network, orders, as_they_are).forward(self.image.reshape(1, -1))
        self.play(
            *(
                picture.animate.move_to(self.places[place])
                for picture, place in zip(self.pictures, places[0], strict=True)
            ),
            *(
                column.animate.set_places(place)
                for column, place in zip(self.columns, places, strict=True)
            ),
            *(
                edges.animate.join(before, after)
                for edges, before, after in zip(self.edges, there, there[1:], strict=False)
            ),
            *self._answers(passed),
            *(
                mark.animate.move_to(
                    self.places[places[0][j]] if on_picture else there[0].centre(j)
                )
                for mark, j, on_picture in marks
            ),
            run_time=SLOW,
        )

    def _answers(self, passed):
        """The outputs, counted to what a network says."""
        return (
            number.animate.set_value(a)
            for number, a in zip(self.numbers, passed.a[-1][0], strict=True)
        )


TURNED = {  # the law by which a neuron may be turned over, and what it means
    "sigmoid": (
        "sigma(-z) = 1 - sigma(z)",
        "Half change the signs of all their weights: bright turns dark, and those that listen make "
        "up for it.",
    ),
    "tanh": (
        "tanh(-z) = -tanh(z)",
        "Half change the signs of all their weights: bright turns dark, and those that listen make "
        "up for it.",
    ),
    "relu": (
        'op("ReLU")(2 z) = 2 op("ReLU")(z)',
        "A ReLU can't change its sign. But half may double what comes in, if those that listen "
        "halve their weights.",
    ),
}


SQUASHING = {  # as it is said, and in Typst
    "sigmoid": ("σ", "sigma"),
    "tanh": ("tanh", "tanh"),
    "relu": ("ReLU", 'op("ReLU")'),
}


def number_of_twins(sizes, freely=False):
    """How many networks have the same outputs by orders and, unless scaled freely, signs."""
    return math.prod(math.factorial(n) * (1 if freely else 2**n) for n in sizes[1:-1])


def counted(sizes, freely=False):
    """The formula of their number, in Typst."""
    factors = (f"{n}!" + ("" if freely else f" dot 2^{n}") for n in sizes[1:-1])
    return f"{' dot '.join(factors)} = {_power(number_of_twins(sizes, freely))}"


def _power(value):
    """A number as a product with a power of ten, in Typst."""
    mantissa, exponent = _mantissa(value)
    return f"{mantissa:.1f} dot 10^({exponent})" if value else "0"


def power_above(value):
    """The exponent of the next power of ten above a value: for rounding, which differs from machine
    to machine, where its bound, the numbers added times the last digit of each, does not."""
    return math.floor(math.log10(value)) + 1


def _in_words(value):
    mantissa, exponent = _mantissa(value)
    return f"{mantissa:.1f}·10{str(exponent).translate(RAISED)}"


RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _mantissa(value):
    """(mantissa 1…10, exponent of ten) of a number above 0, however large."""
    if not value:
        return 0.0, 0
    size = math.log10(value)  # also of whole numbers that no float holds
    exponent = math.floor(size)
    mantissa = 10 ** (size - exponent)
    return (1.0, exponent + 1) if mantissa >= 9.95 else (mantissa, exponent)


def _ceiling(value):
    """The end of an axis: the next number of one digit above a value."""
    unit = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return math.ceil(value / unit) * unit
