import numpy as np
import pytest
from watching import render

from nn import studies
from nn.run import FILM_RUN, Run, find
from scenes.noise import BINS, ROWS, SURE, ConfidentOnNoise


@pytest.fixture(scope="module", params=["tiny", "film"])
def noise(request, tiny_run, tmp_path_factory):
    """`ConfidentOnNoise` after its end, its run, and what was measured."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(ConfidentOnNoise, folder, tmp_path_factory.mktemp("noise"), dry_run=True)
    run = Run.load(folder)
    return scene, run, studies.read(run, "noise")[0]


def of(study, kind, what):
    return getattr(study, f"{kind}_{what}")


def captions(scene):
    return [caption.content for caption in scene.renderer.file_writer.subcaptions]


def test_the_first_picture_has_the_outputs_that_the_network_gives_it(noise):
    scene, run, study = noise
    image = study.noise_images[0] / np.float32(255)
    outputs = run.network().forward(image).a[-1][0]
    np.testing.assert_allclose(scene.picture.values.ravel(), image, atol=1e-6)
    np.testing.assert_allclose(scene.outputs.bars.values, outputs, atol=1e-5)
    answer = outputs.argmax()
    assert f"it answers: {run.classes[answer]}, at {outputs[answer]:.2f}" in captions(scene)[0]


@pytest.mark.parametrize("kind", ROWS)
def test_every_picture_is_in_the_histogram_once(noise, kind):
    scene, _, study = noise
    tops = of(study, kind, "tops")
    bars = scene.rows[kind][2]
    for count, low, high in zip(bars.counts, bars.edges[:-1], bars.edges[1:], strict=True):
        last = np.isclose(high, 1)
        inside = (tops >= low - 1e-7) & ((tops < high - 1e-7) | last)
        assert count * len(tops) == pytest.approx(inside.sum(), abs=2)  # a top may lie on an edge
    assert bars.counts.sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", ROWS)
def test_the_lit_bars_are_those_over_the_threshold_and_the_number_is_their_share(noise, kind):
    scene, _, study = noise
    _, _, bars, number = scene.rows[kind]
    np.testing.assert_array_equal(bars.is_marked, bars.edges[:-1] > SURE - 0.5 / BINS)
    assert number.value == pytest.approx(100 * (of(study, kind, "tops") > SURE).mean())
    assert number.value / 100 == pytest.approx(bars.counts[bars.is_marked].sum(), abs=1e-3)


def test_all_histograms_have_one_scale(noise):
    scene, _, _ = noise
    assert len({scene.rows[kind][1].y_range for kind in ROWS}) == 1
    assert len({scene.kinds_seen[kind][0].y_range for kind in ROWS}) == 1
    for kind in ROWS:
        assert scene.rows[kind][2].counts.max() <= scene.rows[kind][1].y_range[1]
        assert scene.kinds_seen[kind][1].counts.max() <= scene.kinds_seen[kind][0].y_range[1]


@pytest.mark.parametrize("kind", ROWS)
def test_the_answers_are_counted_by_class(noise, kind):
    scene, run, study = noise
    _, bars, words = scene.kinds_seen[kind]
    answers = of(study, kind, "answers").tolist()
    shares = [answers.count(j) / len(answers) for j in range(run.sizes[-1])]
    np.testing.assert_allclose(bars.counts, shares)
    most = int(np.argmax(shares))
    assert words.typst_code == f"{run.classes[most]}: {shares[most]:.0%}"
    assert list(np.flatnonzero(bars.is_marked)) == [most]


def test_training_asked_for_each_class_and_never_for_none(noise):
    scene, run, _ = noise
    np.testing.assert_array_equal(scene.targets.values, np.eye(run.sizes[-1]))
    assert not scene.none[0].values.any()
    assert f"{run.facts['dataset']['training']:,} training" in captions(scene)[-1]


def test_what_is_said_is_what_was_measured(noise):
    scene, _, study = noise
    words = captions(scene)
    share = {kind: f"{(of(study, kind, 'tops') > SURE).mean():.1%}" for kind in ROWS}
    assert f"over {np.median(study.noise_tops):.2f}, and {share['noise']} one over" in words[1]
    assert share["digits"] in words[2] and share["noise"] in words[2]
    assert f"{study.noise_grey:.2f}" in words[3] and f"{study.digits_grey:.2f}" in words[3]
    assert share["shuffled"] in words[3]


def test_of_outputs_that_add_up_to_one_it_is_said(other_run, tmp_path):
    run = Run.load(other_run)
    scene = render(ConfidentOnNoise, other_run, tmp_path, dry_run=True)
    is_softmax = run.facts["output_activation"] == "softmax"
    assert ("add up to 1" in captions(scene)[-1]) == is_softmax
