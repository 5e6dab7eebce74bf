import re
import types

import numpy as np
import pytest
from manim import DOWN, UP, Rectangle
from watching import captions_in, render, shown

from nn.activations import HIDDEN
from nn.runs.run import FILM_RUN, Run, find
from scenes.mobjects.lettering import Readout
from scenes.network import feed_forward
from scenes.network.feed_forward import RANGES, FeedForward
from scenes.stage import style
from scenes.stage.examples import an_example, informative_pixels
from scenes.stage.the_network import INPUTS_DRAWN
from scenes.stage.words.numbers import in_words
from scenes.stage.words.symbols import squash_name
from scenes.stage.words.things import pixels


@pytest.fixture(scope="module", params=["tiny", "film"])
def a_run(request, tiny_run):
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


class Forward(FeedForward):
    """The same, noting what its third beat shows before it goes on."""

    def layer_after_layer(self):
        self.lit = self.columns[1].values
        super().layer_after_layer()


@pytest.fixture(scope="module")
def forward(a_run, tmp_path_factory):
    """The last picture of `FeedForward`, with the `formulas` it wrote, and its run."""
    written = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            feed_forward, "formula", lambda code: written.append(code) or style.formula(code)
        )
        scene = render(Forward, a_run, tmp_path_factory.mktemp("forward"), dry_run=True)
    scene.formulas = written
    return scene, Run.load(a_run)


def test_the_neurons_are_as_bright_as_the_network_makes_them(forward):
    scene, run = forward
    image, _ = an_example(run)
    a = run.network().forward(image.reshape(1, -1)).a
    np.testing.assert_array_equal(scene.columns[0].values, a[0][0, scene.pixels])
    for column, expected in zip(scene.columns[1:], a[1:], strict=True):
        np.testing.assert_allclose(column.values, expected[0])


def test_the_pixels_drawn_are_chosen_by_the_rule_and_counted(forward):
    scene, run = forward
    image, _ = an_example(run)
    expected = informative_pixels(image, run.W[0][-1], INPUTS_DRAWN)
    np.testing.assert_array_equal(scene.pixels, expected)
    said = f"We draw {in_words(INPUTS_DRAWN)} of its {pixels(run)}."
    assert captions_in(scene)[1] == said


def test_the_edges_are_the_last_weights(forward):
    scene, run = forward
    drawn = [run.W[0][-1][:, scene.pixels], *(W[-1] for W in run.W[1:])]
    for edges, W in zip(scene.edges, drawn, strict=True):
        np.testing.assert_array_equal(edges.weights, W)
        assert edges.scale_of == pytest.approx(abs(W).max())
        assert edges.grown == 1


def test_edges_are_as_strong_as_what_they_carry(forward):
    scene, _ = forward
    for edges, column in zip(scene.edges, scene.columns, strict=False):
        brightest = column.values.argmax()
        np.testing.assert_allclose(edges.strength[:, brightest], 1)
        order = np.argsort(column.values)
        assert (np.diff(edges.strength[0, order]) >= 0).all()


def test_the_readouts_are_the_outputs_and_the_verdict_is_true(forward):
    scene, run = forward
    image, label = an_example(run)
    outputs = run.network().forward(image.reshape(1, -1)).a[-1][0]
    np.testing.assert_allclose([readout.value for readout in shown(scene, Readout)][2:], outputs)
    answer = outputs.argmax()
    verdict = "right" if answer == label else "wrong"
    said = f"It says {run.classes[answer]}, and that is {verdict}."
    assert captions_in(scene)[-1] == said


def test_the_one_neuron_is_summed_as_the_network_does(forward):
    scene, run = forward
    image, _ = an_example(run)
    passed = run.network().forward(image.reshape(1, -1))
    j = abs(passed.z[0][0]).argmin()
    z, a, b = passed.z[0][0, j], passed.a[1][0, j], run.b[0][-1, j]
    (summed,) = [words for words in scene.formulas if "underbrace" in words]
    shown = re.findall(r"[−+]?\d+\.\d{3}", summed)
    assert shown == f"{z - b:.3f} {b:+.3f} {z:.3f}".replace("-", "−").split()
    assert f"a = sigma(z) = {a:.3f}" in scene.formulas
    np.testing.assert_allclose(scene.lit, np.where(np.arange(run.sizes[1]) == j, a, 0))


@pytest.mark.usefixtures("canvas")
@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_has_a_name_in_formulas(activation):
    run = types.SimpleNamespace(activations=[activation, "softmax"])
    assert style.formula(f"{squash_name(run)}(z)").width > style.formula("(z)").width


def test_the_frame_around_the_answer_touches_no_row_beside_it(canvas):
    rows = [Rectangle(width=2, height=0.3).shift(y * DOWN) for y in (0, 0.4, 0.8)]
    gap = rows[0].get_bottom()[1] - rows[1].get_top()[1]
    assert 0 < feed_forward.clearance(rows[1], rows[::2]) < gap
    assert feed_forward.clearance(rows[0].copy().shift(UP), rows) == feed_forward.BOX[0]


@pytest.mark.parametrize("name", RANGES)
def test_the_numbers_between_which_a_sum_is_squashed_are_the_functions_own(name):
    ends = HIDDEN[name].forward(np.array([[-60.0, 60.0]]))[0]
    words = {-1: "minus one", 0: "zero", 1: "one"}
    assert RANGES[name] == " and ".join(words[round(float(end), 6)] for end in ends)
