"""The cards between the clips: the title, one for each chapter, and the credits."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, FadeIn, Line, ValueTracker, VGroup, linear

from scenes import film
from scenes.mobjects.class_names import name_within
from scenes.mobjects.heatmap import scale_of
from scenes.mobjects.pictures import picture_of
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import pace_of, picture_shape
from scenes.stage.explainer import Explainer
from scenes.stage.paths import at
from scenes.stage.style import QUICK, SLOW, SMALL, TEXT, escaped, text
from scenes.stage.words.listed import arrows
from scenes.stage.words.numbers import short
from scenes.stage.words.things import cut, step

TITLE = 68  # font size of the film's title, and of a chapter's
ROOM = 11.5, 2.9  # the largest width and height of the whole grid of pictures, in scene units
TITLE_AT, PICTURES_AT = 2.1 * UP, 0.75 * DOWN  # centres of the title and of the pictures
CARD_AT = 0.2 * UP  # the centre of everything on a chapter's card
TABLE_AT = 0, -0.15, 0  # the centre of the tables of facts and credits
SECONDS_OF_LEARNING = 4.5
BESIDE = 0.7  # from the names of facts and credits to their values, in scene units
PAPERS = {  # the papers that the experiments follow
    "labels at random": "Zhang, Bengio, Hardt, Recht and Vinyals (2017)",
    "patterns first": "Arpit, Jastrzębski, Ballas, Krueger and others (2017)",
    "many minima": "Choromanska, Henaff, Mathieu, Ben Arous and LeCun (2015)",
    "momentum": "Goh, Why Momentum Really Works, Distill (2017)",
    "RMSprop": "Tieleman and Hinton (2012)",
    "Adam": "Kingma and Ba (2015)",
    "low roads": "Garipov, Izmailov, Podoprikhin, Vetrov and Wilson (2018)",
    "neurons, matched": "Ainsworth, Hayase and Srinivasa, Git Re-Basin (2023)",
    "weight decay": "Krogh and Hertz (1991)",
    "none of the above": "Nguyen, Yosinski and Clune (2015)",
    "space, warped": "Olah, Neural Networks, Manifolds, and Topology (2014)",
}
NAMES = {
    "mnist": "MNIST",
    "fashion": "Fashion-MNIST",
    "kmnist": "KMNIST",
    "sgd": "stochastic gradient descent",
}
DIGITS = "MNIST, by Y. LeCun and C. Cortes (CC BY-SA 3.0)"
MNISTS = ("mnist", "digits")  # data sets whose examples are MNIST's
SETS = {  # whom other data sets with a name are owed to, and their licences
    "fashion": "Fashion-MNIST, by Zalando Research (MIT)",
    "kmnist": "KMNIST, by ROIS-DS Center for Open Data in the Humanities (CC BY-SA 4.0)",
    "qmnist": "QMNIST, by C. Yadav and L. Bottou (BSD)",
}
LONGEST = 60  # signs of a fact


class Title(Explainer):
    """The title, over the weights of the network as they take shape in training."""

    def construct(self):
        run = self.run
        count = learned_from(run)
        self.beat(
            "Gradient descent",
            "Gradient descent: how a neural network learns, drawn from one that really did.",
            on_screen=False,
        )
        sizes = arrows(run.sizes)
        title = text("Gradient descent", TITLE)
        subtitle = text("how a neural network learns", TEXT + 8, style.QUIET)
        words = VGroup(title, subtitle).arrange(DOWN, buff=0.35).shift(TITLE_AT)
        pictures = self._pictures()
        note = f"weights of our network, {sizes}"
        if run.has_history:
            note += ", as it learns" + f" from {count:,} examples" * (count > 0)
        note = name_within(note, ROOM[0], SMALL, style.QUIET).next_to(pictures, DOWN, buff=0.35)
        self.add(words)
        self.play(FadeIn(pictures, note), run_time=QUICK)
        self._learn(pictures)

    def _learn(self, pictures):
        """Show training, at a pace at which the pictures change evenly."""
        now, places = ValueTracker(0), np.arange(len(self.frames))
        pace = pace_of(self.frames)

        def learn(group):
            moment = np.interp(now.get_value(), pace, places)
            for picture, values in zip(group, at(moment, self.frames), strict=True):
                picture.set_values(values)

        pictures.add_updater(learn)
        learning = now.animate.set_value(1)
        self.play(learning, run_time=SECONDS_OF_LEARNING, rate_func=linear)
        pictures.clear_updaters()

    def _pictures(self):
        """The weights into the first neurons, coloured on the scale of the trained weights."""
        W = self.run.W[0][:, pictured_neurons(self.run)]
        self.frames = W.reshape(*W.shape[:2], *picture_shape(self.run))
        scale = scale_of(W[-1])
        pictures = VGroup(*(picture_of(frame, scale) for frame in self.frames[0]))
        pictures.arrange_in_grid(rows=2 if len(pictures) > 8 else 1, buff=0.25)
        pictures.scale(min(ROOM[0] / pictures.width, ROOM[1] / pictures.height))
        return pictures.shift(PICTURES_AT)


class ChapterOne(Explainer):
    """The card of the first chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterTwo(Explainer):
    """The card of the second chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterThree(Explainer):
    """The card of the third chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterFour(Explainer):
    """The card of the fourth chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterFive(Explainer):
    """The card of the fifth chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterSix(Explainer):
    """The card of the sixth chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterSeven(Explainer):
    """The card of the seventh chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterEight(Explainer):
    """The card of the eighth chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class ChapterNine(Explainer):
    """The card of the ninth chapter."""

    reads_run = False

    def construct(self):
        chapter_card(self)


class Credits(Explainer):
    """The network that was shown, in its facts, and the sources of the story."""

    def construct(self):
        self.the_network_you_saw()
        self.with_thanks_to()
        self.and_the_papers()

    def the_network_you_saw(self):
        self.beat(
            "The network you saw",
            "What the main chapters showed was read from this network, or computed from it. Train "
            "another, and the same commands make its film.",
        )
        table = flush_left(Table(facts_of(self.run), width=9.5, spacing=0.5))
        self.play(FadeIn(table))
        self.table = table

    def with_thanks_to(self):
        ours = "notation" if self.run.origin else "network"
        self.beat(
            "With thanks to",
            f"The story follows 3Blue1Brown's, the {ours} Michael Nielsen's. Here are all to whom "
            "it owes something.",
        )
        self._turn_to(Table(credits_of(self.run), width=12.2, spacing=0.58))
        self.hold(1.6 * SLOW)

    def and_the_papers(self):
        self.beat(
            "Papers that we tried out",
            "What these papers found we tried on networks of our own. Each experiment's file says "
            "how.",
        )
        self._turn_to(Table(PAPERS, width=12.2, spacing=0.53))
        self.hold(1.6 * SLOW)

    def _turn_to(self, table):
        self.remove(self.table)
        self.table = flush_left(table)
        self.play(FadeIn(self.table))


def facts_of(run):
    """{what: how it is} of a run: all that is known."""
    facts, dataset = run.facts, run.facts["dataset"]
    optimizer, batch = facts["optimizer"], facts["mini_batch_size"]
    steps = f"{run.steps[-1]:,} {step(run)}s" + f" of {batch} examples" * (batch is not None)
    data = NAMES.get(dataset["name"], dataset["name"])
    known = {
        "layers": arrows(run.sizes),
        "weights and biases": f"{run.thetas.shape[1]:,}",
        "activations": activations_of(run),
        "cost": facts["cost"].replace("_", " "),
        "trained by": NAMES.get(optimizer["name"], optimizer["name"]),
        "learning rate": learning_rate(optimizer) if is_number(optimizer.get("eta")) else None,
        "for": steps if run.has_history or run.steps_known and run.steps[-1] else None,
        "data": f"{data}, {learned_from(run):,} to learn from" if run.has_data else None,
        "seed": facts["seed"],
        "made with": made_with(run.origin) if run.origin else None,
        "right on the test part": share(run.results.get("test_accuracy")),
        "its SHA-256": f"{run.digest[:16]}…",
    }
    return {
        name: cut(f"{value}", LONGEST)
        for name, value in known.items()
        if value not in (None, "unknown")
    }


def activations_of(run):
    """The activation functions of the hidden layers and of the last, in words."""
    *hidden, last = (name.replace("_", " ") for name in run.activations)
    return ", ".join([*dict.fromkeys(hidden), f"{last} at the end" if hidden else last])


def learned_from(run):
    """How many examples the network was trained on: by default, those of the training part."""
    parts = run.trained_on or ["training"]
    return sum(run.facts["dataset"][part] for part in parts)


def made_with(origin):
    """The framework that a run was trained in, and, as far as whole sentences fit, what of its
    network was folded into ours."""
    name = " ".join(filter(None, (origin["framework"], origin["version"])))
    for sentence in origin["folded"]:
        if len(f"{name}. {sentence}") > LONGEST:
            break
        name = f"{name}. {sentence}"
    return name


def is_number(value):
    return isinstance(value, int | float)


def share(value):
    """A fraction in percent; None stays None."""
    return None if value is None else f"{value:.2%}"


def learning_rate(optimizer):
    """An optimizer's learning rate and how it decays, in words."""
    decay = optimizer.get("decay", 1)
    falling = f", times {short(decay)} after each epoch" if decay != 1 else ""
    return f"η = {short(optimizer['eta'])}{falling}"


def flush_left(table):
    """Move a table to TABLE_AT, with its values flush left beside the names."""
    names = VGroup(*(name for name, _ in table))
    for _, value in table:
        value.shift((names.get_right()[0] + BESIDE - value.get_left()[0]) * RIGHT)
    return table.move_to(TABLE_AT)


def chapter_card(scene):
    """Show a chapter's card: the chapter's place in the film, its title and its sentence.

    This is a function, not a base class: every Explainer in this file counts as a clip.
    """
    name = f"cards.{type(scene).__name__}"
    title, idea = next((title, idea) for title, idea, clips in film.CHAPTERS if name in clips)
    titles = [title for title, _, clips in film.CHAPTERS if any(map(is_chapter_card, clips))]
    number = titles.index(title)
    scene.beat(title, f"Chapter {number + 1}: {title}.", on_screen=False)
    heading = text(escaped(title), TITLE)
    idea = text(escaped(idea), TEXT, style.QUIET)
    line = Line(LEFT, RIGHT, color=style.FAINT, stroke_width=2).scale_to_fit_width(
        0.7 * (len(titles) - 1)
    )
    dots = VGroup(line, *(Dot(radius=0.07, color=style.FAINT) for _ in titles))
    for i, dot in enumerate(dots[1:]):
        dot.move_to(line.point_from_proportion(i / max(len(titles) - 1, 1)))
        dot.set_color(style.QUIET if i < number else style.FAINT)
    dots[1 + number].set_color(style.FOCUS).scale(1.5)
    scene.add(VGroup(dots, heading, idea).arrange(DOWN, buff=0.55).shift(CARD_AT))
    scene.hold(style.SLOW)


def is_chapter_card(clip):
    """Whether a clip, given by its name in film.py, is the card of a chapter."""
    return clip.startswith("cards.Chapter")


def credits_of(run):
    """{what is credited: to whom} for a run. The experiments show digits of MNIST in any film."""
    dataset = run.facts["dataset"]
    name, data = dataset["name"], {"the digits": DIGITS}
    its_own = name == "digits" and "file" in dataset  # the run carries them: others than ours
    if run.has_data and (its_own or name not in MNISTS):
        ours = {"its data": SETS.get(name, cut(name, LONGEST))}
        data = {**ours, "experiments' digits": DIGITS}
    return {
        "the story": "3Blue1Brown, Gradient descent, how neural networks learn (2017)",
        "notation"
        if run.origin
        else "network, notation": "M. Nielsen, Neural Networks and Deep Learning (2015)",
        **data,
        "the straight line": "Goodfellow, Vinyals and Saxe (2014)",
        "planes of the cost": "Li, Xu, Taylor, Studer and Goldstein (2018)",
        "random walks": "Antognini and Sohl-Dickstein (2018)",
        "the gradient, checked": "Welch Labs, Neural Networks Demystified (2014)",
        "the questions": "viewers of 3Blue1Brown's video",
        "the tools": "Manim Community, NumPy, Typst",
    }
