"""A clip drawn alone for a run that lacks what it is about shows what is lacking, and the command
that records it."""

import pytest
from tiny_runs import last_snapshot_of
from watching import watched

from nn.runs.run import Run
from scenes.cost.untrained_network import UntrainedNetwork
from scenes.descent.cost_surface import CostSurface
from scenes.learned.the_weights_up_close import TheWeightsUpClose
from scenes.learned.weights_while_learning import WeightsWhileLearning
from scenes.network.feed_forward import FeedForward
from scenes.network.thirteen_thousand_and_two import ThirteenThousandAndTwo
from scenes.stage import needs
from scenes.stage.absence import KINDS
from scenes.stage.needs import DATA, FROM_THE_START, HISTORY, Need, first_unmet


@pytest.fixture(scope="module")
def one_snapshot(tiny_run, tmp_path_factory):
    return last_snapshot_of(tiny_run, tmp_path_factory.mktemp("runs") / "one")


@pytest.fixture
def without_data(monkeypatch):
    monkeypatch.setattr(Run, "has_data", False)


def shown(clip, run, media):
    (beat,) = watched(clip, run, media).beats
    assert not beat.faults
    return beat


def test_without_a_history_a_clip_about_training_says_so(one_snapshot, media):
    beat = shown(CostSurface, one_snapshot, media)
    assert beat.headline == KINDS["history"].headline
    commands = " ".join(line for _, line in KINDS["history"].commands)
    assert "recorder.step()" in commands and "downhill import" in commands


def test_without_data_a_clip_about_answers_says_so(one_snapshot, without_data, tmp_path):
    assert shown(FeedForward, one_snapshot, tmp_path).headline == KINDS["data"].headline


def test_without_the_first_snapshot_a_clip_about_the_start_says_so(one_snapshot, media):
    beat = shown(UntrainedNetwork, one_snapshot, media)
    assert beat.headline == KINDS["start"].headline


def test_what_is_lacking_is_asked_before_anything_is_computed_from_it(one_snapshot, without_data):
    run = Run.load(one_snapshot)
    assert first_unmet(CostSurface.needs, run) is HISTORY
    assert first_unmet(UntrainedNetwork.needs, run) is FROM_THE_START
    assert first_unmet(FeedForward.needs, run) is DATA


def test_every_need_that_lacks_something_has_a_picture_of_it():
    lacking = {need.lacking for need in vars(needs).values() if isinstance(need, Need)}
    assert lacking - {""} == set(KINDS)


@pytest.mark.parametrize("clip", [WeightsWhileLearning, TheWeightsUpClose, ThirteenThousandAndTwo])
def test_without_data_weights_are_shown_all_the_same(clip, tiny_run, without_data, tmp_path):
    beats = watched(clip, tiny_run, tmp_path).beats
    assert len(beats) > 1 and not [beat.faults for beat in beats if beat.faults]
    assert KINDS["data"].headline not in [beat.headline for beat in beats]
