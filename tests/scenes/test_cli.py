import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import av
import pytest
import srt
from tiny_clips import TINY, clip

from nn.places import ROOT
from scenes import cli
from scenes.rendering import clips as contents
from scenes.rendering import dissolves

# The command with a tiny clip in place of the film's, and a media folder of its own.
IN_A_PROCESS = """
import sys
sys.path.insert(0, {tests!r})
import pathlib
from scenes import cli
from scenes.rendering import clips as contents
from tiny_clips import TINY, clip

folder = pathlib.Path({folder!r})
contents.SCENES, contents.film.CHAPTERS = folder, [("Slowly", "", ["tiny_scenes.Slow"])]
cli.media, cli.QUALITIES = lambda: folder / "media", {{"m": TINY}}
sys.exit(cli.main(["render", "--run", {run!r}]))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of tiny clips that are the film, in two chapters, and of its media."""
    clip(tmp_path, "any")  # writes the source of all
    monkeypatch.setattr(contents, "SCENES", tmp_path)
    the_film(monkeypatch, "Round", "Short")
    monkeypatch.setattr(cli, "QUALITIES", {"m": TINY})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def the_film(monkeypatch, *names):
    chapters = [(f"Chapter of {name}", "", [f"tiny_scenes.{name}"]) for name in names]
    monkeypatch.setattr(contents.film, "CHAPTERS", chapters)


def test_list_needs_no_manim_and_tells_every_clip_of_the_film():
    words = "import sys; from scenes.cli import main; main(['list'])"
    words += "; assert not [name for name in sys.modules if name.startswith('manim')]"
    told = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
    for title, clips in contents.chapters():
        assert f"{title}\n" in told
        for one in clips:
            assert f"{one.name}  {one.sentence}\n    {one.file.relative_to(ROOT)} · " in told


def test_list_says_of_which_runs_and_in_which_qualities_a_clip_is_finished(folder, capsys):
    for place in ("runs/film/720p30", "runs/film/480p15", "runs/mine/720p30", "shared/720p30"):
        (folder / "media" / place).mkdir(parents=True)
        (folder / "media" / place / "Short.mp4").touch()
    assert cli.main(["list"]) == 0
    assert capsys.readouterr().out == (
        "Chapter of Round\n"
        "  Round  A circle of the run's first bias.\n"
        "    tiny_scenes.py · not rendered yet\n"
        "Chapter of Short\n"
        "  Short  A square as large as a bias of the run moves.\n"
        "    tiny_scenes.py · film/480p15, film/720p30, mine/720p30, shared/720p30\n"
    )


def test_film_is_joined_from_its_clips_in_order_and_a_second_time_nothing_is_drawn(
    folder, tiny_run, capsys
):
    assert cli.main(["film", "--run", str(tiny_run), "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    clips = [pathlib.Path(line.split()[0]) for line in lines]
    film = clips.pop()
    assert [clip.name for clip in clips] == ["Round.mp4", "Short.mp4"]
    assert film.name == "downhill-72p5.mp4"
    assert {clip.parent for clip in clips} == {film.parent / "72p5"}
    sheets = [json.loads(clip.with_suffix(".json").read_text()) for clip in clips]
    between = round(dissolves.SECONDS * TINY.frame_rate)  # frames of the dissolve
    seconds = sum(sheet["duration"] for sheet in sheets) + between / TINY.frame_rate
    assert lines[-1].endswith(f"  0 min {round(seconds)} s")
    with av.open(film) as container:
        frames = sum(1 for _ in container.decode(video=0))
        marks = [(mark["metadata"]["title"], mark["start"]) for mark in container.chapters()]
    assert frames == sum(sheet["frames"] for sheet in sheets) + between
    second = (sheets[0]["frames"] + between) / TINY.frame_rate
    assert marks == [("Round", 0), ("Short", round(1000 * second))]
    captions = list(srt.parse(film.with_suffix(".srt").read_text()))
    assert [caption.content for caption in captions] == ["Round.", "Here.", "And there."]

    content, written = film.read_bytes(), film.stat().st_mtime_ns
    assert cli.main(["film", "--run", str(tiny_run)]) == 0
    told = capsys.readouterr().out
    assert told.count("unchanged") == 3 and told.endswith(
        f"  0 min {round(seconds)} s, unchanged\n"
    )
    assert film.read_bytes() == content and film.stat().st_mtime_ns == written


def test_film_is_joined_again_where_it_was_harmed_or_its_clips_are_others_or_in_another_order(
    folder, tiny_run, monkeypatch, capsys
):
    def joined():
        assert cli.main(["film", "--run", str(tiny_run), "--jobs", "1"]) == 0
        return not capsys.readouterr().out.endswith("unchanged\n")

    assert joined() and not joined()
    (film,) = folder.glob("media/runs/*/downhill-72p5.mp4")
    content = film.read_bytes()
    film.write_bytes(content[:-1])
    assert joined() and film.read_bytes() == content
    film.with_suffix(".srt").unlink()
    assert joined() and not joined()
    the_film(monkeypatch, "Short", "Round")
    assert joined() and film.read_bytes() != content
    the_film(monkeypatch, "Round")
    assert joined() and len(film.read_bytes()) < len(content)


def test_a_shorter_cut_has_its_own_name_and_just_its_chapters(
    folder, tiny_run, monkeypatch, capsys
):
    monkeypatch.setattr(contents.film, "CUTS", {"deeper": [("Short", "", ["tiny_scenes.Short"])]})
    words = ["film", "--run", str(tiny_run), "--jobs", "1", "--chapters", "deeper"]
    assert cli.main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0].split("/")[-1] for line in lines]
    assert names == ["Short.mp4", "downhill-deeper-72p5.mp4"]


def test_film_is_not_joined_where_a_clip_failed_and_the_status_is_1(
    folder, tiny_run, monkeypatch, capsys
):
    the_film(monkeypatch, "Raising", "Round")
    assert cli.main(["film", "--run", str(tiny_run)]) == 1
    out, err = capsys.readouterr()
    assert "Round.mp4" in out and "downhill" not in out
    assert err.endswith("downhill: there is no new film, since these failed: Raising\n")
    assert "ZeroDivisionError" in err and "Traceback" not in err
    assert not list(folder.glob("media/runs/*/*.mp4"))


def test_with_keep_going_the_others_become_a_partial_film_and_the_status_is_1(
    folder, tiny_run, monkeypatch, capsys
):
    the_film(monkeypatch, "Round")
    words = ["--keep-going", "--run", str(tiny_run)]
    assert cli.main(["film", *words]) == 0
    (whole,) = folder.glob("media/runs/*/*.mp4")
    content = whole.read_bytes()
    the_film(monkeypatch, "Raising", "Round", "Killed")
    assert cli.main(["film", *words]) == 1
    out, err = capsys.readouterr()
    assert "/downhill-partial-72p5.mp4  0 min " in out and out.endswith(" s, 2 clips missing\n")
    assert "downhill: Raising, in the beat" in err and "downhill: Killed, in the beat" in err
    assert err.endswith(
        "downhill: there is only a partial film, since these failed: Raising, Killed\n"
    )
    with av.open(whole.with_name("downhill-partial-72p5.mp4")) as film:
        assert [mark["metadata"]["title"] for mark in film.chapters()] == ["Round"]
    assert whole.name == "downhill-72p5.mp4" and whole.read_bytes() == content
    assert cli.main(["render", "--run", str(tiny_run)]) == 1


def test_of_clips_that_all_fail_no_film_is_made(folder, tiny_run, monkeypatch, capsys):
    the_film(monkeypatch, "Raising")
    assert cli.main(["film", "--keep-going", "--run", str(tiny_run)]) == 1
    assert capsys.readouterr().err.endswith(
        "downhill: there is no new film, since these failed: Raising\n"
    )
    assert not list(folder.glob("media/runs/*/*.mp4"))


def test_traceback_is_told_when_it_is_asked_for(folder, tiny_run, monkeypatch, capsys):
    the_film(monkeypatch, "Raising")
    assert cli.main(["render", "--traceback", "--run", str(tiny_run)]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["render", "Shrot"], ["render", "Round", "Shrot"]])
def test_unknown_clip_is_refused_with_status_2(folder, tiny_run, capsys, words):
    assert cli.main([*words, "--run", str(tiny_run)]) == 2
    out, err = capsys.readouterr()
    assert err == "downhill: there is no clip 'Shrot': did you mean Short?\n" and not out
    assert not (folder / "media").exists()


@pytest.mark.parametrize("what", ["render", "film"])
def test_run_that_is_missing_or_damaged_is_refused_before_anything_is_drawn(
    folder, capsys, monkeypatch, what
):
    (folder / "damaged").mkdir()
    (folder / "damaged" / "run.json").write_text("{")
    monkeypatch.setenv("NN_RUN", "none such")  # which --run overrides
    assert cli.main([what]) == 2
    assert "there is no run 'none such'" in capsys.readouterr().err
    assert cli.main([what, "--run", "damaged"]) == 2
    err = capsys.readouterr().err
    assert "damaged/run.json can't be read" in err and err.count("\n") == 1
    assert not (folder / "media").exists()


# --- stopped in the middle of a clip --------------------------------------------------------------


@pytest.fixture
def slow(tmp_path, tiny_run):
    """(a `render` in a process of its own, the id of its worker), in the middle of the clip."""
    clip(tmp_path, "Slow")
    tests = str(ROOT / "tests")
    words = IN_A_PROCESS.format(tests=tests, folder=str(tmp_path), run=str(tiny_run))
    patience = tmp_path / "worker"
    process = subprocess.Popen(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env={**os.environ, "PATIENCE": str(patience)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: patience.exists() and patience.read_text())
    worker = int(patience.read_text())
    yield process, worker
    process.kill()
    process.communicate()
    if alive(worker):
        os.kill(worker, signal.SIGKILL)


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def alive(process):
    try:
        state = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_ctrl_c_stops_the_workers_and_leaves_nothing_unfinished(slow, tmp_path):
    process, worker = slow
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "stopped" in err and "Traceback" not in err
    assert not alive(worker)
    assert not (tmp_path / "media" / "runs").exists()
    assert not list((tmp_path / "media" / "cache").glob("work-*"))


def test_rendering_that_was_killed_leaves_no_clip_and_goes_on_to_the_same_bytes(
    slow, tmp_path, tiny_run, monkeypatch
):
    process, worker = slow
    process.kill()
    process.wait()
    os.kill(worker, signal.SIGKILL)
    media = tmp_path / "media"
    assert not (media / "runs").exists()
    cached = list(media.glob("cache/runs/*/72p5/Slow/*/*.mp4"))
    for segment in cached:
        with av.open(segment) as container:  # what is in the cache is whole
            assert sum(1 for _ in container.decode(video=0)) == container.streams.video[0].frames
    assert len(cached) in (1, 2)  # the encoder is a little behind
    assert list(media.glob("cache/work-*/"))  # which the next call removes

    monkeypatch.setattr(contents, "SCENES", tmp_path)
    the_film(monkeypatch, "Slow")
    monkeypatch.setattr(cli, "QUALITIES", {"m": TINY})
    made = []
    for place in (media, tmp_path / "undisturbed"):
        monkeypatch.setattr(cli, "media", lambda place=place: place)
        assert cli.main(["render", "--run", str(tiny_run)]) == 0
        (slow_one,) = place.glob("runs/*/72p5/Slow.mp4")
        made.append([slow_one.read_bytes(), slow_one.with_suffix(".srt").read_bytes()])
    assert made[0] == made[1]
    assert not list(media.glob("cache/work-*/"))
