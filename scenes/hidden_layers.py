"""The hidden layers: what the second makes of the first, and how many networks do the same."""

import math

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    VGroup,
    linear,
    rush_from,
    rush_into,
)

from nn.studies.twins import twin_of
from scenes import style
from scenes.examples import an_example, picture_shape
from scenes.explainer import Explainer
from scenes.mobjects.heatmap import framed
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table
from scenes.needs import HIDDEN_LAYER, PICTURES, TWO_HIDDEN_LAYERS
from scenes.style import NORMAL, QUICK, SLOW, SMALL, formula, text

GRID = 4.3  # width of a grid of pictures, in scene units
LARGE = 4.1  # width of a picture that is looked at closely
WITHIN_SCALE = 99  # the percentage of the weights that a scale reaches
LAYER_HEIGHT = 5.0
ONE_BY_ONE = 16  # pictures that are added one after the other; what is left comes at once
NEARLY_STRAIGHT = 1.0  # the sigmoid and tanh are nearly straight for sums up to this size
BINS = 60


class SecondLayer(Explainer):
    """The second layer seen through the first: pictures added up, and what their sum leaves out."""

    needs = (PICTURES, TWO_HIDDEN_LAYERS)

    def construct(self):
        run = self.run
        self.shape = picture_shape(run)
        self.network = run.network()
        self.first, self.second = self.network.weights[:2]
        self.seen_through = self.second @ self.first  # (n_2, pixels)
        image, _ = an_example(run)
        self.j = int(self.network.forward(image.reshape(1, -1)).z[1][0].argmax())
        self.images, _ = run.examples()
        self.passed = self.network.forward(self.images)
        self.what_it_listens_to()
        self.pictures_added_up()
        self.the_whole_layer()
        self.what_lies_between()
        self.picture_against_truth()

    def what_it_listens_to(self):
        w = self.second[self.j]
        self.beat(
            "A neuron of the second layer",
            f"It sees no pixels, only the {len(w)} neurons of the first layer: blue frames speak "
            "for it, orange ones against it, wide ones loudly.",
        )
        scale = float(np.percentile(abs(self.first), WITHIN_SCALE))
        self.pictures = grid_of(self.first, self.shape, scale).move_to([-3.7, 0.35, 0])
        self.frames = VGroup(
            *(self._frame(picture, w[k], abs(w).max()) for k, picture in enumerate(self.pictures))
        )
        legend = ColourBar((-scale, scale), "weight of a pixel", "{:+.2f}", length=2.2)
        legend.next_to(self.pictures, DOWN, buff=0.25)
        self.left = VGroup(self.pictures, self.frames, legend)
        self.play(FadeIn(self.pictures, legend))
        self.play(Create(self.frames), run_time=SLOW)

    def pictures_added_up(self):
        w = self.second[self.j]
        order = np.argsort(-abs(w), kind="stable")
        parts = w[:, None] * self.first
        sums = np.cumsum(parts[order], axis=0)
        scale = float(np.percentile(abs(sums[-1]), WITHIN_SCALE))
        self.beat(
            "The pictures, weighted and added",
            f"Each picture times its weight, the heaviest first, and all {len(w)} added: the "
            "second layer's neuron, drawn on the pixels.",
        )
        self.sum = framed((0 * sums[0]).reshape(self.shape), scale, width=LARGE)
        self.sum.move_to([3.6, 0.45, 0])
        legend = ColourBar((-scale, scale), "sum", "{:+.1f}", length=2.6)
        legend.next_to(self.sum, DOWN, buff=0.25)
        weight = Readout(w[order[0]], "{:+.2f}", widest="+00.00", color=style.FOCUS)
        label = text("its weight", SMALL, style.QUIET)
        at = VGroup(label, weight).arrange(DOWN, buff=0.15).move_to([0.2, 0.45, 0])
        self.play(FadeIn(self.sum, legend, at))
        steps = min(len(w), ONE_BY_ONE)
        for i, k in enumerate(order[:steps]):
            last = i == steps - 1
            moving = self.pictures[k].copy()
            self.play(
                moving.animate.set_values(parts[k].reshape(self.shape))
                .set_scale(scale)
                .replace(self.sum)
                .set_fill(opacity=0),
                weight.animate.set_value(w[k]),
                self.sum.animate.set_values(sums[-1 if last else i].reshape(self.shape)),
                run_time=NORMAL if i < 2 else QUICK / 1.5,
            )
            self.remove(moving)
        self.right = VGroup(self.sum, legend, at)

    def the_whole_layer(self):
        neurons = len(self.second)
        scale = float(np.percentile(abs(self.seen_through), WITHIN_SCALE))
        self.beat(
            f"All {neurons} of the second layer",
            f"So for each of its {neurons} neurons, on one scale. They are no easier to read than "
            "those of the first layer, of which they are made.",
        )
        self.layer = grid_of(self.seen_through, self.shape, scale).move_to([3.6, 0.35, 0])
        legend = ColourBar((-scale, scale), "sum", "{:+.1f}", length=2.2)
        legend.next_to(self.layer, DOWN, buff=0.25)
        sum_, sum_legend, at = self.right
        others = VGroup(*(p for j, p in enumerate(self.layer) if j != self.j))
        self.play(FadeOut(at, sum_legend, self.frames), run_time=QUICK)
        self.play(
            sum_.animate.replace(self.layer[self.j]).set_scale(scale), FadeIn(legend), run_time=SLOW
        )
        self.play(FadeIn(others))
        self.add(self.layer[self.j])
        self.remove(sum_)
        self.hold()
        self.shown = VGroup(self.left[0], self.left[2], self.layer, legend)

    def what_lies_between(self):
        z = self.passed.z[0].ravel()
        name = {"sigmoid": "sigma", "tanh": "tanh", "relu": 'op("ReLU")'}[self.network.activation]
        if self.network.activation == "relu":
            marked, said = (
                (0, float(z.max())),
                "lie above zero, where it lets them pass; the rest it drops",
            )
        else:
            marked = (-NEARLY_STRAIGHT, NEARLY_STRAIGHT)
            said = f"lie within ±{NEARLY_STRAIGHT:.0f}, where it is nearly straight"
        share = np.mean((z > marked[0]) & (z <= marked[1]))
        self.beat(
            "But something lies between",
            "The sum of pictures leaves out the squashing between the layers. Of the first layer's "
            f"sums over {len(self.images):,} images, {share:.0%} {said}.",
        )
        laws = VGroup(
            formula(
                "z^((2)) = W^((2)) {{ " + name + " : squash }} (W^((1)) x + b^((1))) + b^((2))"
            ),
            formula('upright("pictures:") quad W^((2)) W^((1)) x'),
        ).arrange(DOWN, buff=0.7, aligned_edge=LEFT)
        laws[0].select("squash").set_color(style.FOCUS)
        laws.move_to([-3.7, 0.3, 0])
        reach = float(np.ceil(np.percentile(abs(z), 98)))
        edges = np.linspace(-reach, reach, BINS + 1)
        counts = np.histogram(z, edges)[0] / len(z)
        function = self.network.functions[0]
        heights = function.forward(np.linspace(-reach, reach, 201)[None])[0]
        low, high = min(0, heights.min()), max(1, heights.max())
        plot = Plot(
            (-reach, reach),
            (low, high),
            width=6.2,
            height=3.6,
            x_ticks={-reach: f"−{reach:.0f}", 0: "0", reach: f"{reach:.0f}"},
            y_ticks={value: f"{value:.0f}" for value in (low, high)},
            x_title="weighted sum z of a neuron of the first layer",
            y_title="activation a, and where the sums lie",
        ).move_to([3.0, -0.1, 0])
        tall = counts / counts.max() * 0.8 * (high - low)
        self.bars = Histogram(plot, tall, edges, color=style.FAINT, gap=0).set_marked(marked)
        curve = plot.curve(np.linspace(-reach, reach, 201), heights, style.WHITE)
        self.share = Readout(100 * share, "{:.0f}%", color=style.FOCUS)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(laws[1]))
        self.play(FadeIn(laws[0]))
        self.play(FadeIn(plot), Create(curve))
        where = "above 0" if self.network.activation == "relu" else f"within ±{NEARLY_STRAIGHT:.0f}"
        note = VGroup(self.share, text(where, SMALL, style.FOCUS)).arrange(DOWN, buff=0.12)
        note.move_to(plot.c2p(-0.72 * reach, low + 0.82 * (high - low)))
        self.play(FadeIn(self.bars, note))
        self.add(curve)
        self.shown = VGroup(laws, plot, curve, self.bars, note)

    def picture_against_truth(self):
        response = self.images @ self.seen_through.T
        truth = self.passed.z[1]
        r = np.array([_correlation(*pair) for pair in zip(response.T, truth.T, strict=True)])
        self.r = r
        x, y = response[:, self.j], truth[:, self.j]
        self.beat(
            "The picture against the truth",
            f"Each dot is one of {len(x):,} images. Picture and neuron correlate by "
            f"{r[self.j]:.2f}, over the layer by {r.min():.2f} to {r.max():.2f}: the picture "
            f"accounts for {r[self.j] ** 2:.0%} of how this neuron varies.",
        )
        x_range, y_range = _rounded_range(x), _rounded_range(y)
        plot = Plot(
            x_range,
            y_range,
            width=6.6,
            height=3.9,
            x_ticks={value: _signed(value) for value in _with_zero(x_range)},
            y_ticks={value: _signed(value) for value in _with_zero(y_range)},
            x_title="sum of picture × pixels",
            y_title="what the neuron really gets",
        ).move_to([-2.0, -0.1, 0])
        self.dots = Scatter(plot, x, y, radius=0.025)
        rows = {
            "correlation": Readout(r[self.j], "{:.2f}", color=style.FOCUS),
            "lowest of the layer": Readout(r.min(), "{:.2f}"),
            "highest": Readout(r.max(), "{:.2f}"),
        }
        small = framed(self.seen_through[self.j].reshape(self.shape), self.sum.limits[1], width=2.2)
        self.table = Table(rows, width=3.9, spacing=0.62)
        beside = VGroup(small, self.table).arrange(DOWN, buff=0.6).move_to([4.4, 0, 0])
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot, small))
        self.play(self.dots.set_shown(0).animate.set_shown(1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self.table))
        self.hold()
        self.beside = beside

    @staticmethod
    def _frame(picture, weight, largest):
        share = abs(weight) / largest
        color = style.POSITIVE if weight > 0 else style.NEGATIVE
        frame = SurroundingRectangle(picture, color=color, buff=0.02)
        return frame.set_stroke(width=0.5 + 6 * share, opacity=0.25 + 0.75 * share)


class TheSameNetworkTwice(Explainer):
    """Shuffled and turned over, the hidden neurons give other pictures and the same answers."""

    needs = (HIDDEN_LAYER,)

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
        self.halfway()

    def lay_out(self):
        """Left the pictures of the first layer's weights, right the layers after the pixels."""
        W = self.network.weights
        scale = float(np.percentile(abs(W[0]), WITHIN_SCALE))
        self.pictures = grid_of(W[0], self.shape, scale).move_to([-4.1, 0.35, 0])
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
            f"The pictures of {neurons} neurons, the layers after the pixels, and what comes out "
            f"for one image of a {self.run.classes[self.label]}.",
        )
        self.play(FadeIn(self.pictures, self.legend))
        self.play(FadeIn(*self.columns, *self.edges, self.names, self.numbers))

    def two_change_places(self):
        one, other = 0, self.run.sizes[1] - 1
        order = np.arange(self.run.sizes[1])
        order[[one, other]] = other, one
        self.beat(
            "Two neurons change places",
            "Two neurons change places, with all weights that come in and go out. What adds them "
            "up adds the same numbers, in another order.",
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
            f"So may all of them, in {'every hidden layer' if layers > 1 else 'the hidden layer'}. "
            "The pictures stand elsewhere, and the outputs do not change.",
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
        same = int((ours.argmax(axis=1) == theirs.argmax(axis=1)).sum())
        freely = self.network.activation == "relu"
        self.beat(
            "Other pictures, the same answers",
            f"{len(X):,} images through both: {same:,} get the same answer, and no output differs "
            f"by more than rounding. There are {_in_words(number_of_twins(sizes, freely))} such "
            + ("orders, and any scale." if freely else "twins."),
        )
        self.original = grid_of(
            self.network.weights[0], self.shape, self.pictures[0].limits[1]
        ).move_to([-4.1, 0.35, 0])
        self.play(
            FadeOut(*self.columns, *self.edges, self.names, self.numbers, self.note, self.legend),
            run_time=QUICK,
        )
        self.play(self.pictures.animate.move_to([4.1, 0.35, 0]), run_time=NORMAL)
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
            formula(_power(self.difference), color=style.FOCUS),
        ).arrange(DOWN, buff=0.2)
        for fact in self.facts[2:]:  # each name and its number stand together
            fact.shift(0.2 * DOWN)
        for fact in self.facts[4:]:
            fact.shift(0.2 * DOWN)
        self.facts.move_to([0, 0.35, 0])
        self.count = formula(counted(sizes, freely))
        count = VGroup(text("orders" if freely else "twins", SMALL, style.QUIET), self.count)
        count.arrange(RIGHT, buff=0.4).move_to([0, -2.6, 0])
        self.play(FadeIn(self.original, names))
        self.play(FadeIn(self.facts, count))
        self.hold()
        self.shown = VGroup(self.original, self.pictures, names, self.facts, count)

    def halfway(self):
        shares, costs, right = self.twins.shares, self.twins.costs, self.twins.right
        middle, top = len(shares) // 2, float(costs.max())
        self.beat(
            "Halfway between two twins",
            "On the straight line between them the cost "
            + (
                f"rises from {costs[0]:.3f} to {top:.2f}, and falls again. Halfway "
                f"{right[middle]:.0%} of validation images are right: twins do not mix."
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
        self.play(Create(self.curve), run_time=1.5 * SLOW, rate_func=linear)
        self.hold()

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
        "Half of them change the signs of all their weights. Bright turns dark, and those that "
        "listen change theirs to match.",
    ),
    "tanh": (
        "tanh(-z) = -tanh(z)",
        "Half of them change the signs of all their weights. Bright turns dark, and those that "
        "listen change theirs to match.",
    ),
    "relu": (
        'op("ReLU")(2 z) = 2 op("ReLU")(z)',
        "A ReLU can't change its sign. But half of them may double what comes in, and those that "
        "listen halve their weights: the sums are the same.",
    ),
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


def grid_of(W, shape, scale):
    """Weights (n, pixels) as a square of pictures on one scale."""
    columns = math.ceil(math.sqrt(len(W)))
    width = (GRID - 0.14 * (columns - 1)) / columns
    pictures = VGroup(*(framed(w.reshape(shape), scale, width=width) for w in W))
    return pictures.arrange_in_grid(cols=columns, buff=0.14)


def _correlation(x, y):
    """Pearson's r, and 0 where either does not vary."""
    x, y = x - x.mean(dtype=float), y - y.mean(dtype=float)
    size = np.linalg.norm(x) * np.linalg.norm(y)
    return float(x @ y / size) if size > 0 else 0.0


def _rounded_range(values):
    """A range that holds all values, its ends round."""
    step = 10.0 ** np.floor(np.log10(np.ptp(values) or 1)) / 2
    return float(np.floor(values.min() / step) * step), float(np.ceil(values.max() / step) * step)


def _with_zero(limits):
    """The ends of an axis, and zero where it lies well between them."""
    low, high = limits
    inside = low + 0.15 * (high - low) < 0 < high - 0.15 * (high - low)
    return (low, 0, high) if inside else limits


def _signed(value):
    return f"{value:g}".replace("-", "−")
