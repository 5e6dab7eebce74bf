"""What the second layer computes from the first."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Circle,
    Create,
    FadeIn,
    Indicate,
    Line,
    SurroundingRectangle,
    VGroup,
    linear,
)

from nn.analysis.statistics import correlation
from scenes.mobjects.activation_plot import ActivationPlot
from scenes.mobjects.heatmap import largest, scale_of, width_within
from scenes.mobjects.lettering import Readout
from scenes.mobjects.pictures import framed, grid_of
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import round_limits
from scenes.mobjects.weight_pictures import GAP, ROOM, WeightPictures, legend_of
from scenes.stage import style
from scenes.stage.drawn import MOST_PICTURES, chosen_neurons
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import DATA, FINITE_PRODUCTS, PICTURES, TWO_HIDDEN_LAYERS
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.neurons import squashes
from scenes.stage.words.numbers import about, in_words, short
from scenes.stage.words.symbols import squash_name, squash_sign
from scenes.stage.words.things import images, pixels

LARGE = 4.84  # width of an enlarged picture, in scene units
SECOND = 3.7, 0.25, 0  # the centre of the pictures of the second layer, and of their first
ITS_WEIGHT = -0.15, 0.25, 0  # the centre of the weight of the picture that is added
LAWS, SUMS = (-3.7, 0.3, 0), (3.0, -0.1, 0)  # the centres of the formulas and of the plot
CLOUD, BESIDE = (-2.1, -0.1, 0), (4.35, 0, 0)  # likewise of the plot of all images, of its numbers
MOST = 36  # pictures of a layer that are all drawn
ONE_BY_ONE = 16  # pictures that are added one after the other; the last brings all the others
LAW = 37  # font size of the formulas


class SecondLayer(Explainer):
    """The second layer seen through the first: pictures added up, and what their sum leaves out."""

    needs = (DATA, PICTURES, TWO_HIDDEN_LAYERS, FINITE_PRODUCTS)

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
        heaviest = np.argsort(-abs(w), kind="stable")
        drawn = np.arange(len(w)) if len(w) <= MOST else np.sort(heaviest[:MOST_PICTURES])
        left_out = f" The heaviest {in_words(len(drawn))} are drawn." * (len(drawn) < len(w))
        self.beat(
            "What does the second layer see?",
            f"A neuron in the second layer sees no {pixels(self.run)}, "
            f"only the {in_words(len(w))} neurons before it." + left_out,
        )
        scale = scale_of(self.first[drawn])
        weights = WeightPictures(self.first[drawn].reshape(-1, *self.shape), scale)
        self.pictures, legend = weights
        self.picture = dict(zip(drawn.tolist(), self.pictures, strict=True))
        self.frames = VGroup(
            *(self._frame(picture, w[k], largest(w)) for k, picture in self.picture.items())
        )
        neuron = Circle(0.35, style.WHITE, stroke_width=4).move_to(SECOND)
        neuron.set_fill(style.BACKGROUND, 1)
        self.threads = VGroup(
            *(
                Line(frame.get_center(), neuron.get_center()).match_style(frame).set_z_index(-1)
                for frame in self.frames
            )
        )
        said = "frame and line: its weight", "(blue above zero, wider if larger)"
        note = style.lines(*said, size=SMALL, color=style.QUIET, align=(0, 0, 0))
        self.neuron = VGroup(neuron, note.next_to(neuron, DOWN, buff=0.4))
        self.left = VGroup(self.pictures, self.frames, legend)
        self.add(self.pictures, legend)
        self.play(FadeIn(self.neuron))
        self.play(Create(self.frames), Create(self.threads), run_time=SLOW)

    def pictures_added_up(self):
        w = self.second[self.j]
        order = np.argsort(-abs(w), kind="stable")
        parts = w[:, None] * self.first
        sums = np.cumsum(parts[order], axis=0)
        scale = scale_of(sums[-1])
        self.beat(
            "Add up their pictures",
            "So we add up their pictures, each times its weight.",
        )
        values = (0 * sums[0]).reshape(self.shape)
        self.sum = framed(values, scale, width=width_within(LARGE, values))
        self.sum.move_to(SECOND)
        legend = legend_of(self.sum, scale, "sum", "{:+.1f}")
        weight = Readout(w[order[0]], "{:+.2f}", widest="+00.00")
        label = text("its weight", SMALL, style.QUIET)
        at = VGroup(label, weight).arrange(DOWN, buff=0.15).move_to(ITS_WEIGHT)
        self.play(giving_way(VGroup(self.neuron, self.threads), VGroup(self.sum, legend, at)))
        steps = min(len(w), ONE_BY_ONE)
        for i, k in enumerate(order[:steps]):
            last = i == steps - 1
            moving = self.picture[int(k)].copy()
            self.play(
                moving.animate.set_values(parts[k].reshape(self.shape))
                .set_scale(scale)
                .replace(self.sum)
                .set_fill(opacity=0),
                weight.animate.set_value(w[k]),
                self.sum.animate.set_values(sums[-1 if last else i].reshape(self.shape)),
                run_time=(NORMAL, QUICK)[i] if i < 2 else QUICK / 3,
            )
            self.remove(moving)
        self.say("Is this the picture it wants?")
        self.right = VGroup(self.sum, legend, at)

    def the_whole_layer(self):
        neurons = len(self.second)
        scale = scale_of(self.seen_through)
        some = chosen_neurons(self.run, 2, MOST if neurons <= MOST else MOST_PICTURES - 1)
        drawn = np.union1d(some, [self.j])
        place = int(np.flatnonzero(drawn == self.j)[0])
        count, all_of_them = in_words(len(drawn)), len(drawn) == neurons
        self.beat(
            f"All {count} of them" if all_of_them else f"{count.capitalize()} of {neurons:,}",
            f"Here are {'all ' * all_of_them}{count}. They are no easier to read.",
        )
        W = self.seen_through[drawn].reshape(-1, *self.shape)
        self.layer = grid_of(W, self.shape, scale, ROOM, GAP).move_to(SECOND)
        legend = legend_of(self.layer, scale, "sum", "{:+.1f}")
        sum_, sum_legend, at = self.right
        others = VGroup(*(p for j, p in enumerate(self.layer) if j != place))
        self.play(
            sum_.animate.replace(self.layer[place]).set_scale(scale),
            giving_way(VGroup(at, sum_legend, self.frames), legend),
        )
        self.named = VGroup(
            style.lines(which, "layer", size=SMALL, color=style.QUIET, align=(0, 0, 0))
            for which in ("first", "second")
        )
        self.named[0].next_to(self.pictures, RIGHT, 0.3)
        self.named[1].next_to(self.layer, LEFT, 0.3)
        self.play(FadeIn(others, lag_ratio=0.1), FadeIn(self.named), run_time=SLOW)
        self.add(self.layer[place])
        self.remove(sum_)
        self.shown = VGroup(self.left[0], self.left[2], self.layer, legend, self.named)

    def what_lies_between(self):
        squashing = squashes(self.run)
        done = "is squashed" if squashing else f"goes through the {squash_sign(self.run)}"
        self.beat("Something is missing", f"Every sum {done} before it is passed on.")
        z = self.passed.z[0].ravel()
        reach = max(1.0, float(np.ceil(np.percentile(abs(z), 98))))
        x = np.linspace(-reach, reach, 201)
        activations = self.network.functions[0].forward(x[None])[0]
        plot, self.bars, curve = ActivationPlot(x, activations, z).shift(SUMS)
        laws = self._laws()
        self.play(giving_way(self.shown, VGroup(laws[0], plot)))
        self.play(FadeIn(self.bars), Create(curve), run_time=SLOW)
        self.add(curve)
        squash = laws[0].select("squash")
        self.say("These pictures leave that out.")
        self.play(FadeIn(laws[1]), Indicate(squash, color=style.FOCUS))
        self.shown = VGroup(laws, plot, curve, self.bars)

    def picture_against_truth(self):
        response = self.images @ self.seen_through.T
        truth = self.passed.z[1]
        r = np.array([correlation(*pair) for pair in zip(response.T, truth.T, strict=True)])
        self.r = r
        x, y = response[:, self.j], truth[:, self.j]
        self.beat("The picture against the truth", "How good is such a picture?")
        plot = self._plot_against(x, y)
        self.dots = Scatter(plot, x, y, radius=0.025)
        rows = {
            f"{images(self.run)}, a dot each": Readout(len(x), "{:,.0f}"),
            "correlation squared": Readout(100 * r[self.j] ** 2, "{:.0f}%"),
            "least in this layer": Readout(100 * (r**2).min(), "{:.0f}%"),
            "most": Readout(100 * (r**2).max(), "{:.0f}%"),
        }
        values = self.seen_through[self.j].reshape(self.shape)
        small = framed(values, self.sum.limits[1], width=width_within(2.4, values))
        self.table = Table(rows, width=4.3, spacing=0.55)
        VGroup(small, self.table).arrange(DOWN, buff=0.5).move_to(BESIDE)
        self.play(giving_way(self.shown, VGroup(plot, small)))
        self.play(
            self.dots.set_shown(0).animate.set_shown(1), run_time=1.2 * NORMAL, rate_func=linear
        )
        best = len(r) > 1 and r[self.j] ** 2 == (r**2).max()
        which = "The best of them" if best else "This one"
        said = self.say(f"{which} explains {about(r[self.j] ** 2)} of what its neuron does.")
        self.play(FadeIn(self.table), run_time=min(said, NORMAL))

    def _laws(self):
        """Formulas for what the second layer computes, and for what its pictures keep of that."""
        squash = "{{ " + squash_name(self.run) + " : squash }}"
        laws = VGroup(
            formula(f"z^((2)) = W^((2)) {squash} (W^((1)) x + b^((1))) + b^((2))", LAW),
            formula('upright("pictures:") quad W^((2)) W^((1)) x', LAW),
        ).arrange(DOWN, buff=0.7, aligned_edge=LEFT)
        laws.move_to(LAWS)
        return laws.shift(max(0, safe_area()[0] - laws.get_left()[0]) * RIGHT)

    @staticmethod
    def _plot_against(x, y):
        """Axes that hold all points (x[i], y[i])."""
        x_range, y_range = _rounded_range(x), _rounded_range(y)
        return Plot(
            x_range,
            y_range,
            width=6.6,
            height=3.9,
            x_ticks={value: short(value) for value in _with_zero(x_range)},
            y_ticks={value: short(value) for value in _with_zero(y_range)},
            x_title="sum of picture × pixels",
            y_title="what the neuron really gets",
        ).move_to(CLOUD)

    @staticmethod
    def _frame(picture, weight, largest):
        share = abs(weight) / largest
        color = style.POSITIVE if weight > 0 else style.NEGATIVE
        frame = SurroundingRectangle(picture, color=color, buff=0.02)
        return frame.set_stroke(width=0.5 + 6 * share, opacity=0.25 + 0.75 * share)


def _rounded_range(values):
    """(low, high): round limits between which all values lie."""
    step = 10.0 ** np.floor(np.log10(np.ptp(values) or 1)) / 2
    return round_limits(values, step)


def _with_zero(limits):
    """The limits of an axis, and zero if it is well away from both."""
    low, high = limits
    inside = low + 0.15 * (high - low) < 0 < high - 0.15 * (high - low)
    return (low, 0, high) if inside else limits
