"""What a network that can only answer with a class answers to noise."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    Rectangle,
    ValueTracker,
    VGroup,
    linear,
)

from scenes.mobjects.class_names import every, names_within
from scenes.mobjects.digit import digit, place_on, sheet
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.histogram import Histogram
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.outputs import Bars, Outputs
from scenes.mobjects.plot import Plot
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import picture_shape, pictures
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.needs import DATA, PICTURES, TEST_PART
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import about, in_words
from scenes.stage.words.things import class_name, handwritten, images, many

SURE = 0.5  # the output above which it sees a digit
BINS = 10  # so that the last bar counts the outputs over SURE
ROWS = ["noise", "digits", "shuffled"]  # kinds of pictures, from top to bottom
SAMPLES = 6  # pictures side by side, in two rows
SAMPLE_WIDTH = 3.0
PLOT = 5.6, 1.25  # the size of the axes of a row
PLOTS_FROM = -1.9  # x of their left end
PICTURE, OUTPUTS = (-3.7, 0.05, 0), (2.5, -0.05, 0)  # the centres of the noise, of its outputs
HEADER = 2.6  # y of the line of words above all rows
NUMBERS = 5.5  # x of the middle of the column of numbers
ALMOST = 0.1  # as high as another, in scene units
SHARE = 1.6  # the length of a bar that stands for 100%
PITCH = 1.74  # from row to row
FIRST_ROW = 1.67  # y of the middle of the first row
NEARLY_ALWAYS = 0.95  # shares above this
TARGETS = 3.9  # the largest width and height of the table of targets
TARGETS_AT = -2.6, 0.45, 0  # the centre of that table


class ConfidentOnNoise(Explainer):
    """Noise gets an answer too, at times a sure one: training never showed what a digit is not."""

    needs = (DATA, PICTURES, TEST_PART)
    studies = ("noise",)

    def construct(self):
        self.noise = self.study("noise")
        self.ones, self.are_digits = many(self.run), self.run.one == "digit"
        self.a_picture_of_noise()
        self.thousands_of_them()
        self.and_real_ones()
        self.as_dark_as_digits()
        self.nobody_taught_it_none()

    def a_picture_of_noise(self):
        shown = self.noise.noise_outputs
        most = self._sure("noise") > 0.5  # whether most of them pass for a digit, as it then must
        self.first = int(np.argmax((shown.max(axis=1) > SURE) == most))
        image, outputs = self._pictures("noise")[self.first], shown[self.first]
        answer = outputs.argmax()
        see = "read" if handwritten(self.run) else "see"
        headline = "What if it isn't a digit?" if self.are_digits else "What if it is none of them?"
        self.beat(headline, f"This is noise. There is nothing to {see}.")
        self.picture = digit(image, 4.5).move_to(PICTURE)
        chosen = chosen_outputs(outputs)
        self.outputs = Outputs(outputs, self.run.classes, 2.8, 4.7, shown=chosen).move_to(OUTPUTS)
        names, bars, numbers, *more = self.outputs
        bars.set_values(0 * outputs[chosen])
        title = text("its outputs", SMALL, style.QUIET).next_to(self.outputs.bars, UP, 0.12)
        self.add(self.picture, names, bars, *more, title)
        said = self.say(f"And yet it answers: {class_name(self.run, answer)}.")
        self.play(bars.animate.set_values(outputs[chosen]), FadeIn(numbers), run_time=said)
        self.beside = VGroup(self.outputs, title)

    def thousands_of_them(self):
        n = len(self.noise.noise_tops)
        self.beat(
            f"{n:,} pictures of noise",
            f"Was that chance? We try {in_words(n)} of them.",
        )
        self.rows = {kind: self._row(kind, place) for place, kind in enumerate(ROWS)}
        samples, *others = self.rows["noise"]
        self.header = self._header("highest output", f"an output over {SURE}")
        for part in (*self.rows["noise"], *self.header):  # in the middle as long as it is alone
            part.shift(PITCH * DOWN)
        first = place_on(samples[1], self.first, SAMPLES, picture_shape(self.run))
        width = samples[1].cell_width * picture_shape(self.run)[1]
        away = self.picture.animate.set(width=width).move_to(first)
        self.play(giving_way(self.beside, VGroup(samples, *others, self.header)), away)
        self.remove(self.picture)
        self._count_up("noise")
        self._say_how_many("noise")

    def and_real_ones(self):
        share = self._sure("digits")
        does = "nearly always does" if share > NEARLY_ALWAYS else f"does in {about(share)}"
        self.beat(f"And real {self.ones}", f"With real {self.ones}, it {does}.")
        up = [part.animate.shift(PITCH * UP) for part in (*self.rows["noise"], *self.header)]
        self.play(*up, FadeIn(*self.rows["digits"]))
        self._count_up("digits")

    def as_dark_as_digits(self):
        self.beat(
            "The same pixels, shuffled",
            f"Is it only the brightness? Let's shuffle the pixels of real {self.ones}.",
        )
        self.play(FadeIn(*self.rows["shuffled"]))
        self._count_up("shuffled")
        self._say_how_many("shuffled", " of these", " too")

    def nobody_taught_it_none(self):
        run = self.run
        n = run.facts["dataset"]["training"]
        digits = "were digits", "a digit is not"
        were, isnt = digits if self.are_digits else ("had a class", "has no class")
        said = self.beat(
            "Nobody taught it to say “none”", f"All {n:,} training {images(run)} {were}."
        )
        seen = VGroup(self.header, *(VGroup(*self.rows[kind]) for kind in ROWS))
        self.play(giving_way(seen, VGroup(self._targets(), self._says(n))))
        row, frame, *words = self.none
        rows = self.targets.place(
            [[0.5, (i + 0.5) / run.sizes[-1]] for i in (0, run.sizes[-1] - 1)]
        )
        asked = frame.copy().move_to(rows[0])  # the frame passes over all rows that are asked for
        self.play(FadeIn(asked), run_time=QUICK)
        self.play(asked.animate.move_to(rows[1]), run_time=max(said - NORMAL, NORMAL))
        self.say(
            "And outputs that add up to one can't say “none”."
            if run.activations[-1] == "softmax"
            else f"Nothing ever showed it what {isnt}."
        )
        self.play(FadeIn(row, *words), asked.animate.move_to(frame), run_time=NORMAL)

    def _say_how_many(self, kind, of_these="", too=""):
        seen = "a digit" if self.are_digits else "one of its classes"
        self.say(f"In {about(self._sure(kind))}{of_these}, it sees {seen}{too}.")

    def _row(self, kind, place):
        """(samples with their name, plot, bars, number, share) of a kind of picture. Each plot has
        its own scale, to show where the outputs lie; the bars of shares have a common one."""
        samples = self._samples(kind, place)
        ticks = {0: "0", 0.5: "0.5", 1: "1"}
        plot = self._plot(samples, (0, 1), self._shares(kind), ticks)
        tick = plot.labels[-1][1]
        if abs(baseline(tick) - baseline(samples[0])) < ALMOST:
            stand_on(baseline(tick), samples[0])
        bars = Histogram(
            plot, np.zeros(BINS), np.linspace(0, 1, BINS + 1), style.FAINT, style.WHITE
        )
        bars.set_marked((SURE, 1))
        number = Readout(0, "{:.1f}%", "100.0%")
        number.set_x(NUMBERS).set_y(plot.y_axis.get_y() + 0.15)
        share = Bars([0], SHARE, 0.4).next_to(number, DOWN, 0.1).set_x(NUMBERS)
        return samples, plot, bars, number, share

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
        words[1].set_x(NUMBERS)
        stand_on(baseline(words[0]), words[1])
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
