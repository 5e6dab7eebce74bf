"""Lines are broken between phrases, never inside one."""

import itertools

import pytest

from scenes.narration import phrases


def costs(words, language="en"):
    """{the word before a break: what the break costs}"""
    pairs = itertools.pairwise(phrases.pieces_of(words))
    return {a.words: phrases.cost_of_break(a, b, language) for a, b in pairs}


@pytest.mark.parametrize(
    ("words", "language", "before"),
    [
        ("We follow the slope down.", "en", "the"),
        ("It has 16 neurons.", "en", "16"),
        ("At 2 × 16 of them.", "en", "×"),
        ("So w = 3 here.", "en", "w"),
        ("So w = 3 here.", "en", "="),
        ("Wir folgen der Steigung.", "de", "der"),
        ("Es hat 16 Neuronen.", "de", "16"),
    ],
)
def test_what_belongs_together_is_never_torn_apart(words, language, before):
    assert costs(words, language)[before] == phrases.NEVER


def test_the_better_place_costs_less():
    found = costs("It rolls. Down there, where the ball of lead rests, is a hole in it")
    order = [found[word] for word in ("rolls.", "there,", "ball", "It", "of")]
    assert order == sorted(order) and len(set(order)) == len(order)


def test_a_language_without_a_list_breaks_before_short_words():
    found = costs("La réseau apprend de ses erreurs", "fr")
    assert found["apprend"] < found["réseau"] < found["de"]


def test_japanese_breaks_after_its_punctuation_and_never_before_it():
    pieces = [piece.words for piece in phrases.pieces_of("はい、784個の数です。")]
    assert "、" not in pieces and "。" not in pieces and "784" in pieces
    assert costs("はい、784個の数です。")["い、"] == phrases.COMMA


def test_a_wide_letter_takes_two_columns_and_an_accent_none():
    assert [phrases.columns(words) for words in ("ab", "猫", "e\u0301")] == [2, 2, 1]


def test_pieces_fit_a_line_and_make_up_the_words():
    pieces = phrases.pieces_of("x" * 100 + " y\n\nz\x00")
    assert max(phrases.columns(piece.words) for piece in pieces) <= phrases.LINE
    assert phrases.joined(pieces) == "x" * 100 + " y z"
