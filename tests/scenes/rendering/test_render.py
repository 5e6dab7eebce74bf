import os
import shutil
import subprocess
import sys

import av
import manim
import pytest
import srt
from tiny_clips import SOURCE, TINY, clip

from nn.errors import DownhillError
from nn.execution import process
from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE, Run
from scenes.rendering import render as rendering
from scenes.rendering.clips import SCENES, Clip, find
from scenes.rendering.encoder import ENCODER
from scenes.rendering.inputs import cache_key, clip_inputs
from scenes.rendering.library import Library
from scenes.rendering.quality import QUALITIES, Quality
from scenes.rendering.render import render
from scenes.stage.sources import sources

FEED_FORWARD = SCENES / "network" / "feed_forward.py"
PARAMETERS = 7, 8  # kinds of units: of the sequence, of its pictures

# --- clips drawn by workers -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tiny_run):
    return Run.load(tiny_run)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, run):
    """(media folder, folder of the clips' source) after the drawing of one good clip."""
    media, source = tmp_path_factory.mktemp("media"), tmp_path_factory.mktemp("source")
    assert render([clip(source, "Short")], run, TINY, media) == []
    return media, source


def encoded_frames(path):
    with av.open(path) as video:
        return [slices(bytes(each)) for each in video.demux(video=0) if each.dts is not None]


def slices(packet):
    """The units of a packet (H.264, each after its length in four bytes) that are pictures: Manim's
    joining repeats the stream's parameters, which the file has already, in each animation."""
    units = []
    while packet:
        length = int.from_bytes(packet[:4], "big")
        unit, packet = packet[4 : 4 + length], packet[4 + length :]
        if unit[0] & 31 not in PARAMETERS:
            units.append(unit)
    return units


def test_frames_and_subtitles_are_byte_for_byte_what_plain_manim_makes(drawn, run, tmp_path):
    media, source = drawn
    short = clip(source, "Short")
    size = ["-r", f"{TINY.width},{TINY.height}", "--fps", str(TINY.frame_rate)]
    encoder = [f"--encoder-option={name}={value}" for name, value in ENCODER.items()]
    words = ["manim", *size, *encoder, "--media_dir", tmp_path, short.file, short.name]
    subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, RUN_VARIABLE: str(run.folder)},
        check=True,
        capture_output=True,
    )
    ours = Library(media, run, TINY).path(short)
    (plain,) = tmp_path.glob("videos/*/72p5/Short.mp4")
    assert encoded_frames(ours) == encoded_frames(plain)
    ours, plain = (list(srt.parse(path.with_suffix(".srt").read_text())) for path in (ours, plain))
    assert ours == plain


def test_a_clip_says_in_itself_what_it_was_drawn_from(drawn, run):
    media, source = drawn
    path = Library(media, run, TINY).path(clip(source, "Short"))
    with av.open(path) as video:
        said = video.metadata["comment"]
    assert run.digest in said
    assert Library(media, run, TINY).metadata(clip(source, "Short"))["key"] in said


def test_dry_run_says_why_a_clip_is_stale_and_draws_nothing(drawn, run, capsys):
    media, source = drawn
    short, late = clip(source, "Short"), Clip(source / "none.py", "Late")
    library, before = Library(media, run, TINY), sorted(media.rglob("*"))
    rendering.rehearse([short], library)
    assert capsys.readouterr().out.strip().endswith("unchanged")
    rendering.rehearse([late], library)
    assert "not drawn yet" in capsys.readouterr().out
    inputs = clip_inputs(short, run, TINY)
    assert library.why_stale(short, {**inputs, "manim": "0.0"}) == ["manim changed"]
    assert library.why_stale(short, {**inputs, "run": "another"}) == ["run changed"]
    assert sorted(media.rglob("*")) == before


def test_metadata_has_frames_duration_and_beats_as_they_are_in_the_clip(drawn, run):
    media, source = drawn
    library, short = Library(media, run, TINY), clip(source, "Short")
    metadata = library.metadata(short)
    frames = len(encoded_frames(library.path(short)))
    assert metadata["frames"] == frames and metadata["duration"] == frames / 5
    assert [beat["headline"] for beat in metadata["beats"]] == ["A square", "It moves"]
    first, second = metadata["beats"]
    assert first["start"] == 0 and second["start"] == first["duration"]
    assert second["start"] + second["duration"] == pytest.approx(metadata["duration"])
    cues = list(srt.parse(library.path(short, ".srt").read_text()))
    assert cues[1].start.total_seconds() == pytest.approx(second["start"], abs=0.21)
    assert [cue.content for cue in cues] == ["Here.", "And there."]


def test_interrupted_clip_is_finished_to_the_same_bytes(drawn, run):
    media, source = drawn
    library, short = Library(media, run, TINY), clip(source, "Short")
    before = [library.path(short, suffix).read_bytes() for suffix in (".mp4", ".srt")]
    segments = sorted(media.glob("cache/runs/*/72p5/Short/*/*.mp4"), key=os.path.getmtime)
    kept = {segment: segment.stat().st_ino for segment in segments[:3]}
    for segment in segments[3:]:
        segment.unlink()
    library.path(short).unlink()
    assert render([short], run, TINY, media) == []
    assert [library.path(short, suffix).read_bytes() for suffix in (".mp4", ".srt")] == before
    assert {segment: segment.stat().st_ino for segment in kept} == kept  # taken as they were


def test_unchanged_clip_is_not_drawn_again(drawn, run, capsys, monkeypatch):
    media, source = drawn
    (media / "cache" / "work-1").mkdir()  # of a command that was killed
    monkeypatch.setattr(process, "PROGRAM", "")
    assert render([clip(source, "Short")], run, TINY, media) == []
    assert capsys.readouterr().out.endswith("Short.mp4  unchanged\n")
    assert not (media / "cache" / "work-1").exists()


def test_clip_of_another_run_source_or_size_is_drawn_again(drawn, run, retrained_run, monkeypatch):
    media, source = drawn
    short = clip(source, "Short")
    monkeypatch.setattr(process, "PROGRAM", "")  # whatever is drawn fails
    assert render([short], Run.load(retrained_run), TINY, media) == [short]
    assert render([short], run, Quality(128, 72, 6), media) == [short]
    short.file.write_text(SOURCE + "\n# changed\n")
    assert render([short], run, TINY, media) == [short]
    short.file.write_text(SOURCE)
    assert render([short], run, TINY, media) == []


def test_a_scene_that_has_grown_since_it_was_measured_is_drawn_to_its_end(tmp_path, run):
    short = clip(tmp_path, "Round")
    assert render([short], run, TINY, tmp_path, 2) == []
    library = Library(tmp_path, run, TINY)
    before = library.metadata(short)
    with open(short.file, "a") as file:
        file.write("\n\nOld = Round\n\n\nclass Round(Old):\n    def construct(self):\n")
        file.write("        super().construct()\n")
        file.write("        for _ in range(3):\n            self.wait(0.4)\n")
    assert render([short], run, TINY, tmp_path, 2) == []
    after = library.metadata(short)
    assert len(after["animations"]) > len(before["animations"])
    assert all(animation["seconds"] > 0 for animation in after["animations"])


def test_only_the_clips_of_a_scene_file_that_changed_are_drawn_again(tmp_path, run, monkeypatch):
    (tmp_path / "other").mkdir()
    changed, other = clip(tmp_path, "Round"), clip(tmp_path / "other", "Short")
    media = tmp_path / "media"
    assert render([changed, other], run, TINY, media) == []
    changed.file.write_text(SOURCE + "\n# changed\n")
    monkeypatch.setattr(process, "PROGRAM", "")  # whatever is drawn fails
    assert render([changed, other], run, TINY, media) == [changed]


@pytest.mark.parametrize("suffix", [".mp4", ".srt", ".vtt", ".txt"])
def test_clip_whose_files_were_exchanged_or_lost_is_drawn_again(drawn, run, monkeypatch, suffix):
    media, source = drawn
    short = clip(source, "Short")
    place = Library(media, run, TINY).path(short, suffix)
    content = place.read_bytes()
    monkeypatch.setattr(process, "PROGRAM", "")
    place.write_bytes(content + b" ")
    assert render([short], run, TINY, media) == [short]
    place.unlink()
    assert render([short], run, TINY, media) == [short]
    place.write_bytes(content)
    assert render([short], run, TINY, media) == []


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"key": 1}'])
def test_metadata_that_makes_no_sense_counts_as_none(tmp_path, run, metadata):
    library, short = Library(tmp_path, run, TINY), Clip(tmp_path / "x.py", "Short")
    library.path(short).parent.mkdir(parents=True)
    library.path(short, ".json").write_text(metadata)
    assert library.metadata(short) == {}


def test_failed_clip_names_beat_and_line_and_the_others_are_finished(tmp_path, run, capsys):
    (tmp_path / "own").mkdir()
    clips = [clip(tmp_path, name) for name in ("Raising", "Killed", "Absent", "Round")]
    clips.append(clip(tmp_path / "own", "Moving"))  # it changes its file
    clips.append(Clip(tmp_path / "broken.py", "Broken"))
    clips[-1].file.write_text("import os\n\ndef broken(:\n")
    failed = render(clips, run, TINY, tmp_path / "media")
    assert {one.name for one in failed} == {"Raising", "Killed", "Moving", "Absent", "Broken"}
    out, err = capsys.readouterr()
    assert [line.split()[0].split("/")[-1] for line in out.splitlines()] == ["Round.mp4"]
    finished = {path.name for path in (tmp_path / "media").glob("runs/*/72p5/*")}
    assert finished == {f"Round.{suffix}" for suffix in ("mp4", "srt", "vtt", "txt", "json")}
    said = {line.split()[1].strip(",:"): line for line in err.splitlines() if "downhill: " in line}
    fault = 1 + SOURCE[: SOURCE.index("# line of the fault")].count("\n")
    assert "in the beat 'Nothing is'" in said["Raising"] and f"line {fault}:" in said["Raising"]
    assert said["Raising"].endswith("ZeroDivisionError: division by zero")
    assert "in the beat 'The last beat'" in said["Killed"] and "signal 9" in said["Killed"]
    assert "tiny_scenes.py changed while it was drawn" in said["Moving"]
    assert "no such class" in said["Absent"]
    assert "broken.py line 3: SyntaxError" in said["Broken"]
    assert "Traceback" not in err


def test_scratch_folder_that_nobody_owns_is_removed_and_another_commands_stays(tmp_path):
    abandoned = tmp_path / "cache" / "work-1"
    (abandoned / "Short").mkdir(parents=True)
    with rendering._scratch_folder(tmp_path) as room:
        assert room.is_dir() and not abandoned.exists()
        with rendering._scratch_folder(tmp_path) as another:
            assert room.is_dir() and another.is_dir() and another != room
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["work.lock"]


def test_media_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path, run):
    (tmp_path / "media").write_text("a file")
    with pytest.raises(DownhillError, match="can't be written"):
        render([clip(tmp_path, "Short")], run, TINY, tmp_path / "media")


# --- what a clip is drawn from --------------------------------------------------------------------


def test_key_changes_with_the_run_the_landscape_and_the_picture(tiny_run, tmp_path):
    folder = shutil.copytree(tiny_run, tmp_path / "run")
    run, surface = Run.load(folder), find(["CostSurface"])[0]

    def key(quality=TINY):
        return cache_key(clip_inputs(surface, run, quality))

    keys = [key(), key(Quality(128, 72, 6)), key(Quality(128, 70, 5)), key(Quality(126, 72, 5))]
    run.digest = "another"
    keys.append(key())
    with open(folder / "landscape.npz", "ab") as file:
        file.write(b" ")
    keys.append(key())
    (folder / "landscape.npz").unlink()
    keys.append(key())
    assert len(set(keys)) == len(keys)


def test_sources_of_a_clip_are_all_project_files_that_are_loaded_with_it():
    """The oracle is Python itself: what running the file leaves in sys.modules."""
    words = f"import runpy, sys; runpy.run_path({str(FEED_FORWARD)!r}); "
    words += "print(*(m.__file__ for m in sys.modules.values()"
    words += " if getattr(m, '__file__', None) and m.__name__.split('.')[0] in ('nn', 'scenes')))"
    loaded = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True).split()
    assert set(loaded) <= set(map(str, sources(FEED_FORWARD)))


def test_clip_is_not_drawn_again_for_what_it_does_not_import():
    names = {path.name for path in sources(FEED_FORWARD)}
    assert "heatmap.py" in names and "run.py" in names
    assert not names & {"film.py", "train.py", "worker.py", "weights_while_learning.py"}


# --- order, names, progress -----------------------------------------------------------------------


def test_qualities_are_manims_own():
    flags = {value["flag"]: value for value in manim.constants.QUALITIES.values()}
    for letter, quality in QUALITIES.items():
        theirs = flags[letter]
        ours = quality.width, quality.height, quality.frame_rate
        assert ours == (theirs["pixel_width"], theirs["pixel_height"], theirs["frame_rate"])


def test_unknown_clip_is_refused_with_those_it_may_have_meant():
    with pytest.raises(DownhillError, match="did you mean PixelsToNeurons"):
        find(["pixelstoneuron"])
    with pytest.raises(DownhillError, match="the clips are .*PixelsToNeurons, "):
        find(["xyzzy"])


def test_clips_come_in_the_order_of_the_film_whatever_the_order_of_their_names():
    names = [one.name for one in find([])]
    assert [one.name for one in find([names[2], names[0]])] == [names[0], names[2]]


def test_title_is_the_name_in_words():
    assert Clip(SCENES, "PixelsToNeurons").title == "Pixels to neurons"
