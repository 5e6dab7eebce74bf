"""The card of each chapter: a ball rolls down the cost of the training, to the chapter's place."""

import numpy as np

from scenes import film
from scenes.cards.cost_curve import hill_of, legend_of, line_at
from scenes.stage import style
from scenes.stage.explainer import Explainer
from scenes.stage.style import TEXT

TITLE, SENTENCE = 68, TEXT + 4  # font sizes of a chapter's title and its sentence
# Sizes and places, in scene units. Words are placed by their left end and their baseline.
TITLE_AT, SENTENCE_AT = (-2.5, 2.2), (-2.5, 1.4)
FREE, HIGHEST = (-3.1, 0.8), 5.2  # of the hillside: what it leaves free, and its greatest height


class ChapterOne(Explainer):
    """The card of the first chapter."""

    def construct(self):
        chapter_card(self)


class ChapterTwo(Explainer):
    """The card of the second chapter."""

    def construct(self):
        chapter_card(self)


class ChapterThree(Explainer):
    """The card of the third chapter."""

    def construct(self):
        chapter_card(self)


class ChapterFour(Explainer):
    """The card of the fourth chapter."""

    def construct(self):
        chapter_card(self)


class ChapterFive(Explainer):
    """The card of the fifth chapter."""

    def construct(self):
        chapter_card(self)


class ChapterSix(Explainer):
    """The card of the sixth chapter."""

    def construct(self):
        chapter_card(self)


class ChapterSeven(Explainer):
    """The card of the seventh chapter."""

    def construct(self):
        chapter_card(self)


class ChapterEight(Explainer):
    """The card of the eighth chapter."""

    def construct(self):
        chapter_card(self)


class ChapterNine(Explainer):
    """The card of the ninth chapter."""

    def construct(self):
        chapter_card(self)


def chapter_card(scene):
    """Show a chapter's card: its title and its sentence, over the hillside on which every chapter
    has its place; the ball rolls from the place of the chapter before to this one's.

    This is a function, not a base class: every Explainer in this file counts as a clip.
    """
    title, idea, number, count = chapter_of(type(scene).__name__)
    places = np.arange(count + 1) / (count + 1)  # of the start, and of all chapters
    hill = hill_of(scene.run, FREE, HIGHEST, places[1:]).set_share(places[number - 1])
    scene.add(hill, legend_of(scene.run))
    scene.add(line_at(TITLE_AT, title, TITLE, style.WHITE))
    scene.add(line_at(SENTENCE_AT, idea, SENTENCE, style.QUIET))
    seconds = scene.beat(title, f"{ended(title)} {idea}", on_screen=False)
    scene.play(hill.animate.set_share(places[number]), run_time=seconds)


def chapter_of(card):
    """(title, sentence, number from 1, how many there are) of the chapter that a card opens."""
    chapters = [(title, idea, clips[0]) for title, idea, clips in film.CHAPTERS if opens(clips)]
    number = next(n for n, (*_, clip) in enumerate(chapters, 1) if clip.endswith(f".{card}"))
    title, idea, _ = chapters[number - 1]
    return title, idea, number, len(chapters)


def opens(clips):
    """Whether clips, given by their names in film.py, are those of a chapter that has a card."""
    return bool(clips) and clips[0].startswith("cards.chapters.")


def ended(title):
    """A title as a sentence: with a full stop, unless it ends in a sign of its own."""
    return title if title.endswith(("?", "!", ".", "…")) else f"{title}."
