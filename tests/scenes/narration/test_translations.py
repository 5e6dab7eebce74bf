"""What a file of translations gives to a clip, and what is wrong with it, is told by name."""

import os

import pytest

from nn.errors import DownhillError
from scenes.narration import translations
from scenes.narration.script import HEADLINE, ON_SCREEN, SAYS, Line

FILE = """# A script
language: de

### First-1 at 0:00, 5.0 s

- headline: Downhill
  → Bergab
- says: It takes 20 steps.
  → Es braucht 20 Schritte.
- says: It ends at 0.5.
  → Es endet bei 0.5.
- on screen: cost
  →
- says: Nobody says this.
  → Niemand sagt das.

### Second-1

- on screen: cost
  → Kosten
"""
FIRST = [
    Line("First", 1, HEADLINE, "Downhill"),
    Line("First", 1, SAYS, "It takes 1,300 steps."),
    Line("First", 1, SAYS, "It ends at 0.5."),
    Line("First", 1, ON_SCREEN, "cost"),
    Line("First", 2, SAYS, "Something new."),
]


@pytest.fixture
def translation(tmp_path):
    file = tmp_path / "words.md"
    file.write_text(FILE, encoding="utf-8")
    return translations.read(file)


def test_words_are_found_whatever_their_numbers_and_wherever_they_stand(translation):
    assert translation.words_for(FIRST) == {
        "Downhill": "Bergab",
        "It takes 1,300 steps.": "Es braucht 1.300 Schritte.",
        "cost": "Kosten",
    }


def test_what_is_missing_unknown_or_astray_is_told_by_name(translation):
    assert translation.faults({"First": FIRST}) == [
        "First-1: “It ends at 0.5.” lost the number 0.5, and got the numbers 0 and 5",
        "First-2: “Something new.” is not translated",
        "First-1: the clip has no line “Nobody says this.”",
    ]


def test_a_clip_without_any_translation_is_told_in_one_line(translation):
    other = [Line("Other", 1, HEADLINE, "A"), Line("Other", 1, SAYS, "B")]
    assert translation.faults({"Other": other}) == ["Other: none of its 2 lines is translated"]


def test_a_script_is_completed_with_what_is_known(translation):
    done = translation.completed({"First": FIRST})["First"]
    assert [line.translation for line in done] == [
        "Bergab",
        "Es braucht 1.300 Schritte.",
        "",
        "Kosten",
        "",
    ]


def test_the_language_may_be_given_instead(tmp_path):
    file = tmp_path / "words.md"
    file.write_text(FILE.replace("language: de", "language:"), encoding="utf-8")
    assert translations.read(file, "nl").language == "nl"
    with pytest.raises(DownhillError, match="names no language"):
        translations.read(file)


@pytest.mark.parametrize("language", ["../de", "d", "de/..", "deutsch!", "-"])
def test_a_language_names_no_folder(tmp_path, language):
    file = tmp_path / "words.md"
    file.write_text(FILE, encoding="utf-8")
    with pytest.raises(DownhillError, match="is no code of a language"):
        translations.read(file, language)


def test_a_file_that_is_no_script_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(DownhillError, match="can't be read"):
        translations.read(tmp_path / "none.md")
    (tmp_path / "other.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DownhillError, match="not in UTF-8"):
        translations.read(tmp_path / "other.md")
    (tmp_path / "long.csv").write_text(f"clip,beat\n{'x' * 200_000},1\n")
    with pytest.raises(DownhillError, match="field larger than"):
        translations.read(tmp_path / "long.csv")
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(DownhillError, match="it is a pipe"):
        translations.read(tmp_path / "pipe.md")
    (tmp_path / "empty.csv").write_text("a,b\n")
    with pytest.raises(DownhillError, match="has no line of a script"):
        translations.read(tmp_path / "empty.csv")
