"""The script of clips, and clips in another language: only what changed is drawn again."""

import av
import pytest
from tiny_clips import TINY, clip

from nn.execution import process
from nn.runs.run import Run
from scenes import cli
from scenes.narration import script
from scenes.rendering import scripts
from scenes.rendering.library import Library
from scenes.rendering.render import bring_up_to_date

GERMAN = {
    "A square": "Ein Quadrat",
    "Here.": "Hier.",
    "It moves": "Es bewegt sich",
    "And there.": "Und dort.",
    "A circle": "Ein Kreis",
    "Round.": "Rund.",
}


@pytest.fixture(scope="module")
def run(tiny_run):
    return Run.load(tiny_run)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("translated")


@pytest.fixture(scope="module")
def clips(place):
    return [clip(place, "Short"), clip(place, "Round")]


@pytest.fixture(scope="module")
def library(place, run):
    return Library(place / "media", run, TINY)


@pytest.fixture(scope="module")
def lines(clips, library):
    told = scripts.lines_of(scripts.tell(clips, library, jobs=1))
    return [line for its in told.values() for line in its]


def written(place, lines, **changed):
    """A translation of the lines into German, some of which are other words."""
    words = {**GERMAN, **changed}
    text = script.as_markdown(lines, "A script", "de")
    for english, german in words.items():
        text = text.replace(f": {english}\n  →", f": {english}\n  → {german}")
    file = place / "words.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_script_has_every_word_of_the_clips(lines):
    assert [(line.place, line.kind, line.words) for line in lines] == [
        ("Short-1", "headline", "A square"),
        ("Short-1", "says", "Here."),
        ("Short-2", "headline", "It moves"),
        ("Short-2", "says", "And there."),
        ("Round-1", "headline", "A circle"),
        ("Round-1", "says", "Round."),
    ]


def test_a_second_time_the_script_is_read_from_the_disk(lines, clips, library, monkeypatch):
    monkeypatch.setattr(process, "PROGRAM", "")  # whatever is gone through fails
    told = scripts.lines_of(scripts.tell(clips, library))
    assert [line for its in told.values() for line in its] == lines


@pytest.mark.parametrize("crowded", [[[]], [[1]], [[1, 2]], [["a", "b"]]])
def test_a_script_on_the_disk_that_was_changed_is_not_believed(crowded):
    assert scripts.TOLD({"beats": [], "crowded": [[1, "Here."]]})
    assert not scripts.TOLD({"beats": [], "crowded": crowded})


def test_translated_clips_stand_beside_the_english_ones_and_only_changed_ones_are_drawn_again(
    place, lines, clips, library, monkeypatch
):
    german, faults = scripts.translate(clips, library, written(place, lines), jobs=1)
    assert faults == []
    assert bring_up_to_date(clips, german, 1)[1] == []
    path = german.path(clips[0])
    assert path.parent.name == f"{library.path(clips[0]).parent.name}-de"
    assert "Und dort." in path.with_suffix(".srt").read_text()
    assert german.metadata(clips[0])["language"] == "de"
    with av.open(path) as video:
        assert video.streams.subtitles[0].metadata["language"] == "deu"

    changed = written(place, lines, **{"Round.": "Kreisrund."})
    again, _ = scripts.translate(clips, library, changed, jobs=1)
    stale = [one.name for one in clips if again.why_stale(one, again.inputs(one))]
    assert stale == ["Round"]


def test_what_is_wrong_with_a_translation_is_told_by_beat(place, lines, clips, library):
    file = written(place, lines, **{"Here.": "Hier 5.", "It moves": "Es bewegt sich " * 9})
    _, faults = scripts.translate(clips, library, file, jobs=1)
    assert faults[0] == "Short-1: “Here.” got the number 5"
    assert faults[1].startswith("Short-2: “Es bewegt sich") and "no room" in faults[1]
    assert len(faults) == 2


def test_the_command_writes_a_script_and_takes_it_back(
    place, clips, run, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr("scenes.script_cli.media", lambda: tmp_path)
    monkeypatch.setattr(cli, "media", lambda: tmp_path)
    monkeypatch.setattr(cli, "QUALITIES", {"m": TINY})
    monkeypatch.setattr("scenes.script_cli.QUALITIES", {"m": TINY})
    names = [str(clips[0].file), "Round", "--run", str(run.folder)]
    assert cli.main(["script", *names, "--language", "de"]) == 0
    file = tmp_path / "words.md"
    text = capsys.readouterr().out
    file.write_text(text.replace("Round.\n  →", "Round.\n  → Rund."), encoding="utf-8")
    given = ["--words", str(file), "--jobs", "1"]
    assert cli.main(["render", *names, *given]) == 0
    told = capsys.readouterr()
    assert "72p5-de/Round.mp4" in told.out
    assert "Round-1: “A circle” is not translated" in told.err
    assert cli.main(["script", *names, "--format", "csv", "--words", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(",says,Round.,Rund.")
    assert cli.main(["script", *names, "--format", "srt"]) == 0
    assert "Round." in capsys.readouterr().out
