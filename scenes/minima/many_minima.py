"""Many minima: networks that fall from a hundred starts, where they end, and how good that is."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Line,
    Rectangle,
    ReplacementTransform,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    VMobject,
)
from manim.utils.rate_functions import ease_in_quad

from nn.experiments.many_minima import PAPER
from scenes.mobjects.heatmap import framed, grid_of
from scenes.mobjects.lettering import Readout
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.table import baseline
from scenes.mobjects.ticks import multiples, nice_step, round_limits
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, text
from scenes.stage.words.numbers import decimals

WITHIN_SCALE = 99  # the percentage of the weights that the colours reach
COLUMNS = 10.0, 3.45  # of networks of one width each: how wide and high they are in all
RIGHT_OF_NAMES = 1.5  # where their middle is, in scene units
STRIP = 0.3  # how far a column's dots lie from its middle: no meaning but to be seen
PANEL = 1.6  # the side of a plot of training against test cost
ROWS = -0.5, -0.97, -1.44, -1.91  # the heights of the rows of numbers under the columns
ABOVE_ROWS = 0.35  # where a plot stands over its first row
BAR = 9.6, 0.55  # of all directions, as long and high as this
BARS_AT = 1.55, -0.15
POINTER = 0.2  # from a part of a bar to its number, in scene units
KINDS_OF_BEND = (
    ("curve down", -1, style.NEGATIVE),
    ("flat", 0, style.QUIET),
    ("curve up", 1, style.POSITIVE),
)
SECONDS_OF_FALLING = 4
GOLDEN = (np.sqrt(5) - 1) / 2


class ManyMinima(Explainer):
    """From many starts networks come to many ends, all nearly as good: the wider, the more so."""

    reads_run = False
    experiments = ("many_minima",)

    def construct(self):
        self.result = self.experiment("many_minima")
        self.found, self.settings = self.result.found, self.result.settings
        self.widths, self.cost = self.settings["widths"], self.result.arrays.cost.astype(float)
        self.many_starts()
        self.as_many_ends()
        self.all_of_them_fall()
        self.nearly_equal()
        self.lowest_or_best()
        self.which_way_it_curves()

    def many_starts(self):
        arrays, n = self.result.arrays, len(self.settings["seeds"])
        height, width = arrays.digits.shape[1:]
        self.beat(
            f"One task, {n} random starts",
            f"Digits of {height} × {width} pixels, {self.widths[0]} hidden neurons: the weights "
            f"into them, of {len(arrays.W)} networks out of {n}.",
        )
        small = self._row_of(arrays.digits)
        large = self._row_of(arrays.originals)
        self.play(FadeIn(large), run_time=QUICK)
        self.play(ReplacementTransform(large, small), run_time=NORMAL)
        self.layers = self._first_layers(arrays.W)
        self.play(FadeIn(self.layers, self._told()))
        self.digits = small

    def as_many_ends(self):
        W, (grids, _) = self.result.arrays.W, self.layers
        start, end = (self.found[f"alike_{when}"] for when in ("start", "end"))
        self.beat(
            "As many ends",
            "Trained, none matches another: a neuron and its likest elsewhere have a mean cosine "
            f"of {end:.2f}; it was {start:.2f} at the start.",
        )
        shape = self.result.arrays.digits.shape[1:]
        moves = [
            picture.animate.set_values(w.reshape(shape))
            for (grid, _), end in zip(grids, W[:, 1], strict=True)
            for picture, w in zip(grid, end, strict=True)
        ]
        self.play(*moves, run_time=SLOW)
        self.likest = VGroup(*self._likest(W))
        self.play(*(FadeOut(name) for _, name in grids[1:]), run_time=QUICK / 2)
        self.play(FadeIn(self.likest), run_time=QUICK)
        self.hold(2)

    def all_of_them_fall(self):
        count, n = len(self.settings["seeds"]), self.settings["epochs"]
        self.beat(
            "All of them fall",
            f"Each dot is a network, {count} of each width. Whatever its start, its cost on test "
            "digits falls.",
        )
        grids, legend = self.layers
        (_, name), *_ = grids  # the others' have gone: a group would bring them back
        left = (*(grid for grid, _ in grids), name, legend, self.digits, self.likest)
        self.play(FadeOut(*left), run_time=QUICK)
        test = self.cost[..., 1]
        top = nice_step(test.max() / 4)
        self.whole = self._columns(round_limits([0, test.max()], top), top)
        self.dots = [self._strip(self.whole, i, test[i, :, 0]) for i in range(len(test))]
        names = self._row(2, "hidden neurons", [f"{width}" for width in self.widths])
        epoch = Readout(0, "{:.0f}", f"{n}")
        clock = VGroup(epoch, text("epochs", SMALL, style.QUIET)).arrange(RIGHT, buff=0.2)
        clock.next_to(self.whole.y_axis, UP, 0.2).set_x(safe_area()[1] - clock.width / 2)
        self.play(FadeIn(self.whole, *self.dots, names, clock))
        self._fall(test, epoch)
        self.names, self.clock = names, clock

    def nearly_equal(self):
        test, widths = self.cost[:, :, -1, 1], self.widths
        step = nice_step(np.ptp(test) / 3)
        limits = round_limits(test, step)
        first, last = (self.found[f"test_std_{width}"] for width in (widths[0], widths[-1]))
        larger = np.ptp(self.whole.y_range) / np.ptp(limits)
        self.beat(
            "Nearly equal, and more so if wide",
            f"Enlarged {larger:.0f} times: their standard deviation is {first:.4f} with "
            f"{widths[0]} hidden neurons, {last:.4f} with {widths[-1]}.",
        )
        self.near = self._columns(limits, step)
        low, high = (self.whole.c2p(self.whole.x_range[0], y) for y in limits)
        band = Rectangle(width=self.whole.x_axis.width, height=high[1] - low[1])
        band.set_stroke(style.FOCUS, 3).move_to(low, aligned_edge=DOWN + LEFT)
        self.play(FadeIn(band), FadeOut(self.clock), run_time=QUICK)
        enlarged = [self._strip(self.near, i, costs) for i, costs in enumerate(test)]
        frame = Rectangle(width=self.near.x_axis.width, height=self.near.y_axis.height)
        frame.move_to(self.near.x_axis, aligned_edge=DOWN)
        self.play(FadeOut(self.whole.labels), run_time=QUICK)
        self.play(
            band.animate.become(frame.set_stroke(style.FOCUS, 3)),
            *(ReplacementTransform(*pair) for pair in zip(self.dots, enlarged, strict=True)),
            run_time=NORMAL,
        )
        self.remove(*self.whole.submobjects)
        self.add(*self.near.submobjects[:2], self.near.y_title)
        self.spread = self._row(
            3, "std. deviation", [f"{self.found[f'test_std_{width}']:.4f}" for width in widths]
        )
        self.play(FadeIn(self.near.labels, self.spread), FadeOut(band))
        self.dots = enlarged
        self.hold()

    def lowest_or_best(self):
        ours = [self.found[f"correlation_{width}"] for width in self.widths]
        theirs = [PAPER[width] for width in self.widths]
        intervals = [self._interval(width) for width in self.widths]
        told = [
            f"{r:.2f}" + ", outside" * outside(r, interval)
            for r, interval in zip(theirs, intervals, strict=True)
        ]
        self.beat("Does the lowest one test best?", about_correlations(ours, theirs, intervals))
        panels = VGroup(*(self._panel(i) for i in range(len(self.widths))))
        units = text("in standard deviations from the mean", SMALL, style.QUIET)
        units.set_x(safe_area()[1] - units.width / 2)
        units.shift((baseline(panels[0].y_title) - baseline(units)) * UP)
        places = [standardised(costs) for costs in self.cost[:, :, -1]]
        scattered = [dots_over(*pair) for pair in zip(panels, places, strict=True)]
        # Each starts where it is, but as a dot of its panel: then it moves straight.
        there = [dots_over(*pair) for pair in zip(panels, map(on, panels, self.dots), strict=True)]
        self.remove(*self.dots)
        self.add(*there)
        self.play(FadeOut(*self.near.submobjects, self.spread), run_time=QUICK)
        self.play(
            FadeIn(panels, units),
            self.names.animate.shift((ROWS[0] - ROWS[2]) * UP),
            *(ReplacementTransform(*pair) for pair in zip(there, scattered, strict=True)),
            run_time=NORMAL,
        )
        rows = [
            self._row(1, "our correlation", [f"{r:.2f}" for r in ours], style.FOCUS),
            self._row(2, "95% interval", [f"{low:.2f} to {high:.2f}" for low, high in intervals]),
            self._row(3, "in the paper", told),
        ]
        self.play(FadeIn(*rows[:2]), run_time=NORMAL)
        self.play(FadeIn(rows[2]), run_time=NORMAL)
        self.hold(4)
        self.panels, self.scattered, self.rows = VGroup(panels, units), scattered, rows

    def which_way_it_curves(self):
        shares = [self._shares(when) for when in ("start", "end")]
        n = self.result.arrays.eigenvalues.shape[-1]
        before, after = (up / (down + up) for down, _, up in shares)
        self.beat(
            "A valley, or a saddle?",
            "Most directions are flat at both; of those that curve, "
            f"{before:.0%} curve up at the start, {after:.0%} at the end: nearly a valley.",
        )
        self.play(FadeOut(self.panels, self.names, *self.scattered, *self.rows), run_time=QUICK)
        start, end = (
            self._directions(n, of_these, name, y)
            for of_these, name, y in zip(
                shares, ("at the start", "at the end"), BARS_AT, strict=True
            )
        )
        self.play(FadeIn(start, self._measured(n)))
        self.hold()
        self.play(ReplacementTransform(start[0].copy(), end[0]), run_time=SLOW)
        self.play(FadeIn(end[1:]), run_time=QUICK)
        self.hold(2)
        self.bars = start, end

    # -- parts ---------------------------------------------------------------------------------

    def _row_of(self, images):
        pictures = VGroup(*(framed(image, (0, 255), style.grey, 0.82) for image in images))
        return pictures.arrange(RIGHT, buff=0.22).move_to([0, 2.15, 0])

    def _first_layers(self, W):
        """The weights at the start of some networks, a square of pictures each, and their scale."""
        shape = self.result.arrays.digits.shape[1:]
        scale = float(np.percentile(abs(W), WITHIN_SCALE))
        grids = VGroup()
        for seed, w in zip(self.settings["seeds"], W[:, 0], strict=False):
            grid = grid_of(w, shape, scale, 2.9, 0.08)
            name = text(f"seed {seed}", SMALL, style.QUIET).next_to(grid, UP, 0.12)
            grids.add(VGroup(grid, name))
        grids.arrange(RIGHT, buff=0.6).set_y(-0.42)
        legend = ColourBar((-scale, scale), "", "{:+.1f}", length=2)
        title = text("weight", SMALL, style.QUIET).next_to(legend, UP, 0.15)
        legend = VGroup(title, legend).next_to(grids, RIGHT, 0.6)
        return VGroup(grids, legend).set_x(0)

    def _likest(self, W):
        """Frames around a neuron of the first network, one that is typical, and around the likest
        to it in each of the others; how alike they are."""
        used = used_pixels(W)
        first, *others = (of_one / norm(of_one) for of_one in W[:, 1][..., used])
        cosines = np.array([first @ other.T for other in others])  # (others, width, width)
        best = cosines.max(axis=2).mean(axis=0)
        j = int(abs(best - best.mean()).argmin())
        grids = self.layers[0]
        yield framing(grids[0][0][j])
        for (grid, name), of_other in zip(grids[1:], cosines[:, j], strict=True):
            k = int(of_other.argmax())
            words = text(f"{name.typst_code}: cosine {of_other[k]:.2f}", SMALL, style.FOCUS)
            yield VGroup(framing(grid[k]), words.move_to(name))

    def _told(self):
        s = self.settings
        return set_up(
            f"{s['training']:,} digits",
            "ReLU, softmax, cross-entropy",
            f"SGD, η {s['eta']:g}, × {s['decay']:g} an epoch",
            f"{s['epochs']} epochs",
            seeds(self.result),
            after="Choromanska et al. (2015)",
        )

    def _columns(self, limits, step):
        """Axes of cost, with a column for each width."""
        n, (low, high) = len(self.widths), limits
        places = decimals(step, 1)
        y_ticks = {y: f"{y:.{places}f}" for y in multiples(step, low, high)}
        plot = Plot((-0.5, n - 0.5), limits, *COLUMNS, {}, y_ticks, "", "test cost")
        foot = plot.x_axis.get_center()
        return plot.shift([RIGHT_OF_NAMES - foot[0], ROWS[2] + ABOVE_ROWS - foot[1], 0])

    def _strip(self, plot, i, costs):
        """The networks of one width over its column."""
        return Scatter(plot, self._across(i), costs, radius=0.035, color=style.COST)

    def _across(self, i):
        """Where the dots of a column lie side by side: evenly, in an order that means nothing."""
        order = np.arange(self.cost.shape[1])
        return i + STRIP * (2 * (order * GOLDEN % 1) - 1)

    def _row(self, row, name, columns, color=style.WHITE):
        """A row of words under the columns of dots, with its name to the left."""
        y, left = ROWS[row], safe_area()[0]
        name = text(name, SMALL, style.QUIET)
        parts = VGroup(name.move_to([left, y, 0], aligned_edge=LEFT))
        for i, word in enumerate(columns):
            words = escaped(word.replace("-", "−"))
            parts.add(text(words, SMALL, color).move_to([self._middle(i), y, 0]))
        return parts

    def _middle(self, i):
        """The middle of a column."""
        n = len(self.widths)
        return RIGHT_OF_NAMES + COLUMNS[0] * ((i + 0.5) / n - 0.5)

    def _fall(self, test, epoch):
        """Let the dots fall, look by look: slowly at first, when most of it happens."""
        looks, now = self.result.arrays.looks, ValueTracker(0)
        places = np.arange(len(looks))

        def at(values):
            """Values (…, looks) now."""
            below = min(int(now.get_value()), len(looks) - 2)
            part = now.get_value() - below
            return (1 - part) * values[..., below] + part * values[..., below + 1]

        for i, dots in enumerate(self.dots):
            dots.add_updater(lambda d, i=i: d.set_places(self._across(i), at(test[i])))
        epoch.add_updater(lambda e: e.set_value(at(looks)))
        self.play(
            now.animate.set_value(places[-1]), run_time=SECONDS_OF_FALLING, rate_func=ease_in_quad
        )
        for part in (*self.dots, epoch):
            part.clear_updaters()

    def _panel(self, i):
        """Axes for training and test cost of the networks of one width."""
        farthest = max(abs(standardised(costs)).max() for costs in self.cost[:, :, -1])
        limit = 1.1 * farthest  # clear of the edge
        ticks, limits = {-2: "−2", 0: "0", 2: "+2"}, (-limit, limit)
        of_first = (ticks, "training cost", "test cost") if i == 0 else ()
        panel = Plot(limits, limits, PANEL, PANEL, ticks, *of_first)
        foot = panel.x_axis.get_center()
        up = ROWS[0] + ABOVE_ROWS + 0.75  # over its ticks and its title
        return panel.shift([self._middle(i) - foot[0], up - foot[1], 0])

    def _interval(self, width):
        """(low, high), in which the correlation lies with a confidence of 95%."""
        return self.found[f"correlation_low_{width}"], self.found[f"correlation_high_{width}"]

    def _shares(self, when):
        """The shares of the directions that curve down, neither way, and up."""
        down, flat = self.found[f"down_{when}"], self.found[f"flat_{when}"]
        return down, flat, 1 - down - flat

    def _directions(self, n, shares, name, y):
        """All directions as one bar, in parts as they curve; its name; each part's number."""
        length, height = BAR
        parts, labels = VGroup(), VGroup()
        for share, (_, _, color) in zip(shares, KINDS_OF_BEND, strict=True):
            part = Rectangle(width=length * share, height=height)
            parts.add(part.set_stroke(width=0).set_fill(color, 1))
        name = text(name, SMALL, style.QUIET).move_to([safe_area()[0], y, 0], aligned_edge=LEFT)
        parts.arrange(RIGHT, buff=0).move_to([safe_area()[1], y, 0], aligned_edge=RIGHT)
        for part, count, kind in zip(parts, counted(n, shares), KINDS_OF_BEND, strict=True):
            labels.add(pointing(part, f"{count:,}", *kind))
        for label, side in ((labels[0], LEFT), (labels[2], RIGHT)):  # not beyond the bar's ends
            label[:2].align_to(parts, side)
        return VGroup(parts, name, labels)

    def _measured(self, n):
        """How it was measured, small; n: of how many directions."""
        s, width, networks = self.settings, self.widths[0], len(self.result.arrays.eigenvalues)
        black = int((~used_pixels(self.result.arrays.W)).sum())
        told = (
            f"the {n:,} directions: the Hessian's eigenvectors; flat: second derivative within "
            f"±{s['tolerance']:g}",
            f"at least {width * black} are flat: the weights from {black} pixels that are always "
            "black",
            f"on average over {networks} networks of {width} hidden neurons; stopped after "
            f"{s['epochs']} epochs, not exactly at a minimum",
        )
        words = style.lines(*told, size=SMALL, color=style.QUIET, buff=0.14)
        return words.move_to([safe_area()[0], ROWS[3], 0], aligned_edge=LEFT + DOWN)


def used_pixels(W):
    """Whether training changed any weight from a pixel (pixels,), in W (networks, 2, width,
    pixels): not where it is black in every digit."""
    return (W[:, 0] != W[:, 1]).any(axis=(0, 1))


def norm(W):
    """The length (n, 1) of each row of weights."""
    return np.linalg.norm(W, axis=1, keepdims=True)


def framing(picture):
    """A frame around a picture that is looked at."""
    return SurroundingRectangle(picture, color=style.FOCUS, buff=0.03, stroke_width=3)


def arc(bend, color):
    """A small stroke that curves down, neither way, or up: bend −1, 0 or 1."""
    x = np.linspace(-1, 1, 21)
    points = np.stack([0.28 * x, 0.2 * bend * (x**2 - 0.5), 0 * x], axis=1)
    return VMobject().set_points_smoothly(points).set_stroke(color, 4).set_fill(opacity=0)


def counted(n, shares):
    """How many of n directions curve down, neither way and up: whole numbers that add up to n."""
    down, up = (round(n * shares[i]) for i in (0, 2))
    return down, n - down - up, up


def pointing(part, number, kind, bend, color):
    """How many curve so, over a part of a bar, and a line that points at it, be it small: the arc,
    the words, the line. The words of all parts stand on one line."""
    words = text(f"{number} {kind}", SMALL)
    mark = arc(bend, color).set_y(words.get_y())
    VGroup(mark, words).arrange(RIGHT, buff=0.2)
    line = Line(part.get_top(), part.get_top() + POINTER * UP).set_stroke(color, 3)
    label = VGroup(mark, words, line)
    label[:2].set_x(part.get_x()).shift((line.get_end()[1] + 0.1 - baseline(words)) * UP)
    return label


def dots_over(panel, places):
    """Networks as dots, at places (2, n) in the units of a panel's axes."""
    return Scatter(panel, *places, radius=0.035, color=style.COST)


def on(panel, dots):
    """Where dots of another plot are (2, n), in the units of a panel's axes."""
    origin = panel.c2p(0, 0)
    unit = panel.c2p(1, 1) - origin
    return ((dots.plot.c2p(dots.x, dots.y) - origin)[:, :2] / unit[:2]).T


def standardised(costs):
    """Costs (networks, 2) as (2, networks): in standard deviations from their mean."""
    return ((costs - costs.mean(axis=0)) / costs.std(axis=0)).T


def outside(r, interval):
    """Whether a correlation lies outside an interval (low, high)."""
    return not interval[0] <= r <= interval[1]


def about_correlations(ours, theirs, intervals):
    """What is said of the correlations of training and test cost, by width: ours, with the
    intervals in which they lie, beside those of the paper."""
    goes = f"from {ours[0]:.2f} to {ours[-1]:.2f}"
    in_the_paper = f"from {theirs[0]:.2f} to {theirs[-1]:.2f}"
    apart = sum(map(outside, theirs, intervals))
    if ours[-1] >= ours[0]:
        return (
            f"In the paper less so if wide: {in_the_paper}. Not here: the correlation goes {goes}."
        )
    if not apart:
        return f"Less so if wide: the correlation falls {goes}, in the paper {in_the_paper}."
    return (
        f"Less so if wide: the correlation falls {goes}; of the paper's {len(theirs)}, {apart} "
        f"lie{'s' * (apart == 1)} outside our intervals."
    )
