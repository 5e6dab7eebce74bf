"""Every word passes through the translation on its way to the screen."""

import pytest
from manim import FadeIn
from watching import render

from scenes.mobjects.lettering import Readout
from scenes.stage import markup, style, translation
from scenes.stage.explainer import Explainer

GERMAN = {
    "Downhill": "Bergab",
    "It falls to 0.5.": "Er fällt auf 0,5.",
    "cost": "Kosten",
    "sum of products": "Summe der Produkte",
}


def code(line):
    return line.typst_code


def test_words_are_translated_only_within_the_block():
    with translation.use("de", GERMAN):
        assert translation.told("It falls  to 0.5.") == "Er fällt auf 0,5."
        assert code(style.text("cost")) == "Kosten"
        assert code(style.text("unknown")) == "unknown"
    assert translation.told("Downhill") == "Downhill" and code(style.text("cost")) == "cost"


def test_numbers_are_written_as_the_language_writes_them():
    with translation.use("de", {}):
        assert code(style.text("13,002")) == "13\\.002"
        assert code(style.text("$eta = 0.35$")) == '$eta = 0","35$'
        assert Readout(1234.5, "{:,.1f}").words == "1.234,5"
    assert Readout(1234.5, "{:,.1f}").words == "1,234.5"


def test_of_a_formula_the_words_and_the_decimal_signs_change_but_no_length():
    source = "z = underbrace(1.097, #text(size: 1.15em)[sum of products])"
    with translation.use("de", GERMAN):
        shown = translation.formula(source)
    assert shown == 'z = underbrace(1","097, #text(size: 1.15em)[Summe der Produkte])'


def test_words_in_a_formula_may_be_in_any_letters():
    source, words = "underbrace(x, #text(size: 1.15em)[sum of products])", "積 (の) 和."
    with translation.use("ja", {"sum of products": words}):
        as_a_line, shown = markup.markup(words), translation.formula(source)
    assert shown == f"underbrace(x, #text(size: 1.15em)[{as_a_line}])"
    assert as_a_line != words


def test_a_longer_translation_is_set_smaller_but_not_too_small():
    long = "etwas länger als das Englische, und zwar erheblich"
    english = style.text("a short line")
    with translation.use("de", {"a short line": long, "small": long}):
        shrunk, small = style.text("a short line"), style.text("small", style.SMALL)
        smallest = style.text(long, style.SMALL)
    assert english.width < shrunk.width == pytest.approx(smallest.width)
    assert small.width == pytest.approx(smallest.width)


class Translated(Explainer):
    """It says and shows a few words."""

    reads_run = False

    def construct(self):
        self.beat("Downhill", "It falls to 0.5.")
        self.play(FadeIn(style.text("cost").shift(style.EDGE * 3)))


def test_a_clip_says_and_shows_its_translation(tiny_run, tmp_path):
    with translation.use("de", GERMAN):
        scene = render(Translated, tiny_run, tmp_path, dry_run=True)
    (beat,) = scene.script
    assert (beat.headline, beat.said[0].words, beat.on_screen) == (
        "Bergab",
        "Er fällt auf 0,5.",
        ["Kosten"],
    )
    assert not scene.crowded


def test_type_that_leaves_the_frame_is_told(tiny_run, tmp_path):
    with translation.use("de", {**GERMAN, "cost": "Kosten " * 20}):
        scene = render(Translated, tiny_run, tmp_path, dry_run=True)
    assert list(scene.crowded) == [(1, ("Kosten " * 20).strip())]
