import types

import numpy as np
import pytest
from watching import captions_in

from scenes.learned.accuracy import BESIDE_WRONG, TestAccuracy, often
from scenes.mobjects.digit import tiled
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.outcomes import RIGHT, WRONG
from scenes.stage.words.things import a_class

CLIP = TestAccuracy


def test_the_counters_end_at_the_accuracy_of_the_run(scene, run):
    tested, right, wrong = (int(counter[1].value) for counter in scene.counters)
    assert tested == run.facts["dataset"]["test"] == right + wrong
    assert right / tested == pytest.approx(run.results["test_accuracy"])
    assert f"It gets {run.results['test_accuracy']:.2%} right." in captions_in(scene)


def test_just_those_of_the_first_digits_are_framed_that_are_wrong(scene, run, study):
    n = len(study.first_images)
    expected = np.flatnonzero((run.test_predictions != study.labels)[study.order[:n]])
    np.testing.assert_array_equal([frame.index for frame in scene.frames], expected)
    columns = (scene.sheet.values.shape[1] - 2) // 30
    images = study.first_images.reshape(-1, 28, 28) / 255
    wrong = np.isin(np.arange(n), expected)[:, None, None]
    brightness = np.where(wrong, 1, BESIDE_WRONG if len(expected) else 1)
    np.testing.assert_allclose(scene.sheet.values, tiled(images * brightness, columns))


def test_every_test_digit_has_a_cell_that_says_right_or_wrong(scene, run, study):
    cells = scene.cells.values.ravel()
    is_right = (run.test_predictions == study.labels)[study.order]
    np.testing.assert_array_equal(cells[: len(is_right)], np.where(is_right, RIGHT, WRONG))


def test_the_curve_is_the_accuracy_at_every_snapshot(scene, run, study):
    expected = scene.plot.c2p(run.steps, 100 * study.accuracy)
    np.testing.assert_allclose(scene.curve.get_start_anchors(), expected[:-1], atol=1e-6)
    chance = scene.plot.c2p(0, 100 / run.sizes[-1])
    np.testing.assert_allclose(scene.guessing.get_start(), chance, atol=1e-6)


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


def test_times_are_told_in_words():
    assert [often(n) for n in (0, 1, 2, 1_200)] == ["never", "once", "twice", "1,200 times"]


def test_how_soon_most_of_the_way_was_gone_is_said(scene, run, study):
    gain = study.accuracy - study.accuracy[0]
    first = run.steps[np.flatnonzero(gain >= 0.8 * gain[-1])[0]] / run.steps[-1]
    percent = [p for p in range(1, 101) if p / 100 >= first][0]
    said = f"mostly in the first {percent}% of its steps" in " ".join(captions_in(scene))
    assert said == (first <= 0.1 and gain[-1] >= 0.05)


def test_the_most_frequent_mistake_is_named_with_all_its_digits(scene, run, study):
    values = scene.matrix.heatmap.values
    label, answer = np.unravel_index(values.argmax(), values.shape)
    alone = (values == values.max()).sum() == 1
    how = "Most often" if alone else "As often as any"
    assert scene.beats[-1].headline == f"{how}: {label} and {answer}"
    assert f"it takes {a_class(run, label)} for {a_class(run, answer)}." in captions_in(scene)[-2]
    assert f"answered {answer}: {often(int(values.max()))}" in scene.beats[-1].words.replace(
        "\\", ""
    )
    its = (study.labels == label) & (run.test_predictions == answer)
    images = study.wrong_images[np.isin(study.wrong, np.flatnonzero(its))]
    assert isinstance(scene.examples, Heatmap) and len(images) == values.max()
    assert scene.examples.values.sum() == pytest.approx(images.sum() / 255)


def test_whether_the_test_part_was_trained_on_is_told_if_it_is_known():
    def told(parts):
        run = types.SimpleNamespace(trained_on=parts)
        return TestAccuracy._whether_it_saw_them(types.SimpleNamespace(run=run, ones="digits"))

    assert "never seen" in told(("training",)) and "trained on, too" in told(("training", "test"))
    assert "seen" not in told(None) and "trained" not in told(None)
