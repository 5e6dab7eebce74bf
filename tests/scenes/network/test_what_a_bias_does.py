import numpy as np
import pytest
from watching import render

from nn.runs.run import FILM_RUN, Run, find
from scenes.network.what_a_bias_does import WhatABiasDoes


class Biased(WhatABiasDoes):
    """The same, noting what the table says, and which bars are lit, as each beat ends."""

    def construct(self):
        self.seen = {}
        super().construct()

    def beat(self, headline, caption):
        if hasattr(self, "rows"):
            self.seen[self.last] = (
                *(float(row.value) for row in self.rows.values()),
                self.histogram.is_marked,
                self.threshold.get_x(),
            )
        self.last = headline
        super().beat(headline, caption)


@pytest.fixture(scope="module", params=["tiny", "film"])
def biased(request, tiny_run, tmp_path_factory):
    """The clip after its end, and its run."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    return render(Biased, folder, tmp_path_factory.mktemp("b"), dry_run=True), Run.load(folder)


def z_of(run, bias=None):
    """The weighted inputs of the first layer, by the network itself, its biases replaced."""
    network = run.network()
    if bias is not None:
        network.biases[0][:] = bias
    return network.forward(run.examples()[0]).z[0]


def test_it_tells_of_the_neuron_that_its_bias_changes_most(biased):
    scene, run = biased
    change = abs((z_of(run) > 0).mean(axis=0) - (z_of(run, 0) > 0).mean(axis=0))
    assert change[scene.j] == pytest.approx(change.max(), abs=2e-3)


def test_the_histogram_counts_the_sums_of_every_example_without_the_bias(biased):
    scene, run = biased
    sums = z_of(run, 0)[:, scene.j]
    assert scene.histogram.counts.sum() == len(sums)
    expected = np.histogram(sums, scene.edges)[0]
    assert abs(scene.histogram.counts - expected).sum() <= 4  # on an edge, by float32's rounding


def test_how_often_it_lights_is_what_the_network_does_with_that_bias(biased):
    scene, run = biased
    for bias, threshold, percent, *_ in scene.seen.values():
        lit = (z_of(run, bias)[:, scene.j] > 0).mean()
        assert percent == pytest.approx(100 * lit, abs=0.3)
        assert threshold == pytest.approx(-bias)
    zero, other, own = list(scene.seen.values())[:3]
    assert zero[0] == 0
    assert other[2] == pytest.approx(10, abs=1)
    assert own[0] == pytest.approx(run.b[0][-1, scene.j])


def test_the_line_is_the_threshold_and_the_bars_beyond_it_are_lit(biased):
    scene, _ = biased
    middles = (scene.edges[:-1] + scene.edges[1:]) / 2
    for _, threshold, _, marked, x in scene.seen.values():
        np.testing.assert_array_equal(marked, middles >= threshold)
        assert x == pytest.approx(scene.plot.c2p(threshold, 0)[0], abs=1e-6)


def test_the_digits_stand_at_their_sums_framed_by_whether_they_light_it(biased):
    scene, run = biased
    assert len(scene.chosen) >= 3
    for i, (_, picture) in zip(scene.chosen, scene.some, strict=True):
        place = scene.plot.c2p(scene.sums[i], 0)[0]
        assert picture.get_x() == pytest.approx(place)
        np.testing.assert_allclose(picture.values.ravel(), run.examples()[0][i], atol=1e-6)
    lights = z_of(run)[scene.chosen, scene.j] > 0
    colours = [picture.get_stroke_color().to_hex().lower() for _, picture in scene.some]
    assert [colour == "#ffd75e" for colour in colours] == lights.tolist()


def test_what_the_biases_do_together_is_measured(biased):
    scene, run = biased
    images, labels = run.examples()
    bare = run.network()
    for biases in bare.biases:
        biases[:] = 0
    expected = [(network.predict(images) == labels).mean() for network in (run.network(), bare)]
    np.testing.assert_allclose(scene.results.bars.values, expected)


def test_the_activation_is_drawn_as_the_network_computes_it(biased):
    scene, run = biased
    x = np.linspace(scene.edges[0], scene.edges[-1], 9)
    a = run.network().functions[0].forward(x + float(scene.bias.get_value()))
    expected = scene.plot.c2p(x, a * scene.counts.max())
    anchors = scene.curve.get_anchors()
    for point in expected:
        assert np.linalg.norm(anchors - point, axis=1).min() < 0.15
