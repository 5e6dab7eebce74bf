import os
import shutil
import subprocess
import sys
from fractions import Fraction

import av
import manim
import numpy as np
import pytest
import srt
from tiny_clips import SOURCE, TINY, clip

from nn.errors import DownhillError
from nn.execution import process
from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE, Run
from scenes.rendering import mux as joining
from scenes.rendering import render as rendering
from scenes.rendering.clips import SCENES, Clip, find
from scenes.rendering.inputs import cache_key, clip_inputs
from scenes.rendering.library import Library
from scenes.rendering.mux import Part, clip_part, join
from scenes.rendering.progress import RenderProgress
from scenes.rendering.quality import ENCODER, QUALITIES, Quality
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


def test_frames_and_captions_are_byte_for_byte_what_plain_manim_makes(drawn, run, tmp_path):
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
    ours = Library(media, TINY).path(short)
    (plain,) = tmp_path.glob("videos/*/72p5/Short.mp4")
    assert encoded_frames(ours) == encoded_frames(plain)
    ours, plain = (list(srt.parse(path.with_suffix(".srt").read_text())) for path in (ours, plain))
    assert ours == plain


def test_a_clip_says_in_itself_what_it_was_drawn_from(drawn, run):
    media, source = drawn
    path = Library(media, TINY).path(clip(source, "Short"))
    with av.open(path) as video:
        said = video.metadata["comment"]
    assert run.digest in said
    assert Library(media, TINY).metadata(clip(source, "Short"))["key"] in said


def test_dry_run_says_why_a_clip_is_stale_and_draws_nothing(drawn, run, capsys):
    media, source = drawn
    short, late = clip(source, "Short"), Clip(source / "none.py", "Late")
    before = sorted(media.rglob("*"))
    rendering.rehearse([short], run, TINY, media)
    assert capsys.readouterr().out.strip().endswith("unchanged")
    rendering.rehearse([late], run, TINY, media)
    assert "not drawn yet" in capsys.readouterr().out
    library = Library(media, TINY)
    inputs = clip_inputs(short, run, TINY)
    assert library.why_stale(short, {**inputs, "manim": "0.0"}) == ["manim changed"]
    assert library.why_stale(short, {**inputs, "run": "another"}) == ["run changed"]
    assert sorted(media.rglob("*")) == before


def test_metadata_has_frames_duration_and_sections_as_they_are_in_the_clip(drawn):
    media, source = drawn
    library, short = Library(media, TINY), clip(source, "Short")
    metadata = library.metadata(short)
    frames = len(pictures(library.path(short)))
    assert metadata["frames"] == frames and metadata["duration"] == frames / 5
    assert [section["name"] for section in metadata["sections"]] == ["A square", "It moves"]
    first, second = metadata["sections"]
    assert first["start"] == 0 and second["start"] == first["duration"]
    assert second["start"] + second["duration"] == pytest.approx(metadata["duration"])
    captions = list(srt.parse(library.path(short, ".srt").read_text()))
    assert captions[1].start.total_seconds() == pytest.approx(second["start"], abs=1e-3)


def test_interrupted_clip_is_finished_to_the_same_bytes(drawn, run):
    media, source = drawn
    library, short = Library(media, TINY), clip(source, "Short")
    before = [library.path(short, suffix).read_bytes() for suffix in (".mp4", ".srt")]
    segments = sorted(media.glob("cache/72p5/Short/*/*.mp4"), key=os.path.getmtime)
    kept = {segment: segment.stat().st_ino for segment in segments[:3]}
    for segment in segments[3:]:
        segment.unlink()
    library.path(short).unlink()
    assert render([short], run, TINY, media) == []
    assert [library.path(short, suffix).read_bytes() for suffix in (".mp4", ".srt")] == before
    assert {segment: segment.stat().st_ino for segment in kept} == kept  # taken as they were


def test_unchanged_clip_is_not_drawn_again(drawn, run, capsys, monkeypatch):
    media, source = drawn
    monkeypatch.setattr(process, "PROGRAM", "")
    assert render([clip(source, "Short")], run, TINY, media) == []
    assert capsys.readouterr().out.endswith("Short.mp4  unchanged\n")


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
    library = Library(tmp_path, TINY)
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


@pytest.mark.parametrize("suffix", [".mp4", ".srt"])
def test_clip_whose_files_were_exchanged_or_lost_is_drawn_again(drawn, run, monkeypatch, suffix):
    media, source = drawn
    short = clip(source, "Short")
    place = Library(media, TINY).path(short, suffix)
    content = place.read_bytes()
    monkeypatch.setattr(process, "PROGRAM", "")
    place.write_bytes(content + b" ")
    assert render([short], run, TINY, media) == [short]
    place.unlink()
    assert render([short], run, TINY, media) == [short]
    place.write_bytes(content)
    assert render([short], run, TINY, media) == []


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"key": 1}'])
def test_metadata_that_makes_no_sense_counts_as_none(tmp_path, metadata):
    library, short = Library(tmp_path, TINY), Clip(tmp_path / "x.py", "Short")
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
    finished = {path.name for path in (tmp_path / "media" / "clips" / "72p5").iterdir()}
    assert finished == {"Round.mp4", "Round.srt", "Round.json"}
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


def test_tally_estimates_unknown_clips_by_the_mean_and_ends_at_all_frames():
    seen = []
    a, b = Clip(None, "a"), Clip(None, "b")
    progress = RenderProgress([a, b])
    progress._bar.update = lambda completed, text, total: seen.append((completed, total))
    progress.on_message({"clip": "a", "part": 0, "beat": "one"})
    progress.expect(a, 100)
    progress.on_message({"clip": "a", "part": 0, "frames": 40})
    progress.on_message({"clip": "a", "part": 5, "frames": 50})
    progress.expect(b, 60)
    progress.on_message({"clip": "b", "part": 0, "frames": 61})
    progress.finish(a)
    progress.finish(b)
    assert seen == [
        (0, 200), (40, 200), (90, 200), (90, 160), (151, 160), (151, 150), (151, 151)
    ]  # fmt: skip
    assert progress.beats == {("a", 0): "one"}


def test_tally_tells_clips_frames_speed_and_what_is_cached():
    told = []
    names = "abcde"
    progress = RenderProgress([Clip(None, name) for name in names], unchanged=30)
    progress._bar.update = lambda completed, text, total: told.append(text)
    progress._began -= 10
    progress.expect(Clip(None, "a"), 1_100, cached=1_900)
    for name in names[:3]:
        progress.on_message({"clip": name, "part": 0, "frames": 400})
    assert told[-1] == (
        "0 of 5 clips, 30 unchanged · 1,200 frames, 120/s, 1,900 cached · a 400/1,100, b 400, c 400"
    )
    progress.finish(Clip(None, "c"))
    for name in names[3:]:
        progress.on_message({"clip": name, "part": 0, "frames": 1})
    assert told[-1].startswith("1 of 5 clips") and told[-1].endswith("a 400/1,100, b 400, d 1, …")


# --- the film -------------------------------------------------------------------------------------


def video(path, greys, captions, rate=5, size=(64, 36), late=0):
    """A clip as Manim encodes it, each frame of one grey and a bright bar, with its captions.

    `late` is how many ticks of 1/15360 s the second half is off, as Manim's clips may be where
    animations meet.
    """
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "23"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        packets = []
        for i, grey in enumerate(greys):
            picture = np.full((size[1], size[0], 3), grey, np.uint8)
            picture[:, i % size[0]] = 255
            packets += stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24"))
        for packet in packets + stream.encode():
            shift = late if packet.pts >= len(greys) / 2 else 0
            tick = Fraction(1, 15360)
            packet.pts = int(packet.pts * packet.time_base / tick) + shift
            packet.dts = int(packet.dts * packet.time_base / tick) + min(shift, 0)
            packet.time_base = tick
            container.mux(packet)
    times = [
        (srt.timedelta(seconds=a), srt.timedelta(seconds=b), words) for a, b, words in captions
    ]
    text = srt.compose([srt.Subtitle(0, *each) for each in times])
    path.with_suffix(".srt").write_text(text, encoding="utf-8")
    return path


def pictures(path):
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    first = video(
        folder / "a.mp4", range(0, 170, 10), [(0, 1.5, "One,\ntwo"), (2, 3.4, "três — ½")]
    )
    second = video(folder / "b.mp4", range(200, 95, -15), [(0, 1.4, "{\\i}four")], late=-7)
    third = video(folder / "c.mp4", range(50, 62), [(0.2, 2.4, "five")])
    return [
        clip_part("First", first),
        clip_part("Zweites Stück", second),
        clip_part("Third", third),
    ]


@pytest.fixture(scope="module")
def film(parts, tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    assert join(parts, path, title="a film") == pytest.approx((17 + 7 + 12) / 5)
    return path


def test_film_has_the_frames_of_its_clips_in_order_and_nothing_else(film, parts):
    expected = [picture for part in parts for picture in pictures(*part.pieces)]
    assert len(expected) == 36
    np.testing.assert_array_equal(pictures(film), expected)


def test_frames_of_the_film_follow_each_other_without_a_gap(film):
    with av.open(film) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        assert times == [Fraction(i, 5) for i in range(36)]
        assert container.streams.video[0].frames == 36


def test_chapters_of_the_film_start_where_the_clips_do(film):
    with av.open(film) as container:
        marks = [
            (mark["metadata"]["title"], mark["start"] * mark["time_base"])
            for mark in container.chapters()
        ]
        assert marks == [
            ("First", 0),
            ("Zweites Stück", Fraction(17, 5)),
            ("Third", Fraction(24, 5)),
        ]
        assert container.metadata["title"] == "a film"


EXPECTED_CAPTIONS = [
    (0, 1.5, "One,\ntwo"),
    (2, 3.4, "três — ½"),
    (3.4, 4.8, "{\\i}four"),
    (5, 7.2, "five"),
]


def test_captions_beside_the_film_are_shifted_to_where_the_clips_stand(film):
    captions = list(srt.parse(film.with_suffix(".srt").read_text(encoding="utf-8")))
    assert [caption.index for caption in captions] == [1, 2, 3, 4]
    told = [(c.start.total_seconds(), c.end.total_seconds(), c.content) for c in captions]
    assert told == EXPECTED_CAPTIONS


def test_captions_are_also_in_the_film(film):
    with av.open(film) as container:
        told = [
            (packet.pts / 1000, (packet.pts + packet.duration) / 1000, bytes(packet)[2:].decode())
            for packet in container.demux(subtitles=0)
            if packet.size > 2  # an empty one ends the caption before
        ]
    assert told == EXPECTED_CAPTIONS


def test_index_of_the_film_stands_before_its_pictures(film):
    content = film.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_same_clips_give_the_same_film_to_the_byte(film, parts, tmp_path):
    join(parts, tmp_path / "again.mp4", title="a film")
    assert (tmp_path / "again.mp4").read_bytes() == film.read_bytes()


def test_a_part_of_several_pieces_is_their_frames_in_a_row_under_one_mark(parts, tmp_path):
    pieces = [piece for part in parts for piece in part.pieces]
    one = Part("All", pieces, parts[0].captions)
    assert join([one], tmp_path / "all.mp4") == pytest.approx((17 + 7 + 12) / 5)
    expected = [picture for piece in pieces for picture in pictures(piece)]
    np.testing.assert_array_equal(pictures(tmp_path / "all.mp4"), expected)
    with av.open(tmp_path / "all.mp4") as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        assert times == [Fraction(i, 5) for i in range(36)]
        assert [mark["metadata"]["title"] for mark in container.chapters()] == ["All"]


def test_clips_without_captions_give_a_film_without(parts, tmp_path):
    silent = video(tmp_path / "silent.mp4", range(5), [])
    join([clip_part("Silent", silent)], tmp_path / "film.mp4")
    with av.open(tmp_path / "film.mp4") as container:
        assert not container.streams.subtitles
    assert (tmp_path / "film.srt").read_text() == ""


@pytest.mark.parametrize("other", [{"rate": 6}, {"size": (66, 36)}])
def test_clips_encoded_in_different_ways_are_not_joined(parts, tmp_path, other):
    odd = video(tmp_path / "odd.mp4", range(5), [], **other)
    with pytest.raises(DownhillError, match="odd.mp4 is not encoded like"):
        join([*parts, clip_part("Odd", odd)], tmp_path / "film.mp4")
    assert not list(tmp_path.glob("*film*"))


def test_film_that_fails_halfway_leaves_the_former_one(film, parts, tmp_path, monkeypatch):
    former = shutil.copy(film, tmp_path / "film.mp4")
    content = former.read_bytes()

    def packets(part):
        if part.first > 0:
            raise OSError("no space left")
        return whole(part)

    whole = joining._packets
    monkeypatch.setattr(joining, "_packets", packets)
    with pytest.raises(OSError):
        join(parts, former)
    assert former.read_bytes() == content
    assert {path.name for path in tmp_path.iterdir()} == {"film.mp4", "film.srt"}
