"""Easy for every network, hard for every network: a hundred networks classify the same digits."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, VGroup, linear

from scenes.memory.labels import WRONG
from scenes.mobjects.captioned import Captioned
from scenes.mobjects.digit import digit
from scenes.mobjects.marks import Marks
from scenes.mobjects.ranked_dots import RankedDots
from scenes.mobjects.table import in_columns
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.giving_way import giving_way
from scenes.stage.report import seeds, set_up
from scenes.stage.style import NORMAL, QUICK, SMALL, escaped, text
from scenes.stage.words.numbers import about, in_words

LARGE, TRIO, NOISE = 3.2, 1.85, 1.35  # the sides of pictures, in scene units
DIGIT_AT, MARKS_AT = 3 * LEFT + 0.75 * UP, 3 * RIGHT + 0.75 * UP  # a digit; which networks fail
PICTURES_AT = 0.3 * UP  # the centre of the trio, and of the two rows of the last beat
DIGITS_AT, NOISE_AT = 3.1 * LEFT + 0.25 * UP, 3.5 * RIGHT + 0.25 * UP  # the two plots
NOISE_SHOWN_AT = 3.5 * RIGHT + 0.35 * UP  # the pictures of noise
SHARES_AT = 0.75 * RIGHT + 1.6 * UP  # where the table of shares begins
COLUMNS = (0, LEFT), (3.75, RIGHT), (5.65, RIGHT)  # its columns: the edges of names and of numbers
ROW = 0.75  # from one of its rows to the next
CHANCE = style.KINDS[1]  # the colour of what would be by chance
LEAST = 1e-5  # the smallest share that is written as a number, and not as a bound


class EasyAndHard(Explainer):
    """Every network gets some digits right, and none gets some others: far more than by chance."""

    reads_run = False
    experiments = ("easy_and_hard",)

    def construct(self):
        self.result = self.experiment("easy_and_hard")
        self.found, self.arrays = self.result.found, self.result.arrays
        self.n = self.result.settings["training"]
        self.starts = len(self.result.settings["seeds"])
        kinds = self.result.constants["data"]
        self.wrong = dict(zip(kinds, self.arrays.wrong.sum(axis=1).astype(int), strict=True))
        self.chance = dict(zip(kinds, self.arrays.chance.astype(int), strict=True))
        self.one_digit()
        self.three_of_one_class()
        self.all_of_them()
        self.if_it_were_chance()
        self.noise_and_chance()
        self.the_easiest_and_the_hardest()

    def one_digit(self):
        self.picture = self._picture("between", 0, LARGE).move_to(DIGIT_AT)
        self.marks = Marks(self._is_wrong("between", 0), LARGE, asked=0).move_to(MARKS_AT)
        under = [self._label("between", 0), self._answers("between", 0)]
        for words, above in zip(under, (self.picture, self.marks), strict=True):
            words.next_to(above, DOWN, 0.25)
        self.add(self.picture, under[0], self.marks, self._set_up())
        many = counted(self.starts)
        seconds = self.beat(
            f"One digit, {many} networks", f"{many.capitalize()} networks learn the same digits."
        )
        self.play(self.marks.animate.set_asked(self.starts / 2), run_time=seconds, rate_func=linear)
        seconds = self.say("How many get this one wrong?")
        asked = self.marks.animate.set_asked(self.starts)
        self.play(asked, run_time=seconds, rate_func=linear)
        self.play(FadeIn(under[1]), run_time=QUICK)
        self.hold(2)
        self.under = VGroup(*under)

    def three_of_one_class(self):
        label = self.arrays.between_labels[0]
        numbers = [int(self._is_wrong(*one).sum()) for one in self._trio()]
        first, *others = (fooled(number, self.starts) for number in numbers)
        said = [f"This {label} fools {first}.", *(f"This one fools {them}." for them in others)]
        said[-1] = "And " + said[-1][0].lower() + said[-1][1:]
        self.trio = VGroup(*(self._column(*one) for one in self._trio()))
        self.trio.arrange(RIGHT, buff=1.9).move_to(PICTURES_AT)
        easy, between, hard = self.trio
        seconds = self.beat("Easy, hard, hopeless", said[0])
        moves = (
            shown.animate(run_time=NORMAL).replace(there)
            for shown, there in zip((self.picture, self.marks), between, strict=False)
        )
        gone = FadeOut(self.under, run_time=QUICK / 2)  # before the marks fly over it
        self.play(gone, *moves)
        self.remove(self.picture, self.marks)
        self.add(*between[:2])
        self.play(FadeIn(easy), run_time=QUICK)
        seconds = self.say(said[1])
        self.play(FadeIn(between[2]), run_time=seconds)
        self.say(said[2])
        self.play(FadeIn(hard))

    def all_of_them(self):
        found = self.found
        self.digits = self._ranked("real", "training digits").move_to(DIGITS_AT)
        places = [self._of(pick, "places")[i] for pick, i in self._trio()]
        shrunk = [
            column[1].animate.scale(0.02).move_to(self.digits.point(place))
            for column, place in zip(self.trio, places, strict=True)
        ]
        seconds = self.beat(f"All {self.n:,}, sorted", f"Here are all {self.n:,}, sorted.")
        gone = (FadeOut(column[0], column[2], run_time=QUICK) for column in self.trio)
        self.play(*gone, FadeIn(self.digits.plot), *shrunk)
        self.play(FadeIn(self.digits.dots), run_time=QUICK)
        self.remove(*(column[1] for column in self.trio))
        self.play(self.digits.animate.rank(), run_time=seconds)
        share = about(found["real_all_right"])
        seconds = self.say(f"{share[0].upper()}{share[1:]} of them fool no network at all.")
        self.counted, self.by_chance = self._shares()
        self.play(FadeIn(self.counted), run_time=NORMAL)

    def if_it_were_chance(self):
        seconds = self.beat(
            "If it were chance", "If mistakes were chance, the dots would follow this line."
        )
        self.line, self.name = self.digits.expected(self.chance["real"], "by chance", 0.35, UP)
        self.play(Create(self.line), FadeIn(self.name), run_time=seconds)
        self.say("They don't. Some digits are simply hard.")
        self.play(FadeIn(self.by_chance))

    def noise_and_chance(self):
        ours, digits = self._times("noise"), self._times("real")
        self.beat("The same with noise", "Now pictures of noise, with random labels.")
        some = VGroup()
        for i in range(6):
            picture = self._picture("noise", i, NOISE)
            some.add(VGroup(picture, self._label("noise", i).next_to(picture, DOWN, 0.12)))
        some.arrange_in_grid(2, 3, buff=(0.45, 0.3)).move_to(NOISE_SHOWN_AT)
        self.play(giving_way(VGroup(self.counted, self.by_chance), some))
        seconds = self.say(noise_words(ours, digits))
        noise = self._ranked("noise", "training pictures").move_to(NOISE_AT)
        self.play(giving_way(some, noise))
        self.play(noise.animate.rank(), run_time=seconds / 2)
        line, name = noise.expected(self.chance["noise"], "by chance", 0.75, DOWN)
        self.spreads = VGroup(
            self._spread(digits, self.digits, 0.45, 0.8), self._spread(ours, noise, 0.55, 0.15)
        )
        self.play(Create(line), FadeIn(name, self.spreads))
        self.hold(2)
        self.standing = self.digits, self.line, self.name, noise, line, name

    def the_easiest_and_the_hardest(self):
        self.beat("The easiest and the hardest", "Easy digits look like their class.")
        rows = [self._row("easiest"), self._row("hardest", taken_for=True)]
        self.rows = VGroup(*rows).arrange(DOWN, buff=0.5, aligned_edge=LEFT).move_to(PICTURES_AT)
        gone = VGroup(*self.standing, self.spreads)
        self.play(giving_way(gone, rows[0]))
        self.say("Hard ones look like another.")
        self.play(FadeIn(rows[1]))

    def _set_up(self):
        settings = self.result.settings
        inputs, classes = self.arrays.between_images[0].size, len(self.arrays.easiest_labels)
        sizes = inputs, *settings["hidden"], classes
        return set_up(
            f"{self.n:,} digits",
            "one epoch",
            "-".join(map(str, sizes)),
            "cross-entropy",
            f"SGD, η {settings['eta']:g}",
            seeds(self.result),
            after="Arpit et al. (2017), who found noise spread as by chance",
        )

    def _trio(self):
        """(pick, i) of three digits of one class: the first misleads no network, the second half of
        them, the third all."""
        label = self.arrays.between_labels[0]
        easy, hard = (
            int(np.flatnonzero(self._of(pick, "labels") == label)[0])
            for pick in ("easiest", "hardest")
        )
        return [("easiest", easy), ("between", 0), ("hardest", hard)]

    def _of(self, pick, what):
        """An array of the experiment with a row for each example of a pick ("easiest", …)."""
        return getattr(self.arrays, f"{pick}_{what}")

    def _picture(self, pick, i, width):
        return digit(self._of(pick, "images")[i] / 255, width)

    def _label(self, pick, i):
        return text(f"label: {self._of(pick, 'labels')[i]}", SMALL, style.QUIET)

    def _is_wrong(self, pick, i):
        """Which networks (starts,) are wrong about a digit that is shown."""
        return self._of(pick, "answers")[i] != self._of(pick, "labels")[i]

    def _answers(self, pick, i):
        """The two most frequent answers, and how many networks give each."""
        votes = np.bincount(self._of(pick, "answers")[i])
        first, second = np.argsort(-votes, kind="stable")[:2]
        return text(f"{votes[first]} say {first}, {votes[second]} say {second}", SMALL)

    def _column(self, pick, i):
        picture, is_wrong = self._picture(pick, i, TRIO), self._is_wrong(pick, i)
        words = text(f"{is_wrong.sum()} of {self.starts} wrong", SMALL)
        return VGroup(picture, Marks(is_wrong, TRIO), words).arrange(DOWN, buff=0.2)

    def _most(self):
        """The smallest number of networks that counts as "nearly all"."""
        return self.starts - round((1 - self.result.constants["nearly"]) * self.starts)

    def _ranked(self, kind, things):
        """A dot for each picture of a kind, at the number of networks that are wrong about it."""
        return RankedDots(
            self.wrong[kind], self.starts, things, f"networks wrong, of {self.starts}"
        )

    def _spread(self, times, ranked, across, up):
        """The spread of the counts, in words, at fractions (across, up) of the dots' axes."""
        words = text(f"std. deviation: {times:.1f} × chance", SMALL)
        return words.move_to(ranked.plot.c2p(across * self.n, up * self.starts))

    def _times(self, kind):
        """The standard deviation of the counts, divided by the one that chance would give."""
        return self.found[f"{kind}_spread"] / self.found[f"{kind}_spread_by_chance"]

    def _shares(self):
        """(counted, by chance): the shares of digits that no network gets wrong, and nearly all."""
        cells = [[text(words, SMALL) for words in ("networks wrong", "of the digits", "by chance")]]
        many = f"{self._most()} or more"
        for words, kind in (("none", "all_right"), (many, "nearly_all_wrong")):
            shares = self.found[f"real_{kind}"], self.found[f"real_{kind}_by_chance"]
            numbers = f"{shares[0]:.1%}", small(shares[1])
            cells.append([text(words, SMALL), *(text(escaped(number)) for number in numbers)])
        rows = in_columns(cells, COLUMNS, ROW).shift(SHARES_AT)
        names, counted, by_chance = (VGroup(*column) for column in zip(*rows, strict=True))
        names.set_color(style.QUIET)
        return VGroup(names, counted), by_chance.set_color(CHANCE)

    def _row(self, pick, taken_for=False):
        """Pictures; below each its label and, if `taken_for`, the most frequent wrong answer."""
        labels, answers = self._of(pick, "labels"), self._of(pick, "answers")
        wrong = self._is_wrong(pick, 0).sum()
        such = (self.wrong["real"] == wrong).sum()
        said = f"{wrong} of {self.starts} wrong", f"({len(labels)} of {such:,} such)"
        title = style.lines(*said, size=SMALL)
        title[1].set_color(style.QUIET)
        lines = {"label": (labels, style.WHITE)}
        if taken_for:
            most = [most_frequent(a[a != label]) for a, label in zip(answers, labels, strict=True)]
            lines["taken for"] = most, WRONG
        return Captioned(self._of(pick, "images") / 255, title, lines)


def most_frequent(answers):
    """The answer that is given most often."""
    return int(np.bincount(answers).argmax())


def small(share):
    """A share in percent with three decimals; one below LEAST is written as a bound."""
    return f"{share:.3%}" if share >= LEAST else f"< {LEAST:.3%}"


def noise_words(noise, digits):
    """How far noise is from chance: what is said.

    noise, digits: the spread of their counts, as a multiple of the spread by chance.
    """
    if noise < 1.1:
        return "Here it is chance alone."
    return f"Here, mistakes come {'much' if 2 * noise < digits else 'no'} closer to chance."


def counted(n):
    """A number of networks as one says it."""
    return "a hundred" if n == 100 else in_words(n)


def fooled(wrong, of):
    """How many of some networks a digit fools, as one says it."""
    if wrong in (0, of):
        return "them all" if wrong else "nobody"
    return f"{about(wrong / of)} of them"
