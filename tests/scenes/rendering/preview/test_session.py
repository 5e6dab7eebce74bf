"""Previews as a person meets them: by the command, in processes of its own."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time

import av
import pytest

from nn.places import PROJECT_VARIABLE, ROOT
from nn.storage import read_json
from scenes import cli
from scenes.rendering.clips import find
from scenes.rendering.preview import session

CLIP = '''
from manim import DOWN, UP, Create, Square

import helper
from scenes.stage.explainer import Explainer


class MyClip(Explainer):
    """A square moves up, and then down."""

    def construct(self):
        self.up()
        self.down()

    def up(self):
        self.beat("Up", "Up.")
        self.square = Square(helper.SIDE)
        self.play(Create(self.square), run_time=0.4)
        self.play(self.square.animate.shift(UP), run_time=0.4)

    def down(self):
        self.beat("Down", "Down.")
        self.play(self.square.animate.shift(DOWN), run_time=0.8)
'''


@pytest.fixture
def project(tmp_path, tiny_run, monkeypatch):
    """A folder with a clip of two beats in it."""
    (tmp_path / "my_clip.py").write_text(CLIP)
    (tmp_path / "helper.py").write_text("SIDE = 2\n")
    monkeypatch.setenv("NN_RUN", str(tiny_run))
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def preview(*words):
    command = cli.PREVIEW
    return cli.command.main("it", "", [command], [command.name, "my_clip.py", *words, "--no-open"])


def seconds_of(path):
    return len(pictures_of(path)) / 15


def test_the_first_preview_is_of_the_first_beat_and_later_ones_of_the_edited(project, capsys):
    assert preview() == 0
    told = capsys.readouterr().out
    assert told.startswith("media/preview/MyClip.mp4  beat 1 of 2, 'Up', in ")
    target = project / "media" / "preview" / "MyClip.mp4"
    assert seconds_of(target) == pytest.approx(1 + 1 / 3, abs=0.1)  # a word, and a silence

    (project / "my_clip.py").write_text(CLIP.replace("run_time=0.8", "run_time=2"))
    assert preview() == 0
    assert "beat 2 of 2, 'Down'" in capsys.readouterr().out
    assert seconds_of(target) == pytest.approx(2, abs=0.1)  # the headline changes meanwhile
    assert preview() == 0  # nothing was edited since
    assert "beat 2 of 2" in capsys.readouterr().out
    assert preview("--beat", "1") == 0
    assert "beat 1 of 2" in capsys.readouterr().out


def test_a_clip_that_fails_is_told_with_its_beat_and_line(project, capsys):
    (project / "my_clip.py").write_text(CLIP.replace("shift(DOWN)", "shift(1 / 0)"))
    assert preview() == 1
    err = capsys.readouterr().err
    line = CLIP.splitlines().index(
        "        self.play(self.square.animate.shift(DOWN), run_time=0.8)"
    )
    place = f"MyClip, in the beat 'Down', my_clip.py line {line + 1}"
    assert err == f"downhill: {place}: ZeroDivisionError: division by zero\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--beat", "3"], "it has 2 beats"), (["Your"], "no clip in my_clip.py: 'Your'")],
)
def test_what_is_not_there_is_refused(project, capsys, words, told):
    assert preview(*words) in (1, 2)
    assert told in capsys.readouterr().err


def test_at_every_save_of_the_clip_or_what_it_imports_it_is_drawn_again(project):
    with watching(project) as next_line:
        assert "beat 1 of 2" in next_line()
        (project / "my_clip.py").write_text(CLIP.replace("run_time=0.8", "run_time=0.6"))
        assert "beat 2 of 2" in next_line()
        (project / "helper.py").write_text("SIDE = 3\n")
        assert "beat 1 of 2" in next_line()  # which mentions it
        (project / "my_clip.py").write_text("class MyClip(")
        assert "SyntaxError" in next_line()
        (project / "my_clip.py").write_text(CLIP)
        assert "beat 2 of 2" in next_line()


def test_a_save_while_it_is_drawn_begins_anew(project):
    slow = CLIP.replace("self.down()", "self.down()\n        __import__('time').sleep(60)")
    (project / "my_clip.py").write_text(slow)
    with watching(project) as next_line:
        time.sleep(3)
        (project / "my_clip.py").write_text(CLIP)
        assert "of 2, " in next_line()


@contextlib.contextmanager
def watching(project):
    """A watching preview, in a process of its own; a function that returns its next line."""
    words = [sys.executable, "-m", "downhill", "preview", "my_clip.py", "--watch", "--no-open"]
    process = subprocess.Popen(
        words,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = queue.Queue()
    threading.Thread(target=lambda: [*map(lines.put, process.stdout)], daemon=True).start()
    try:
        yield lambda: lines.get(timeout=60)
    finally:
        process.terminate()
        process.wait()


MEMORIES = "[]", "3", '"beat"', '{"beat": "x"}', '{"beat": 1, "source": 3}', "[" * 1_000, "{", ""


@pytest.mark.parametrize("content", MEMORIES, ids=range(len(MEMORIES)))
def test_a_memory_of_the_last_preview_that_is_damaged_is_none(project, content):
    (clip,) = find(["my_clip.py", "MyClip"])
    memory = project / "media" / "cache" / "preview" / "MyClip" / "last.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(json.dumps({"source": "old", "beat": 2}))
    assert session.Session(clip, None, None).last_beat == 2
    memory.write_text(content)
    assert session.Session(clip, None, None).last_beat == 0


def test_a_file_is_opened_only_where_there_is_a_screen(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(session.subprocess, "Popen", lambda words, **_: opened.append(words))
    monkeypatch.setattr(session.shutil, "which", lambda command: f"/usr/bin/{command}")
    monkeypatch.setattr(session.sys, "platform", "linux")
    for variable in session.SCREENS:
        monkeypatch.delenv(variable, raising=False)
    session.open_file(tmp_path / "a.mp4")
    assert not opened
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    session.open_file(tmp_path / "a.mp4")
    monkeypatch.setattr(session.sys, "platform", "darwin")
    session.open_file(tmp_path / "a.mp4")
    assert opened == [["xdg-open", f"{tmp_path}/a.mp4"], ["open", f"{tmp_path}/a.mp4"]]


def test_a_preview_shows_what_the_clip_shows_in_that_beat(project, capsys):
    assert preview("--beat", "2") == 0
    words = ["render", "my_clip.py", "--quality", "l"]
    assert cli.command.main("it", "", [cli.RENDER], words) == 0
    drawn = pictures_of(project / "media" / "preview" / "MyClip.mp4")
    (clip,) = project.glob("media/runs/*/480p15/MyClip.mp4")
    whole, beats = pictures_of(clip), read_json(clip.with_suffix(".json"))["beats"]
    first = round(beats[1]["start"] * 15)
    assert len(drawn) == len(whole) - first == round(beats[1]["duration"] * 15)
    differences = [abs(a - b).mean() for a, b in zip(drawn, whole[first:], strict=True)]
    others = [abs(a - b).mean() for a, b in zip(drawn, whole[: len(drawn)], strict=False)]
    assert max(differences) < 1 < max(others)  # they are encoded in different ways


def pictures_of(path):
    with av.open(path) as video:
        return [frame.to_ndarray(format="gray").astype(float) for frame in video.decode(video=0)]
