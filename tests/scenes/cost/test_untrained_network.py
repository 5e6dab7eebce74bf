import numpy as np
from cost_clips import outputs_of
from watching import captions_of, scenes_of

from scenes.cost.untrained_network import UntrainedNetwork

untrained = scenes_of(UntrainedNetwork)


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
