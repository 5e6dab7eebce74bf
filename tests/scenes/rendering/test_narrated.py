"""Clips told by a voice: made from the silent ones, in step with them, never stale."""

import av
import numpy as np
import pytest
from speaking import Humming, tone, write
from tiny_clips import TINY, clip

from nn.errors import DownhillError
from nn.runs.run import Run
from scenes.narration import fitting
from scenes.narration.fitting import SILENCE
from scenes.narration.loudness import LOUDNESS, loudness, true_peak
from scenes.narration.sound import RATE, read
from scenes.narration.voices import Recordings
from scenes.rendering import mux, stretches
from scenes.rendering import narrated as narrated_clips
from scenes.rendering.inputs import clip_inputs, digest
from scenes.rendering.library import Library, read_metadata
from scenes.rendering.narrated import NarratedLibrary, narrated
from scenes.rendering.render import bring_up_to_date

QUICK = 0.2  # seconds a word: all pictures are long enough
SLOW = 2.5  # seconds a word: no picture is long enough


@pytest.fixture(scope="module")
def silent(tmp_path_factory, tiny_run):
    """(A library of two clips that are drawn, {clip: what it was drawn from})."""
    source = tmp_path_factory.mktemp("source")
    clips = [clip(source, "Short"), clip(source, "Round")]
    library = Library(tmp_path_factory.mktemp("media"), Run.load(tiny_run), TINY)
    drawn, failed = bring_up_to_date(clips, library, 1)
    assert not failed
    return library, drawn


@pytest.fixture(scope="module")
def told(silent):
    """(The library of the clips that are told, what they were made from)."""
    return narrated(*silent, Humming(QUICK))


@pytest.fixture(scope="module")
def slowly_told(silent):
    return narrated(*silent, Humming(SLOW, "slow"))


def packets_of(path):
    with av.open(path) as file:
        packets = [packet for packet in file.demux(video=0) if packet.dts is not None]
    return [(packet.pts * packet.time_base, bytes(packet)) for packet in packets]


def pictures_of(path):
    with av.open(path) as file:
        return [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]


def seconds_of_picture(path):
    with av.open(path) as file:
        video = file.streams.video[0]
        assert not video.start_time and not file.streams.audio[0].start_time
        return float(video.frames / video.guessed_rate)


def test_a_clip_that_fits_keeps_every_packet(silent, told):
    (library, drawn), (aloud, made) = silent, told
    assert list(made) == list(drawn)
    for one in drawn:
        assert packets_of(aloud.path(one)) == packets_of(library.path(one))


def test_the_sound_is_as_long_as_the_picture(told, slowly_told):
    for library, made in (told, slowly_told):
        for one in made:
            picture = seconds_of_picture(library.path(one))
            for suffix in (".mp4", ".m4a"):
                assert read(library.path(one, suffix)).seconds == pytest.approx(picture, abs=0.05)


def test_every_clip_is_equally_loud(told, slowly_told):
    for library, made in (told, slowly_told):
        for one in made:
            sound = read(library.path(one))
            assert loudness(sound) == pytest.approx(LOUDNESS, abs=0.5)
            assert true_peak(sound) <= -1


def test_no_sentence_begins_before_its_beat_or_before_the_one_before_it_ends(told, slowly_told):
    for library, made in (told, slowly_told):
        for one in made:
            beats, end = library.metadata(one)["beats"], 0
            for beat in beats:
                assert beat["start"] >= end
                for said in beat["said"]:
                    assert said["start"] >= max(beat["start"], end) - 1e-6
                    for each in said["spoken"]:
                        assert each["start"] >= end - 1e-6
                        end = each["start"] + each["duration"]
                silence = beat["start"] + beat["duration"] - end
                assert silence >= SILENCE - 1 / TINY.frame_rate - 1e-6


def test_words_are_heard_when_the_metadata_says_so(told):
    library, made = told
    for one in made:
        heard = np.abs(read(library.path(one)).samples) > 0.02
        spoken = np.zeros_like(heard)
        for beat in library.metadata(one)["beats"]:
            for each in (each for said in beat["said"] for each in said["spoken"]):
                start, end = each["start"], each["start"] + each["duration"]
                spoken[round(start * RATE) : round(end * RATE)] = True
                middle = slice(round((start + 0.1) * RATE), round((end - 0.15) * RATE))
                assert heard[middle].mean() > 0.5
        assert heard[~spoken].mean() < 0.01


def test_where_the_voice_is_too_slow_the_last_picture_waits(silent, slowly_told, capsys):
    (library, drawn), (aloud, _) = silent, slowly_told
    for one in drawn:
        before, after = packets_of(library.path(one)), packets_of(aloud.path(one))
        assert len(after) > len(before)
        frames, held = iter(packet for _, packet in after), [packet for _, packet in before]
        assert all(packet in frames for packet in held)  # all of them, in their order
        last = pictures_of(library.path(one))[-1].astype(int)
        shown = pictures_of(aloud.path(one))[-1]
        assert np.abs(shown - last).max() <= 4
    aloud.voice.version = "another"
    aloud.bring_up_to_date(drawn)
    assert "beat 2, “It moves”, is held" in capsys.readouterr().out


def test_subtitles_follow_the_voice(silent, slowly_told):
    (library, drawn), (aloud, _) = silent, slowly_told
    one = list(drawn)[0]
    srt = aloud.path(one, ".srt").read_text(encoding="utf-8")
    assert srt != library.path(one, ".srt").read_text(encoding="utf-8")
    last = aloud.metadata(one)["beats"][-1]["said"][0]
    minutes, seconds = divmod(last["start"], 60)
    assert f"00:{int(minutes):02}:{seconds:06.3f}".replace(".", ",") in srt


def test_what_is_up_to_date_is_not_made_again(silent, told, capsys):
    (_, drawn), (aloud, made) = silent, told
    before = {one: aloud.path(one).stat().st_mtime_ns for one in drawn}
    again = NarratedLibrary(silent[0], Humming(QUICK))
    assert again.bring_up_to_date(drawn) == made
    assert capsys.readouterr().out.count("unchanged") == 2
    assert {one: aloud.path(one).stat().st_mtime_ns for one in drawn} == before


def test_another_voice_or_another_picture_makes_it_stale(silent, told):
    (library, drawn), (aloud, _) = silent, told
    one = list(drawn)[0]
    other = Humming(QUICK)
    other.version = "2"
    assert NarratedLibrary(library, other).inputs(one) != aloud.inputs(one)
    assert aloud.why_stale(one, NarratedLibrary(library, other).inputs(one)) == ["version changed"]
    changed = {**aloud.inputs(one), "silent clip": {".mp4": "another"}}
    assert aloud.why_stale(one, changed) == ["silent clip changed"]


def test_every_file_of_code_that_makes_a_narrated_clip_is_among_its_inputs(told):
    library, made = told
    for inputs in made.values():
        for module in (fitting, mux, narrated_clips, stretches):
            assert digest(module.__file__) in inputs["narration"]


def test_a_missing_sound_is_made_again(silent, told):
    (_, drawn), (aloud, made) = silent, told
    one = list(drawn)[1]
    before = aloud.path(one).read_bytes()
    aloud.path(one, ".m4a").unlink()
    assert aloud.why_stale(one, made[one])
    aloud.bring_up_to_date(drawn)
    assert aloud.path(one).read_bytes() == before  # the same bytes


def test_silent_clips_stay_as_they_were(silent, told):
    library, drawn = silent
    for one, inputs in drawn.items():
        assert inputs == clip_inputs(one, library.run, library.quality)
        assert library.why_stale(one, inputs) == []


def test_the_film_has_each_clips_sound_at_its_place(told):
    library, made = told
    target = library.film("downhill")
    assert target.name == "downhill-72p5-humming.mp4"
    seconds, joined = library.join_film(made, target, "downhill")
    assert joined and seconds_of_picture(target) == pytest.approx(seconds)
    film = read(target).samples
    assert len(film) / RATE == pytest.approx(seconds, abs=0.05)
    pieces = read_metadata(target)["pieces"]
    titled = [piece for piece in pieces if piece["title"]]
    for one, piece in zip(made, titled, strict=True):
        alone = read(library.path(one)).samples[: round(piece["duration"] * RATE)]
        first = round(piece["start"] * RATE)
        there = film[first : first + len(alone)]
        assert np.corrcoef(alone, there)[0, 1] > 0.99
    (dissolve,) = (piece for piece in pieces if not piece["title"])
    middle = film[round((dissolve["start"] + 0.1) * RATE) :][: RATE // 10]
    assert np.abs(middle).max() < 0.001
    assert not library.join_film(made, target, "downhill")[1]


def test_nothing_clicks_at_the_joins(told):
    """Between two clips the samples go on smoothly: at both sides of a join is silence."""
    library, made = told
    target = library.film("downhill")
    library.join_film(made, target, "downhill")
    film = read(target).samples
    for piece in read_metadata(target)["pieces"][1:]:
        around = film[round(piece["start"] * RATE) - 100 :][:200]
        assert np.abs(np.diff(around)).max() < 0.01


def record(folder, names, seconds):
    folder.mkdir(exist_ok=True)
    for name in names:
        write(folder / f"{name}.wav", tone(300, seconds, rate=16_000), "pcm_s16le")
    return Recordings(folder)


def test_ones_own_voice_is_heard_and_a_long_recording_holds_its_picture(silent, tmp_path):
    library, drawn = silent
    names = ["Short-1", "Short-2", "Round-1"]
    aloud, _ = narrated(library, drawn, record(tmp_path / "mine", names, 6.0))
    one = list(drawn)[0]
    assert aloud.path(one).parent.name == "72p5-mine"
    beats = aloud.metadata(one)["beats"]
    assert [beat["duration"] for beat in beats] == pytest.approx([7.2, 7.2], abs=0.21)
    assert seconds_of_picture(aloud.path(one)) == pytest.approx(
        sum(beat["duration"] for beat in beats)
    )
    before = aloud.inputs(one)
    again = record(tmp_path / "mine", names[:1], 5.0)
    assert NarratedLibrary(library, again).inputs(one) != before


def test_missing_recordings_of_all_clips_are_listed_before_anything_is_made(silent, tmp_path):
    library, drawn = silent
    with pytest.raises(DownhillError, match="missing: Short-2, Round-1"):
        narrated(library, drawn, record(tmp_path / "few", ["Short-1"], 2.0))
    assert not list(library.media.rglob("*-few"))


def test_a_voice_is_not_given_words_of_another_language(silent):
    library, drawn = silent
    german = Humming(name="german")
    german.language = "de"
    with pytest.raises(DownhillError, match="german speaks de, and the words are en"):
        narrated(library, drawn, german)
