import re

import numpy as np
import pytest
from watching import render

from nn import studies
from nn.run import FILM_RUN, Run, find
from scenes.cost import (
    BINS,
    CostOfOneExample,
    CostOfTheTrainingSet,
    UntrainedNetwork,
    decimals,
    small,
)


def scenes_of(clip):
    """A fixture: a clip's last picture and its run, for the tiny run and the film's."""

    @pytest.fixture(scope="module", params=["tiny", "film"])
    def seen(request, tiny_run, tmp_path_factory):
        folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
        media = tmp_path_factory.mktemp("cost")
        return render(clip, folder, media, dry_run=True), Run.load(folder)

    return seen


untrained = scenes_of(UntrainedNetwork)
one_example = scenes_of(CostOfOneExample)
training_set = scenes_of(CostOfTheTrainingSet)


def captions_of(scene):
    return " ".join(caption.content for caption in scene.renderer.file_writer.subcaptions)


def outputs_of(run, snapshot, image):
    """An oracle: the network's formula, written out, for sigmoid layers."""
    a = image.ravel().astype(float)
    for W, b in zip(run.W, run.b, strict=True):
        a = 1 / (1 + np.exp(-(W[snapshot].astype(float) @ a + b[snapshot])))
    return a


# UntrainedNetwork


def test_the_diagram_has_the_weights_of_the_first_snapshot(untrained):
    scene, run = untrained
    np.testing.assert_array_equal(scene.edges[0].weights, run.W[0][0][:, scene.pixels])
    for edges, W in zip(scene.edges[1:], run.W[1:], strict=True):
        np.testing.assert_array_equal(edges.weights, W[0])


def test_the_answer_is_the_untrained_networks_and_what_we_want_is_the_label(untrained):
    scene, run = untrained
    i = scene.shown[-1]  # what was shown last
    images, labels = run.examples()
    expected = outputs_of(run, 0, images[i])
    np.testing.assert_allclose(scene.said.bars.values, expected, atol=1e-5)
    np.testing.assert_array_equal(scene.wanted.bars.values, np.arange(len(expected)) == labels[i])
    answer = outputs_of(run, 0, scene.image)
    off = abs(answer - (np.arange(len(answer)) == scene.label))
    captions = captions_of(scene)
    assert f"between {answer.min():.2f} and {answer.max():.2f}" in captions
    assert f"off by {off.min():.2f} to {off.max():.2f}" in captions


def test_answers_are_counted_over_all_examples(untrained):
    scene, run = untrained
    images, labels = run.examples()
    answers = run.network(0).predict(images)
    for j in range(run.sizes[-1]):
        assert scene.bars.counts[j] == (answers == j).sum()
        assert scene.bars_right.counts[j] == ((answers == j) & (labels == j)).sum()
    right = (answers == labels).sum()
    assert scene.beats[-1].headline == f"Right: {right:,} of {len(labels):,}"
    assert f"{right / len(labels):.1%}" in captions_of(scene)


def test_how_much_an_output_moves_is_measured_over_all_examples(untrained):
    scene, run = untrained
    images, _ = run.examples()
    a = run.network(0).forward(images).a[-1]
    assert f"more than {np.ptp(a, axis=0).max():.2f}" in captions_of(scene)


# CostOfOneExample


def test_at_the_end_bars_squares_and_sum_are_those_of_the_costliest_example(one_example):
    scene, run = one_example
    images, labels = run.examples()
    costs = [
        ((outputs_of(run, -1, image) - np.eye(run.sizes[-1])[label]) ** 2).sum()
        for image, label in zip(images, labels, strict=True)
    ]
    i = int(np.argmax(costs))
    assert scene.cost.value == pytest.approx(costs[i], rel=1e-4)
    np.testing.assert_array_equal(scene.picture.values.ravel(), images[i])
    check_picture(scene, outputs_of(run, -1, images[i]), labels[i])


@pytest.mark.parametrize("where", [0, 0.4, 1])
def test_at_any_moment_all_shows_one_snapshot(one_example, where):
    scene, run = one_example
    s = round(where * (len(run.steps) - 1))
    scene.now.set_value(scene.pace[s])
    scene._show(scene._z_now(), scene.Y)
    check_picture(scene, outputs_of(run, s, scene.image), scene.label)
    assert scene._at(run.steps) == pytest.approx(run.steps[s], abs=1e-3 * run.steps[-1])


def check_picture(scene, a, label):
    """Bars as high as the outputs, squares on the differences, and their sum on its axis."""
    unit, y = scene.stage.unit, np.arange(len(a)) == label
    np.testing.assert_allclose(scene.bars.rectangles[:, 3], a * unit, atol=1e-4)
    sides = scene.areas.rectangles[:, 2:]
    np.testing.assert_allclose(sides, np.repeat(abs(a - y)[:, None] * unit, 2, axis=1), atol=1e-4)
    *_, last = scene.flowing.rectangles
    end = scene.axis.c2p(((a - y) ** 2).sum(), 0)[0]
    assert last[0] + last[2] == pytest.approx(end, abs=0.03)  # but for the gap


def test_the_costs_before_and_after_are_told(one_example):
    scene, run = one_example
    y = np.arange(run.sizes[-1]) == scene.label
    first, last = (((outputs_of(run, s, scene.image) - y) ** 2).sum() for s in (0, -1))
    captions = captions_of(scene)
    assert f"cost of this one image: {first:.2f}." in captions
    assert f"goes from {first:.2f} " in captions
    assert f"to {small(last)}" in captions


def test_the_areas_of_other_costs_are_their_terms(other_run, tmp_path):
    scene = render(CostOfOneExample, other_run, tmp_path, dry_run=True)
    images, labels = scene.run.examples()
    Y = np.eye(scene.run.sizes[-1])[labels[[scene.costly]]]
    expected = scene.run.network().costs(images[[scene.costly]], Y)[0]
    assert scene.cost.value == pytest.approx(expected, rel=1e-4)
    areas = scene.areas.rectangles[:, 2:].prod(axis=1)
    assert areas.sum() == pytest.approx(expected * scene.stage.per_cost * scene.stage.high)


# CostOfTheTrainingSet


def study_of(run):
    return studies.read(run, "training_costs")[0]


def test_the_histogram_counts_every_training_example(training_set):
    scene, run = training_set
    logs = np.log10(np.maximum(study_of(run).end.astype(float), 10.0**scene.low))
    expected, _ = np.histogram(logs, np.linspace(scene.low, scene.high, BINS + 1))
    top = float(scene.top.value)
    assert abs(scene.bars.counts * top - expected).sum() <= 2  # of a cost on the edge of two bins
    assert scene.bars.counts.sum() * top == pytest.approx(run.facts["dataset"]["training"])


@pytest.mark.parametrize("n", [1, 2, 17, None])
def test_at_any_moment_mean_count_curve_and_bars_are_of_the_first_n(training_set, n):
    scene, run = training_set
    costs = study_of(run).end.astype(float)
    n = n or len(costs)
    scene._trace(n)
    mean = costs[:n].mean()
    assert scene.count.value == n
    assert scene.mean.value == pytest.approx(mean)
    assert scene.bars.counts.sum() * scene.top.value == pytest.approx(n)
    np.testing.assert_allclose(scene.dot.get_center(), scene.curve_plot.c2p(n, mean), atol=1e-9)
    line = scene.marker[0].get_start()
    expected = scene.plot.c2p(np.log10(max(mean, 10.0**scene.low)), 0)
    np.testing.assert_allclose(line, expected, atol=1e-9)
    if n > 1:
        np.testing.assert_allclose(
            scene.curve.get_start(), scene.curve_plot.c2p(1, costs[0]), atol=1e-9
        )


def test_the_mean_settles_on_the_cost_that_the_run_holds(training_set):
    scene, run = training_set
    assert scene.means[-1] == pytest.approx(run.train_cost[-1], rel=1e-4)
    assert f"Over all {scene.n:,} it is {run.train_cost[-1]:.3f}" in captions_of(scene)
    assert f"{run.thetas.shape[1]:,} weights and biases" in captions_of(scene)
    before, after = (row[1] for row in scene.summary[1:])
    assert (before.value, after.value) == (run.train_cost[0], run.train_cost[-1])


def test_each_small_picture_is_a_training_image_over_its_cost(training_set):
    scene, run = training_set
    study = study_of(run)
    for i, thumb in enumerate(scene.thumbs):
        np.testing.assert_array_equal(thumb.values.ravel(), study.images[i] / 255)
        low, high = scene.edges[scene.bin_of[i]], scene.edges[scene.bin_of[i] + 1]
        assert low - 1e-6 <= np.clip(np.log10(float(study.end[i])), scene.low, None) <= high + 1e-6
        assert scene.plot.c2p(low, 0)[0] < thumb.get_x() < scene.plot.c2p(high, 0)[0]
    places = {tuple(thumb.get_center().round(4)) for thumb in scene.thumbs}
    assert len(places) == len(scene.thumbs)


def test_what_the_dearest_images_make_up_is_told(training_set):
    scene, run = training_set
    costs = np.sort(study_of(run).end.astype(float))[::-1]
    count = max(1, len(costs) // 20)
    (share,) = re.findall(r" (\d+)% of the sum", captions_of(scene))
    assert int(share) / 100 >= costs[:count].sum() / costs.sum() - 0.01


@pytest.mark.parametrize(
    ("value", "words"),
    [(2.853, "2.85"), (0.0459, "0.046"), (4.65e-6, "0.0000047"), (0.3, "0.30"), (12.6, "12.60")],
)
def test_small_costs_keep_two_digits_that_count(value, words):
    assert small(value) == words


def test_decimals_are_never_fewer_than_two():
    assert [decimals(v) for v in (12, 0.5, 0.05, 0.004)] == [2, 2, 2, 3]
    assert [decimals(v, least=1) for v in (0.5, 0.05)] == [1, 2]
    assert float(small(0)) == 0
