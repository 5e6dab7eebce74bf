"""Networks of any size and inputs that are no pictures: what does not fit is drawn in part and
said, and nothing leaves the frame or crosses."""

import numpy as np
import pytest
from tiny_runs import RELU, trained
from watching import clips, shown, watched

from nn.analysis import studies
from nn.datasets.given import from_arrays
from nn.runs.run import Run
from scenes.cost.cost_of_one_example import CostOfOneExample
from scenes.cost.untrained_network import UntrainedNetwork
from scenes.minima.the_same_network_twice import TheSameNetworkTwice
from scenes.mobjects.feature_bars import FeatureBars
from scenes.mobjects.network_diagram import Elision
from scenes.mobjects.strip import Strip
from scenes.network.feed_forward import FeedForward
from scenes.network.pixels_to_neurons import PixelsToNeurons
from scenes.network.thirteen_thousand_and_two import ThirteenThousandAndTwo
from scenes.stage.needs import first_unmet

NAMES = "petal length (cm)", "petal width (cm)", "a name that is longer than its place, by far"


def pairs(digits):
    """A hundred classes: pictures of two digits side by side."""
    generator = np.random.default_rng(0)
    i, j = generator.integers(0, len(digits.training_images), (2, 1000))
    images = digits.training_images.reshape(-1, 8, 8)
    labels = 10 * digits.training_labels[i] + digits.training_labels[j]
    X = np.concatenate([images[i], images[j]], axis=2)
    return from_arrays((X, labels), name="pairs", classes=[f"{c:02}" for c in range(100)])


def flowers():
    """Three features of flowers of two kinds, one of which has larger petals."""
    generator = np.random.default_rng(0)
    y = generator.integers(0, 2, 300)
    X = generator.normal([4, 1, 100], [0.5, 0.2, 30], (300, 3)) + y[:, None] * [1.5, 0.8, 0]
    return from_arrays((X, y), name="flowers", features=NAMES, classes=["a", "b"])


@pytest.fixture(scope="session")
def run_of(tmp_path_factory, small_digits):
    """A function that returns the folder of a run, given its name."""
    made = {}
    kinds = {
        "deep and wide": (lambda: small_digits, {"sizes": (64, 300, *[25] * 8, 10), **RELU}),
        "a hundred classes": (lambda: pairs(small_digits), {"sizes": (128, 20, 100), **RELU}),
        "features": (flowers, {"sizes": (3, 6, 2)}),
    }

    def of(name):
        if name not in made:
            data, settings = kinds[name][0](), {"eta": 0.05, "snapshots": 3, **kinds[name][1]}
            made[name] = trained(tmp_path_factory, data, **settings)
            studies.write(Run.load(made[name]), data, ["twins"])
        return made[name]

    return of


KINDS = "deep and wide", "a hundred classes", "features"
CLIPS = FeedForward, UntrainedNetwork, TheSameNetworkTwice, ThirteenThousandAndTwo, CostOfOneExample


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_all_stays_in_the_frame_and_nothing_crosses(clip, kind, run_of, media):
    seen = watched(clip, run_of(kind), media)
    assert not {beat.headline: beat.faults for beat in seen.beats if beat.faults}


def test_of_a_deep_and_wide_network_a_part_is_drawn_and_said(run_of, media):
    seen = watched(FeedForward, run_of("deep and wide"), media)
    assert max(len(column.values) for column in seen.columns) <= 20
    (elision,) = shown(seen, Elision)
    assert elision[1].typst_code == "6 layers"
    assert seen.drawn.counts[1] == "12 of 300"


def test_of_a_hundred_outputs_ten_are_listed_the_true_one_too(run_of, media):
    seen = watched(UntrainedNetwork, run_of("a hundred classes"), media)
    assert seen.label in seen.said.shown
    assert seen.said.said.typst_code == "10 of 100"
    assert len(seen.shown) <= 10


def test_all_costs_are_in_the_sum_of_those_that_are_drawn(run_of, media):
    seen = watched(CostOfOneExample, run_of("a hundred classes"), media)
    run = Run.load(run_of("a hundred classes"))
    network, image = run.network(0), seen.image.reshape(1, -1)
    cost = network.costs(image, np.eye(100)[[seen.label]])[0]
    assert seen._terms(seen.z[0]).sum() == pytest.approx(cost, rel=1e-5)
    assert len(seen.y) == 11


def test_features_are_named_bars_and_weights_on_them_signed_ones(run_of, media):
    folder = run_of("features")
    (bars,) = shown(watched(PixelsToNeurons, folder, media), FeatureBars)
    assert bars.names[0].typst_code == NAMES[0]
    assert bars.names[2].typst_code.endswith("…")
    twice = watched(TheSameNetworkTwice, folder, media)
    assert all(isinstance(picture, Strip) for picture in twice.drawn.pictures)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "clip",
    [clip for clip in clips() if clip.reads_run and not clip.studies and not clip.landscape],
    ids=lambda clip: clip.__name__,
)
def test_every_clip_is_drawn_or_left_out(clip, kind, run_of, media):
    if not first_unmet(clip.needs, Run.load(run_of(kind))):
        seen = watched(clip, run_of(kind), media)
        assert not {beat.headline: beat.faults for beat in seen.beats if beat.faults}
