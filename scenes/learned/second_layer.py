"""What the second layer computes from the first."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Create,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    VGroup,
    linear,
)

from nn.analysis.statistics import correlation
from scenes.mobjects.activation_plot import ActivationPlot
from scenes.mobjects.heatmap import largest, scale_of, width_within
from scenes.mobjects.lettering import Readout
from scenes.mobjects.pictures import framed, grid_of
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import Table
from scenes.mobjects.ticks import round_limits
from scenes.stage import style
from scenes.stage.drawn import MOST_PICTURES, chosen_neurons, of_all
from scenes.stage.examples import an_example, picture_shape
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import DATA, FINITE_PRODUCTS, PICTURES, TWO_HIDDEN_LAYERS
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, formula, text
from scenes.stage.words.neurons import kind, squashes
from scenes.stage.words.numbers import short
from scenes.stage.words.symbols import squash_name, squash_sign
from scenes.stage.words.things import images

GRID = 4.3  # width of a grid of pictures, in scene units
LARGE = 4.1  # width of an enlarged picture
FIRST, SECOND = (-3.7, 0.35, 0), (3.6, 0.35, 0)  # the centres of the pictures of the two layers
SUM = 3.6, 0.45, 0  # the centre of the picture to which pictures are added
ITS_WEIGHT = 0.1, -2.35, 0  # the centre of the weight of the picture that is added
LAWS, SUMS = (-3.7, 0.3, 0), (3.0, -0.1, 0)  # the centres of the formulas and of the plot
CLOUD, BESIDE = (-2.0, -0.1, 0), (4.4, 0, 0)  # likewise of the plot of all images, of its numbers
MOST = 36  # pictures of a layer that are all drawn
ONE_BY_ONE = 16  # pictures that are added one after the other; the last brings all the others
NEARLY_STRAIGHT = 1.0  # the sigmoid and tanh are nearly linear for |z| up to this
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
        self.beat(
            "A neuron of the second layer",
            "It hears only the first layer: blue frames speak for it, orange against it, wide "
            "ones loudly."
            + f" The heaviest {MOST_PICTURES} of {len(w):,} are drawn."
            * (len(w) > MOST),
        )
        scale = scale_of(self.first)
        heaviest = np.argsort(-abs(w), kind="stable")
        drawn = np.arange(len(w)) if len(w) <= MOST else np.sort(heaviest[:MOST_PICTURES])
        pictures = grid_of(self.first[drawn], self.shape, scale, GRID).move_to(FIRST)
        self.pictures, self.picture = pictures, dict(zip(drawn.tolist(), pictures, strict=True))
        self.frames = VGroup(
            *(self._frame(picture, w[k], largest(w)) for k, picture in self.picture.items())
        )
        legend = ColourBar((-scale, scale), "first layer: weight", "{:+.2f}", length=2.2)
        legend.next_to(self.pictures, DOWN, buff=0.25)
        self.left = VGroup(self.pictures, self.frames, legend)
        self.play(FadeIn(self.pictures, legend))
        self.play(Create(self.frames), run_time=SLOW)

    def pictures_added_up(self):
        w = self.second[self.j]
        order = np.argsort(-abs(w), kind="stable")
        parts = w[:, None] * self.first
        sums = np.cumsum(parts[order], axis=0)
        scale = scale_of(sums[-1])
        self.beat(
            "The pictures, weighted and added",
            "Each picture times its weight, the heaviest first, added: the neuron, drawn on the "
            "pixels.",
        )
        values = (0 * sums[0]).reshape(self.shape)
        self.sum = framed(values, scale, width=width_within(LARGE, values))
        self.sum.move_to(SUM)
        legend = ColourBar((-scale, scale), "sum", "{:+.1f}", length=2.6)
        legend.next_to(self.sum, DOWN, buff=0.25)
        weight = Readout(w[order[0]], "{:+.2f}", widest="+00.00", color=style.FOCUS)
        label = text("its weight", SMALL, style.QUIET)
        at = VGroup(label, weight).arrange(DOWN, buff=0.15).move_to(ITS_WEIGHT)
        self.play(FadeIn(self.sum, legend, at))
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
                run_time=NORMAL if i < 2 else QUICK / 2,
            )
            self.remove(moving)
        self.right = VGroup(self.sum, legend, at)

    def the_whole_layer(self):
        neurons = len(self.second)
        scale = scale_of(self.seen_through)
        some = chosen_neurons(self.run, 2, MOST if neurons <= MOST else MOST_PICTURES - 1)
        drawn = np.union1d(some, [self.j])
        place = int(np.flatnonzero(drawn == self.j)[0])
        said = of_all(len(drawn), neurons) or f"all {neurons}"
        self.beat(
            f"{said.capitalize()} of the second layer",
            f"The same for {said}, on one scale: no easier to read than the first layer, of "
            "which they are made.",
        )
        self.layer = grid_of(self.seen_through[drawn], self.shape, scale, GRID).move_to(SECOND)
        legend = ColourBar((-scale, scale), "second layer: sum", "{:+.1f}", length=2.2)
        legend.next_to(self.layer, DOWN, buff=0.25)
        sum_, sum_legend, at = self.right
        others = VGroup(*(p for j, p in enumerate(self.layer) if j != place))
        self.play(FadeOut(at, sum_legend, self.frames), run_time=QUICK)
        self.play(
            sum_.animate.replace(self.layer[place]).set_scale(scale), FadeIn(legend), run_time=SLOW
        )
        self.play(FadeIn(others))
        self.add(self.layer[place])
        self.remove(sum_)
        self.hold()
        self.shown = VGroup(self.left[0], self.left[2], self.layer, legend)

    def what_lies_between(self):
        z = self.passed.z[0].ravel()
        sign, squashing = squash_sign(self.run), squashes(self.run)
        if not squashing:
            marked, where = (0, float(z.max())), "above 0"
            said = "lie above zero, where it lets them pass; the rest it "
            said += "drops" if kind(self.run) == "relu" else "bends"
        else:
            marked = (-NEARLY_STRAIGHT, NEARLY_STRAIGHT)
            where = f"within ±{NEARLY_STRAIGHT:.0f}"
            said = f"lie within ±{NEARLY_STRAIGHT:.0f}, where it is nearly straight"
        share = np.mean((z > marked[0]) & (z <= marked[1]))
        self.beat(
            "But something lies between",
            f"The pictures leave out {'the squashing' if squashing else f'the {sign}'} in between. "
            "Of the first layer's sums, "
            f"{share:.0%} {said}.",
        )
        laws = self._laws()
        reach = max(1.0, float(np.ceil(np.percentile(abs(z), 98))))
        x = np.linspace(-reach, reach, 201)
        activations = self.network.functions[0].forward(x[None])[0]
        sums = ActivationPlot(x, activations, z, marked).shift(SUMS)
        plot, self.bars, curve = sums
        self.share = Readout(100 * share, "{:.0f}%", color=style.FOCUS)
        note = VGroup(self.share, text(where, SMALL, style.FOCUS)).arrange(DOWN, buff=0.12)
        low, high = plot.y_range
        note.move_to(plot.c2p(-0.72 * reach, low + 0.82 * (high - low)))
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(laws[1]))
        self.play(FadeIn(laws[0]))
        self.play(FadeIn(plot), Create(curve))
        self.play(FadeIn(self.bars, note))
        self.add(curve)
        self.shown = VGroup(laws, plot, curve, self.bars, note)

    def picture_against_truth(self):
        response = self.images @ self.seen_through.T
        truth = self.passed.z[1]
        r = np.array([correlation(*pair) for pair in zip(response.T, truth.T, strict=True)])
        self.r = r
        x, y = response[:, self.j], truth[:, self.j]
        self.beat(
            "The picture against the truth",
            f"Each dot is one of {len(x):,} {images(self.run)}. Picture and neuron correlate by "
            f"{r[self.j]:.2f}: it accounts for {r[self.j] ** 2:.0%} of how the neuron varies.",
        )
        plot = self._plot_against(x, y)
        self.dots = Scatter(plot, x, y, radius=0.025)
        rows = {
            "correlation": Readout(r[self.j], "{:.2f}", color=style.FOCUS),
            "lowest of the layer": Readout(r.min(), "{:.2f}"),
            "highest": Readout(r.max(), "{:.2f}"),
        }
        values = self.seen_through[self.j].reshape(self.shape)
        small = framed(values, self.sum.limits[1], width=width_within(2.2, values))
        self.table = Table(rows, width=3.9, spacing=0.62)
        beside = VGroup(small, self.table).arrange(DOWN, buff=0.6).move_to(BESIDE)
        self.play(FadeOut(self.shown), run_time=QUICK)
        self.play(FadeIn(plot, small))
        self.play(self.dots.set_shown(0).animate.set_shown(1), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self.table))
        self.hold()
        self.beside = beside

    def _laws(self):
        """Formulas for what the second layer computes, and for what its pictures keep of that."""
        squash = "{{ " + squash_name(self.run) + " : squash }}"
        laws = VGroup(
            formula(f"z^((2)) = W^((2)) {squash} (W^((1)) x + b^((1))) + b^((2))", LAW),
            formula('upright("pictures:") quad W^((2)) W^((1)) x', LAW),
        ).arrange(DOWN, buff=0.7, aligned_edge=LEFT)
        laws[0].select("squash").set_color(style.FOCUS)
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
