"""A script is written to be read, and read back."""

import csv
import dataclasses
import io

import pytest
import srt

from scenes.narration import script
from scenes.narration.script import HEADLINE, ON_SCREEN, SAYS

BEATS = [
    {
        "headline": "One",
        "start": 0.0,
        "duration": 5.5,
        "said": [
            {"words": "It is: a 3,\n“quoted”; - and → so.", "start": 0.0, "duration": 3.5},
            {"words": "headline: 5", "start": 3.5, "duration": 2.0},
        ],
        "on_screen": ["our run's $eta = 0.35$", "two \\ lines"],
    },
    {
        "headline": "Two",
        "start": 65.5,
        "duration": 3.0,
        "said": [{"words": "### Clip-9 and # more", "start": 65.5, "duration": 3.0}],
    },
]
LINES = script.lines_of("Clip-A", BEATS)


def core(lines):
    return [(line.clip, line.beat, line.kind, line.words, line.translation) for line in lines]


def test_every_word_of_a_clip_is_a_line_with_its_beat():
    assert [(line.place, line.kind) for line in LINES] == [
        ("Clip-A-1", HEADLINE),
        *[("Clip-A-1", SAYS)] * 2,
        *[("Clip-A-1", ON_SCREEN)] * 2,
        ("Clip-A-2", HEADLINE),
        ("Clip-A-2", SAYS),
    ]
    assert LINES[2].start == 3.5 and LINES[-1].seconds == 3.0


@pytest.mark.parametrize(
    ("write", "read"),
    [(script.as_markdown, script.read_markdown), (script.as_csv, script.read_csv)],
)
def test_a_script_comes_back_with_its_translations(write, read):
    translated = [
        dataclasses.replace(line, translation=f"→ „{i}“; x") for i, line in enumerate(LINES)
    ]
    translated[1] = dataclasses.replace(translated[1], translation="")
    language, lines = read(write(translated, "A title", "de"))
    assert language == "de"
    assert core(lines) == core(translated)


def test_a_script_in_markdown_names_beats_times_and_words():
    text = script.as_markdown(LINES, "The script")
    assert "### Clip-A-2 at 1:05, 3.0 s" in text and "- says: headline: 5" in text
    assert "→" not in text.replace("and → so", "")
    assert core(script.read_markdown(text)[1]) == core(LINES)


def test_a_table_that_a_spreadsheet_saved_with_semicolons_is_read():
    rows = csv.reader(io.StringIO(script.as_csv(LINES, "", "ja")))
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    language, lines = script.read_csv(file.getvalue())
    assert language == "ja" and core(lines) == core(LINES)


def test_as_srt_the_clips_follow_each_other():
    cues = list(srt.parse(script.srt_of({"A": BEATS[:1], "B": BEATS[:1]}, 30)))
    starts = [cue.start.total_seconds() for cue in cues]
    half = len(cues) // 2
    assert starts[half] == pytest.approx(starts[0] + 5.5)
    assert [cue.content for cue in cues[:half]] == [cue.content for cue in cues[half:]]


@pytest.mark.parametrize("text", ["", "clip,beat\n", "a,b\n1,2\n", "\n\n- says: x", ";;;\n;;;"])
def test_files_of_another_kind_have_no_lines_or_no_places(text):
    for read in (script.read_markdown, script.read_csv):
        _, lines = read(text)
        assert all(line.clip == "" for line in lines)
