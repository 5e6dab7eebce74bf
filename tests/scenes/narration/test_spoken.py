import string

import pytest

from scenes.narration.spoken import NAMES, SIGNS, spoken, unspeakable

SAID = {
    "Of 13,002 weights, −∇C moves 95.2%.": "Of thirteen thousand and two weights, minus nabla C "
    "moves ninety-five point two percent.",
    "0.474": "zero point four seven four",
    "p = .2": "p equals point two",
    "10⁻⁵": "ten to the minus five",
    "1.9·10³⁶ such twins": "one point nine times ten to the thirty-six such twins",
    "5·10⁻⁷": "five times ten to the minus seven",
    "−10¹²": "minus ten to the twelve",
    "w¹₁₁,₂₉₀": "w one, eleven, two hundred and ninety",
    "wˡⱼₖ": "w l j k",
    "784-16-16-10": "seven hundred and eighty-four, sixteen, sixteen, ten",
    "28 × 28": "twenty-eight by twenty-eight",
    "28 × 20 pixels": "twenty-eight by twenty pixels",
    "3 × 4 = 12": "three times four equals twelve",
    "128°": "one hundred and twenty-eight degrees",
    "μ = 0.99": "mu equals zero point nine nine",
    "−η ∇C": "minus eta nabla C",
    "∂C/∂w": "del C by del w",
    "σ(z)": "sigma of z",
    "f(x)": "f of x",
    "λ/2": "lambda over two",
    "a − y": "ay minus y",
    "(a − y)²": "ay minus y, squared",
    "Between A and B. A step.": "Between ay and B. A step.",
    "A’s like, and B’s": "ay's like, and B's",
    "from −2 to 2": "from minus two to two",
    "10–20 of them": "ten to twenty of them",
    "within ±1": "within plus or minus one",
    "+1.03": "plus one point zero three",
    "the 3s and 8s": "the threes and eights",
    "32-bit numbers": "thirty-two bit numbers",
    "mini-batches": "mini-batches",
    "ReLU and RMSprop": "ray loo and R M S prop",
    "3Blue1Brown's": "three blue one brown's",
    "MNIST": "em nist",
    "by PCA": "by P C A",
    "In 2017, Zhang et al. found": "In twenty seventeen, Jang and others found",
    "of 2,017 images": "of two thousand and seventeen images",
    "the 21st": "the twenty-first",
    "(Of its 784 pixels we draw 16.)": "Of its seven hundred and eighty-four pixels we draw "
    "sixteen.",
    "noise (seeds: 10% to 94%).": "noise, seeds: ten percent to ninety-four percent.",
    "Look — and guess…": "Look, and guess",
    "“a small constant factor”.": "a small constant factor.",
    "“Ankle boot”, “T-shirt/top”": "Ankle boot, T-shirt or top",
    "the run's own": "the run's own",
    "this “猫”": "this 猫",
    "٣ digits": "three digits",
}


@pytest.mark.parametrize("words", SAID)
def test_signs_numbers_and_names_are_said_in_words(words):
    assert spoken(words) == SAID[words]
    assert unspeakable(words) == []


def test_what_is_spoken_is_spoken_as_it_is():
    for said in SAID.values():
        assert spoken(said) == said


def test_words_of_letters_alone_stay_as_they_are():
    words = "Look, and guess: is that a digit? It isn't; not yet!"
    assert spoken(words) == words


def test_no_digit_and_no_sign_is_left_to_a_voice():
    every = [*SIGNS, *NAMES, *string.punctuation, *"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₉αωΔ…–—“”’"]
    for sign in every:
        for words in (sign, f"a{sign}b", f"{sign} 12", f"12 {sign} 34{sign}"):
            said = spoken(words)
            assert all(letter.isalpha() or letter in " .,;:?!'-" for letter in said), words
            assert unspeakable(words) == []


def test_a_sign_without_words_is_found_and_said_by_its_name():
    assert unspeakable("It is ☃, and ♞, and ☃.") == ["☃", "♞"]
    assert spoken("It is ☃.") == "It is snowman."
