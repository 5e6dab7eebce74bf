from itertools import pairwise

import numpy as np
import pytest
from layout import texts
from tiny_runs import last_snapshot_of
from watching import captions_of, render, shown, watched

from nn.runs.run import FILM_RUN, find
from scenes import film
from scenes.cards import chapters
from scenes.cards.chapters import ended, opens
from scenes.mobjects.hill import Hill
from scenes.mobjects.lettering import baseline

OPENED = [clips for *_, clips in film.CHAPTERS if opens(clips)]
CARDS = [getattr(chapters, clips[0].rpartition(".")[2]) for clips in OPENED]


def said_and_shown(scene):
    return " ".join(text.typst_code for text in texts(scene.mobjects)).replace("\\", "")


def test_every_chapter_between_opening_and_credits_begins_with_its_own_card():
    first, *between, _ = film.CHAPTERS
    assert first[-1] == ["cards.title.Title"]
    cards = [clips[0] for *_, clips in between]
    assert all(opens(clips) for *_, clips in between) and len(set(cards)) == len(cards)
    assert not [clip for *_, clips in between for clip in clips[1:] if clip.startswith("cards.")]


def test_a_card_shows_and_says_the_title_and_the_sentence_of_its_chapter(tiny_run, media):
    scene = watched(chapters.ChapterThree, tiny_run, media)
    ((title, idea, _),) = [one for one in film.CHAPTERS if "ChapterThree" in one[-1][0]]
    assert title in said_and_shown(scene) and idea in said_and_shown(scene)
    assert f"{ended(title)} {idea}" in captions_of(scene)


def test_a_title_that_asks_is_not_ended_again():
    assert (ended("What if?"), ended("Downhill")) == ("What if?", "Downhill.")


def test_the_ball_rolls_from_card_to_card_down_the_whole_line(media):
    ends = []
    for card in CARDS:
        (hill,) = shown(watched(card, find(FILM_RUN), media), Hill)
        ends.append(float(hill.share))
    np.testing.assert_allclose(ends, hill.stops)
    np.testing.assert_allclose(np.diff([0, *ends, 1]), 1 / (len(CARDS) + 1))


def test_the_first_picture_of_a_card_has_the_ball_where_the_card_before_left_it(media):
    class ChapterThree(chapters.ChapterThree):
        def next_section(self, *_, **__):
            (hill,) = shown(self, Hill)
            self.first = float(hill.share)
            super().next_section(*_, **__)

    scene = render(ChapterThree, find(FILM_RUN), media, dry_run=True)
    (before,) = shown(watched(chapters.ChapterTwo, find(FILM_RUN), media), Hill)
    assert scene.first == pytest.approx(float(before.share))


def test_titles_and_sentences_of_all_cards_stand_on_the_same_baselines(media):
    lines = [
        [baseline(text) for text in texts(watched(card, find(FILM_RUN), media).mobjects)]
        for card in CARDS
    ]
    for one, other in pairwise(lines):
        assert one == pytest.approx(other, abs=0.005)


def test_the_line_keeps_clear_of_the_words_in_any_run(tiny_run, media):
    for run in (tiny_run, find(FILM_RUN)):
        scene = watched(chapters.ChapterFour, run, media)
        (hill,) = shown(scene, Hill)
        sentence = min(text.get_bottom()[1] for text in texts(scene.mobjects) if text.get_y() > 0)
        points = hill.at(np.linspace(0, 1, 999))
        assert points[points[:, 0] > chapters.TITLE_AT[0], 1].max() < sentence


@pytest.mark.parametrize("lacking", ["history", "data"])
def test_without_a_history_of_the_cost_the_dots_stand_on_a_plain_line(
    lacking, tiny_run, run_without_data, tmp_path
):
    alone = last_snapshot_of(tiny_run, tmp_path / "run")
    run = run_without_data if lacking == "data" else alone
    scene = render(chapters.ChapterTwo, run, tmp_path, dry_run=True)
    (hill,) = shown(scene, Hill)
    assert np.ptp(hill.at(hill.stops)[:, 1]) == 0 and len(hill.stops) == len(CARDS)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_a_card_is_read_and_gone(card, media):
    assert watched(card, find(FILM_RUN), media).time <= 4.5
