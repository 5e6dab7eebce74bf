import numpy as np
import pytest
from watching import captions_of, render

from nn.runs.run import FILM_RUN, Run, find
from scenes.network.everything_is_connected import ONE_BY_ONE, EverythingIsConnected
from scenes.stage.examples import an_example
from scenes.stage.words.numbers import in_words


class Connected(EverythingIsConnected):
    """The same, noting what stands there after each neuron, and before the weights change."""

    def construct(self):
        self.told = []
        super().construct()

    def count(self, j, seconds):
        super().count(j, seconds)
        terms = {name: float(readout.value) for name, readout in self.terms.items()}
        pictures = self.weights.values, self.product.values
        self.told.append((int(self.which.value), terms, *pictures, float(self.lamp.values[0])))

    def why_they_differ(self):
        self.laid_over = [picture.values for picture in self.grid]
        super().why_they_differ()


@pytest.fixture(scope="module", params=["tiny", "film"])
def connected(request, tiny_run, tmp_path_factory):
    """The clip after its end, its run, and what the network makes of the example: z, a."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    run = Run.load(folder)
    passed = run.network().forward(an_example(run)[0].reshape(1, -1))
    scene = render(Connected, folder, tmp_path_factory.mktemp("e"), dry_run=True)
    return scene, run, passed.z[0][0], passed.a[1][0]


def test_each_neurons_sum_and_bias_give_the_networks_own_z_and_a(connected):
    scene, run, z, a = connected
    assert [number for number, *_ in scene.told] == list(range(1, ONE_BY_ONE + 1))
    for j, (_, terms, _, _, lamp) in enumerate(scene.told):
        assert terms["z"] == pytest.approx(z[j], abs=1e-4)
        assert [row[1].value for row in scene.sums] == [r.value for r in scene.terms.values()]
        assert terms["bias"] == pytest.approx(run.b[0][-1, j])
        assert terms["a"] == lamp == pytest.approx(a[j], abs=1e-4)


def test_each_product_is_pixel_times_weight(connected):
    scene, run, *_ = connected
    image, _ = an_example(run)
    for j, (_, terms, weights, product, _) in enumerate(scene.told):
        np.testing.assert_allclose(weights.ravel(), run.W[0][-1, j], atol=1e-6)
        np.testing.assert_allclose(product, image * weights, atol=1e-6)
        assert terms["z"] - terms["bias"] == pytest.approx(product.sum(), abs=1e-4)
    np.testing.assert_allclose(scene.laid_over, image * scene.W, atol=1e-6)


def test_half_way_down_the_sum_is_that_of_the_rows_above(connected):
    scene, *_ = connected
    half = float(scene.products[0][:14].sum())
    scene.show_sum(0, half)
    assert scene.terms["z"].value == pytest.approx(half + scene.b[0])
    z = np.full((1, 1), half + scene.b[0])
    assert scene.lamp.values == pytest.approx(scene.run.network().functions[0].forward(z)[0])


def test_all_together_show_every_sum_and_how_brightly_each_lights(connected):
    scene, _, z, a = connected
    assert [number.value for number in scene.all.numbers] == pytest.approx(
        z[: scene.drawn].tolist()
    )
    lamps = [lamp.values[0] for lamp in scene.all.lamps]
    assert lamps == pytest.approx(a[: scene.drawn].tolist())


def test_in_the_end_the_pictures_are_the_trained_weights_at_the_last_step(connected):
    scene, run, *_ = connected
    for j, picture in enumerate(scene.grid):
        np.testing.assert_allclose(picture.values.ravel(), run.W[0][-1, j], atol=1e-5)
    assert scene.step.value == run.steps[-1]


def test_one_scale_holds_for_every_picture_of_weights_and_products(connected):
    scene, *_ = connected
    pictures = scene.weights, scene.product, *scene.grid
    assert {tuple(picture.limits) for picture in pictures} == {(-scene.scale, scene.scale)}
    assert [end.value for end in scene.legend[0].ends] == [-scene.scale, scene.scale]


def test_how_many_neurons_light_up_is_told(connected):
    scene, _, z, _ = connected
    lit = int((z[: scene.drawn] > 0).sum())
    assert f" {in_words(lit)} of the neurons light" in captions_of(scene).lower()
    assert f"and the neuron {'lights up' if z[0] > 0 else 'stays dark'}" in captions_of(scene)
