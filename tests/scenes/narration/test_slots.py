"""Numbers and formulas must be in a translation too, and give way to those of another run."""

import pytest

from scenes.narration.slots import astray, filled, pattern


@pytest.mark.parametrize(
    ("words", "translation", "language"),
    [
        ("It gets 95.24% right.", "Es erkennt 95,24 % richtig.", "de"),
        ("5 of 13,002", "13.002個中5", "de"),
        ("our run's $eta = 0.35$", "unser Lauf: $eta = 0.35$", "de"),
        ("all three of them", "3つとも", "ja"),
        ("no number at all", "gar keine Zahl", "de"),
    ],
)
def test_a_faithful_translation_has_no_fault(words, translation, language):
    assert astray(words, translation, language) == ""


@pytest.mark.parametrize(
    ("words", "translation", "fault"),
    [
        ("It gets 95.24% right.", "Es erkennt 95.24 % richtig.", "lost the number 95.24, and got"),
        ("It gets 95.24% right.", "Es erkennt viel.", "lost the number 95.24"),
        ("It gets much right.", "Es erkennt 12 %.", "got the number 12"),
        ("5 and 5", "5", "lost the number 5"),
        ("$eta = 0.35$", "$eta = 0.36$", "lost the formula $eta = 0.35$"),
        ("about 10⁻⁵", "etwa 10⁻⁴", "lost the number 10⁻⁵, and got the number 10⁻⁴"),
    ],
)
def test_numbers_and_formulas_that_went_astray_are_told(words, translation, fault):
    assert astray(words, translation, "de").startswith(fault)


def test_sentences_that_differ_in_numbers_have_one_pattern():
    assert pattern("η = 0.35, after 1,000 steps") == pattern("η = 0.5, after 20 steps")
    assert pattern("5 images") != pattern("5 digits")


def test_each_number_takes_the_place_of_its_own_whatever_the_order():
    translation = filled("5 of 13,002", "13.002 haben 5", "7 of 79,510", "de")
    assert translation == "79.510 haben 7"


def test_equal_numbers_are_filled_in_their_order():
    assert filled("1 to 1", "1 bis 1", "2 to 3", "de") == "2 bis 3"


def test_a_formula_of_another_run_is_taken_as_it_is():
    words, others = "our run's $eta = 0.35$, 5 times", "our run's $eta = 0.5$, 0.2 times"
    assert filled(words, "unser $eta = 0.35$, 5-mal", others, "de") == "unser $eta = 0.5$, 0,2-mal"
