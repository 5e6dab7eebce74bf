import math

import numpy as np
import pytest
from watching import numbers_in

from nn.analysis import studies
from nn.analysis.symmetry import twin_of
from nn.runs.run import FILM_RUN, Run
from scenes.learned.the_same_network_twice import TheSameNetworkTwice
from scenes.learned.twins import formula_of_twins, plot_of_changes
from scenes.stage.examples import an_example

CLIP = TheSameNetworkTwice


def network_on_screen(scene, run):
    """(W1, W2, W3) of the diagram as it stands, from top to bottom, biases aside."""
    orders = [np.argsort(column.heights) for column in scene.drawn.columns]
    W1 = np.array([picture.values.ravel() for picture in scene.drawn.pictures])
    W2, W3 = (edges.weights for edges in scene.drawn.edges)
    return W1[orders[0]], W2[orders[1]][:, orders[0]], W3[:, orders[1]]


@pytest.mark.parametrize("most", [0, 1, 3, 5, 14])
def test_ticks_of_answers_that_change_stand_at_the_number_they_say(most):
    plot = plot_of_changes(np.array([0, most]), 20, False)
    for mark, words in plot.labels[3:]:
        assert mark.get_y() == pytest.approx(plot.c2p(0, int(words.typst_code))[1])


def test_the_diagram_ends_as_the_twin(scene, run, study):
    twin = twin_of(run.network(), [study.order1, study.order2], [study.turned1, study.turned2])
    for shown, W in zip(network_on_screen(scene, run), twin.weights, strict=True):
        np.testing.assert_allclose(shown, W, atol=1e-6)


def test_edges_end_where_their_neurons_stand(scene):
    for edges, before, after in zip(
        scene.drawn.edges, scene.drawn.columns, scene.drawn.columns[1:], strict=False
    ):
        starts, ends = edges.place(edges.starts), edges.place(edges.ends)
        np.testing.assert_allclose(starts[:, 1], before.centres[:, 1], atol=1e-6)
        np.testing.assert_allclose(ends[:, 1], after.centres[:, 1], atol=1e-6)


def test_each_picture_stands_at_the_place_of_its_neuron(scene, study):
    corner = scene.drawn.pictures.get_corner([-1, 1, 0])
    for place, j in enumerate(study.order1):
        row, column = divmod(place, 4)
        step = scene.drawn.pictures.width / 4
        expected = corner + [(column + 0.5) * step, -(row + 0.5) * step, 0]
        np.testing.assert_allclose(scene.drawn.pictures[j].get_center(), expected, atol=0.1)


def test_the_outputs_are_the_networks_before_and_after(scene, run):
    image, _ = an_example(run)
    expected = run.network().forward(image.ravel()).a[-1][0]
    np.testing.assert_allclose([n.value for n in scene.drawn.numbers], expected, atol=1e-5)
    np.testing.assert_allclose(scene.drawn.columns[-1].values, expected, atol=1e-5)


def test_both_answer_all_images_alike(scene, run):
    n = len(run.examples()[0])
    assert numbers_in(scene.facts) == [n, n]


def test_the_bound_of_the_rounding_is_the_same_on_any_machine(scene, run):
    assert scene.exponent == math.ceil(math.log10(max(run.sizes) * 2.0**-52))
    assert scene.difference < 10.0**scene.exponent


def test_mixtures_of_two_neurons_change_answers_but_not_at_the_ends(scene, run):
    assert scene.changed[0] == scene.changed[-1] == 0
    W1, W2, W3 = (W[-1].astype(float) for W in run.W)
    b1, b2, b3 = (b[-1].astype(float) for b in run.b)
    z = run.examples()[0].astype(float) @ W1.T + b1
    turned = z.copy()
    turned[:, 0], turned[:, -1] = (z[:, 0] - z[:, -1]) / 2**0.5, (z[:, 0] + z[:, -1]) / 2**0.5
    answers = []
    for sums, back in ((z, False), (turned, True)):
        a = 1 / (1 + np.exp(-sums)) - 0.5
        if back:
            a[:, 0], a[:, -1] = (a[:, 0] + a[:, -1]) / 2**0.5, (a[:, -1] - a[:, 0]) / 2**0.5
        a2 = 1 / (1 + np.exp(-((a + 0.5) @ W2.T + b2)))
        answers.append((a2 @ W3.T + b3).argmax(axis=1))
    assert scene.changed[len(scene.changed) // 2] == (answers[0] != answers[1]).sum()


def test_at_the_end_of_their_mixing_the_two_have_changed_places(scene, run):
    W = run.W[0][-1]
    for picture, w in zip(scene.two, (-W[-1], W[0]), strict=True):
        np.testing.assert_allclose(picture.values.ravel(), w, atol=1e-6)


def test_the_curve_is_the_cost_along_the_line(scene, study):
    points = np.vstack([scene.curve.get_start_anchors(), scene.curve.get_end()])
    np.testing.assert_allclose(points, scene.plot.c2p(study.shares, study.costs), atol=1e-6)


def test_of_the_film_the_cost_rises_between_the_twins():
    study, _ = studies.read(Run.load(FILM_RUN), "twins")
    assert study.costs[20] > 5 * study.costs[0]


def test_how_many_twins_there_are_is_written_as_a_product():
    assert formula_of_twins((784, 16, 16, 10), [True, True]).endswith("= 1.9 dot 10^(36)")
    assert formula_of_twins((784, 5, 10), [False]) == "5! = 1.2 dot 10^(2)"
    assert formula_of_twins((4, 1000, 1000, 2), [True, True]).startswith(
        "1000! dot 2^1000 dot 1000!"
    )
