"""`--voice` of `film` and `render`."""

import os
import subprocess

import pytest
from speaking import Humming, tone, write
from tiny_clips import TINY, clip

from nn.places import ROOT
from scenes import cli
from scenes.narration import voices
from scenes.rendering import clips as contents


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of two tiny clips that are the film, and of its media; the voice hibari hums."""
    clip(tmp_path, "Round")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(contents, "SCENES", tmp_path)
    film = [("All", "", ["tiny_scenes.Round", "tiny_scenes.Short"])]
    monkeypatch.setattr(contents.film, "CHAPTERS", film)
    monkeypatch.setattr(cli, "media", lambda: tmp_path / "media")
    monkeypatch.setattr(cli, "QUALITIES", {"m": TINY})
    monkeypatch.setattr(voices, "Hibari", lambda: Humming(0.2, "hibari"))
    monkeypatch.setattr(voices, "HIBARI", "hibari", raising=False)
    return tmp_path


def made(folder):
    """The mp4s, without those of single animations."""
    return {
        path.relative_to(folder / "media").as_posix() for path in folder.glob("media/runs/**/*.mp4")
    }


def names_of(folder):
    return {"/".join(path.split("/")[2:]) for path in made(folder)}


def test_a_film_is_silent_unless_a_voice_is_named(folder, tiny_run):
    assert cli.main(["film", "--run", str(tiny_run), "--jobs", "1"]) == 0
    assert names_of(folder) == {"72p5/Round.mp4", "72p5/Short.mp4", "downhill-72p5.mp4"}


def test_a_film_with_a_voice_is_joined_from_clips_that_it_tells(folder, tiny_run, capsys):
    words = ["film", "--run", str(tiny_run), "--jobs", "1", "--voice", "hibari"]
    assert cli.main(words) == 0
    assert names_of(folder) >= {
        "72p5/Round.mp4",
        "72p5-hibari/Round.mp4",
        "72p5-hibari/Short.mp4",
        "downhill-72p5-hibari.mp4",
    }
    assert "downhill-72p5.mp4" not in names_of(folder)
    assert capsys.readouterr().out.count("narrated") == 2
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "narrated" not in out and out.count("unchanged") == 5


def test_one_clip_is_told_by_a_folder_of_recordings(folder, tiny_run):
    (folder / "mine").mkdir()
    write(folder / "mine" / "Round-1.wav", tone(300, 1.0), "pcm_s16le")
    words = ["render", "Round", "--run", str(tiny_run), "--jobs", "1", "--voice", "mine"]
    assert cli.main(words) == 0
    assert names_of(folder) == {"72p5/Round.mp4", "72p5-mine/Round.mp4"}


def test_an_unknown_voice_is_told_before_anything_is_drawn(folder, tiny_run, capsys):
    assert cli.main(["film", "--run", str(tiny_run), "--voice", "alto"]) == 2
    assert "there is no voice 'alto'" in capsys.readouterr().err
    assert made(folder) == set()


@pytest.mark.parametrize(
    ("variables", "stamp", "voice"),
    [
        ([], True, "hibari"),
        ([], False, "none"),  # it can't be installed
        (["VOICE=none"], True, "none"),
        (["VOICE=mine"], False, "mine"),
    ],
)
def test_make_film_is_told_by_the_voice_that_could_be_installed(tmp_path, variables, stamp, voice):
    for name in ("ready", "speaks"):
        (tmp_path / name).touch()
    if not stamp:
        (tmp_path / "speaks").unlink()
    given = [
        f"READY={tmp_path / 'ready'}",
        f"SPEAKS={tmp_path / 'speaks'}",
        "PYTHON=echo",
        "PIP=false",
    ]
    old = ["-o", str(tmp_path / "ready")] + ["-o", str(tmp_path / "speaks")] * stamp
    alone = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "film", *old, *given, *variables],
        cwd=ROOT,
        env=alone,
        capture_output=True,
        text=True,
    )
    *told, command = done.stdout.splitlines()
    assert command.endswith(f"--quality m --voice {voice}")
    silent = "The voice cannot be installed from here, so the film is made silent."
    assert (silent in told) == (voice == "none" and not variables)
