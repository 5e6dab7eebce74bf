import math

import numpy as np
import pytest
from watching import captions_of, numbers_in, scenes_of

from nn.analysis import studies
from nn.analysis.symmetry import twin_of
from nn.runs.run import FILM_RUN, Run
from scenes.minima.the_same_network_twice import TheSameNetworkTwice
from scenes.minima.twin_words import about_so_few
from scenes.minima.twins import formula_of_twins
from scenes.stage.examples import an_example

seen = scenes_of(TheSameNetworkTwice, study="twins")


@pytest.fixture
def scene(seen):
    return seen[0]


@pytest.fixture
def run(seen):
    return seen[1]


@pytest.fixture
def study(seen):
    return seen[2]


def network_on_screen(scene, run):
    """(W1, W2, W3) of the diagram as it stands, from top to bottom, biases aside."""
    orders = [np.argsort(column.heights) for column in scene.drawn.columns]
    W1 = np.array([picture.values.ravel() for picture in scene.drawn.pictures])
    W2, W3 = (edges.weights for edges in scene.drawn.edges)
    return W1[orders[0]], W2[orders[1]][:, orders[0]], W3[:, orders[1]]


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


def test_how_many_answers_are_the_same_and_right_halfway_is_said(scene, run, study):
    words = captions_of(scene)
    assert f"the same {len(run.examples()[0]):,} answers" in words
    right = study.right[len(study.right) // 2]
    assert (about_so_few(right) in words) == (right < study.right[0] - 0.05)


def test_a_share_that_is_too_small_is_not_told_as_a_success():
    told = [about_so_few(share) for share in (0.5, 0.35, 0.48, 0.001)]
    assert told == ["only half", "little more than a third", "not even half", "hardly any"]
