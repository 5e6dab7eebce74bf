import numpy as np
import pytest
from watching import render

from nn import studies
from nn.run import FILM_RUN, Run, find
from scenes.examples import an_example
from scenes.mobjects.lettering import Readout
from scenes.pixels import TheWeightsUpClose, UntouchedPixels, likeness_of_neighbours


def numbers_in(mobject):
    """The values of all numbers that a mobject shows."""
    if isinstance(mobject, Readout):
        return [float(mobject.value)]
    return [value for part in mobject.submobjects for value in numbers_in(part)]


def captions_of(scene):
    return " ".join(caption.content for caption in scene.renderer.file_writer.subcaptions)


@pytest.fixture(scope="module", params=["tiny", "film"])
def untouched(request, tiny_run, tmp_path_factory):
    """`UntouchedPixels` after its end, its run, and the study that it is drawn from."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(UntouchedPixels, folder, tmp_path_factory.mktemp("untouched"), dry_run=True)
    run = Run.load(folder)
    return scene, run, studies.read(run, "pixels")[0]


def test_the_picture_is_the_share_of_images_that_light_each_pixel(untouched):
    scene, _, study = untouched
    np.testing.assert_allclose(scene.picture.values.ravel(), study.lit / study.images)


def test_yellow_are_the_pixels_never_lit(untouched):
    scene, _, study = untouched
    np.testing.assert_array_equal(scene.yellow.values.ravel(), study.lit == 0)
    assert scene.beats[1].headline == f"{(study.lit == 0).sum()} pixels are never lit"


def test_their_weights_are_the_same_at_the_start_and_the_end(untouched):
    scene, run, study = untouched
    never = study.lit == 0
    before, after = run.W[0][0][:, never], run.W[0][-1][:, never]
    assert before.tobytes() == after.tobytes()
    assert numbers_in(scene.counted) == [before.size, before.size]
    for picture, W in zip(scene.before_after, (run.W[0][0], run.W[0][-1]), strict=True):
        np.testing.assert_array_equal(picture.values.ravel(), W[0])
    for veil in scene.veils:
        np.testing.assert_array_equal(veil.values.ravel(), ~never)


def test_the_slopes_shown_are_those_measured_and_there_exactly_zero(untouched):
    scene, _, study = untouched
    never = study.lit == 0
    assert numbers_in(scene.found) == [0, study.steepest[~never].max()]
    np.testing.assert_array_equal(scene.slopes.values.ravel(), study.steepest)
    assert "the largest slope was exactly 0" in captions_of(scene)


def test_each_pixel_is_a_dot_where_it_was_lit_so_often_and_went_so_far(untouched):
    scene, run, study = untouched
    moved = np.sqrt(((run.W[0][-1] - run.W[0][0]) ** 2).mean(axis=0))
    expected = sorted(zip(study.lit.tolist(), moved.tolist(), strict=True))
    shown = zip(scene.scatter.x, scene.scatter.y, strict=True)
    np.testing.assert_allclose(sorted(shown), expected, rtol=1e-5, atol=1e-7)
    assert (scene.scatter.y[scene.scatter.marked] == 0).all()
    assert scene.scatter.marked.sum() == (study.lit == 0).sum()


def test_at_the_end_stand_the_weights_of_the_end(untouched):
    scene, run, _ = untouched
    for j, picture in enumerate(scene.pictures):
        np.testing.assert_array_equal(picture.values.ravel(), run.W[0][-1, j])


def test_with_weight_decay_it_is_said_that_they_move_all_the_same(tmp_path_factory, few_digits):
    from conftest import surveyed, trained

    folder = surveyed(trained(tmp_path_factory, few_digits, l2=0.001), few_digits)
    scene = render(UntouchedPixels, folder, tmp_path_factory.mktemp("decay"), dry_run=True)
    assert "Weight decay pulls each towards zero" in captions_of(scene)
    assert numbers_in(scene.counted)[1] == 0
    grain = "the random start" in captions_of(scene) + scene.beats[-1].headline
    assert not grain
    assert not [beat.faults for beat in scene.beats if beat.faults]


@pytest.fixture(scope="module", params=["tiny", "film"])
def up_close(request, tiny_run, tmp_path_factory):
    """`TheWeightsUpClose` after its end, and its run."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    media = tmp_path_factory.mktemp("up_close")
    return render(TheWeightsUpClose, folder, media, dry_run=True), Run.load(folder)


def test_the_neuron_enlarged_is_the_one_that_the_example_lights_most(up_close):
    scene, run = up_close
    image, _ = an_example(run)
    z = run.W[0][-1] @ image.ravel() + run.b[0][-1]
    assert scene.j == z.argmax()
    np.testing.assert_array_equal(scene.one.values.ravel(), run.W[0][-1, scene.j])
    np.testing.assert_allclose(scene.one.limits, scene.pictures[0].limits)


def test_what_it_adds_is_pixel_times_weight_and_the_sum_is_the_networks(up_close):
    scene, run = up_close
    image, _ = an_example(run)
    product = image.ravel() * run.W[0][-1, scene.j]
    np.testing.assert_allclose(scene.product.values.ravel(), product, atol=1e-6)
    up, down, bias, z = numbers_in(scene.terms)
    assert up + down == pytest.approx(product.sum(), abs=1e-4)
    assert bias == pytest.approx(run.b[0][-1][scene.j])
    assert z == pytest.approx(run.network().forward(image.ravel()).z[0][0, scene.j], abs=1e-4)
    assert up + down + bias == pytest.approx(z, abs=1e-4)


def test_a_digit_lights_a_neuron_as_often_as_the_examples_say(up_close):
    scene, run = up_close
    images, labels = run.examples()
    for c in (0, 3, 9):
        z = images[labels == c] @ run.W[0][-1].T + run.b[0][-1]
        expected = (z > 0).mean(axis=0)
        np.testing.assert_allclose(scene.table.values[c], expected[scene.order], atol=0.003)
        assert scene.bars.bars.values[c] == pytest.approx(expected[scene.j], abs=0.003)


def test_every_picture_of_the_table_stands_over_its_own_column(up_close):
    scene, run = up_close
    for k, j in enumerate(scene.order):
        thumb = scene.pictures[j]
        np.testing.assert_array_equal(thumb.values.ravel(), run.W[0][-1, j])
        assert thumb.get_x() == pytest.approx(scene.table.cell(0, k)[0])


def test_the_curve_is_the_likeness_of_neighbours_at_each_snapshot(up_close):
    scene, run = up_close
    for s in (0, len(run.steps) - 1):
        pictures = run.W[0][s].reshape(-1, 28, 28).astype(float)
        pairs = [
            (picture[row, column], picture[row + down, column + right])
            for picture in pictures
            for row in range(28)
            for column in range(28)
            for down, right in ((0, 1), (1, 0))
            if row + down < 28 and column + right < 28
        ]
        assert scene.smoothness[s] == pytest.approx(
            np.corrcoef(np.transpose(pairs))[0, 1], abs=1e-4
        )
    assert f"by {scene.smoothness[-1]:.2f} at the end" in captions_of(scene)


def test_noise_is_not_like_its_neighbours_and_a_slope_is():
    noise = np.random.default_rng(0).standard_normal((16, 28, 28))
    assert abs(likeness_of_neighbours(noise)) < 0.02
    slope = np.add.outer(np.arange(28), np.arange(28))[None]
    assert likeness_of_neighbours(slope) == pytest.approx(1, abs=0.01)
