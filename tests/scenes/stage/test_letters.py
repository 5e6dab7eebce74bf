import pathlib
import re

import pytest

from scenes.stage import letters, style

pytestmark = pytest.mark.usefixtures("canvas")
DEJAVU = pathlib.Path("/usr/share/fonts/truetype/dejavu")
TYPST_HAS = ["Größe", "ω → η", "Ёж", "كلب", "हिन्दी", "שלום", "#1 $x_0$ *a* <b> [x](y) --> a\\b//c"]


@pytest.fixture
def fonts(monkeypatch):
    """Give the fonts there are, besides Typst's: none, or those in a folder."""

    def give(folder=None):
        letters._has.cache_clear()
        found = letters.typst.Fonts(include_system_fonts=False, font_paths=[folder or "/nowhere"])
        monkeypatch.setattr(letters, "all_fonts", lambda: found)

    yield give
    letters._has.cache_clear()


@pytest.mark.parametrize("words", TYPST_HAS)
def test_words_of_many_scripts_need_no_fonts_but_typsts(words, fonts):
    fonts()
    assert "".join(piece for piece, _ in letters.spelled(words)) == words
    assert not any(other for _, other in letters.spelled(words))
    assert letters.fonts_for(style.escaped(words)) is letters.own_fonts()
    assert letters.lacking([words]) == []


def test_what_no_font_has_is_spelled_out(fonts):
    fonts()
    assert letters.lacking(["猫 🍎", "猫", "cat"]) == ["猫", "🍎"]
    assert letters.spelled("猫") == [("(U+732B)", False)]
    assert style.escaped("2 🍎") == "2 (red apple)"
    drawn, spelled = style.text(style.escaped("🍎")), style.text("(red apple)")
    assert drawn.width == pytest.approx(spelled.width)


def test_the_terminal_is_told_which_letters_are_spelled_out(fonts):
    fonts()
    assert "猫 as (U+732B), 🍎 as (red apple)" in letters.warning(["猫", "3", "🍎"])
    assert letters.warning(["Größe", "3"]) == ""


def test_a_font_in_the_folder_draws_it(fonts):
    if not (DEJAVU / "DejaVuSans.ttf").is_file():
        pytest.skip("DejaVu Sans is not installed")
    fonts()
    assert letters.lacking(["😀"]) == ["😀"]
    fonts(DEJAVU)
    assert letters.lacking(["😀"]) == []
    face = style.text(style.escaped("a 😀"))
    assert len(face) == 2 and letters.fonts_for(face.typst_code) is letters.all_fonts()
    assert not letters._outlines(_svg_of(face)) & letters._outlines(_nowhere())


def _svg_of(text):
    return letters._svg(text.typst_code, letters.all_fonts())


def _nowhere():
    return letters._svg(letters.NOWHERE, letters.own_fonts())


def test_the_films_words_never_see_a_fonts_folder(fonts, monkeypatch):
    """Its letters come from Typst's fonts, so its frames are the same on every machine."""
    monkeypatch.setattr(letters, "all_fonts", lambda: pytest.fail("other fonts were asked"))
    letters._has.cache_clear()
    for words in ("σ(z) = 0.35", "−0.5 × 10⁻⁷", "“Dress” … ∂C/∂w ≤ η", "½ · ° ✓"):
        markup = style.escaped(words)
        assert not re.search(r"#text|U\+", markup)
        style.text(markup)
