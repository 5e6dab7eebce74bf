"""Type on the screen is plain words in the script, and the same type when it comes back."""

import pytest

from scenes.stage import letters, markup, style


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("cost, logarithmic", "cost, logarithmic"),
        (style.escaped("2 * 3 = 6 [a] #b C:\\x $5"), "2 * 3 = 6 [a] #b C:\\\\x \\$5"),
        ("weighted sum, $sum_k w_k a_k$", "weighted sum, $sum_k w_k a_k$"),
        ("two of them: \\ those", "two of them: \\ those"),
        (letters.in_other_fonts("猫\\.") + "(cat)", "猫.(cat)"),
    ],
)
def test_words_stand_in_the_script_as_they_are_read(source, words):
    assert markup.plain(source) == words


@pytest.mark.parametrize(
    "words", ["a_b *c* ~ #d @e <f> `g` $x^2$ h \\ i", "50% = ½ [x] // y", "猫(cat) und 猫"]
)
def test_plain_words_set_as_markup_are_read_as_the_same_words(words):
    assert markup.plain(markup.markup(words)) == words


def test_no_words_are_code():
    assert markup.markup("#panic() $x$ \\$5").startswith("\\#panic() $x$ \\$5")
    assert markup.plain("#panic()") is None


def test_a_bracket_after_letters_of_other_fonts_is_no_argument_of_theirs():
    line = style.text(style.escaped("コスト(対数)[x]"))
    assert len(line.submobjects) > 3


def test_numbers_and_symbols_alone_are_no_words():
    assert not any(map(markup.has_words, ["0.5", "z", "$sum x$", "1k", "=", "η = 5"]))
    assert all(map(markup.has_words, ["cost", "最大", "η and $x$"]))
