import numpy as np
import pytest
from cost_clips import outputs_of
from watching import captions_of, scenes_of

from scenes.cost.untrained_network import IN_THE_MIDDLE, UntrainedNetwork, times
from scenes.stage.words.numbers import about

untrained = scenes_of(UntrainedNetwork)


def test_the_diagram_has_the_weights_of_the_first_snapshot(untrained):
    scene, run = untrained
    whole = scene.whole
    np.testing.assert_array_equal(whole.edges[0].weights, run.W[0][0][:, whole.pixels])
    for edges, W in zip(whole.edges[1:], run.W[1:], strict=True):
        np.testing.assert_array_equal(edges.weights, W[0])


def test_the_answer_is_the_untrained_networks_and_what_we_want_is_the_label(untrained):
    scene, run = untrained
    i = scene.shown[-1]  # what was shown last
    expected = outputs_of(run, 0, run.examples()[0][i])
    np.testing.assert_allclose(scene.said.bars.values, expected, atol=1e-5)
    wanted = np.arange(len(expected)) == scene.label
    np.testing.assert_array_equal(scene.wanted.bars.values, wanted)
    answer = outputs_of(run, 0, scene.whole.image)
    captions = captions_of(scene)
    assert f"It says {run.classes[answer.argmax()]}. " in captions
    low, high = IN_THE_MIDDLE
    middle = low < answer.min() and answer.max() < high
    assert ("All its outputs are somewhere in the middle." in captions) == middle


def test_every_image_that_is_tried_is_laid_on_the_pile_of_its_answer(untrained):
    scene, run = untrained
    answers = run.network(0).predict(run.examples()[0])
    assert len(set(scene.shown)) == len(scene.shown) == len(scene.piles)
    for i, thumb in zip(scene.shown, scene.piles, strict=True):
        np.testing.assert_array_equal(thumb.values.ravel(), run.examples()[0][i])
        row = scene.said.bars.middle(scene.said.place_of(answers[i]))
        assert thumb.get_y() == pytest.approx(row[1])


def test_answers_are_counted_over_all_examples(untrained):
    scene, run = untrained
    images, labels = run.examples()
    answers = run.network(0).predict(images)
    right = (answers == labels).sum()
    for j in range(run.sizes[-1]):
        assert scene.bars.values[j] == pytest.approx((answers == j).mean())
        _, _, width, _ = scene.bars_right.rectangles[j]
        rightly = ((answers == j) & (labels == j)).mean()
        assert width / scene.bars.width == pytest.approx(rightly, abs=1e-6)
    captions = captions_of(scene)
    assert f"It is right {times(right / len(labels))}, " in captions
    always = len(set(answers.tolist())) == 1
    assert ("It always says " in captions) == always


def test_how_often_is_said_as_one_says_it():
    assert times(0.1) == "one time in ten"
    assert times(0.48) == f"{about(0.48)} of the time"
