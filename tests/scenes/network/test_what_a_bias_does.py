import numpy as np
import pytest
from watching import captions_of, render

from nn.runs.run import FILM_RUN, Run, find
from scenes.network.what_a_bias_does import LITTLE, WhatABiasDoes
from scenes.stage import style


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
        return super().beat(headline, caption)


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


def test_each_example_is_a_slice_of_the_bar_that_counts_it(biased):
    scene, _ = biased
    left, bottom, width, height = scene._in_their_bars().T
    sums = scene.sums[scene.order]
    x = scene.plot.c2p(sums, 0)[:, 0]
    bar = scene.plot.c2p(scene.edges, 0)[1, 0] - scene.plot.c2p(scene.edges, 0)[0, 0]
    assert (abs(x - left - width / 2) <= bar / 2 + 1e-6).all()
    one = scene.plot.c2p(0, 1) - scene.plot.c2p(0, 0)
    np.testing.assert_allclose(height, one[1])
    assert len(set(zip(left.round(6), bottom.round(6), strict=True))) == len(sums)


def test_what_the_biases_do_together_is_measured(biased):
    scene, run = biased
    images, labels = run.examples()
    bare = run.network()
    for biases in bare.biases:
        biases[:] = 0
    expected = [(network.predict(images) == labels).mean() for network in (run.network(), bare)]
    found = [readout.value / 100 for readout in scene.shares.values()]
    np.testing.assert_allclose(found, expected)
    assert f"gets {expected[1]:.0%} right." in captions_of(scene)
    little = expected[0] - expected[1] < LITTLE
    assert captions_of(scene).endswith("they matter little." if little else "needs them.")


def test_in_the_end_an_example_is_lit_if_the_bare_network_answers_it_right(biased):
    scene, run = biased
    bare = run.network()
    for biases in bare.biases:
        biases[:] = 0
    right = bare.predict(run.examples()[0]) == run.examples()[1]
    lit = (scene.field.colours == style.rgb(style.WHITE)).all(axis=1)
    np.testing.assert_array_equal(lit, right[scene.order])
    places = {(x, y) for x, y in scene.field.rectangles[:, :2].round(6)}
    assert len(places) == len(right)
