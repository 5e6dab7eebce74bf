import pytest

from scenes.narration.number_words import (
    cardinal,
    fraction,
    number,
    ordinal,
    several,
    year,
)


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("16", "sixteen"),
        ("42", "forty-two"),
        ("100", "one hundred"),
        ("784", "seven hundred and eighty-four"),
        ("1092", "one thousand and ninety-two"),
        ("13002", "thirteen thousand and two"),
        ("5771", "five thousand seven hundred and seventy-one"),
        ("300000", "three hundred thousand"),
        ("1000001", "one million and one"),
        ("123456789012345", cardinal("123") + " trillion " + cardinal("456789012345")),
    ],
)
def test_a_whole_number_is_said_with_and_before_what_is_below_a_hundred(digits, words):
    assert cardinal(digits) == words


def test_every_whole_number_to_ten_thousand_has_words_of_its_own():
    assert len({cardinal(str(n)) for n in range(10_000)}) == 10_000


def test_what_has_no_name_is_read_digit_by_digit():
    assert cardinal("007") == "zero zero seven"
    assert cardinal("1" + 15 * "0") == "one" + 15 * " zero"


def test_decimals_are_read_digit_by_digit():
    assert number("0.474") == "zero point four seven four"
    assert number("13,002.50") == "thirteen thousand and two point five"
    assert number("0.0000047") == "zero point zero zero zero zero zero four seven"
    assert number(".2") == "point two"


def test_zeros_at_the_end_are_shown_and_not_said():
    assert [number(digits) for digits in ("2.00", "0.90", "10.0")] == [
        "two",
        "zero point nine",
        "ten",
    ]


def test_a_year_is_said_in_two_halves():
    said = [year(digits) for digits in ("1900", "1905", "1986", "2000", "2005", "2017")]
    assert said[:3] == ["nineteen hundred", "nineteen oh five", "nineteen eighty-six"]
    assert said[3:] == ["two thousand", "two thousand and five", "twenty seventeen"]


def test_places_in_a_row():
    said = [ordinal(digits) for digits in ("1", "2", "3", "12", "20", "21", "100", "105")]
    assert said[:5] == ["first", "second", "third", "twelfth", "twentieth"]
    assert said[5:] == ["twenty-first", "one hundredth", "one hundred and fifth"]


def test_several_of_what_a_number_names():
    assert [several(digits) for digits in "368"] == ["threes", "sixes", "eights"]
    assert several("60") == "sixties"


def test_fractions():
    said = [fraction(*parts.split("/")) for parts in ("1/2", "3/2", "2/3", "3/4", "7/20", "1/784")]
    assert said[:3] == ["one half", "three over two", "two thirds"]
    assert said[3:] == ["three quarters", "seven twentieths", f"one over {number('784')}"]
