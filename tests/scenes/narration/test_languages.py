"""A number is the same number in every language."""

import pytest

from scenes.narration import languages


@pytest.mark.parametrize(
    ("words", "language", "values"),
    [
        ("95.24% of 13,002, and 0.5.", "en", [95.24, 13002, 0.5]),
        ("95,24 % von 13.002, und 0,5.", "de", [95.24, 13002, 0.5]),
        ("95,24 % de 13\u202f002 et 0,5", "fr", [95.24, 13002, 0.5]),
        ("13,002個のうち95.24％", "ja", [13002, 95.24]),
        ("784-16 (2017). 1, 2", "en", [784, 16, 2017, 1, 2]),
        ("3.125", "de", [3125]),
        ("95.24", "de", [95, 24]),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(words, language, values):
    found = languages.numbers_in(words, language)
    assert [languages.value(number[0], language)[0] for number in found] == values


def test_a_power_is_another_number_than_its_base():
    (power,) = languages.numbers_in("10⁻⁵")
    assert languages.value(power[0]) == (10, "⁻⁵") != languages.value("10")


def test_english_numbers_are_written_as_in_another_language():
    assert languages.localised("13,002.5", "de-AT") == "13.002,5"
    assert languages.localised("13,002.5", "ja") == "13,002.5"


def test_languages_have_the_three_letters_of_an_mp4():
    tags = [languages.tag(language) for language in ("en", "de-AT", "JA", "jpn", "xx")]
    assert tags == ["eng", "deu", "jpn", "jpn", "und"]
