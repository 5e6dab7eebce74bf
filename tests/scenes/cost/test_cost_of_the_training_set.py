import re

import numpy as np
import pytest
from layout import words_of
from watching import captions_of, scenes_of

from nn.analysis import studies
from scenes.cost.cost_of_the_training_set import BINS, NEARLY, CostOfTheTrainingSet

training_set = scenes_of(CostOfTheTrainingSet)


def study_of(run):
    return studies.read(run, "training_costs")[0]


def test_the_histogram_counts_every_training_example(training_set):
    scene, run = training_set
    logs = np.log10(np.maximum(study_of(run).end.astype(float), 10.0**scene.bins.low))
    expected, _ = np.histogram(logs, np.linspace(scene.bins.low, scene.bins.high, BINS + 1))
    top = float(scene.top.value)
    assert abs(scene.bars.counts * top - expected).sum() <= 2  # of a cost on the edge of two bins
    assert scene.bars.counts.sum() * top == pytest.approx(run.facts["dataset"]["training"])


def test_the_axis_says_so_where_its_first_bar_holds_what_costs_less(training_set):
    scene, run = training_set
    study = study_of(run)
    below = min(study.start.min(), study.end.min()) < 10**scene.bins.low
    assert words_of(scene.plot.labels[0][1]).startswith("≤") == below


@pytest.mark.parametrize("n", [1, 2, 17, None])
def test_at_any_moment_mean_count_line_and_bars_are_of_the_first_n(training_set, n):
    scene, run = training_set
    costs = study_of(run).end.astype(float)
    n = n or len(costs)
    scene._trace(n)
    mean = costs[:n].mean()
    assert scene.count.value == n
    assert scene.mean.value == pytest.approx(mean)
    assert scene.bars.counts.sum() * scene.top.value == pytest.approx(n)
    line = scene.marker[0].get_start()
    expected = scene.plot.c2p(np.log10(max(mean, 10.0**scene.bins.low)), 0)
    np.testing.assert_allclose(line, expected, atol=1e-9)


def test_the_mean_settles_on_the_cost_that_the_run_holds(training_set):
    scene, run = training_set
    assert scene.means[-1] == pytest.approx(run.train_cost[-1], rel=1e-4)
    images = run.facts["dataset"]["training"]
    assert f"These are all {images:,}. Their average is {run.train_cost[-1]:.3f}." in captions_of(
        scene
    )
    assert f"the average was {run.train_cost[0]:.2f}." in captions_of(scene)


@pytest.mark.parametrize("where", [0, 0.5, 1])
def test_on_the_way_back_and_down_the_number_is_the_cost_of_its_step(training_set, where):
    scene, run = training_set
    s = round(where * (len(run.steps) - 1))
    scene.now.set_value(scene.pace[s])
    assert scene._moment() == pytest.approx(s, abs=1e-6)
    assert scene.costs[s] == run.train_cost[s]
    scene.now.set_value(1)


@pytest.mark.parametrize("now, seen", [(0, (1, 0)), (0.5, (0, 0)), (1, (0, 1))])
def test_costs_of_images_are_shown_only_at_the_two_ends_and_never_cut_off(training_set, now, seen):
    scene, _ = training_set
    scene.now.set_value(now)
    scene._learn()
    bars = scene.bars_before, scene.bars
    assert tuple(each.get_fill_opacity() for each in bars) == pytest.approx(seen)
    assert all(each.counts.max() <= 1 for each, shown in zip(bars, seen, strict=True) if shown)
    scene.now.set_value(1)
    scene._learn()


def test_before_training_is_drawn_from_the_costs_then(training_set):
    scene, run = training_set
    first = study_of(run).start.astype(float)
    expected = np.bincount(scene.bins.of(first), minlength=BINS)
    counts = scene.bars_before.counts
    np.testing.assert_allclose(counts / counts.max(), expected / expected.max())


def test_each_small_picture_is_a_training_image_over_its_cost(training_set):
    scene, run = training_set
    study = study_of(run)
    for i, thumb in enumerate(scene.thumbs):
        np.testing.assert_array_equal(thumb.values.ravel(), study.images[i] / 255)
        low, high = scene.bins.edges[scene.bin_of[i] : scene.bin_of[i] + 2]
        log = max(np.log10(float(study.end[i])), scene.bins.low)
        assert low - 1e-6 <= log <= high + 1e-6
        assert scene.plot.c2p(low, 0)[0] < thumb.get_x() < scene.plot.c2p(high, 0)[0]
    places = {tuple(thumb.get_center().round(4)) for thumb in scene.thumbs}
    assert len(places) == len(scene.thumbs)


def test_what_the_dearest_images_make_up_is_told(training_set):
    scene, run = training_set
    costs = np.sort(study_of(run).end.astype(float))[::-1]
    images, cost = (words_of(line) for line in scene.note)
    (share,) = re.findall(r" (\d+)\\?%", cost)
    (part,) = re.findall(r"^([\d.]+)", images.replace("\\", ""))
    count = round(float(part) / 100 * len(costs))
    assert int(share) / 100 == pytest.approx(costs[:count].sum() / costs.sum(), abs=0.011)
    nearly = "Nearly all" in captions_of(scene)
    assert nearly == (costs[:count].sum() / costs.sum() >= NEARLY)
