"""What holds for every clip there is, and for every clip there will be."""

import inspect
import json
import pathlib
import re

import pytest
import srt
from subtitling import crowded, hurried, unspaced
from watching import SMALL_SCREEN, captions_in, captions_of, clips, files, render, watched

from nn.places import ROOT
from nn.runs.run import FILM_RUN, Run, find
from scenes.descent.cost_surface import CostSurface
from scenes.gradient.gradient_checked import GradientChecked
from scenes.learned.weights_while_learning import WeightsWhileLearning
from scenes.narration.cues import Cue
from scenes.narration.pace import seconds_of
from scenes.narration.spoken import unspeakable
from scenes.network.feed_forward import FeedForward
from scenes.network.pixels_to_neurons import PixelsToNeurons
from scenes.stage.needs import first_unmet
from scenes.stage.sources import declared

README = (ROOT / "README.md").read_text(encoding="utf-8")
FRAME = 1 / SMALL_SCREEN["frame_rate"]


def of(chosen):
    """Marks a test of some of the clips. Of module scope, so that pytest goes clip by clip, and
    shares what a clip gave."""
    return pytest.mark.parametrize("clip", chosen, ids=lambda clip: clip.__name__, scope="module")


def is_card(clip):
    return clip.__module__.startswith("scenes.cards.")


def reads_of(clip):
    return declared(pathlib.Path(inspect.getfile(clip)), clip.__name__)


def is_drawn_from_the_run(clip):
    return reads_of(clip).reads_run


every_clip = of(clips())
every_idea = of([clip for clip in clips() if not is_card(clip)])
every_clip_of_the_run = of(list(filter(is_drawn_from_the_run, clips())))


def everything_in(folder):
    """What a render leaves, by name."""
    return {
        path: path.read_bytes() for end in (".mp4", ".srt", ".json") for path in files(folder, end)
    }


def faults_of(scene):
    return {beat.headline: beat.faults for beat in scene.beats if beat.faults}


def said_in(scene):
    """All that is said, and shown as each beat ends."""
    return " ".join(
        [captions_of(scene), *(f"{beat.headline} {beat.words}" for beat in scene.beats)]
    )


def signs_without_words(scene):
    """The signs of a clip's captions that no voice could say."""
    return [sign for words in captions_in(scene) for sign in unspeakable(words)]


def test_all_clips_are_found():
    names = [clip.__name__ for clip in clips()]
    assert {"PixelsToNeurons", "FeedForward", "WeightsWhileLearning"} <= set(names)
    assert len(set(names)) == len(names)


@every_clip
def test_its_beats_are_sections_and_captions(clip, tiny_run, tmp_path):
    # Without digests of all that Manim sees, which take most of the time; cached clips: below.
    first = render(clip, tiny_run, tmp_path, save_sections=True, disable_caching=True)
    (subtitles,), (manifest,) = files(tmp_path, ".srt"), files(tmp_path, ".json")
    cues = [
        Cue(each.start.total_seconds(), each.end.total_seconds(), tuple(each.content.split("\n")))
        for each in srt.parse(subtitles.read_text())
    ]
    sections = json.loads(manifest.read_text())
    assert first.beats[0].began == 0
    assert [section["name"] for section in sections] == [beat.headline for beat in first.beats]
    for beat, section in zip(first.beats, sections, strict=True):
        length = beat.ended - beat.began
        assert float(section["duration"]) == pytest.approx(length, abs=0.002)
        assert (manifest.parent / section["video"]).is_file()
    spoken = [said for beat in first.script for said in beat.said]
    assert all(said.duration >= seconds_of(said.words) - FRAME for said in spoken)
    assert unspaced("".join(line for cue in cues for line in cue.lines)) == unspaced(
        "".join(captions_in(first))
    )
    assert crowded(cues) + hurried(cues, 1 / FRAME) == []
    for said in spoken:  # each is in step with what is said
        assert min(abs(cue.start - said.start) for cue in cues) < 0.5


@pytest.mark.parametrize("clip", [FeedForward, CostSurface, WeightsWhileLearning])
def test_a_clip_comes_again_from_the_cache(clip, tiny_run, tmp_path):
    """One with many kinds of mobjects, one in space, one in which everything follows a clock."""
    first = render(clip, tiny_run, tmp_path, save_sections=True)
    written = everything_in(tmp_path)
    again = render(clip, tiny_run, tmp_path, save_sections=True)
    assert again.renderer.animations_hashes == first.renderer.animations_hashes
    assert everything_in(tmp_path) == written


@every_clip_of_the_run
def test_a_retrained_run_gives_other_frames(clip, tiny_run, retrained_run, media):
    ours, theirs = (watched(clip, run, media).beats for run in (tiny_run, retrained_run))
    assert any((a.frame != b.frame).any() for a, b in zip(ours, theirs, strict=True))


@every_clip
def test_it_reads_just_what_it_declares(clip, media):
    """Less would raise; a declaration too many draws it again for nothing."""
    scene = watched(clip, find(FILM_RUN), media)
    read = {kind: {name for what, name in scene._read if what == kind} for kind, _ in scene._read}
    reads = reads_of(clip)
    assert set(reads.studies) == read.get("study", set())
    assert set(reads.experiments) == read.get("experiment", set())
    assert reads.landscape == ("planes" in vars(scene))
    assert reads.reads_run == ("run" in vars(scene))


@every_clip
def test_all_stays_in_the_frame_and_no_words_cross(clip, media):
    assert not faults_of(watched(clip, find(FILM_RUN), media))


@every_clip_of_the_run
def test_it_does_so_for_a_tiny_network_too(clip, tiny_run, media):
    assert not faults_of(watched(clip, tiny_run, media))


@every_clip
def test_a_voice_has_words_for_every_sign_that_is_said(clip, media):
    assert signs_without_words(watched(clip, find(FILM_RUN), media)) == []


@every_clip_of_the_run
def test_it_has_them_for_a_tiny_network_too(clip, tiny_run, media):
    assert signs_without_words(watched(clip, tiny_run, media)) == []


@every_clip
def test_no_words_go_before_they_can_be_read(clip, media):
    assert not watched(clip, find(FILM_RUN), media).too_short


@every_clip_of_the_run
def test_other_networks_that_it_suits_are_drawn_as_well(clip, other_run, media):
    if first_unmet(clip.needs, Run.load(other_run)):
        pytest.skip("the renderer leaves it out")
    seen = watched(clip, other_run, media)
    assert not faults_of(seen)
    assert signs_without_words(seen) == []
    assert seen.beats
    decimals, credits = clip is GradientChecked, is_card(clip)  # those speak of other digits
    if Run.load(other_run).one != "digit" and not (decimals or credits):
        assert "digit" not in said_in(seen).lower()


@of(list(filter(is_card, clips())))
def test_a_card_is_soon_gone(clip, media):
    assert 2 <= watched(clip, find(FILM_RUN), media).time <= 30


@every_idea
def test_it_is_of_a_length_to_be_shown_in_a_talk_which_the_readme_tells(clip, media):
    length = watched(clip, find(FILM_RUN), media).time
    assert 15 <= length <= 60
    (told,) = re.findall(rf"`{clip.__name__}` \|.*\| (\d+) s \|", README)
    assert abs(int(told) - length) < 1, "make film && .venv/bin/python tools/readme_table.py"


@every_clip
def test_its_docstring_is_one_sentence(clip):
    sentence = clip.__doc__
    assert sentence[0].isupper() and sentence.endswith(".") and len(sentence) <= 120
    assert "\n" not in sentence and ". " not in sentence and "; " not in sentence


def test_two_renders_are_the_same_bytes(tiny_run, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        render(PixelsToNeurons, tiny_run, folder)
    (a,), (b,) = files(one, ".mp4"), files(other, ".mp4")
    assert a.read_bytes() == b.read_bytes()


def test_the_cache_never_serves_another_run(tiny_run, retrained_run, tmp_path):
    """Into one folder: this run, another, and this again; each as if the folder were empty."""

    def movie(run, folder):
        render(PixelsToNeurons, run, tmp_path / folder)
        (path,) = files(tmp_path / folder, ".mp4")
        return path.read_bytes()

    alone = movie(retrained_run, "alone")
    shared = [movie(run, "shared") for run in (tiny_run, retrained_run, tiny_run)]
    assert shared[1] == alone
    assert shared[0] == shared[2] != alone
