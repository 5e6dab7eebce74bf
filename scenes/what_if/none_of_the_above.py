"""Noise gets a digit's name. Can a network be taught to say "none of the above"?"""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, VGroup, linear

from scenes.mobjects.before_after import BeforeAfter
from scenes.mobjects.digit import digit
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.seed_dots import RangeDots, SeedPanel
from scenes.mobjects.spread_plot import SpreadPlot
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.what_if import findings

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
PLAIN, ELEVENTH = 0, 1  # indices into what the experiment's networks are `taught`
NETWORKS = "digits alone", "eleventh", "all zeros"  # names of all that they are `taught`, in order
FIRST_ROW, PITCH = 1.92, 0.84  # the middle of the first row, and from row to row
PICTURE = -3.5, 0.1, 0  # the middle of the noise
OUTPUTS = 2.7, -0.05, 0  # of its outputs
TRAINING = -1.1, 0.3, 0  # of the plot of training: the names of its curves stand on its right
MAP = -4.2, 0.3, 0  # of the picture of the pixels that are lit
BY_LIGHT = 2.6, 0.3, 0  # of the plot beside it
PANELS = 0.55  # the height of the middle of the last panels
PERCENT = {0: "0", 0.5: "50%", 1: "100%"}  # ticks
ALL = 0.99  # a share of pictures above this counts as all of them


class NoneOfTheAbove(Explainer):
    """A network taught to say “none” of noise says so of that noise, but not of everything else."""

    reads_run = False
    experiments = ("none_of_the_above",)

    def construct(self):
        self.result = self.experiment("none_of_the_above")
        constants = self.result.constants
        self.half, self.rare, self.side = (constants[name] for name in ("half", "rare", "side"))
        self.kinds = (*constants["kinds"], "fashion")[: len(self.result.arrays.pictures)]
        self.noise_gets_a_digit()
        self.an_eleventh_output()
        self.noise_stays_none()
        self.what_is_light_at_the_border()
        self.what_is_dark_at_the_border()
        self.what_it_learned()
        self.digits_lose_nothing()

    def noise_gets_a_digit(self):
        named = 1 - self._shares("noise")[0]
        outputs = self.result.arrays.outputs[:, self.kinds.index("noise")]
        i = int(outputs[PLAIN].max(axis=1).argmax())  # the noise it is surest about
        self.before, self.after = outputs[PLAIN, i], outputs[ELEVENTH, i]
        answer = int(self.before.argmax())
        self.beat(
            "Noise in, a digit out",
            f"Taught digits alone, it names a digit in {named.mean():.0%} of noise on average "
            f"(seeds: {named.min():.0%} to {named.max():.0%}).",
        )
        self.picture = digit(self._pictures("noise")[i], 3.9).move_to(PICTURE)
        names = [*map(str, range(10)), "none"]
        self.eleven = Outputs(self.before, names, 2.8, 4.7).move_to(OUTPUTS)
        self.ten = Outputs(0 * self.before[:10], names[:10], 2.8, 4.7 * 10 / 11)
        self.ten.shift(self.eleven.bars.place([0, 0]) - self.ten.bars.place([0, 0]))
        self.title = text("its outputs", SMALL, style.QUIET).next_to(self.eleven.bars, UP, 0.1)
        chosen = f"the surest of {len(outputs[PLAIN])}; a digit: an output over {self.half:g}"
        self.note = text(chosen, SMALL, style.QUIET).next_to(self.picture, DOWN, 0.2)
        self.play(FadeIn(self.picture, self.ten, self.title))
        self.play(FadeIn(self.note), run_time=QUICK)
        self.play(self.ten.animate.set_values(self.before[:10]))
        for outputs in (self.ten, self.eleven):
            outputs.set_colour(answer, style.FOCUS)
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
        frame = self.eleven.frame(10)
        self.play(FadeIn(frame), run_time=QUICK)
        self.eleven.set_colour(int(self.before.argmax()), style.WHITE)
        self.eleven.set_colour(10, style.FOCUS)
        self.play(self.eleven.animate.set_values(self.after), run_time=SLOW)
        self.hold()
        self.leaving = VGroup(self.picture, self.title, self.eleven, frame)

    def noise_stays_none(self):
        arrays, found = self.result.arrays, self.result.found
        seen, none = arrays.seen[ELEVENTH], arrays.none[[PLAIN, ELEVENTH]]
        first = int(np.argmax((none > ALL).all(axis=(0, 1, 3))))  # from there on it is shown
        self.beat(
            "Noise stays “none”",
            f"After {seen[first]:,} pictures all is “none”, no digit over {self.half:g}. "
            f"Then digits get names; {found['none_eleventh_noise']:.1%} of noise stays “none”.",
        )
        self.curves = self._over_training(int(seen[first]), int(seen[-1]))
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.told = self._set_up()
        self.drawn = self._what_is_drawn("means; thin lines and bands, their range")
        self.play(FadeIn(self.curves.plot, self.told, self.drawn), run_time=QUICK)
        self.play(*self.curves.draw(), run_time=SLOW, rate_func=linear)
        self.play(FadeIn(self.curves.names), run_time=QUICK)
        self.leaving = VGroup(*self.curves)

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
            f"“none”, {found['none_digits_inside']:.0%}. {findings.about_the_others(found)}",
        )
        others = [row for kind, row in self.rows.items() if kind != "noise"]
        self.play(FadeOut(*others), run_time=QUICK)
        self.rows |= {kind: self._row(kind, place) for place, kind in enumerate(DARK, start=1)}
        self._show_rows(DARK)
        self.leaving = VGroup(self.header, self.rows["noise"], *(self.rows[kind] for kind in DARK))

    def what_it_learned(self):
        self.beat(
            "Light where digits are dark",
            "Few digits light each yellow pixel. Light there goes with refusal; on black, the same "
            f"noise {findings.about_the_same_noise(self.result.found)}.",
        )
        title, bar, yellow = self._map_of_light()
        plot = Plot(
            (0, 1.02),
            (0, 1.05),
            width=5.2,
            height=3.4,
            x_ticks={0: "0", 0.5: "0.5", 1: "1"},
            y_ticks=PERCENT,
            x_title="mean grey of the yellow pixels",
            y_title="answered “none”",
        ).move_to(BY_LIGHT)
        self.dots = self._kinds_by_light(plot)
        self.play(FadeOut(self.leaving), run_time=QUICK)
        self.play(FadeIn(self.map, title, bar))
        self.play(FadeIn(yellow, self.legend, plot), run_time=QUICK)
        self.play(FadeIn(self.dots))
        self.hold(2)
        self.leaving = VGroup(self.map, title, bar, yellow, self.legend, plot, self.dots)

    def digits_lose_nothing(self):
        arrays, found = self.result.arrays, self.result.found
        measured = arrays.accuracy[:, :, -1], arrays.none[:, :, -1, -1]
        self.beat(
            *findings.about_the_digits(found, all(map(findings.seeds_differ_by_more, measured)))
        )
        titles = "test digits named rightly", "test digits refused"
        self.panels = VGroup(
            *(
                SeedPanel(shares, NETWORKS, 4.9, 3.1, y_title=title)
                for shares, title in zip(measured, titles, strict=True)
            )
        )
        self.panels.arrange(RIGHT, buff=0.9).set_y(PANELS)
        zeros = "all zeros: no eleventh output; noise asks for 0 of all ten"
        zeros = text(zeros, SMALL, style.QUIET).next_to(self.panels, DOWN, buff=0.3)
        self.play(FadeOut(self.leaving, self.drawn), run_time=QUICK)
        self.drawn = self._what_is_drawn("a dot a seed, a line their mean")
        self.play(FadeIn(self.panels, zeros, self.drawn))
        self.hold(2)

    def _over_training(self, start, end):
        """A plot of the share answered "none" after start to end training pictures: noise, by a
        network taught digits alone; test digits and noise, by one with an eleventh output."""
        plot = Plot(
            (start, end),
            (0, 1.05),
            width=8.6,
            height=3.5,
            x_ticks={at: label for at, label in log_ticks(end).items() if at > start},
            y_ticks=PERCENT,
            x_title="training pictures so far, logarithmic",
            y_title="answered “none”: the eleventh is the highest, or no digit’s is over "
            f"{self.half:g}",
            log_x=True,
        ).move_to(TRAINING)
        alone = "noise, to a network", "taught digits alone"
        arrays, noise, digits, curves = self.result.arrays, self.kinds.index("noise"), -1, []
        for i, kind, color, name in (
            (PLAIN, noise, style.QUIET, style.lines(*alone, size=SMALL, color=style.QUIET)),
            (ELEVENTH, digits, style.WHITE, text("test digits", SMALL)),
            (ELEVENTH, noise, style.FOCUS, text("noise", SMALL, style.FOCUS)),
        ):
            begun = arrays.seen[i] >= start
            curves.append((arrays.seen[i][begun], arrays.none[i][:, begun, kind], color, name))
        return SpreadPlot(plot, curves, gap=0.2, middle=np.mean)

    def _row(self, kind, place):
        """A row for a kind of picture: the share that is refused before and after."""
        row = BeforeAfter(NAMES[kind], self._pictures(kind), self._shares(kind))
        return row.shift([safe_area()[0], FIRST_ROW - place * PITCH, 0])

    def _show_rows(self, kinds, *others):
        """Show rows first without "none", and then what teaching it changed."""
        rows = [self.rows[kind] for kind in kinds]
        self.play(FadeIn(*(row.show_before() for row in rows), *others))
        self.play(*(grown for row in rows for grown in row.grow()), run_time=NORMAL)
        self.play(FadeIn(*(row.whiskers for row in rows)), run_time=QUICK)
        self.hold(2)

    def _header(self):
        words = "answered “none”: taught digits alone, with an eleventh output"
        words = text(words, SMALL, style.QUIET)
        words[-len("withaneleventhoutput") :].set_color(style.FOCUS)
        row = self.rows["noise"]
        return words.next_to(row, UP, buff=0.15).align_to(row, RIGHT)

    def _map_of_light(self):
        """(title, legend of the greys, overlay of those rarely lit) of the map of the pixels."""
        lit = self.result.arrays.lit.reshape(self.side, self.side)
        n = self.result.settings["training"]
        rare = lit < self.rare * n
        self.map = framed(lit / n, (0, 1), style.grey, 2.9).move_to(MAP)
        words = f"yellow: {rare.sum()} pixels, by under {self.rare:.0%}"
        self.legend = text(words, SMALL, style.FOCUS).next_to(self.map, UP, buff=0.15)
        title = text("how often each pixel is lit", SMALL, style.QUIET)
        bar = ColourBar((0, 100), "digits", "{:.0f}%", style.grey, length=2)
        return (
            title.next_to(self.legend, UP, buff=0.15),
            bar.next_to(self.map, DOWN, buff=0.2),
            Overlay(self.map, 1.0 * rare),
        )

    def _kinds_by_light(self, plot):
        """A dot for each kind of picture, with its name. x: how light it is where digits are dark;
        y: the share that is refused."""
        beside = {
            "noise": ("noise", LEFT),
            "smooth": ("smooth noise", DOWN),
            "inverted": ("on white", DOWN),
            "shuffled": ("shuffled", DOWN + RIGHT),
            "strokes": (f"{len(DARK)} kinds, dark at the border", RIGHT),
        }
        names = [(self.kinds.index(kind), *name) for kind, name in beside.items()]
        arrays = self.result.arrays
        dots = RangeDots(plot, arrays.light, arrays.none[ELEVENTH, :, -1], names)
        digits = plot.c2p(arrays.light[-1], dots.means.y[-1])
        name = text("test digits", SMALL).next_to(digits, RIGHT, buff=0.2)
        return dots.add(name.shift(0.1 * UP))  # clear of the name of the dark kinds

    def _shares(self, kind):
        """The shares (2, seeds) of a kind that are refused, without and with an eleventh output."""
        return self.result.arrays.none[[PLAIN, ELEVENTH], :, -1, self.kinds.index(kind)]

    def _pictures(self, kind):
        pictures = self.result.arrays.pictures[self.kinds.index(kind)]
        return pictures.reshape(-1, self.side, self.side) / 255

    def _what_is_drawn(self, words):
        """A note on how seeds are drawn, at the end of the line that says how many there are."""
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
