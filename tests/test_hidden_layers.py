import itertools
import math

import numpy as np
import pytest
from watching import render

from nn import studies
from nn.network import Network
from nn.run import FILM_RUN, Run, find
from nn.studies.twins import twin_of
from scenes.examples import an_example
from scenes.hidden_layers import (
    NEARLY_STRAIGHT,
    SecondLayer,
    TheSameNetworkTwice,
    counted,
    number_of_twins,
)
from scenes.mobjects.lettering import Readout


def numbers_in(mobject):
    """The values of all numbers that a mobject shows."""
    if isinstance(mobject, Readout):
        return [float(mobject.value)]
    return [value for part in mobject.submobjects for value in numbers_in(part)]


def captions_of(scene):
    return " ".join(caption.content for caption in scene.renderer.file_writer.subcaptions)


@pytest.fixture(scope="module", params=["tiny", "film"])
def second(request, tiny_run, tmp_path_factory):
    """`SecondLayer` after its end, its run, and z of both hidden layers for all examples."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(SecondLayer, folder, tmp_path_factory.mktemp("second"), dry_run=True)
    run = Run.load(folder)
    z1 = run.examples()[0] @ run.W[0][-1].T + run.b[0][-1]
    a1 = 1 / (1 + np.exp(-z1.astype(float)))
    return scene, run, z1, a1 @ run.W[1][-1].T + run.b[1][-1]


def test_the_neuron_is_the_one_that_the_example_excites_most(second):
    scene, run, _, z2 = second
    image, _ = an_example(run)
    (i,) = np.flatnonzero((run.examples()[0] == image.ravel()).all(axis=1))[:1]
    assert scene.j == z2[i].argmax()


def test_the_sum_is_of_all_pictures_of_the_first_layer_by_weight(second):
    scene, run, _, _ = second
    W1, W2 = run.W[0][-1], run.W[1][-1]
    for j, picture in enumerate(scene.layer):
        expected = sum(W2[j, k] * W1[k].astype(float) for k in range(len(W1)))
        np.testing.assert_allclose(picture.values.ravel(), expected, atol=2e-5)
    np.testing.assert_allclose(scene.sum.values, scene.layer[scene.j].values, atol=2e-5)


def test_a_frame_says_the_sign_and_the_size_of_a_weight(second):
    scene, run, _, _ = second
    w = run.W[1][-1, scene.j]
    widths = [frame.get_stroke_width() for frame in scene.frames]
    np.testing.assert_array_equal(np.argsort(widths, kind="stable"), np.argsort(abs(w)))
    blue = [
        frame.get_stroke_color() == scene.frames[int(w.argmax())].get_stroke_color()
        for frame in scene.frames
    ]
    np.testing.assert_array_equal(blue, w > 0)


def test_the_share_of_sums_where_the_squashing_is_nearly_straight(second):
    scene, _, z1, _ = second
    share = np.mean(abs(z1) < NEARLY_STRAIGHT)
    assert float(scene.share.value) == pytest.approx(100 * share, abs=0.05)
    assert f"{share:.0%} lie within" in captions_of(scene)


def test_each_dot_is_what_the_picture_says_and_what_the_neuron_gets(second):
    scene, run, _, z2 = second
    response = run.examples()[0] @ (run.W[1][-1, scene.j] @ run.W[0][-1])
    np.testing.assert_allclose(scene.dots.x, response, atol=1e-2)
    np.testing.assert_allclose(scene.dots.y, z2[:, scene.j], atol=1e-3)
    expected = np.corrcoef(response, z2[:, scene.j])[0, 1]
    assert numbers_in(scene.table) == pytest.approx(
        [expected, scene.r.min(), scene.r.max()], abs=1e-3
    )


def test_the_correlations_of_the_layer_are_those_of_numpy(second):
    scene, run, _, z2 = second
    response = run.examples()[0] @ (run.W[1][-1] @ run.W[0][-1]).T
    for j in range(run.sizes[2]):
        expected = np.corrcoef(response[:, j], z2[:, j])[0, 1]
        assert scene.r[j] == pytest.approx(expected, abs=1e-3)


@pytest.fixture(scope="module", params=["tiny", "film"])
def twice(request, tiny_run, tmp_path_factory):
    """`TheSameNetworkTwice` after its end, its run, and the study that it is drawn from."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(TheSameNetworkTwice, folder, tmp_path_factory.mktemp("twice"), dry_run=True)
    run = Run.load(folder)
    return scene, run, studies.read(run, "twins")[0]


def network_on_screen(scene, run):
    """(W1, W2, W3) of the diagram as it stands, from top to bottom, biases aside."""
    orders = [np.argsort(column.heights) for column in scene.columns]
    W1 = np.array([picture.values.ravel() for picture in scene.pictures])
    W2, W3 = (edges.weights for edges in scene.edges)
    return W1[orders[0]], W2[orders[1]][:, orders[0]], W3[:, orders[1]]


def test_the_diagram_ends_as_the_twin(twice):
    scene, run, study = twice
    twin = twin_of(run.network(), [study.order1, study.order2], [study.turned1, study.turned2])
    for shown, W in zip(network_on_screen(scene, run), twin.weights, strict=True):
        np.testing.assert_allclose(shown, W, atol=1e-6)


def test_edges_end_where_their_neurons_stand(twice):
    scene, _, _ = twice
    for edges, before, after in zip(scene.edges, scene.columns, scene.columns[1:], strict=False):
        starts, ends = edges.place(edges.starts), edges.place(edges.ends)
        np.testing.assert_allclose(starts[:, 1], before.centres[:, 1], atol=1e-6)
        np.testing.assert_allclose(ends[:, 1], after.centres[:, 1], atol=1e-6)


def test_each_picture_stands_at_the_place_of_its_neuron(twice):
    scene, _, study = twice
    corner = scene.pictures.get_corner([-1, 1, 0])
    for place, j in enumerate(study.order1):
        row, column = divmod(place, 4)
        step = scene.pictures.width / 4
        expected = corner + [(column + 0.5) * step, -(row + 0.5) * step, 0]
        np.testing.assert_allclose(scene.pictures[j].get_center(), expected, atol=0.1)


def test_the_outputs_are_the_networks_before_and_after(twice):
    scene, run, _ = twice
    image, _ = an_example(run)
    expected = run.network().forward(image.ravel()).a[-1][0]
    np.testing.assert_allclose([n.value for n in scene.numbers], expected, atol=1e-5)
    np.testing.assert_allclose(scene.columns[-1].values, expected, atol=1e-5)


def test_both_answer_all_images_alike(twice):
    scene, run, _ = twice
    n = len(run.examples()[0])
    assert numbers_in(scene.facts) == [n, n]
    assert scene.difference < 1e-13


def test_the_curve_is_the_cost_along_the_line(twice):
    scene, _, study = twice
    points = np.vstack([scene.curve.get_start_anchors(), scene.curve.get_end()])
    np.testing.assert_allclose(points, scene.plot.c2p(study.shares, study.costs), atol=1e-6)


def test_of_the_film_the_cost_rises_between_the_twins():
    study, _ = studies.read(Run.load(FILM_RUN), "twins")
    assert study.costs[20] > 5 * study.costs[0]


def test_the_twins_of_a_tiny_network_are_as_many_as_are_found():
    """A layer of 3: every order, each neuron turned over or not, all different."""
    network = Network((2, 3, 2), seed=1, dtype=np.float64)
    found = {
        twin_of(network, [np.array(order)], [np.array(over)], np.float64).theta.round(9).tobytes()
        for order in itertools.permutations(range(3))
        for over in itertools.product([False, True], repeat=3)
    }
    assert len(found) == number_of_twins((2, 3, 2)) == 48


def test_their_number_is_counted_from_the_sizes():
    assert number_of_twins((784, 16, 16, 10)) == (math.factorial(16) * 2**16) ** 2
    assert counted((784, 16, 16, 10)).endswith("= 1.9 dot 10^(36)")
    assert number_of_twins((784, 5, 10), freely=True) == 120
    assert counted((4, 1000, 1000, 2)).startswith("1000! dot 2^1000 dot 1000!")
