"""What a network that can only answer with a class answers to noise."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from scenes.mobjects.class_names import every, name_within, names_on_axis, names_within
from scenes.mobjects.digit import digit, place_on, sheet
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Bars, Outputs
from scenes.mobjects.plot import Plot
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import picture_shape, pictures
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.needs import DATA, PICTURES, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, text
from scenes.stage.words.things import a, class_name, handwritten, many

SURE = 0.9  # the output above which we call it sure
BINS = 10  # so that the last bar counts the outputs over SURE
ROWS = ["noise", "digits", "shuffled"]  # kinds of pictures, from top to bottom
SAMPLES = 6  # pictures side by side, in two rows
SAMPLE_WIDTH = 3.0
PLOT = 5.6, 1.25  # the size of the axes of a row
PLOTS_FROM = -1.9  # x of their left end
PICTURE, OUTPUTS = (-3.7, 0.05, 0), (2.5, -0.05, 0)  # the centres of the noise, of its outputs
HEADER = 2.6  # y of the line of words above all rows
NUMBERS = 5.6  # x of the middle of the column of numbers
ANSWER = 1.9  # the largest width of an answer's name in that column
SHARE = 1.6  # the length of a bar that stands for 100%
PITCH = 1.74  # from row to row
FIRST_ROW = 1.67  # y of the middle of the first row
TARGETS = 3.9  # the largest width and height of the table of targets
TARGETS_AT = -2.6, 0.45, 0  # the centre of that table


class ConfidentOnNoise(Explainer):
    """Noise gets an answer too, at times a sure one: training never showed what a digit is not."""

    needs = (DATA, PICTURES, TEST_PART)
    studies = ("noise",)

    def construct(self):
        self.noise = self.study("noise")
        self.ones = many(self.run)
        self.a_picture_of_noise()
        self.thousands_of_them()
        self.beside_real_ones()
        self.as_dark_as_digits()
        self.which_it_sees()
        self.nobody_asked_for_none()

    def a_picture_of_noise(self):
        image, outputs = self._pictures("noise")[0], self.noise.noise_outputs[0]
        answer = outputs.argmax()
        name = class_name(self.run, answer)
        see = "read" if handwritten(self.run) else "see"
        self.beat(
            "Noise in, an answer out",
            f"Nothing to {see} in {image.size:,} random greys, and yet it answers: {name}, at "
            f"{outputs[answer]:.2f}.",
        )
        self.picture = digit(image, 4.5).move_to(PICTURE)
        chosen = chosen_outputs(outputs)
        self.outputs = Outputs(0 * outputs, self.run.classes, 2.8, 4.7, shown=chosen)
        self.outputs.move_to(OUTPUTS)
        title = text("its outputs", SMALL, style.QUIET).next_to(self.outputs.bars, UP, 0.12)
        self.play(FadeIn(self.picture))
        self.play(FadeIn(self.outputs, title), run_time=QUICK)
        self.play(self.outputs.animate.set_values(outputs))
        self.outputs.set_colour(answer, style.FOCUS)
        self.play(self.outputs.row(answer).animate.set_fill(style.FOCUS), run_time=QUICK)
        self.hold()
        self.outputs_title = title

    def thousands_of_them(self):
        tops = self.noise.noise_tops
        self.beat(
            f"{len(tops):,} pictures of noise",
            f"Is that chance? Of {len(tops):,}, {self._sure('noise'):.1%} get an output over "
            f"{SURE}.",
        )
        self.rows = {kind: self._row(kind, place) for place, kind in enumerate(ROWS)}
        samples, *others = self.rows["noise"]
        self.header = self._header("highest output", f"over {SURE}")
        for part in (*self.rows["noise"], *self.header):  # in the middle as long as it is alone
            part.shift(PITCH * DOWN)
        first = place_on(samples[1], 0, SAMPLES, picture_shape(self.run))
        width = samples[1].cell_width * picture_shape(self.run)[1]
        away = self.picture.animate.set(width=width).move_to(first)
        self.play(FadeOut(self.outputs, self.outputs_title), away, FadeIn(samples))
        self.remove(self.picture)
        self.play(FadeIn(*others, self.header), run_time=QUICK)
        self._count_up("noise")
        self.hold()

    def beside_real_ones(self):
        sure = {kind: self._sure(kind) for kind in ROWS}
        self.beat(
            f"And {len(self.noise.digits_tops):,} real {self.ones}",
            f"Of the test {self.ones}, {sure['digits']:.1%} do, beside {sure['noise']:.1%} of the "
            "noise.",
        )
        up = [part.animate.shift(PITCH * UP) for part in (*self.rows["noise"], *self.header)]
        self.play(*up, run_time=QUICK)
        self.play(FadeIn(*self.rows["digits"]))
        self._count_up("digits")
        self.hold()

    def as_dark_as_digits(self):
        noise = self.noise
        self.beat(
            "The same pixels, shuffled",
            f"Is it the brightness, {noise.noise_grey:.2f} on average in noise, "
            f"{noise.digits_grey:.2f} in {self.ones}? Shuffled {self.ones} keep theirs: "
            f"{self._sure('shuffled'):.1%} get an output over {SURE}.",
        )
        self.play(FadeIn(*self.rows["shuffled"]))
        self._count_up("shuffled")

    def which_it_sees(self):
        found = {kind: self._answers(kind) for kind in ROWS}
        noise, shuffled = (
            class_name(self.run, found[kind].argmax()) for kind in ("noise", "shuffled")
        )
        taken = (
            f"noise and shuffled {self.ones} alike for {noise}"
            if noise == shuffled
            else f"noise for {noise}, shuffled {self.ones} for {shuffled}"
        )
        self.beat("What it sees in them", f"Most often it takes {taken}.")
        self.kinds_seen = {kind: self._row_of_answers(kind, found) for kind in ROWS}
        header = self._header("its answer", "most often")
        self.play(FadeOut(self.header), *(FadeOut(*self.rows[kind][1:]) for kind in ROWS))
        self.header = header
        new = [mobject for kind in ROWS for mobject in self.kinds_seen[kind]]
        self.play(FadeIn(header, *new))
        self.hold(3)

    def nobody_asked_for_none(self):
        run = self.run
        n = run.facts["dataset"]["training"]
        none = (
            "which outputs that always add up to 1 cannot say"
            if run.activations[-1] == "softmax"
            else f"and nothing showed it what {a(self.run)} is not"
        )
        self.beat(
            "It was never asked to say “none”",
            f"{none_of_them(run, n, self.ones)} asked for all 0, {none}.",
        )
        seen = [part for kind in ROWS for part in (self.rows[kind][0], *self.kinds_seen[kind])]
        self.play(FadeOut(self.header, *seen), run_time=QUICK)
        self.play(FadeIn(self._targets(), self._says(n)))
        self.play(FadeIn(self.none), run_time=NORMAL)
        self.hold(2)

    def _row(self, kind, place):
        """(samples with their name, plot, bars, number, share) of a kind of picture. Each plot has
        its own scale, to show where the outputs lie; the bars of shares have a common one."""
        samples = self._samples(kind, place)
        ticks = {0: "0", 0.5: "0.5", 1: "1"}
        plot = self._plot(samples, (0, 1), self._shares(kind), ticks)
        bars = Histogram(plot, np.zeros(BINS), np.linspace(0, 1, BINS + 1))
        bars.set_marked((SURE, 1))
        number = Readout(0, "{:.1f}%", "100.0%", color=style.FOCUS)
        number.set_x(NUMBERS).set_y(plot.y_axis.get_y() + 0.15)
        share = Bars([0], SHARE, 0.4, style.FOCUS).next_to(number, DOWN, 0.1).set_x(NUMBERS)
        return samples, plot, bars, number, share

    def _row_of_answers(self, kind, found):
        """(plot, bars, words) of the answers to a kind of picture."""
        names, share = self.run.classes, found[kind]
        n = len(names)
        most = int(share.argmax())
        ticks = names_on_axis(names, PLOT[0] / n, most)
        plot = self._plot(self.rows[kind][0], (-0.5, n - 0.5), share, ticks)
        bars = Histogram(plot, share, np.arange(n + 1) - 0.5)
        bars.set_marked((most - 0.25, most + 0.25))
        number = f": {share[most]:.0%}"
        words = text(escaped(names[most] + number), color=style.FOCUS)
        if words.width > ANSWER:  # the number below the name
            name = name_within(names[most], ANSWER, color=style.FOCUS)
            words = VGroup(name, text(escaped(number[2:]), color=style.FOCUS)).arrange(DOWN, 0.12)
        return plot, bars, words.set_x(NUMBERS).match_y(plot.y_axis)

    def _samples(self, kind, place):
        name = {
            "noise": "noise",
            "digits": f"test {self.ones}",
            "shuffled": f"{self.ones}, pixels shuffled",
        }[kind]
        pictures = sheet(self._pictures(kind), SAMPLES, SAMPLE_WIDTH)
        pictures.scale(min(1, 1.05 / pictures.height))
        name = text(name, SMALL, style.QUIET)
        samples = VGroup(name, pictures).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
        return samples.move_to([safe_area()[0], FIRST_ROW - place * PITCH, 0], aligned_edge=LEFT)

    def _plot(self, samples, x_range, shares, ticks):
        """Axes for some shares beside samples, with the x-axis level with their lower edge."""
        width, height = PLOT
        top = np.ceil(10 * shares.max()) / 10
        y_ticks = {top: f"{top:.0%}"}
        plot = Plot(x_range, (0, top), width, height, ticks, y_ticks)
        corner = plot.x_axis.get_start()
        return plot.shift([PLOTS_FROM - corner[0], samples.get_bottom()[1] - corner[1], 0])

    def _header(self, what, over_numbers):
        plot = self.rows["noise"][1]
        over_plots = f"share of pictures by {what}, a scale for each"
        words = VGroup(*(text(w, SMALL, style.QUIET) for w in (over_plots, over_numbers)))
        words[0].match_x(plot.x_axis).set_y(HEADER)
        words[1].set_x(NUMBERS).match_y(words[0])
        return words

    def _count_up(self, kind):
        """Count the pictures of a kind, one after the other, in the bars and numbers of its row."""
        tops = getattr(self.noise, f"{kind}_tops")
        _, _, bars, number, share = self.rows[kind]
        seen = ValueTracker(0)

        def so_far():
            return tops[: max(1, int(seen.get_value()))]

        def sure():
            return (so_far() > SURE).mean()

        bars.add_updater(lambda bars: bars.set_counts(self._shares(kind, len(so_far()))))
        number.add_updater(lambda number: number.set_value(100 * sure()))
        share.add_updater(lambda share: share.set_values([sure()]))
        self.play(seen.animate.set_value(len(tops)), run_time=SLOW, rate_func=linear)
        for part in (bars, number, share):
            part.clear_updaters()

    def _pictures(self, kind):
        return pictures(getattr(self.noise, f"{kind}_images"), self.run)

    def _shares(self, kind, first=None):
        """The share (BINS,) of all pictures of a kind whose highest output lies in each bin. If
        `first` is given, only the first that many pictures are counted."""
        tops = getattr(self.noise, f"{kind}_tops")
        return np.histogram(tops[:first], BINS, (0, 1))[0] / len(tops)

    def _sure(self, kind):
        return (getattr(self.noise, f"{kind}_tops") > SURE).mean()

    def _answers(self, kind):
        """The share (classes,) of the pictures of a kind that get each class as an answer."""
        answers = getattr(self.noise, f"{kind}_answers")
        return np.bincount(answers, minlength=self.run.sizes[-1]) / len(answers)

    def _targets(self):
        """The table of targets in training: a row for each class, a column for each output."""
        n = self.run.sizes[-1]
        self.targets = Heatmap(np.eye(n), (0, 1), style.grey, TARGETS * n / (n + 1))
        self.targets.set_stroke(style.FAINT, 1.5).move_to(TARGETS_AT)
        room = self.targets.get_left()[0] - 0.2 - safe_area()[0]
        words = names_within(self.run.classes, room, SMALL, style.QUIET)
        places = range(0, n, every(max(word.height for word in words), self.targets.cell_width))
        names = VGroup()
        for i in places:
            left = self.targets.place([0, (i + 0.5) / n])
            names.add(words[i].next_to(left, LEFT, 0.2))
        title = text(f"what is asked of the {n} outputs", SMALL, style.QUIET)
        title.next_to(self.targets, UP, 0.18)
        return VGroup(self.targets, names, title)

    def _says(self, n):
        says = style.lines(
            f"{n:,} training {self.ones}:",
            "each asked for one of these rows,",
            "a 1, white, among 0s",
        )
        says.next_to(self.targets, RIGHT, 0.7)
        cell = self.targets.cell_width
        row = Heatmap(np.zeros((1, self.run.sizes[-1])), (0, 1), style.grey, self.targets.width)
        row.next_to(self.targets, DOWN, 0.35)
        frame = Rectangle(style.FOCUS, cell + 0.08, row.width + 0.08).set_stroke(width=3)
        words = text("none of these: asked for by nobody", color=style.FOCUS)
        words.next_to(row, RIGHT, 0.7)
        name = text("none", SMALL, style.FOCUS).next_to(row, LEFT, 0.2)
        self.none = VGroup(row, frame.move_to(row), name, words)
        return says


def none_of_them(run, n, ones):
    """The beginning of a sentence on what the n training examples did not do. It says that the
    network learned from them only if that is known."""
    if run.trained_on is None:
        return f"None of the {n:,} training {ones}"
    return f"It learned from {n:,} training {ones}. None of them"
