"""Noise gets a digit's name. Can a network be taught to say "none of the above"?"""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Indicate, Transform, VGroup, linear

from scenes.mobjects.before_after import BeforeAfter
from scenes.mobjects.digit import digit
from scenes.mobjects.lettering import baseline, stand_on
from scenes.mobjects.outputs import Outputs
from scenes.mobjects.overlay import Overlay
from scenes.mobjects.pictures import framed
from scenes.mobjects.plot import ColourBar, Plot
from scenes.mobjects.seed_dots import RangeDots
from scenes.mobjects.spread_plot import SpreadPlot
from scenes.mobjects.ticks import log_ticks
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, text
from scenes.stage.words.numbers import about

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
OTHERS = *LIGHT, *DARK[1:]  # kinds that the network never saw, light and dark at the border
ROWS = 5  # kinds that have a row
TAUGHT = style.KINDS[1]  # the network that has an eleventh output: pink
SMALL_PICTURE = 0.7  # the width of the noise beside its curve
FIRST_ROW, PITCH = 1.92, 0.84  # the middle of the first row, and from row to row
PICTURE = -3.5, 0.1, 0  # the middle of the noise
OUTPUTS = 2.7, -0.05, 0  # of its outputs
TRAINING = -1.1, 0.3, 0  # of the plot of training: the names of its curves stand on its right
MAP = -4.2, 0.3, 0  # of the picture of the pixels that are lit
BY_LIGHT = 2.6, 0.3, 0  # of the plot beside it
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
        self.other_pictures()
        self.noise_on_black()
        self.what_it_learned()

    def noise_gets_a_digit(self):
        named = 1 - self._shares("noise")[0]
        outputs = self.result.arrays.outputs[:, self.kinds.index("noise")]
        i = int(outputs[PLAIN].max(axis=1).argmax())  # the noise it is surest about
        self.before, self.after = outputs[PLAIN, i], outputs[ELEVENTH, i]
        self.picture = digit(self._pictures("noise")[i], 3.9).move_to(PICTURE)
        names = [*map(str, range(10)), "none"]
        self.eleven = Outputs(self.before, names, 2.8, 4.7).move_to(OUTPUTS)
        self.ten = Outputs(0 * self.before[:10], names[:10], 2.8, 4.7 * 10 / 11)
        self.ten.shift(self.eleven.bars.place([0, 0]) - self.ten.bars.place([0, 0]))
        self.title = text("its outputs", SMALL, style.QUIET).next_to(self.eleven.bars, UP, 0.1)
        chosen = (
            f"an output over {self.half:g} in {named.mean():.0%} of noise \\ (seeds: "
            f"{named.min():.0%} to {named.max():.0%}); here the surest of {len(outputs[PLAIN])}"
        )
        self.note = text(chosen, SMALL, style.QUIET).next_to(self.picture, DOWN, 0.2)
        self.beat(
            "Noise in, a digit out",
            f"Networks that know only digits see one in {about(named.mean())} of the noise.",
        )
        self.add(self.picture, self.ten, self.title)
        self.hold()
        self.play(FadeIn(self.note), run_time=QUICK)
        self.play(self.ten.animate.set_values(self.before[:10]), run_time=SLOW)
        self.frame = self.ten.frame(int(self.before.argmax()))
        self.play(FadeIn(self.frame), run_time=QUICK)

    def an_eleventh_output(self):
        settings = self.result.settings
        saying = self.beat("Give it an eleventh output", "So we give it one more output: none.")
        mixed = f"{settings['noise']:,} pictures of noise \\ among {settings['training']:,} digits"
        mixed = text(mixed, SMALL, style.QUIET).next_to(self.picture, DOWN, 0.2)
        self.play(FadeIn(self.eleven), run_time=QUICK)
        self.remove(self.ten)
        self.play(Transform(self.frame, self.eleven.frame(10)), run_time=saying - QUICK)
        saying = self.say("And we mix pictures of noise in among the digits.")
        self.play(giving_way(self.note, mixed))
        self.play(self.eleven.animate.set_values(self.after), run_time=saying - NORMAL)
        self.leaving = VGroup(self.title, self.eleven, self.frame, mixed)

    def noise_stays_none(self):
        arrays = self.result.arrays
        seen, none = arrays.seen[ELEVENTH], arrays.none[[PLAIN, ELEVENTH]]
        first = int(np.argmax((none > ALL).all(axis=(0, 1, 3))))  # from there on it is shown
        named = int(np.argmax(none[1, :, first:, -1].mean(axis=0) < ALL)) + first
        kept = self._shares("noise")[ELEVENTH].mean()
        saying = self.beat("Now noise is “none”", "At first, everything is none.")
        self.curves = self._over_training(int(seen[first]), int(seen[-1]))
        self.told = self._set_up()
        self.drawn = self._what_is_drawn("means; thin lines and bands, their range")
        spreads = [spread.set_until(seen[first]) for spread in self.curves.spreads]
        self.add(*spreads)
        small = self.picture.animate.scale_to_fit_width(SMALL_PICTURE)
        small = small.next_to(self.curves.names[-1], RIGHT, 0.3)
        come = self.curves.plot, self.told, self.drawn
        self.play(FadeOut(self.leaving), FadeIn(*come), small, run_time=NORMAL)
        self.play(
            *(spread.animate.set_until(seen[named - 1]) for spread in spreads),
            run_time=max(saying - NORMAL, QUICK),
            rate_func=linear,
        )
        saying = self.say("Then the digits get their names.")
        on = [spread.animate.set_until(seen[-1]) for spread in spreads]
        self.play(*on, run_time=saying, rate_func=linear)
        always = "every time" if kept == 1 else "nearly every time"
        self.say(f"And noise stays none, {always}.")
        self.play(FadeIn(self.curves.names), Indicate(self.picture, color=style.WHITE))
        self.leaving = VGroup(*self.curves, self.picture)

    def other_pictures(self):
        """Of kinds that are light at the border, and of some that are dark there."""
        kinds = [kind for kind in OTHERS if kind in self.kinds][:ROWS]
        self.rows = {kind: self._row(kind, place) for place, kind in enumerate(kinds)}
        self.header = self._header(self.rows[kinds[0]])
        before = [row.show_before() for row in self.rows.values()]
        self.beat(
            "What about other pictures?",
            "We try pictures that it never saw.",
        )
        self.play(giving_way(self.leaving, VGroup(*before, self.header)))
        saying = self.say("It refuses some, and takes others for digits.")
        growing = (grown for row in self.rows.values() for grown in row.grow())
        self.play(*growing, run_time=saying / 2)
        self.play(FadeIn(*(row.whiskers for row in self.rows.values())), run_time=QUICK)
        self.leaving = VGroup(self.header, *self.rows.values())

    def noise_on_black(self):
        outputs = self.result.arrays.outputs[ELEVENTH, self.kinds.index("inside")]
        i = int(outputs.max(axis=1).argmax())
        self.on_black = digit(self._pictures("inside")[i], 3.3).move_to(PICTURE).shift(0.55 * UP)
        names = [*map(str, range(10)), "none"]
        self.fooled = Outputs(0 * outputs[i], names, 2.8, 3.9).move_to(OUTPUTS).shift(0.45 * UP)
        plain, taught = self._shares("inside").mean(axis=1)
        words = f"“none”: {taught:.0%} of it, before {plain:.0%}; here the surest of {len(outputs)}"
        words = text(words, SMALL, style.QUIET)
        stand_on(baseline(self.told[0]) + 0.55, words.align_to(self.told, LEFT))
        saying = self.beat(
            "The same noise, on black",
            "Put the noise inside a black border, and it is fooled again.",
        )
        self.play(giving_way(self.leaving, VGroup(self.on_black, self.fooled, words)))
        self.play(self.fooled.animate.set_values(outputs[i]), run_time=saying / 3)
        frame = self.fooled.frame(int(outputs[i].argmax()))
        self.play(FadeIn(frame), run_time=QUICK)
        self.leaving = VGroup(self.on_black, self.fooled, frame, words)

    def what_it_learned(self):
        found = self.result.found
        title, bar, rare = self._map_of_light()
        plot = Plot(
            (0, 1.02),
            (0, 1.05),
            width=5.2,
            height=3.4,
            x_ticks={0: "0", 0.5: "0.5", 1: "1"},
            y_ticks=PERCENT,
            x_title="mean grey of the pink pixels",
            y_title="answered “none”",
        ).move_to(BY_LIGHT)
        lit = VGroup(self.map, title, bar, rare, self.legend)
        lit.shift((baseline(plot.y_title) - baseline(title)) * UP)
        stand_on(baseline(plot.labels[-1][1]), self.legend)
        self.dots = self._kinds_by_light(plot)
        saying = self.beat(
            "It learned what we showed it",
            "It only learned that light at the border means none.",
        )
        self.play(giving_way(self.leaving, VGroup(lit, plot)))
        self.play(FadeIn(self.dots), run_time=saying / 3)
        self.say("It learned what we showed it, and nothing more.")
        right = (
            f"test digits right: {found['accuracy_digits']:.1%} before, "
            f"{found['accuracy_eleventh']:.1%} after"
        )
        right = text(style.escaped(right), SMALL).next_to(self.told[1], RIGHT, 0.6)
        stand_on(baseline(self.told[1]), right)
        self.play(FadeIn(right))

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
            (ELEVENTH, noise, TAUGHT, text("noise", SMALL, TAUGHT)),
        ):
            begun = arrays.seen[i] >= start
            curves.append((arrays.seen[i][begun], arrays.none[i][:, begun, kind], color, name))
        return SpreadPlot(plot, curves, gap=0.2, middle=np.mean)

    def _row(self, kind, place):
        """A row for a kind of picture: the share that is refused before and after."""
        colours = style.QUIET, TAUGHT
        row = BeforeAfter(NAMES[kind], self._pictures(kind), self._shares(kind), colours)
        return row.shift([safe_area()[0], FIRST_ROW - place * PITCH, 0])

    def _header(self, row):
        words = "answered “none”: taught digits alone, with an eleventh output"
        words = text(words, SMALL, style.QUIET)
        words[-len("withaneleventhoutput") :].set_color(TAUGHT)
        return words.next_to(row, UP, buff=0.15).align_to(row, RIGHT)

    def _map_of_light(self):
        """(title, legend of the greys, overlay of those rarely lit) of the map of the pixels."""
        lit = self.result.arrays.lit.reshape(self.side, self.side)
        n = self.result.settings["training"]
        rare = lit < self.rare * n
        self.map = framed(lit / n, (0, 1), style.grey, 2.9).move_to(MAP)
        words = f"pink: {rare.sum()} pixels, by under {self.rare:.0%}"
        self.legend = text(words, SMALL, TAUGHT).next_to(self.map, UP, buff=0.15)
        title = text("how often each pixel is lit", SMALL, style.QUIET)
        bar = ColourBar((0, 100), "digits", "{:.0f}%", style.grey, length=2)
        return (
            title.next_to(self.legend, UP, buff=0.15),
            bar.next_to(self.map, DOWN, buff=0.2),
            Overlay(self.map, 1.0 * rare, TAUGHT),
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
