"""Easy for every network, hard for every network: a hundred of them are asked the same digits."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Transform,
    ValueTracker,
    VGroup,
    linear,
)

from nn.experiments.easy_and_hard import DATA, NEARLY
from scenes.mobjects.digit import digit
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.plot import Plot
from scenes.mobjects.scatter import Scatter
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SLOW, SMALL, escaped, text

UNASKED, IS_RIGHT, IS_WRONG = 0.0, 0.22, 1.0  # how bright a network's square is
LARGE, TRIO, NOISE, ROW = 3.2, 1.85, 1.35, 0.95  # the sides of pictures, in scene units
PLOT = 5.2, 3.1
APART = 3.1  # from the frame's middle to that of either plot
LEAST = 1e-5  # a share that is still written as a number
COLUMNS = 0.75, 4.5, 6.4  # of the shares: where names begin, and where their numbers end


class EasyAndHard(Explainer):
    """Some digits every network gets right, and some none: far more than chance would give."""

    reads_run = False
    experiments = ("easy_and_hard",)

    def construct(self):
        self.result = self.experiment("easy_and_hard")
        self.found, self.arrays = self.result.found, self.result.arrays
        self.n = self.result.settings["training"]
        self.starts = len(self.result.settings["seeds"])
        self.wrong = dict(zip(DATA, self.arrays.wrong.sum(axis=1).astype(int), strict=True))
        self.chance = dict(zip(DATA, self.arrays.chance.astype(int), strict=True))
        self.one_digit()
        self.three_of_one_class()
        self.all_of_them()
        self.if_it_were_chance()
        self.pictures_of_noise()
        self.noise_and_chance()
        self.the_easiest_and_the_hardest()

    def one_digit(self):
        self.beat(
            f"One digit, {self.starts} networks",
            f"{self.starts} networks, each from its own start, see {self.n:,} digits once. Lit are "
            "those that get this one wrong.",
        )
        self.picture = self._picture("between", 0, LARGE).move_to([-3, 0.75, 0])
        self.marks = marks(self._is_wrong("between", 0), LARGE).move_to([3, 0.75, 0])
        all_asked = self.marks.values.copy()
        places, asked = np.arange(all_asked.size).reshape(all_asked.shape), ValueTracker(0)
        self.marks.set_values(np.full(all_asked.shape, UNASKED))
        under = [self._label("between", 0), self._answers("between", 0)]
        for words, above in zip(under, (self.picture, self.marks), strict=True):
            words.next_to(above, DOWN, 0.25)
        self.play(FadeIn(self.picture, under[0], self.marks, self._set_up()))
        self.marks.add_updater(
            lambda grid: grid.set_values(np.where(places < asked.get_value(), all_asked, UNASKED))
        )
        self.play(asked.animate.set_value(places.size), run_time=SLOW, rate_func=linear)
        self.marks.clear_updaters()
        self.play(FadeIn(under[1]), run_time=QUICK)
        self.under = VGroup(*under)

    def three_of_one_class(self):
        label = self.arrays.between_labels[0]
        numbers = [self._is_wrong(*one).sum() for one in self._trio()]
        self.beat(
            f"Three that are labelled {label}",
            f"{numbers[0]} networks get the first one wrong, {numbers[1]} the second, and "
            f"{numbers[2]} the third.",
        )
        self.trio = VGroup(*(self._column(*one) for one in self._trio()))
        self.trio.arrange(RIGHT, buff=1.9).move_to([0, 0.3, 0])
        between = self.trio[1]
        self.play(FadeOut(self.under), run_time=QUICK)
        self.play(
            self.picture.animate.replace(between[0]),
            self.marks.animate.replace(between[1]),
        )
        self.remove(self.picture, self.marks)
        self.add(*between[:2])
        self.play(FadeIn(between[2], self.trio[0], self.trio[2]))
        self.hold()

    def all_of_them(self):
        found, most = self.found, self._most()
        self.beat(
            f"All {self.n:,} digits, sorted",
            f"Each training digit is a dot. {found['real_all_right']:.0%} are easy for all "
            f"networks; {found['real_nearly_all_wrong']:.1%} are hard for {most} or more.",
        )
        self.plot, self.dots, ranked = self._dots("real", "training digits", -APART)
        places = [self._of(pick, "places")[i] for pick, i in self._trio()]
        points = self.plot.c2p(np.array(places), self.wrong["real"][places])
        shrunk = [
            column[1].animate.scale(0.02).move_to(point)
            for column, point in zip(self.trio, points, strict=True)
        ]
        self.play(*(FadeOut(column[0], column[2]) for column in self.trio), run_time=QUICK)
        self.play(FadeIn(self.plot), *shrunk)
        self.play(FadeIn(self.dots), run_time=QUICK)
        self.remove(*(column[1] for column in self.trio))
        self.hold(0.5)
        self.play(Transform(self.dots, ranked), run_time=SLOW)
        self.counted, self.by_chance = self._shares()
        self.play(FadeIn(self.counted))

    def if_it_were_chance(self):
        rate = self.found["real_rate"]
        self.beat(
            "If it were chance",
            f"Were every digit equally hard, wrong with chance {rate:.0%}, the dots would lie on "
            "the yellow line.",
        )
        self.line, self.name = self._chance("real", self.plot, 0.35, True)
        self.play(Create(self.line), FadeIn(self.name), run_time=NORMAL)
        self.play(FadeIn(self.by_chance))
        self.hold(2)

    def pictures_of_noise(self):
        self.beat(
            "The same with noise",
            f"Now {self.n:,} pictures of noise with random labels: without a pattern, each can "
            "only be learned by heart.",
        )
        some = VGroup()
        for i in range(6):
            picture = self._picture("noise", i, NOISE)
            some.add(VGroup(picture, self._label("noise", i).next_to(picture, DOWN, 0.12)))
        some.arrange_in_grid(2, 3, buff=(0.45, 0.3)).move_to([APART + 0.4, 0.35, 0])
        self.play(FadeOut(self.counted, self.by_chance), run_time=QUICK)
        self.play(FadeIn(some))
        self.some = some
        self.hold(1.5)

    def noise_and_chance(self):
        ours, digits = self._times("noise"), self._times("real")
        self.beat("Noise: closer to chance", noise_words(ours, digits))
        plot, dots, ranked = self._dots("noise", "training pictures", APART + 0.4)
        self.play(FadeOut(self.some, run_time=QUICK))
        self.play(FadeIn(plot, dots))
        self.play(Transform(dots, ranked), run_time=NORMAL)
        line, name = self._chance("noise", plot, 0.75, False)
        spreads = VGroup(
            text(f"{digits:.1f} times the spread of chance", SMALL).move_to(
                self.plot.c2p(0.45 * self.n, 0.8 * self.starts)
            ),
            text(f"{ours:.1f} times the spread of chance", SMALL).move_to(
                plot.c2p(0.55 * self.n, 0.15 * self.starts)
            ),
        )
        level = self._level_of_noise().next_to(spreads[1], UP, 0.2, aligned_edge=LEFT)
        self.play(Create(line), FadeIn(name, level))
        defined = text("spread: standard deviation over the pictures", SMALL, style.QUIET)
        _, right, bottom, _ = safe_area()
        defined.move_to([right, bottom, 0], aligned_edge=DOWN + RIGHT)
        self.play(FadeIn(spreads, defined))
        self.standing = [
            self.plot,
            self.dots,
            self.line,
            self.name,
            plot,
            dots,
            line,
            name,
            level,
            defined,
            spreads,
        ]
        self.hold(2)

    def the_easiest_and_the_hardest(self):
        self.beat(
            "The easiest and the hardest",
            "Easy digits look like their class, hard ones like another: in yellow, what they are "
            "most often taken for.",
        )
        rows = [self._row("easiest"), self._row("hardest", taken_for=True)]
        self.rows = VGroup(*rows).arrange(DOWN, buff=0.5, aligned_edge=LEFT).move_to([0, 0.3, 0])
        self.play(FadeOut(*self.standing), run_time=QUICK)
        for row in rows:
            self.play(FadeIn(row))
        self.hold(3)

    def _level_of_noise(self):
        """How many are wrong about noise, and were when there were only random labels to guess."""
        guessed = 1 - 1 / len(self.arrays.easiest_labels)
        told = (
            f"before training: {guessed:.0%} wrong",
            f"after one epoch: {self.found['noise_rate']:.0%}",
        )
        return style.lines(*map(escaped, told), size=SMALL, color=style.QUIET, buff=0.14)

    def _set_up(self):
        settings = self.result.settings
        sizes = [
            self.arrays.between_images[0].size,
            *settings["hidden"],
            len(self.arrays.easiest_labels),
        ]
        return set_up(
            f"{self.n:,} digits",
            "one epoch",
            "-".join(map(str, sizes)),
            "cross-entropy",
            f"SGD, η {settings['eta']:g}",
            seeds(self.result),
            after="Arpit et al. (2017)",
        )

    def _trio(self):
        """(pick, i) of three digits of a class: no network is wrong, half of them are, all are."""
        label = self.arrays.between_labels[0]
        easy, hard = (
            int(np.flatnonzero(self._of(pick, "labels") == label)[0])
            for pick in ("easiest", "hardest")
        )
        return [("easiest", easy), ("between", 0), ("hardest", hard)]

    def _of(self, pick, what):
        """What the experiment kept of the examples that are shown: an array, one row for each."""
        return getattr(self.arrays, f"{pick}_{what}")

    def _picture(self, pick, i, width):
        return digit(self._of(pick, "images")[i] / 255, width)

    def _label(self, pick, i):
        return text(f"label: {self._of(pick, 'labels')[i]}", SMALL, style.QUIET)

    def _is_wrong(self, pick, i):
        """Which networks (starts,) are wrong about a digit that is shown."""
        return (
            getattr(self.arrays, f"{pick}_answers")[i] != getattr(self.arrays, f"{pick}_labels")[i]
        )

    def _answers(self, pick, i):
        """How many networks give which answer, the two most frequent ones."""
        votes = np.bincount(self._of(pick, "answers")[i])
        first, second = np.argsort(-votes, kind="stable")[:2]
        return text(f"{votes[first]} say {first}, {votes[second]} say {second}", SMALL)

    def _column(self, pick, i):
        picture, is_wrong = self._picture(pick, i, TRIO), self._is_wrong(pick, i)
        words = text(f"{is_wrong.sum()} of {self.starts} wrong", SMALL)
        return VGroup(picture, marks(is_wrong, TRIO), words).arrange(DOWN, buff=0.2)

    def _most(self):
        """How many networks are nearly all of them."""
        return self.starts - round((1 - NEARLY) * self.starts)

    def _dots(self, kind, things, x):
        """(plot, dots in the order of the data, dots sorted): networks that are wrong."""
        n, top = self.n, self.starts
        plot = Plot(
            (0, n),
            (0, top),
            *PLOT,
            {0: "0", n: f"{n:,}"},
            {0: "0", top // 2: f"{top // 2}", top: f"{top}"},
            things,
            f"networks wrong, of {top}",
        ).move_to([x, 0.25, 0])
        wrong, places = self.wrong[kind], np.arange(n)
        rank = np.empty(n)
        rank[np.argsort(wrong, kind="stable")] = places
        return plot, *(Scatter(plot, x, wrong, radius=0.022) for x in (places, rank))

    def _chance(self, kind, plot, along, above):
        """(line, name): where dots lie that only chance tells apart."""
        x = np.linspace(0, self.n - 1, 101).astype(int)
        line = plot.curve(x, self.chance[kind][x], style.FOCUS, 4)
        at = plot.c2p(along * self.n, self.chance[kind][int(along * self.n)])
        name = text("by chance", SMALL, style.FOCUS).next_to(at, UP if above else DOWN, 0.18)
        return line, name

    def _times(self, kind):
        """How many times as spread as by chance the numbers are (their standard deviation)."""
        return self.found[f"{kind}_spread"] / self.found[f"{kind}_spread_by_chance"]

    def _shares(self):
        """(counted, by chance): the shares that no network and that most get wrong."""
        names, *ends = COLUMNS
        heights = 1.6, 0.85, 0.1
        words = "networks wrong", "none", f"{self._most()} or more"
        columns = [VGroup(*(text(each, SMALL, style.QUIET) for each in words))]
        for title, written, which in (
            ("of the digits", "{:.1%}".format, ""),
            ("by chance", small, "_by_chance"),
        ):
            shares = (
                self.found[f"real_{kind}{which}"] for kind in ("all_right", "nearly_all_wrong")
            )
            numbers = (text(escaped(written(share))) for share in shares)
            columns.append(VGroup(text(title, SMALL), *numbers))
        for column, x, edge in zip(columns, (names, *ends), (LEFT, RIGHT, RIGHT), strict=True):
            for part, y in zip(column, heights, strict=True):
                part.move_to([x, y, 0], aligned_edge=edge)
        names, counted, by_chance = columns
        return VGroup(names, counted), by_chance.set_color(style.FOCUS)

    def _row(self, pick, taken_for=False):
        """Pictures, below each its label, and what most of the networks that are wrong answer."""
        labels, answers = self._of(pick, "labels"), self._of(pick, "answers")
        columns = VGroup()
        for i, label in enumerate(labels):
            column = VGroup(self._picture(pick, i, ROW), text(str(label), SMALL))
            if taken_for:
                most = np.bincount(answers[i][answers[i] != label]).argmax()
                column.add(text(str(most), SMALL, style.FOCUS))
            columns.add(column.arrange(DOWN, buff=0.14))
        columns.arrange(RIGHT, buff=0.12)
        wrong = self._is_wrong(pick, 0).sum()
        such = (self.wrong["real"] == wrong).sum()
        said = f"{wrong} of {self.starts} wrong", f"({len(labels)} of {such:,} such)"
        names = VGroup(style.lines(*said, size=SMALL), text("label", SMALL))
        names[0][1].set_color(style.QUIET)
        if taken_for:
            names.add(text("taken for", SMALL, style.FOCUS))
        for name, part in zip(names, columns[0], strict=True):
            name.next_to([columns.get_left()[0] - 2.3, part.get_y(), 0], RIGHT, 0)
        return VGroup(names, columns)


def small(share):
    """A share in percent, as precise as a very small one asks for."""
    return f"{share:.3%}" if share >= LEAST else f"< {LEAST:.3%}"


def marks(is_wrong, width):
    """A square for each network, lit where it is wrong."""
    side = int(np.ceil(np.sqrt(len(is_wrong))))
    values = np.full(side * side, UNASKED)
    values[: len(is_wrong)] = np.where(is_wrong, IS_WRONG, IS_RIGHT)
    return Heatmap(values.reshape(side, side), (0, 1), style.grey, width, gap=0.22)


def noise_words(noise, digits):
    """What is said of how far noise is from chance, beside what the paper found."""
    if noise < 1.1:
        return (
            "As in the paper, noise is spread as by chance alone: no picture is easier than others."
        )
    return (
        "Arpit et al. found noise spread as by chance. Here it is spread more, "
        f"{'but far less than' if 2 * noise < digits else 'as'} digits."
    )
