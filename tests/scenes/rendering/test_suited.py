"""Clips that do not suit a run are left out before anything is drawn, and it is said why."""

import subprocess
import sys

import pytest
from tiny_runs import last_snapshot_of

from downhill import cli as downhill_cli
from nn import places
from nn.errors import DownhillError
from nn.places import ROOT
from nn.runs import run as runs
from nn.runs.run import Run
from scenes import cli
from scenes.rendering import clips as contents
from scenes.rendering.clips import Clip
from scenes.rendering.suited import suited, why_not
from scenes.stage import needs

CARDS = '''
from scenes.stage.explainer import Explainer


class Start(Explainer):
    """The only one of its chapter."""

    reads_run = False

    def construct(self):
        self.beat("A card", "Start.", on_screen=False)


class Card(Explainer):
    """The card of the chapter of pictures."""

    reads_run = False

    def construct(self):
        self.beat("A card", "Card.", on_screen=False)
'''
CLIPS = '''
from scenes.stage import needs
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HIDDEN_LAYER, PICTURES


class Hidden(Explainer):
    """It needs hidden neurons."""

    needs = (HIDDEN_LAYER,)

    def construct(self):
        self.beat("A beat", "Hidden.")


class Pictured(Hidden):
    """It needs pictures."""

    needs = (needs.HIDDEN_LAYER, needs.PICTURES)


class Inherited(Pictured):
    """It needs what its base does."""
'''
NO_PICTURES = "it draws inputs as pictures, and these are not pictures"
NO_CLIP = "it opens a chapter whose clips are all left out"


@pytest.fixture(scope="module")
def no_pictures(tiny_run, tmp_path_factory):
    """The folder of a run whose inputs are no pictures."""
    run = Run.load(tiny_run)
    del run.facts["dataset"]["image_shape"]
    folder = tmp_path_factory.mktemp("runs") / "no_pictures"
    runs.write(folder, run.facts, run.arrays)
    return folder


@pytest.fixture
def film(tmp_path, monkeypatch):
    """A film of four cards and clips, {name: Clip}, in the current folder."""
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "all.py").write_text(CARDS)
    (tmp_path / "own.py").write_text(CLIPS)
    chapters = [
        ("Opening", "", ["cards.all.Start"]),
        ("Pictures", "", ["cards.all.Card", "own.Pictured", "own.Inherited"]),
        ("Hidden", "", ["own.Hidden"]),
    ]
    monkeypatch.setattr(contents, "SCENES", tmp_path)
    monkeypatch.setattr(contents.film, "CHAPTERS", chapters)
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return {clip.name: clip for clip in contents.all_clips()}


def test_clips_that_do_not_suit_are_left_out_each_with_its_reason(
    film, tiny_run, no_pictures, capsys
):
    clips = list(film.values())
    assert suited(clips, Run.load(tiny_run)) == clips
    assert not capsys.readouterr().err
    kept = suited(clips, Run.load(no_pictures))
    assert [clip.name for clip in kept] == ["Start", "Hidden"]
    assert capsys.readouterr().err == (
        f"downhill: Card is left out: {NO_CLIP}.\n"
        f"downhill: Pictured is left out: {NO_PICTURES}.\n"
        f"downhill: Inherited is left out: {NO_PICTURES}.\n"
    )


def test_a_need_of_several_clips_is_judged_once(film, tiny_run, monkeypatch):
    judged = []
    counted = needs.Need(lambda run: judged.append(run) is None, "it is odd")
    monkeypatch.setattr(needs, "HIDDEN_LAYER", counted)
    assert len(suited(list(film.values()), Run.load(tiny_run))) == 5
    assert len(judged) == 1


def test_a_card_suits_where_one_clip_of_its_chapter_does(film, no_pictures, monkeypatch):
    run = Run.load(no_pictures)
    assert why_not(film["Card"], run) == NO_CLIP
    chapters = [("Both", "", ["cards.all.Card", "own.Pictured", "own.Hidden"])]
    monkeypatch.setattr(contents.film, "CHAPTERS", chapters)
    assert why_not(film["Card"], run) is None


def test_film_is_joined_from_the_clips_that_suit_and_says_how_many_do_not(
    film, no_pictures, capsys
):
    assert cli.main(["film", "--run", str(no_pictures), "--quality", "l"]) == 0
    out, err = capsys.readouterr()
    assert err.count(" is left out: ") == 3
    *drawn, joined = [line.split()[0].split("/")[-1] for line in out.splitlines()]
    assert sorted(drawn) == ["Hidden.mp4", "Start.mp4"] and joined == "downhill-480p15.mp4"
    assert out.endswith(" s, 3 clips left out\n")


@pytest.mark.parametrize("what", [["render"], ["render", "--dry-run"], ["preview", "--no-open"]])
def test_such_a_clip_alone_is_refused_in_that_sentence_with_status_2(
    film, no_pictures, tmp_path, capsys, what
):
    assert downhill_cli.main([*what, "Pictured", "--run", str(no_pictures)]) == 2
    out, err = capsys.readouterr()
    assert err == f"downhill: Pictured is left out: {NO_PICTURES}.\n" and not out
    assert not (tmp_path / "media").exists()


LACKING = '''
from scenes.stage.explainer import Explainer
from scenes.stage.needs import HISTORY


class Learning(Explainer):
    """It is about training."""

    needs = (HISTORY,)

    def construct(self):
        raise AssertionError("this must not be drawn")
'''


def test_what_shows_that_a_history_is_lacking_is_drawn_alone_and_left_out_of_a_film(
    film, tiny_run, tmp_path, capsys
):
    one = last_snapshot_of(tiny_run, tmp_path / "one")
    film["Hidden"].file.with_name("own.py").write_text(CLIPS + LACKING)
    clip = Clip(film["Hidden"].file, "Learning")
    assert suited([clip], Run.load(one), alone=True) == [clip]
    assert not capsys.readouterr().err
    with pytest.raises(DownhillError, match="Learning is left out: it is about training"):
        suited([clip], Run.load(one))
    assert downhill_cli.main(["render", "own.py", "Learning", "--run", str(one)]) == 0


def test_a_clip_that_reads_what_no_command_can_measure_is_left_out(film, tiny_run, monkeypatch):
    own, run = film["Hidden"].file, Run.load(tiny_run)
    own.write_text("class Hidden(Explainer):\n    studies = ('lines', 'mini_batches')\n")
    assert why_not(Clip(own, "Hidden"), run) is None
    monkeypatch.setattr(Run, "replayable", False)
    assert "repeats steps" in why_not(Clip(own, "Hidden"), run)


def test_list_of_a_run_ticks_each_clip_or_says_why_it_is_left_out(film, no_pictures, capsys):
    assert cli.main(["list", "--run", str(no_pictures)]) == 0
    assert capsys.readouterr().out == (
        "Opening\n"
        "  ✓ Start  The only one of its chapter.\n"
        "Pictures\n"
        "  ✗ Card  The card of the chapter of pictures.\n"
        f"      left out: {NO_CLIP}\n"
        "  ✗ Pictured  It needs pictures.\n"
        f"      left out: {NO_PICTURES}\n"
        "  ✗ Inherited  It needs what its base does.\n"
        f"      left out: {NO_PICTURES}\n"
        "Hidden\n"
        "  ✓ Hidden  It needs hidden neurons.\n"
        "2 of 5 clips suit the run\n"
    )


def test_needs_that_cannot_be_read_without_importing_the_clip_are_refused(film, tiny_run):
    own, run = film["Hidden"].file, Run.load(tiny_run)
    own.write_text("class Hidden(Explainer):\n    needs = (HIDEN_LAYER,)\n")
    with pytest.raises(DownhillError, match="HIDEN_LAYER.*not define: it defines .*HIDDEN_LAYER, "):
        why_not(Clip(own, "Hidden"), run)
    own.write_text("class Hidden(Explainer):\n    needs = ALL\n")
    with pytest.raises(DownhillError, match="`needs` of Hidden is not written out"):
        why_not(Clip(own, "Hidden"), run)


def test_what_suits_is_found_without_manim():
    words = "import sys; from scenes.rendering.suited import why_not; from nn.runs.run import Run;"
    words += "from scenes.rendering.clips import all_clips; run = Run.load('film');"
    words += "left_out = [clip.name for clip in all_clips() if why_not(clip, run)];"
    words += "print(left_out, 'manim' in sys.modules)"
    said = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
    assert said == "[] False\n"
