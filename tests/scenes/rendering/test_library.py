"""Clips and films are kept by run: whatever else is rendered, a film holds the clips of its run."""

import os
import shutil
import subprocess
import sys
import threading

import av
import numpy as np
import pytest
import srt
from tiny_clips import TINY, clip

from nn import places
from nn.errors import DownhillError
from nn.execution import process
from nn.runs.run import Run
from nn.storage import read_json, write_json
from scenes.rendering import clips as contents
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import clip_inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import Library, finished, read_metadata, write_metadata
from scenes.rendering.parts import expected_seconds
from scenes.rendering.render import bring_up_to_date

SHARED = '''

class Shared(Explainer):
    """A clip that shows no run."""

    reads_run = False

    def construct(self):
        self.beat("A square", "Shared.")
        self.play(Create(Square()), run_time=0.5)
'''
FILM = """
import pathlib, sys
sys.path.insert(0, {tests!r})
from scenes import cli
from scenes.rendering import clips as contents
from tiny_clips import TINY

contents.SCENES = pathlib.Path({source!r})
contents.film.CHAPTERS = [("All", "", ["tiny_scenes.Round", "tiny_scenes.Shared"])]
cli.media, cli.QUALITIES = lambda: pathlib.Path({media!r}), {{"m": TINY}}
sys.exit(cli.main(["film", "--jobs", "1", "--run", {run!r}]))
"""
NAMES = ["{0}", "[a]{b}*", "100% done", "shared", "runs", "720p30", "Küche & Co", "n" * 255]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project's folder, the current one."""
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory, tiny_run, retrained_run):
    """(media folder, two clips, libraries of two runs of which all clips are drawn)."""
    media, source = tmp_path_factory.mktemp("media"), tmp_path_factory.mktemp("source")
    clips = [clip(source, "Round"), clip(source, "Shared")]
    with open(clips[0].file, "a") as file:
        file.write(SHARED)
    libraries = [Library(media, Run.load(run), TINY) for run in (tiny_run, retrained_run)]
    for library in libraries:
        assert not bring_up_to_date(clips, library, 1)[1]
    return media, clips, libraries


def made(library, clips):
    return [library.path(one).read_bytes() for one in clips]


def inputs_of(library, clips):
    return {one: clip_inputs(one, library.run, library.quality) for one in clips}


# --- by run ---------------------------------------------------------------------------------------


def test_each_run_has_clips_of_its_own_and_going_back_to_one_draws_nothing(two_runs, monkeypatch):
    _, (own, shared), (one, other) = two_runs
    assert one.path(own).read_bytes() != other.path(own).read_bytes()
    monkeypatch.setattr(process, "PROGRAM", "")  # whatever is drawn fails
    for library in (one, other, one):
        assert not bring_up_to_date([own, shared], library)[1]


def test_clips_that_show_no_run_are_drawn_once_for_all(two_runs):
    media, (own, shared), (one, other) = two_runs
    assert one.path(shared) == other.path(shared)
    assert len(list(media.glob("cache/**/Shared/*/"))) == 1
    assert finished(shared, media) == ["shared/72p5"]
    assert finished(own, media) == sorted(
        f"{library.path(own).parts[-3]}/72p5" for library in (one, other)
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_run_that_its_name_finds_has_a_folder_of_that_name(project, tiny_run, name):
    shutil.copytree(tiny_run, project / "data" / "runs" / name)
    one = Clip(contents.SCENES / "network" / "feed_forward.py", "FeedForward")
    for run in (name, project / "data" / "runs" / name, f"data/runs/{name}"):
        path = Library(project / "media", Run.load(run), TINY).path(one)
        assert path == project / "media" / "runs" / name / "72p5" / "FeedForward.mp4"


def test_runs_of_one_name_in_different_folders_have_folders_of_their_own(project, tiny_run):
    places_of_runs = [project / "data" / "runs" / "mine", project / "mine", project / "a" / "mine"]
    for folder in places_of_runs:
        shutil.copytree(tiny_run, folder)
    found = [Library(project, Run.load(run), TINY).film("film").parent for run in places_of_runs]
    assert len(set(found)) == 3
    assert found[0].name == "mine" and all(path.name.startswith("mine-") for path in found[1:])
    again = [Library(project, Run.load(run), TINY).film("film").parent for run in places_of_runs]
    assert again == found


# --- what a clip depends on -----------------------------------------------------------------------


def test_clips_that_do_not_read_the_landscape_stay_when_it_changes(tiny_run, tmp_path):
    folder = shutil.copytree(tiny_run, tmp_path / "run")
    library = Library(tmp_path, Run.load(folder), TINY)
    clips = contents.all_clips()
    before = inputs_of(library, clips)
    (folder / "landscape.npz").write_bytes(b"another")
    after = inputs_of(library, clips)
    changed = {one.name for one in clips if before[one] != after[one]}
    assert changed == {"CostSurface", "DescentSteps", "RandomPlaneOrItsOwn", "TheStraightLine"}


def test_a_run_that_was_trained_again_under_its_name_is_drawn_again(
    tiny_run, retrained_run, tmp_path
):
    one, folder = clip(tmp_path, "Round"), shutil.copytree(tiny_run, tmp_path / "run")
    library = Library(tmp_path / "media", Run.load(folder), TINY)
    drawn_from, _ = bring_up_to_date([one], library, 1)
    shutil.rmtree(folder)
    shutil.copytree(retrained_run, folder)
    again = Library(tmp_path / "media", Run.load(folder), TINY)
    assert again.path(one) == library.path(one)
    assert again.why_stale(one, inputs_of(again, [one])[one]) == ["run changed"]

    assert not bring_up_to_date([one], again, 1)[1]  # meanwhile, the film of the former run:
    film = library.film("film")
    with pytest.raises(DownhillError, match="Round is no longer what .* \\(run changed\\)"):
        library.join_film(drawn_from, film, "A film")
    assert not film.exists() and not film.with_suffix(".srt").exists()
    assert again.join_film(inputs_of(again, [one]), film, "A film")[1]


# --- damage ---------------------------------------------------------------------------------------


def cut(path):
    path.write_bytes(path.read_bytes()[:-50])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def make_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


DAMAGE = [
    cut,
    flip_a_bit,
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"no mp4 \xff"),
    lambda path: shutil.copy(path.with_name("00000.mp4"), path),
    lambda path: path.unlink(),
    make_a_pipe,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_animation_that_was_damaged_or_is_another_is_drawn_again(two_runs, damage):
    media, clips, (library, _) = two_runs
    path, content = library.path(clips[0]), library.path(clips[0]).read_bytes()
    path.unlink()
    (cache,) = library.cache(clips[0]).iterdir()
    kept = (cache / "00000.mp4").stat().st_ino
    damage(cache / "00001.mp4")
    (cache / "notes.mp4").write_text("not a number")
    assert not bring_up_to_date(clips, library, 1)[1]
    assert path.read_bytes() == content
    assert (cache / "00000.mp4").stat().st_ino == kept
    assert sorted(file.name for file in cache.iterdir()) == ["00000.mp4", "00001.mp4"]


def test_an_animation_that_is_changed_while_others_are_drawn_is_told(two_runs, tmp_path):
    _, clips, (library, _) = two_runs
    job = ClipJob(clips[0], inputs_of(library, clips)[clips[0]], library, tmp_path)
    metadata = library.metadata(clips[0])
    beats = metadata["beats"]
    frames = [animation["frames"] for animation in metadata["animations"]]
    numbers = list(range(len(frames)))
    facts = {"animations": frames, "sections": [("", numbers)], "beats": beats}
    job.add({"seconds": {}, "clip": facts})
    content = (job.cache / "00001.mp4").read_bytes()
    flip_a_bit(job.cache / "00001.mp4")
    with pytest.raises(DownhillError, match="changed after they were drawn: render it again"):
        job.finish()
    assert not (job.cache / "00001.mp4").exists()
    (job.cache / "00001.mp4").write_bytes(content)


def nudge(metadata):
    metadata["duration"] += 1


METADATA = [
    nudge,
    lambda metadata: metadata.update(more=1),
    lambda metadata: metadata.update(animations="none"),
    lambda metadata: metadata.update(animations=[1, 2]),
    lambda metadata: metadata["animations"][0].update(seconds=99.5),
    lambda metadata: metadata.update(inputs=[]),
    lambda metadata: metadata.update(digest=metadata["files"][".mp4"]),
    lambda metadata: metadata.pop("beats"),
]


@pytest.mark.parametrize("change", METADATA)
def test_metadata_that_was_changed_is_not_believed(two_runs, change):
    _, clips, (library, _) = two_runs
    path = library.path(clips[0], ".json")
    content = path.read_bytes()
    metadata = read_json(path)
    change(metadata)
    write_json(path, metadata)
    assert library.metadata(clips[0]) == {}
    assert library.why_stale(clips[0], inputs_of(library, clips)[clips[0]])
    path.write_bytes(content)
    assert library.metadata(clips[0])


def test_a_film_whose_metadata_was_changed_is_joined_again(two_runs):
    _, clips, (library, _) = two_runs
    film, inputs = library.film("changed"), inputs_of(library, clips)
    seconds, _ = library.join_film(inputs, film, "A film")
    metadata = read_json(film.with_suffix(".json"))
    nudge(metadata)
    write_json(film.with_suffix(".json"), metadata)
    assert library.join_film(inputs, film, "A film") == (seconds, True)


# --- joining --------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".mp4", ".srt", ".json"])
def test_a_clip_that_was_harmed_or_lost_after_it_was_drawn_is_not_joined(two_runs, suffix):
    _, clips, (library, _) = two_runs
    path = library.path(clips[0], suffix)
    content = path.read_bytes()
    path.write_bytes(content[:-9])
    with pytest.raises(DownhillError, match="Round is no longer what the film should show"):
        library.join_film(inputs_of(library, clips), library.film("film"), "A film")
    path.write_bytes(content)
    assert library.join_film(inputs_of(library, clips), library.film("film"), "A film")[1]
    assert not library.join_film(inputs_of(library, clips), library.film("film"), "A film")[1]
    library.film("film").unlink()


def test_a_film_has_a_dissolve_between_two_clips_and_its_metadata_say_where(two_runs):
    _, clips, (library, _) = two_runs
    film = library.film("dissolved")
    seconds, _ = library.join_film(inputs_of(library, clips), film, "A film")
    pieces = read_metadata(film)["pieces"]
    assert [piece["title"] for piece in pieces] == ["Round", "", "Shared"]
    assert [pieces[i]["duration"] for i in (0, 2)] == [
        library.metadata(one)["duration"] for one in clips
    ]
    ends = [piece["start"] + piece["duration"] for piece in pieces]
    assert ends == pytest.approx([*(piece["start"] for piece in pieces[1:]), seconds])


def test_the_subtitles_of_a_film_are_those_of_its_clips_where_these_stand_in_it(two_runs):
    _, clips, (library, _) = two_runs
    film = library.film("told")
    library.join_film(inputs_of(library, clips), film, "A film")
    starts = [piece["start"] for piece in read_metadata(film)["pieces"] if piece["title"]]
    told = list(srt.parse(film.with_suffix(".srt").read_text()))
    of_clips = [
        (each.start.total_seconds() + start, each.content)
        for one, start in zip(clips, starts, strict=True)
        for each in srt.parse(library.path(one, ".srt").read_text())
    ]
    assert [(each.start.total_seconds(), each.content) for each in told] == [
        (pytest.approx(start, abs=0.002), words) for start, words in of_clips
    ]
    assert film.with_suffix(".vtt").read_text().count("-->") == len(told)
    assert film.with_suffix(".txt").read_text().splitlines()[0] == clips[0].title


def test_a_film_of_clips_has_no_hard_cut(two_runs):
    _, clips, (library, _) = two_runs
    film = library.film("no-cut")
    library.join_film(inputs_of(library, clips), film, "A film")
    first, between, _ = (round(p["duration"] * 5) for p in read_metadata(film)["pieces"])
    with av.open(film) as file:
        shown = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    at_the_join = np.array(shown[first - 1 : first + between + 1], dtype=float)
    steps = abs(np.diff(at_the_join, axis=0)).mean(axis=(1, 2, 3))
    cut = abs(at_the_join[-1] - at_the_join[0]).mean()
    assert cut > 0 and max(steps) < 0.6 * cut


def test_dissolves_are_kept_for_the_next_time_and_only_those_in_use(two_runs):
    media, clips, (library, _) = two_runs
    film = library.film("kept")
    library.join_film(inputs_of(library, clips), film, "A film")
    (kept,) = media.glob("cache/runs/*/kept-72p5/*.mp4")
    made = kept.stat().st_mtime_ns
    film.unlink()
    assert library.join_film(inputs_of(library, clips), film, "A film")[1]
    assert kept.stat().st_mtime_ns == made
    assert library.join_film(inputs_of(library, clips[:1]), film, "A film")[1]
    assert not kept.exists()


@pytest.mark.slow
def test_films_of_two_runs_made_at_once_each_hold_the_clips_of_their_run(two_runs, tmp_path):
    _, clips, libraries = two_runs
    films = [library.film("downhill") for library in libraries]
    for library, film in zip(libraries, films, strict=True):
        library.join_film(inputs_of(library, clips), film, "downhill")
    where = {"tests": str(places.ROOT / "tests"), "source": str(clips[0].file.parent)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", FILM.format(media=str(tmp_path), run=str(run), **where)],
            env={**os.environ, places.PROJECT_VARIABLE: str(tmp_path)},
            stderr=subprocess.DEVNULL,
        )
        for run in [library.run.folder for library in libraries] * 2
    ]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    for alone in films:
        together = tmp_path / alone.relative_to(libraries[0].media)
        assert together.read_bytes() == alone.read_bytes()
        alone.unlink()


def test_clips_and_films_are_written_by_one_command_at_a_time(two_runs):
    _, clips, (library, other) = two_runs
    film = other.film("film")
    joining = threading.Thread(
        target=other.join_film, args=(inputs_of(other, clips), film, "A film")
    )
    with library._alone(library.path(clips[0])):
        joining.start()
        joining.join(0.5)
        assert joining.is_alive() and not film.exists()
    joining.join()
    assert film.exists()


def test_what_a_killed_command_left_beside_a_clip_is_removed_by_the_next(two_runs):
    _, clips, (library, _) = two_runs
    path = library.path(clips[0])
    left = [path.with_name(f".{name}") for name in ("1-Round.mp4", "Round.srt.x.part")]
    stays = path.with_name(".2-Short.mp4")
    for file in (*left, stays):
        file.touch()
    path.unlink()
    assert not bring_up_to_date(clips, library, 1)[1]
    assert not any(file.exists() for file in left) and stays.exists()


SOUND = {
    "key": "k",
    "files": {".srt": "a", ".mp4": None},
    "duration": 1.5,
    "inputs": {"av": "18"},
    "animations": [{"frames": 3, "seconds": 0.1}, {"frames": 2, "seconds": None}],
}


def test_metadata_that_are_damaged_are_none(tmp_path):
    """Or harmless: whatever a member is, a clip is told stale and its time can be guessed."""
    path = tmp_path / "clip.mp4"
    write_metadata(path, SOUND)
    assert read_metadata(path) == SOUND
    without = {key: value for key, value in SOUND.items() if key != "animations"}
    write_metadata(path, without)
    assert read_metadata(path) == without
    for key in SOUND:
        strange = [None, 3, "x", [], {}, [1], {"a": 1}, [{}], [{"frames": -1, "seconds": 1}], True]
        for value in [*strange, [{"frames": 3, "seconds": "x"}], "missing"]:
            changed = {**SOUND, key: value}
            if value == "missing":
                del changed[key]
            write_metadata(path, changed)
            metadata = read_metadata(path)
            if metadata:
                assert isinstance(metadata["files"], dict) and isinstance(metadata["inputs"], dict)
                expected_seconds([3, 2], metadata, TINY)
                expected_seconds(None, metadata, TINY)
    for content in ("[]", '["key", "files", "duration", "inputs"]', "3", '"key"', "null", "{", ""):
        path.with_suffix(".json").write_text(content)
        assert read_metadata(path) == {}
