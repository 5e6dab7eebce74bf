import numpy as np
import pytest
from watching import watched

from nn.analysis import studies
from nn.datasets import one_hot
from nn.network import layer_views
from nn.runs.run import FILM_RUN, Run, find
from scenes.gradient.what_one_digit_wants import FRAMES, WhatOneDigitWants
from scenes.stage.examples import an_example


@pytest.fixture(scope="module", params=["tiny", "film"])
def asked(request, tiny_run, media):
    """(`WhatOneDigitWants` after its end, its run, the network that it shows)."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = watched(WhatOneDigitWants, folder, media)
    run = Run.load(folder)
    return scene, run, run.network(scene.snapshot)


def downhill(run, network, images, labels):
    """−∂C/∂W¹ over some examples, by the network's own gradient."""
    nabla = network.gradient(images, one_hot(labels, run.sizes[-1]))
    return -layer_views(nabla, run.sizes)[0][0]


def shown(pictures):
    return np.array([picture.values.ravel() for picture in pictures])


def test_each_digits_pictures_are_its_own_gradient(asked):
    scene, run, network = asked
    images, labels = run.examples()
    for i, pictures in enumerate((scene.pictures, scene.other)):
        this = slice(scene.order[i], scene.order[i] + 1)
        expected = downhill(run, network, images[this], labels[this])[: len(pictures)]
        np.testing.assert_allclose(shown(pictures), expected, atol=1e-6)
    image, label = an_example(run)
    np.testing.assert_allclose(scene.images[0], image.ravel())
    assert scene.labels[0] == label


def test_the_costs_are_those_of_the_digits_alone(asked):
    scene, run, network = asked
    for i, card in enumerate((scene.card, scene.other_card)):
        cost = network.cost(scene.images[i : i + 1], one_hot(scene.labels[i : i + 1], 10))
        assert f"cost {cost:.2f}" == card[1].typst_code.replace("\\", "")
        np.testing.assert_allclose(card[0].values.ravel(), scene.images[i])


def test_the_other_digit_is_the_one_at_the_widest_angle(asked):
    scene, run, network = asked
    images, labels = run.examples()
    first = downhill(run, network, scene.images[:1], scene.labels[:1]).ravel()
    some = np.arange(0, len(images), max(1, len(images) // 60))
    cosines = []
    for i in (scene.order[1], *some):
        pull = downhill(run, network, images[i : i + 1], labels[i : i + 1]).ravel()
        lengths = np.linalg.norm(pull) * np.linalg.norm(first)
        cosines.append(pull @ first / lengths if lengths else 1)
    assert cosines[0] == pytest.approx(scene.cosine, abs=1e-4)
    assert min(cosines) >= cosines[0] - 1e-4


def test_the_averages_are_gradients_over_ever_more_digits(asked):
    scene, run, network = asked
    assert scene.counts[0] == 1 and scene.counts[-1] == len(run.examples()[1])
    for frame in (0, FRAMES // 2, FRAMES - 1):
        n = scene.counts[frame]
        expected = downhill(run, network, scene.images[:n], scene.labels[:n])
        drawn = scene.averages[frame].reshape(len(scene.average), -1)
        np.testing.assert_allclose(drawn, expected[: len(drawn)], atol=1e-6)
        assert scene.lengths[frame] == pytest.approx(np.linalg.norm(expected), rel=1e-3)


def test_at_the_end_stands_the_gradient_over_all_training_data(asked):
    scene, run, _ = asked
    study, _ = studies.read(run, "gradients")
    W = -layer_views(study.nabla[1], run.sizes)[0][0].astype(float)
    np.testing.assert_allclose(shown(scene.average), W[: len(scene.average)], atol=1e-9)
    averaged, length = scene.readouts.values()
    assert averaged.value == run.facts["dataset"]["training"]
    assert length.value == pytest.approx(np.linalg.norm(W))


def test_half_way_the_picture_is_of_the_moment(asked):
    scene, _, _ = asked
    scene.now.set_value(FRAMES // 2)
    before = shown(scene.average)
    scene._show_average(scene.average)
    expected = scene.averages[FRAMES // 2].reshape(before.shape)
    np.testing.assert_allclose(shown(scene.average), expected, atol=1e-12)
    for picture, values in zip(scene.average, before, strict=True):
        picture.set_values(values.reshape(picture.values.shape))


def test_those_against_are_counted_one_by_one(asked):
    scene, run, network = asked
    if len(scene.labels) > 1000:
        pytest.skip("one by one, that takes too long")
    pulls = [
        downhill(run, network, scene.images[i : i + 1], scene.labels[i : i + 1])
        for i in range(len(scene.labels))
    ]
    against = np.mean([(pull * scene.overall).sum() < 0 for pull in pulls])
    assert against == pytest.approx(scene.against, abs=0.01)
