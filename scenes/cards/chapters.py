"""The card of each chapter: a ball rolls down the cost of the training, to the chapter's place."""

import numpy as np
from manim import DOWN

from scenes import film
from scenes.cards.cost_curve import hill_of, legend_of
from scenes.mobjects.table import baseline
from scenes.stage import style
from scenes.stage.explainer import Explainer, safe_area
from scenes.stage.style import SMALL, TEXT, escaped, text

TITLE, SENTENCE = 68, TEXT + 4  # font sizes of a chapter's title and its sentence
# Sizes and places, in scene units. Words are placed by their left end and their baseline.
WIDTH, FOOT = 12.6, (0, -2.2, 0)  # of the hillside: its width, and the middle of its lower side
HEIGHTS = 2.2, 5.2  # the least and the greatest height of the hillside
TITLE_AT, SENTENCE_AT, LEGEND_AT = (-2.5, 2.2), (-2.5, 1.4), (-6.3, -2.75)
CLEAR = 0.6  # from the words to the line, at the least


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
    hill = hill_of(scene.run, WIDTH, _height(scene.run), places[1:]).move_to(FOOT, DOWN)
    hill.set_share(places[number - 1])
    scene.add(hill, _line(title, TITLE, TITLE_AT, style.WHITE))
    for words, size, place in (
        (idea, SENTENCE, SENTENCE_AT),
        (legend_of(scene.run), SMALL, LEGEND_AT),
    ):
        if words:
            scene.add(_line(words, size, place, style.QUIET))
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


def _line(words, size, place, color):
    """Words that begin at a place, on a baseline there; smaller if they don't fit."""
    line = text(escaped(words), size, color)
    line.scale(min(1, (safe_area()[1] - place[0]) / line.width))
    return line.shift([place[0] - line.get_left()[0], place[1] - baseline(line), 0])


def _height(run):
    """The height of the hillside: as much as leaves the words clear."""
    hill = hill_of(run, WIDTH, 1, [])
    below = hill.heights[hill.along * WIDTH > TITLE_AT[0] - CLEAR + WIDTH / 2]
    room = SENTENCE_AT[1] - CLEAR - FOOT[1]
    return float(np.clip(room / max(below.max(initial=0), 1e-9), *HEIGHTS))
