"""If a new Manim breaks these, look at `make_config_parser` in manim._config.utils: the files in
which it looks for settings, and how it reads them."""

import configparser
import json
import os
import pathlib
import subprocess
import sys

import pytest
from tiny_clips import TINY, clip

from nn.places import ROOT
from scenes.manim_internals.settings import without_configuration_files

MANIMS = """
import json, manim
from manim import config
print(json.dumps({key: str(value) for key, value in sorted(config._d.items())}))
"""
OURS = "import scenes.manim_internals" + MANIMS
DRAW = """
import json, sys
from scenes.rendering import worker
result = worker.draw(json.loads(sys.argv[1]))
assert "failed" not in result, result
"""
OTHERWISE = """
[CLI]
background_color = RED
background_opacity = 0.5
pixel_width = 200
pixel_height = 100
frame_rate = 7
frame_height = 3
from_animation_number = 2
save_sections = True
renderer = opengl
video_codec = libx264rgb
media_dir = elsewhere
plugins = one_that_is_not_installed
verbosity = DEBUG
[logger]
logging_keyword = bold yellow
"""


@pytest.fixture
def run_here(tmp_path):
    """A function of a program and its arguments: what it prints, run in a folder, and by a user,
    with a manim.cfg of this content."""
    places = [tmp_path / "manim.cfg", tmp_path / ".config" / "manim" / "manim.cfg"]
    places[1].parent.mkdir(parents=True)

    def run(program, settings, *arguments):
        for place in places:
            place.write_text(settings)
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )

    return run


def test_the_settings_are_those_that_manim_ships_with(run_here):
    plain = run_here(MANIMS, "")
    assert plain.returncode == 0
    changed = run_here(MANIMS, OTHERWISE)
    assert changed.returncode or changed.stdout != plain.stdout  # else this says nothing
    assert run_here(OURS, OTHERWISE).stdout == plain.stdout
    assert run_here(OURS, "a line without a section\n").stdout == plain.stdout


def test_a_clip_is_the_same_to_the_byte_beside_a_settings_file(run_here, tiny_run, tmp_path):
    short = clip(tmp_path, "Short")
    tasks = [
        {
            "file": str(short.file),
            "name": short.name,
            "run": str(tiny_run),
            "part": "whole",
            "width": TINY.width,
            "height": TINY.height,
            "frame_rate": TINY.frame_rate,
            "encoder": dict(TINY.encoder),
            "key": "tiny",
            "first": 0,
            "last": None,
            "drawn": [],
            "folder": None,
            "cache": str(tmp_path / name),
        }
        for name in ("plain", "otherwise")
    ]
    for task, settings in zip(tasks, ("", OTHERWISE), strict=True):
        ran = run_here(DRAW, settings, json.dumps(task))
        assert ran.returncode == 0, ran.stderr
    plain, otherwise = (
        {file.name: file.read_bytes() for file in pathlib.Path(task["cache"]).iterdir()}
        for task in tasks
    )
    assert plain == otherwise and plain


def test_other_files_of_settings_are_read_as_ever(tmp_path):
    ours, other = tmp_path / "manim.cfg", tmp_path / "other.cfg"
    ours.write_text("[a]\nb = 1\n")
    other.write_text("[a]\nb = 2\n")
    parser = configparser.ConfigParser()
    with without_configuration_files():
        assert parser.read([other, ours]) == parser.read(other) == [str(other)]
        assert parser.read(str(ours)) == []
    assert parser["a"]["b"] == "2"
    assert parser.read(ours) == [str(ours)]
