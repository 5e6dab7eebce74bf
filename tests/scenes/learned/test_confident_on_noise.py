import numpy as np
import pytest
from watching import captions_in, watched

from nn.runs.run import Run
from scenes.learned.confident_on_noise import BINS, ROWS, SURE, ConfidentOnNoise
from scenes.stage.needs import first_unmet
from scenes.stage.words.numbers import about

CLIP = ConfidentOnNoise


def of(study, kind, what):
    return getattr(study, f"{kind}_{what}")


def test_the_first_picture_has_the_outputs_that_the_network_gives_it(scene, run, study):
    image = study.noise_images[scene.first] / np.float32(255)
    outputs = run.network().forward(image).a[-1][0]
    np.testing.assert_allclose(scene.picture.values.ravel(), image, atol=1e-6)
    np.testing.assert_allclose(scene.outputs.bars.values, outputs, atol=1e-5)
    answer = outputs.argmax()
    assert f"And yet it answers: {run.classes[answer]}." in captions_in(scene)


def test_the_first_picture_is_taken_for_a_digit_if_most_are(scene, study):
    most = (study.noise_tops > SURE).mean() > 0.5
    assert (scene.outputs.bars.values.max() > SURE) == most
    assert not any((study.noise_outputs[: scene.first].max(axis=1) > SURE) == most)


@pytest.mark.parametrize("kind", ROWS)
def test_every_picture_is_in_the_histogram_once(scene, study, kind):
    tops = of(study, kind, "tops")
    bars = scene.rows[kind][2]
    for count, low, high in zip(bars.counts, bars.edges[:-1], bars.edges[1:], strict=True):
        last = np.isclose(high, 1)
        inside = (tops >= low - 1e-7) & ((tops < high - 1e-7) | last)
        assert count * len(tops) == pytest.approx(inside.sum(), abs=2)  # a top may lie on an edge
    assert bars.counts.sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", ROWS)
def test_bars_over_the_threshold_are_lit_and_the_number_is_their_share(scene, study, kind):
    _, _, bars, number, share = scene.rows[kind]
    np.testing.assert_array_equal(bars.is_marked, bars.edges[:-1] > SURE - 0.5 / BINS)
    assert number.value == pytest.approx(100 * (of(study, kind, "tops") > SURE).mean())
    assert number.value / 100 == pytest.approx(bars.counts[bars.is_marked].sum(), abs=1e-3)
    assert share.values == pytest.approx([number.value / 100])


@pytest.mark.parametrize("kind", ROWS)
def test_the_highest_bar_fills_its_plot_but_for_less_than_a_tenth_of_all(scene, kind):
    plot, bars = scene.rows[kind][1:3]
    assert 0 <= plot.y_range[1] - bars.counts.max() < 0.1


def test_what_is_compared_has_one_length_for_all_and_stands_one_below_the_other(scene):
    shares = [scene.rows[kind][4] for kind in ROWS]
    for share in shares[1:]:
        assert share.width == pytest.approx(shares[0].width)
        assert share.get_left()[0] == pytest.approx(shares[0].get_left()[0])
    plots = [scene.rows[kind][1] for kind in ROWS]
    for plot in plots[1:]:
        assert plot.c2p(SURE, 0)[0] == pytest.approx(plots[0].c2p(SURE, 0)[0])


def test_training_asked_for_each_class_and_never_for_none(scene, run):
    np.testing.assert_array_equal(scene.targets.values, np.eye(run.sizes[-1]))
    assert not scene.none[0].values.any()
    asked = f"All {run.facts['dataset']['training']:,} training images were digits."
    assert asked in captions_in(scene)


def test_of_outputs_that_add_up_to_one_it_is_said(other_run, media):
    run = Run.load(other_run)
    if first_unmet(ConfidentOnNoise.needs, run):
        pytest.skip("it is left out for this run")
    scene = watched(ConfidentOnNoise, other_run, media)
    is_softmax = run.facts["output_activation"] == "softmax"
    assert ("add up to one" in captions_in(scene)[-1]) == is_softmax


def test_what_is_said_is_what_was_measured(scene, study):
    words = captions_in(scene)
    share = {kind: (of(study, kind, "tops") > SURE).mean() for kind in ROWS}
    assert f"In {about(share['noise'])}, it sees a digit." in words
    does = "nearly always does" if share["digits"] > 0.95 else f"does in {about(share['digits'])}"
    assert f"With real digits, it {does}." in words
    assert f"In {about(share['shuffled'])} of these, it sees a digit too." in words
