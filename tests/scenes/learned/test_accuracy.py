import types

import numpy as np
import pytest
from watching import captions_in

from scenes.learned.accuracy import TestAccuracy, often
from scenes.mobjects.beads import APART
from scenes.mobjects.digit import tiled
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.outcomes import RIGHT, WRONG

CLIP = TestAccuracy


def test_the_counters_end_at_the_accuracy_of_the_run(scene, run):
    tested, right, wrong = (int(counter[1].value) for counter in scene.counters)
    assert tested == run.facts["dataset"]["test"] == right + wrong
    assert right / tested == pytest.approx(run.results["test_accuracy"])
    assert f"an accuracy of {run.results['test_accuracy']:.2%}" in captions_in(scene)[1]


def test_just_those_of_the_first_digits_are_framed_that_are_wrong(scene, run, study):
    n = len(study.first_images)
    expected = np.flatnonzero((run.test_predictions != study.labels)[study.order[:n]])
    np.testing.assert_array_equal([frame.index for frame in scene.frames], expected)
    columns = (scene.sheet.values.shape[1] - 2) // 30
    images = study.first_images.reshape(-1, 28, 28) / 255
    np.testing.assert_allclose(scene.sheet.values, tiled(images, columns))


def test_every_test_digit_has_a_cell_that_says_right_or_wrong(scene, run, study):
    cells = scene.cells.values.ravel()
    is_right = (run.test_predictions == study.labels)[study.order]
    np.testing.assert_array_equal(cells[: len(is_right)], np.where(is_right, RIGHT, WRONG))


def test_the_curve_is_the_accuracy_at_every_snapshot(scene, run, study):
    expected = scene.plot.c2p(run.steps, 100 * study.accuracy)
    np.testing.assert_allclose(scene.curve.get_start_anchors(), expected[:-1], atol=1e-6)
    chance = scene.plot.c2p(0, 100 / run.sizes[-1])
    np.testing.assert_allclose(scene.guessing.get_start(), chance, atol=1e-6)


def test_the_beads_are_validation_accuracies_and_none_is_far_from_a_bead(scene, run):
    points = scene.plot.c2p(run.steps, 100 * run.validation_accuracy)
    places = np.array([bead.get_center() for bead in scene.beads])
    away = np.linalg.norm(points[:, None] - places, axis=2)
    assert (away.min(axis=0) < 1e-6).all()
    assert (away.min(axis=1) < APART).all()
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).min() >= APART


def test_how_far_test_and_validation_are_apart_is_said(scene, run, study):
    apart = max(abs(a - b) for a, b in zip(study.accuracy, run.validation_accuracy, strict=True))
    assert f"never more than {100 * apart:.1f} points" in captions_in(scene)[2]


def test_the_matrix_holds_every_mistake_once_and_nothing_else(scene, run, study):
    values = scene.matrix.heatmap.values
    assert values.sum() == len(study.wrong) and not np.diag(values).any()
    for label in range(run.sizes[-1]):
        said = run.test_predictions[study.labels == label]
        for answer in set(range(run.sizes[-1])) - {label}:
            assert values[label, answer] == (said == answer).sum()
        of_it = scene.shares[0].values[label]
        assert of_it == pytest.approx((said == label).mean())
    assert [float(end.value) for end in scene.scale.ends] == [0, values.max()]
    np.testing.assert_array_equal(scene.matrix.heatmap.limits, [0, values.max()])


def test_the_most_frequent_mistake_is_named_with_all_its_digits(scene, run, study):
    values = scene.matrix.heatmap.values
    label, answer = np.unravel_index(values.argmax(), values.shape)
    assert scene.beats[-1].headline == f"Most often: {label} taken for {answer}"
    assert f"{often(int(values.max()))} a {label} is taken for a {answer}" in captions_in(scene)[-1]
    its = (study.labels == label) & (run.test_predictions == answer)
    images = study.wrong_images[np.isin(study.wrong, np.flatnonzero(its))]
    assert isinstance(scene.examples, Heatmap) and len(images) == values.max()
    assert scene.examples.values.sum() == pytest.approx(images.sum() / 255)


def test_times_are_told_in_words():
    assert [often(n) for n in (0, 1, 2, 1_200)] == ["never", "once", "twice", "1,200 times"]


def test_whether_the_test_part_was_trained_on_is_told_if_it_is_known():
    def told(parts):
        run = types.SimpleNamespace(trained_on=parts)
        return TestAccuracy._whether_it_saw_them(types.SimpleNamespace(run=run, ones="digits"))

    assert "no part" in told(("training",)) and "trained on, too" in told(("training", "test"))
    assert told(None) == ""
