"""Every clip is drawn for every run, or left out with its reason: runs that lack something, or in
which something is larger or smaller than anyone would train."""

import pytest
from tiny_runs import ODD, surveyed_in_part, trained
from watching import clips, watched

from nn.runs.run import Run
from scenes.cost.why_squares import WhySquares
from scenes.descent.cost_along_one_weight import CostAlongOneWeight
from scenes.descent.cost_surface import CostSurface
from scenes.gradient.gradient_checked import GradientChecked
from scenes.gradient.mini_batches import MiniBatches
from scenes.learned.accuracy import TestAccuracy
from scenes.learned.second_layer import SecondLayer
from scenes.learned.the_weights_up_close import TheWeightsUpClose
from scenes.learned.weights_while_learning import WeightsWhileLearning
from scenes.network.everything_is_connected import EverythingIsConnected
from scenes.stage import needs


@pytest.fixture(scope="session")
def odd(tmp_path_factory, small_digits):
    """A function that returns the folder of an odd run (tiny_runs.ODD), given its name."""
    made = {}

    def of(name):
        if name not in made:
            settings, start = ODD[name]
            folder = trained(tmp_path_factory, small_digits, start, **settings)
            made[name] = surveyed_in_part(folder, small_digits)
        return made[name]

    return of


def go_through(clip, folder, media):
    """The clip after its end, or None if the run does not suit it."""
    if needs.first_unmet(clip.needs, Run.load(folder)):
        return None
    return watched(clip, folder, media)


REASONS = [
    (CostSurface, "two snapshots", "spans none"),
    (CostSurface, "a cost of 10¹⁶", "more than 1,000 times"),
    (CostSurface, "weights of 10⁻⁴⁰", "it does not"),
    (WeightsWhileLearning, "nothing but zeros", "no weight moved"),
    (CostAlongOneWeight, "a cost of 10¹⁶", "no step of this learning rate"),
    (GradientChecked, "nothing but zeros", "there is none"),
    (MiniBatches, "one snapshot", "only one snapshot"),
    (SecondLayer, "weights of 10³⁰", "so large that their products"),
    (WhySquares, "weights of 10³⁰", "so sure"),
]


@pytest.mark.parametrize(("clip", "name", "reason"), REASONS)
def test_what_a_run_cannot_fill_is_left_out_with_the_reason(clip, name, reason, odd):
    assert reason in needs.first_unmet(clip.needs, Run.load(odd(name))).otherwise


def test_slopes_that_overflow_are_no_slopes(odd):
    assert not needs.FINITE_SLOPES.met(Run.load(odd("weights of 10³⁰")))
    assert needs.FINITE_SLOPES.met(Run.load(odd("one hidden neuron")))


def test_a_cost_of_any_size_has_an_axis(odd, media):
    clip = watched(WeightsWhileLearning, odd("a cost of 10¹⁶"), media)
    assert 4 <= len(clip.plot.labels) < 20


@pytest.mark.parametrize("clip", [TestAccuracy, TheWeightsUpClose, EverythingIsConnected])
def test_of_one_snapshot_only_what_does_not_change_is_told(clip, odd, tiny_run, media):
    few, all_of_them = (
        len(watched(clip, run, media).beats) for run in (odd("one snapshot"), tiny_run)
    )
    assert few == all_of_them - 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["weights of 10³⁰", "nothing but zeros"])
@pytest.mark.parametrize(
    "clip", [clip for clip in clips() if clip.reads_run], ids=lambda clip: clip.__name__
)
def test_it_is_drawn_or_left_out(clip, name, odd, media):
    go_through(clip, odd(name), media)
