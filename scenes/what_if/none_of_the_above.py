"""Noise gets a digit's name. Can a network be taught to say "none of the above"?"""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Line,
    SurroundingRectangle,
    VGroup,
    linear,
)

from nn.experiments.none_of_the_above import HALF, KINDS, RARE, SIDE, TAUGHT
from scenes.mobjects.digit import digit, sheet
from scenes.mobjects.heatmap import framed
from scenes.mobjects.lettering import Readout
from scenes.mobjects.outputs import Bars, Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.scatter import Scatter
from scenes.mobjects.seed_dots import SeedDots, few_ticks
from scenes.mobjects.spread import Spread
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text

NAMES = {
    "noise": "noise, as taught",
    "inverted": "digits, dark on white",
    "smooth": "smooth noise",
    "shuffled": "digits, pixels shuffled",
    "fashion": "clothes (Fashion-MNIST)",
    "inside": "the same noise, on black",
    "strokes": "three strokes",
    "halves": "halves of two digits",
    "turned": "3, 4, 7 upside down",
}
LIGHT = "inverted", "smooth", "shuffled", "fashion"
DARK = "inside", "strokes", "halves", "turned"  # where digits are dark
PLAIN, ELEVENTH, ZEROS = (TAUGHT.index(taught) for taught in ("digits", "eleventh", "zeros"))
SAMPLES = 5  # pictures of a kind side by side
STRIP, BAR = 3.7, 4.2  # widths of those, and of the longest bar, in scene units
FIRST_ROW, PITCH = 1.92, 0.84  # the middle of the first row, and from row to row
ALL = 0.99  # a share of pictures above which we say all
ALIKE = 0.1  # shares that differ by less are called alike


class NoneOfTheAbove(Explainer):
    """Taught to say “none” of noise, it says so of that noise, and not of all that is no digit."""

    reads_run = False
    experiments = ("none_of_the_above",)

    def construct(self):
        self.result = self.experiment("none_of_the_above")
        self.kinds = (*KINDS, "fashion")[: len(self.result.arrays.pictures)]
        self.noise_gets_a_digit()
        self.an_eleventh_output()
        self.noise_stays_none()
        self.what_is_light_at_the_border()
        self.what_is_dark_at_the_border()
        self.what_it_learned()
        self.digits_lose_nothing()

    def noise_gets_a_digit(self):
        named = 1 - self._shares("noise")[0]
        first = KINDS.index("noise")
        outputs = self.result.arrays.outputs[:, first]
        i = int(outputs[PLAIN].max(axis=1).argmax())  # the one it is surest of
        self.before, self.after = outputs[PLAIN, i], outputs[ELEVENTH, i]
        answer = int(self.before.argmax())
        self.beat(
            "Noise in, a digit out",
            f"Taught digits alone, it names a digit in {named.mean():.0%} of noise on average "
            f"(seeds: {named.min():.0%} to {named.max():.0%}).",
        )
        self.picture = digit(self._pictures("noise")[i], 3.9).move_to([-3.5, 0.1, 0])
        names = [*map(str, range(10)), "none"]
        self.eleven = Outputs(self.before, names, 2.8, 4.7).move_to([2.7, -0.05, 0])
        self.ten = Outputs(0 * self.before[:10], names[:10], 2.8, 4.7 * 10 / 11)
        shift = self.eleven.bars.place([0, 0]) - self.ten.bars.place([0, 0])
        self.ten.shift(shift)
        self.title = text("its outputs", SMALL, style.QUIET).next_to(self.eleven.bars, UP, 0.1)
        chosen = f"the surest of {len(outputs[PLAIN])}; a digit: an output over {HALF:g}"
        note = text(chosen, SMALL, style.QUIET)
        self.note = note.next_to(self.picture, DOWN, 0.2)
        self.play(FadeIn(self.picture, self.ten, self.title))
        self.play(FadeIn(self.note), run_time=QUICK)
        self.play(self.ten.animate.set_values(self.before[:10]))
        for outputs in (self.ten, self.eleven):
            outputs.bars.set_colour(answer, style.FOCUS)
        self.hold()

    def an_eleventh_output(self):
        settings = self.result.settings
        self.beat(
            "Give it an eleventh output: none",
            f"Among {settings['training']:,} digits we mix {settings['noise']:,} pictures of "
            "noise, which ask for “none”.",
        )
        self.play(FadeIn(self.eleven), FadeOut(self.note), run_time=QUICK)
        self.remove(self.ten)
        none = self.eleven.row(10)
        frame = SurroundingRectangle(
            VGroup(none, self.eleven.bars.copy().stretch_to_fit_height(0.1).set_y(none.get_y())),
            color=style.FOCUS,
            buff=0.1,
        )
        self.play(FadeIn(frame), run_time=QUICK)
        self.eleven.bars.set_colour(int(self.before.argmax()), style.WHITE)
        self.eleven.bars.set_colour(10, style.FOCUS)
        self.play(self.eleven.animate.set_values(self.after), run_time=SLOW)
        self.hold()
        self.leaving = VGroup(self.picture, self.title, self.eleven, frame)

    def noise_stays_none(self):
        arrays, found = self.result.arrays, self.result.found
        seen, none = arrays.seen[ELEVENTH], arrays.none[[PLAIN, ELEVENTH]]
        first = int(np.argmax((none > ALL).all(axis=(0, 1, 3))))  # from there on it is shown
        self.beat(
            "Noise stays “none”",
            f"After {seen[first]:,} pictures all is “none”, no digit over {HALF:g}. Then digits "
            f"get names; {found['none_eleventh_noise']:.1%} of noise stays “none”.",
        )
        start, end = int(seen[first]), int(seen[-1])
        plot = Plot(
            (start, end),
            (0, 1.05),
            width=8.6,
            height=3.5,
            x_ticks={at: label for at, label in log_ticks(end).items() if at > start},
            y_ticks={0: "0", 0.5: "50%", 1: "100%"},
            x_title="training pictures so far, logarithmic",
            y_title=f"answered “none”: the eleventh is the highest, or no digit’s is over {HALF:g}",
            log_x=True,
        ).move_to([-1.1, 0.3, 0])
        noise = KINDS.index("noise")
        self.curves = [
            Spread(
                plot, arrays.seen[i][begun], mean_and_ends(arrays.none[i][:, begun, kind]), colour
            )
            for i, kind, colour in (
                (PLAIN, noise, style.QUIET),
                (ELEVENTH, -1, style.WHITE),
                (ELEVENTH, noise, style.FOCUS),
            )
            for begun in [arrays.seen[i] >= start]
        ]
        ends = [curve.shares[2, -1] * plot.y_range[1] for curve in self.curves]
        told = (
            style.lines(
                "noise, to a network", "taught digits alone", size=SMALL, color=style.QUIET
            ),
            text("test digits", SMALL),
            text("noise", SMALL, style.FOCUS),
        )
        for words, end in zip(told, ends, strict=True):
            words.next_to(plot.c2p(plot.x_range[1], end), RIGHT, buff=0.2)
        told[0].shift(max(0, told[1].get_top()[1] + 0.2 - told[0].get_bottom()[1]) * UP)
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.told = self._set_up()
        self.drawn = self._what_is_drawn("means; thin lines and bands, their range")
        self.play(FadeIn(plot, self.told, self.drawn), run_time=QUICK)
        for curve in self.curves:
            curve.set_until(start)
        self.add(*self.curves)
        # Evenly along the logarithmic axis, on which `until` is a share.
        self.play(
            *(curve.animate.set_until(plot.x_range[1]) for curve in self.curves),
            run_time=SLOW,
            rate_func=linear,
        )
        self.play(FadeIn(*told), run_time=QUICK)
        self.leaving = VGroup(plot, *self.curves, *told)

    def what_is_light_at_the_border(self):
        found = self.result.found
        self.beat(
            "Other pictures that are no digits",
            "Of kinds it never saw, it mostly refuses what is light at the border, even a little: "
            f"shuffled digits, {found['none_eleventh_shuffled']:.0%}.",
        )
        kinds = [kind for kind in ("noise", *LIGHT) if kind in self.kinds]
        self.rows = {kind: self._row(kind, place) for place, kind in enumerate(kinds)}
        self.header = self._header()
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self._show_rows(kinds, self.header)

    def what_is_dark_at_the_border(self):
        found = self.result.found
        self.beat(
            "The same noise, but not at the border",
            f"On black, it refuses {found['none_eleventh_inside']:.0%} of it; the network without "
            f"“none”, {found['none_digits_inside']:.0%}. {about_the_others(found)}",
        )
        others = [row for kind, row in self.rows.items() if kind != "noise"]
        self.play(FadeOut(*others), run_time=QUICK)
        self.rows |= {kind: self._row(kind, place) for place, kind in enumerate(DARK, start=1)}
        self._show_rows(DARK)
        self.leaving = VGroup(self.header, self.rows["noise"], *(self.rows[kind] for kind in DARK))

    def what_it_learned(self):
        arrays, found = self.result.arrays, self.result.found
        n = self.result.settings["training"]
        self.beat(
            "Light where digits are dark",
            "Few digits light each yellow pixel. Light there goes with refusal; on black, the same "
            f"noise {about_the_same_noise(found)}.",
        )
        self.map = framed(arrays.lit.reshape(SIDE, SIDE) / n, (0, 1), style.grey, 2.9)
        self.map.move_to([-4.2, 0.3, 0])
        rare = arrays.lit.reshape(SIDE, SIDE) < RARE * n
        yellow = Overlay(self.map, 1.0 * rare)
        self.legend = text(
            f"yellow: {rare.sum()} pixels, by under {RARE:.0%}", SMALL, style.FOCUS
        ).next_to(self.map, UP, buff=0.15)
        title = text("how often each pixel is lit", SMALL, style.QUIET)
        title.next_to(self.legend, UP, buff=0.15)
        bar = ColourBar((0, 100), "digits", "{:.0f}%", style.grey, length=2)
        bar.next_to(self.map, DOWN, buff=0.2)
        plot = Plot(
            (0, 1.02),
            (0, 1.05),
            width=5.2,
            height=3.4,
            x_ticks={0: "0", 0.5: "0.5", 1: "1"},
            y_ticks={0: "0", 0.5: "50%", 1: "100%"},
            x_title="mean grey of the yellow pixels",
            y_title="answered “none”",
        ).move_to([2.6, 0.3, 0])
        self.dots, words = self._kinds_by_light(plot)
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.play(FadeIn(self.map, title, bar))
        self.play(FadeIn(yellow, self.legend, plot), run_time=QUICK)
        self.play(FadeIn(self.dots, words))
        self.hold(2)
        self.leaving = VGroup(self.map, title, bar, yellow, self.legend, plot, self.dots, words)

    def digits_lose_nothing(self):
        arrays, found = self.result.arrays, self.result.found
        measured = arrays.accuracy[:, :, -1], arrays.none[:, :, -1, -1]
        self.beat(*about_the_digits(found, all(map(seeds_differ_by_more, measured))))
        titles = "test digits named rightly", "test digits refused"
        self.panels = VGroup(*map(self._panel, measured, titles)).arrange(RIGHT, buff=0.9)
        self.panels.move_to([0, 0.55, 0])
        zeros = text(
            "all zeros: no eleventh output; noise asks for 0 of all ten", SMALL, style.QUIET
        ).next_to(self.panels, DOWN, buff=0.3)
        self.play(FadeOut(self.leaving, self.drawn), run_time=QUICK)
        self.drawn = self._what_is_drawn("a dot a seed, a line their mean")
        self.play(FadeIn(self.panels, zeros, self.drawn))
        self.hold(2)

    def _row(self, kind, place):
        """A kind of picture: its name, some of it, and how much of it is refused, before and
        after; a thin line from the least to the most among seeds."""
        left, _, _, _ = safe_area()
        y = FIRST_ROW - place * PITCH
        name = text(NAMES[kind], SMALL, style.WHITE)
        name.move_to([left, y, 0], aligned_edge=LEFT)
        strip = sheet(self._pictures(kind)[:SAMPLES], SAMPLES, STRIP)
        strip.move_to([left + 3.75, y, 0], aligned_edge=LEFT)
        shares = self._shares(kind)
        bars = Bars(shares.mean(axis=1), BAR, 0.7, thickness=0.74)
        bars.move_to([left + 7.85, y, 0], aligned_edge=LEFT)
        whiskers, numbers = VGroup(), VGroup()
        for j, colour in enumerate((style.QUIET, style.FOCUS)):
            bars.set_colour(j, colour)
            ends = bars.place(
                [[share, (j + 0.5) / 2] for share in (shares[j].min(), shares[j].max())]
            )
            whiskers.add(Line(*ends).set_stroke(style.WHITE, 2.5))
            number = Readout(100 * shares[j].mean(), "{:.0f}%", "100%", SMALL, colour)
            numbers.add(number.next_to(bars.place([1, (j + 0.5) / 2]), RIGHT, buff=0.15))
        return VGroup(name, strip, bars, whiskers, numbers)

    def _show_rows(self, kinds, *others):
        """Rows come in as without “none”, and then show what came of teaching it."""
        rows = [self.rows[kind] for kind in kinds]
        for _, _, bars, _, numbers in rows:
            bars.set_values(bars.values * [1, 0])
            numbers[1].set_value(0)
        before = [VGroup(name, strip, bars, numbers[0]) for name, strip, bars, _, numbers in rows]
        self.play(FadeIn(*before, *others))
        grow = []
        for kind, (_, _, bars, _, numbers) in zip(kinds, rows, strict=True):
            before, after = self._shares(kind).mean(axis=1)
            grow += [
                bars.animate.set_values([before, after]),
                numbers[1].animate.set_value(100 * after),
            ]
        self.play(*grow, run_time=NORMAL)
        self.play(FadeIn(*(row[3] for row in rows)), run_time=QUICK)
        self.hold(2)

    def _header(self):
        words = text(
            "answered “none”: taught digits alone, with an eleventh output", SMALL, style.QUIET
        )
        words[-len("withaneleventhoutput") :].set_color(style.FOCUS)
        row = self.rows["noise"]
        return words.next_to(row, UP, buff=0.15).align_to(row, RIGHT)

    def _kinds_by_light(self, plot):
        """(dots with their ranges over seeds, words): each kind of picture, by its light where
        digits are dark."""
        arrays = self.result.arrays
        shares = arrays.none[ELEVENTH, :, -1]
        middle = shares.mean(axis=0)
        dots = VGroup(
            *(
                Line(plot.c2p(light, low), plot.c2p(light, high)).set_stroke(style.QUIET, 3)
                for light, low, high in zip(
                    arrays.light, shares.min(axis=0), shares.max(axis=0), strict=True
                )
            ),
            Scatter(plot, arrays.light, middle, radius=0.08),
        )
        words = VGroup()
        for kind, name, direction in (
            ("noise", "noise", LEFT),
            ("smooth", "smooth noise", DOWN),
            ("inverted", "on white", DOWN),
            ("shuffled", "shuffled", DOWN + RIGHT),
            ("strokes", f"{len(DARK)} kinds, dark at the border", RIGHT),
        ):
            k = self.kinds.index(kind)
            name = text(name, SMALL, style.QUIET)
            words.add(name.next_to(plot.c2p(arrays.light[k], middle[k]), direction, buff=0.22))
        place = plot.c2p(arrays.light[-1], middle[-1])
        words.add(text("test digits", SMALL).next_to(place, RIGHT, buff=0.2).shift(0.1 * UP))
        return dots, words

    def _panel(self, values, title):
        """A dot for each seed of the three kinds of training."""
        ticks = few_ticks(values)
        names = {PLAIN: "digits alone", ELEVENTH: "eleventh", ZEROS: "all zeros"}
        plot = Plot(
            (-0.5, 2.5),
            (ticks[0], ticks[-1]),
            width=4.9,
            height=3.1,
            x_ticks=names,
            y_ticks={tick: f"{tick:.1%}" for tick in ticks},
            x_title="",
            y_title=title,
        )
        return VGroup(plot, SeedDots(plot, values))

    def _shares(self, kind):
        """The shares (2, seeds) of a kind that are refused, before and with an eleventh output."""
        return self.result.arrays.none[[PLAIN, ELEVENTH], :, -1, self.kinds.index(kind)]

    def _pictures(self, kind):
        pictures = self.result.arrays.pictures[self.kinds.index(kind)]
        return pictures.reshape(-1, SIDE, SIDE) / 255

    def _what_is_drawn(self, words):
        """What a picture shows of the seeds, at the end of the line that tells how many."""
        line = self.told[0]
        return text(words, SMALL, style.QUIET).next_to(line, RIGHT, buff=0.1).align_to(line, UP)

    def _set_up(self):
        settings = self.result.settings
        return set_up(
            f"{settings['training']:,} digits",
            "quadratic cost",
            f"SGD, η {settings['eta']:g} at first",
            f"{settings['epochs']} epochs",
            f"{seeds(self.result)}:",
            after="Nguyen, Yosinski and Clune (2015)",
        )


def mean_and_ends(values):
    """(3, n) of values (seeds, n): least, mean and most. The median of these is the mean, so that a
    `Spread` of them draws the number that the rows and captions say."""
    return np.stack([values.min(axis=0), values.mean(axis=0), values.max(axis=0)])


def seeds_differ_by_more(values):
    """Whether, of values (kinds, seeds), seeds of each kind differ by more than kinds' means."""
    return bool(np.ptp(values, axis=1).min() > np.ptp(values.mean(axis=1)))


def about_the_same_noise(found):
    """How the noise fares on black, against a network that was taught digits alone."""
    gain = found["none_eleventh_inside"] - found["none_digits_inside"]
    return "fares as without “none”" if abs(gain) < ALIKE else f"is refused {gain:.0%} more"


def about_the_others(found):
    """Whether other pictures that are dark at the border are refused more than before."""
    gains = [
        found[f"none_eleventh_{kind}"] - found[f"none_digits_{kind}"]
        for kind in ("strokes", "halves", "turned")
    ]
    return (
        "Strokes and pieces fare alike."
        if max(map(abs, gains)) < ALIKE
        else f"Strokes and pieces: up to {max(gains):.0%} more."
    )


def about_the_digits(found, within_seeds):
    """(headline, caption): what teaching "none" costs the digits; whether seeds differ by more."""
    plain, eleventh, zeros = (found[f"accuracy_{taught}"] for taught in TAUGHT)
    lost = plain - min(eleventh, zeros)
    return (
        "Digits lose almost nothing" if lost < 0.005 else "Digits lose a little",
        f"{plain:.1%} of test digits are right without “none”, {eleventh:.1%} with it, {zeros:.1%} "
        f"with all zeros.{' Seeds differ by more.' * within_seeds}",
    )
