import numpy as np
import pytest
from canvas import PIXELS, assert_colour, colour_at, column_of, halfway, lit, painting
from manim import LEFT, RIGHT, UP

from nn.errors import DownhillError
from scenes.mobjects.network_diagram import (
    WIDEST,
    Edges,
    Elision,
    Neurons,
    columns_and_edges,
    counts_below,
)
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")

ACTIVATIONS = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
SLACK = 2 / PIXELS  # how exactly a length can be measured on the canvas


def columns(before, after, apart=6.0):
    """Two columns of so many neurons, `apart` scene units from each other."""
    return [
        Neurons(np.zeros(n), spacing=1.0).shift(x * apart / 2 * RIGHT)
        for n, x in ((before, -1), (after, 1))
    ]


def edge_at(edges, j, k, share):
    """The scene point at a share of the way from neuron k to neuron j."""
    start, end = edges.place(edges.starts[k]), edges.place(edges.ends[j])
    return start + share * (end - start)


def thickness(picture, point):
    """How thick a nearly level line is at a scene point, in scene units."""
    column = picture[:, column_of(point[0])].max(axis=1)
    return column.sum() / column.max() / PIXELS


def test_each_neuron_is_as_bright_as_its_activation():
    neurons = Neurons(ACTIVATIONS)
    picture = painting(neurons)
    for j, a in enumerate(ACTIVATIONS):
        assert_colour(colour_at(picture, neurons.centre(j)), style.grey(a))


def test_what_lies_below_zero_is_in_the_colour_of_that():
    """Activations of tanh: grey alone would show −0.7 as it shows 0."""
    neurons = Neurons([-1.0, -0.5, 0.0])
    picture = painting(neurons)
    negative = style.rgb(style.NEGATIVE)
    for j, share in enumerate((1, 0.5, 0)):
        assert_colour(colour_at(picture, neurons.centre(j)), share * negative)


def test_what_lies_beyond_one_is_shown_as_one():
    neurons = Neurons([-2.0, 3.0])
    picture = painting(neurons)
    assert_colour(colour_at(picture, neurons.centre(0)), style.rgb(style.NEGATIVE))
    assert_colour(colour_at(picture, neurons.centre(1)), style.grey(1))


def test_neurons_stand_evenly_one_below_the_other():
    neurons = Neurons(ACTIVATIONS, height=4, spacing=0.8).shift(LEFT)
    np.testing.assert_allclose(np.diff(neurons.centres, axis=0), [[0, -0.8, 0]] * 4)
    np.testing.assert_allclose(neurons.centres[2], [-1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(neurons.centres, [neurons.centre(j) for j in range(5)])
    assert neurons.height == pytest.approx(5 * 0.8)


@pytest.mark.parametrize("n", [1, 10, 16, 30, 784])
@pytest.mark.parametrize("gap", [False, True])
def test_a_column_keeps_to_its_height_and_its_neurons_apart(n, gap):
    neurons = Neurons(np.ones(n), height=5, gap=gap)
    assert neurons.height <= 5 + 1e-9
    if n > 1:
        apart = -np.diff(neurons.centres[:, 1]).max()
        assert 0 < 2 * neurons.radius < apart


def test_a_gap_leaves_the_middle_free_for_the_dots():
    neurons = Neurons(np.ones(4), spacing=1.0, gap=True)
    dots = neurons.dots()
    np.testing.assert_allclose(neurons.centres[:, 1], [2, 1, -1, -2])
    np.testing.assert_allclose(dots.get_center(), neurons.get_center(), atol=1e-12)
    assert len(dots) == 3
    assert dots.get_top()[1] < 1 - neurons.radius and dots.get_bottom()[1] > -1 + neurons.radius
    assert not colour_at(painting(neurons), neurons.get_center()).any()


def test_animate_goes_through_the_activations_between():
    neurons = Neurons([0.0, 1.0])
    animation = halfway(neurons.animate.set_values([1.0, 0.5]))
    picture = painting(neurons)
    assert_colour(colour_at(picture, neurons.centre(0)), style.grey(0.5))
    assert_colour(colour_at(picture, neurons.centre(1)), style.grey(0.75))
    animation.finish()
    np.testing.assert_array_equal(neurons.values, [1.0, 0.5])


def test_neurons_scale_and_fade():
    neurons = Neurons(np.ones(3), spacing=1.0).scale(0.5).set_opacity(0.5)
    np.testing.assert_allclose(neurons.centres[:, 1], [0.5, 0, -0.5], atol=1e-12)
    assert_colour(colour_at(painting(neurons), neurons.centre(1)), style.grey(0.5))


def test_a_column_refuses_other_neurons_than_it_has():
    with pytest.raises(DownhillError, match="3 neurons were given 2 activations"):
        Neurons(np.ones(3)).set_values([1, 2])


@pytest.mark.parametrize("weight", [2.0, -2.0])
def test_the_heaviest_edge_has_the_full_colour_of_its_sign(weight):
    edges = Edges([[weight]], *columns(1, 1))
    picture = painting(edges)
    for share in (0.1, 0.5, 0.9):
        assert_colour(colour_at(picture, edge_at(edges, 0, 0, share)), style.diverging(weight, 2.0))


def test_edges_join_the_rims_of_their_neurons():
    before, after = columns(1, 1)
    edges = Edges([[1.0]], before, after)
    columns_lit = np.nonzero(lit(painting(edges)).any(axis=0))[0]
    start, end = before.centre(0)[0] + before.radius, after.centre(0)[0] - after.radius
    assert abs(columns_lit.min() - column_of(start)) <= 1
    assert abs(columns_lit.max() - column_of(end)) <= 1


def test_row_j_of_the_weights_feeds_neuron_j():
    before, after = columns(3, 2)
    for j, k in np.ndindex(2, 3):
        only = np.zeros((2, 3))
        only[j, k] = 1
        picture = painting(Edges(only, before, after).set_strength(only))
        start = before.centre(k) + before.radius * RIGHT
        end = after.centre(j) + after.radius * LEFT
        for share in (0.05, 0.3, 0.7, 0.95):
            assert colour_at(picture, start + share * (end - start))[2] > 0.4
        assert lit(picture)[:, column_of(0)].sum() < 6  # no other


@pytest.mark.parametrize("share", [0.8, 0.6, 0.5])
def test_width_and_opacity_grow_with_the_weight(share):
    """The light of a line is its width times its opacity times its colour's."""
    lines = [Edges([[weight]], *columns(1, 1), scale=1) for weight in (1, share)]
    full, less = (painting(line)[:, column_of(0)].sum() for line in lines)
    opacity, colours = 0.12 + 0.88 * share, [style.diverging(max(w, 0.75)) for w in (1, share)]
    expected = share * opacity * colours[1].sum() / colours[0].sum()
    assert less / full == pytest.approx(expected, abs=0.02)
    assert thickness(painting(lines[0]), edge_at(lines[0], 0, 0, 0.5)) == pytest.approx(
        WIDEST, abs=SLACK / 2
    )


def test_edges_are_drawn_on_the_scale_given():
    faint = painting(Edges([[1.0]], *columns(1, 1), scale=4))
    full = painting(Edges([[4.0]], *columns(1, 1), scale=4))
    assert faint.max() < 0.5 * full.max()
    clipped = painting(Edges([[40.0]], *columns(1, 1), scale=4))
    np.testing.assert_array_equal(clipped, full)


def test_other_weights_keep_the_scale():
    edges = Edges([[2.0]], *columns(1, 1))
    edges.set_weights([[-1.0]])
    expected = painting(Edges([[-1.0]], *columns(1, 1), scale=2))
    np.testing.assert_array_equal(painting(edges), expected)


def test_strength_dims_an_edge_to_nothing():
    edges = Edges([[1.0], [-1.0]], *columns(1, 2))
    ends = [edge_at(edges, j, 0, 0.9) for j in range(2)]
    full = painting(edges)
    half = painting(edges.set_strength(0.5))
    for end in ends:
        assert_colour(colour_at(half, end), colour_at(full, end) / 2)
    none = painting(edges.set_strength([[1], [0]]))
    assert_colour(colour_at(none, ends[0]), colour_at(full, ends[0]))
    assert not colour_at(none, ends[1]).any()


def test_strength_spreads_along_what_feeds_a_neuron():
    edges = Edges(np.ones((2, 3)), *columns(3, 2)).set_strength([0.1, 0.5, 2.0])
    np.testing.assert_array_equal(edges.strength, [[0.1, 0.5, 1.0]] * 2)


def test_the_heaviest_lies_on_top_where_edges_cross():
    before, after = columns(2, 2)
    for heavy, weights in ((1.0, [[0, 1.0], [-0.8, 0]]), (-1.0, [[0, 0.8], [-1.0, 0]])):
        edges = Edges(weights, before, after).set_strength([[0, 1], [1, 0]])
        crossing = (edge_at(edges, 0, 1, 0.5) + edge_at(edges, 1, 0, 0.5)) / 2
        assert_colour(colour_at(painting(edges), crossing), style.diverging(heavy))


def test_edges_reach_as_far_as_they_are_grown():
    edges = Edges([[1.0]], *columns(1, 1)).set_grown(0.5)
    picture = painting(edges)
    assert colour_at(picture, edge_at(edges, 0, 0, 0.48)).any()
    assert not colour_at(picture, edge_at(edges, 0, 0, 0.52)).any()
    assert not lit(painting(edges.set_grown(0))).any()


def test_animate_grows_and_dims():
    edges = Edges([[1.0]], *columns(1, 1)).set_grown(0).set_strength(0.2)
    animation = halfway(edges.animate.set_grown(1).set_strength(0.6))
    assert edges.grown == pytest.approx(0.5)
    np.testing.assert_allclose(edges.strength, 0.4)
    animation.finish()
    assert edges.grown == 1


def test_edges_move_with_their_box():
    edges = Edges([[1.0, -0.3], [0.2, 0.7]], *columns(2, 2)).shift(RIGHT + UP)
    still = painting(Edges([[1.0, -0.3], [0.2, 0.7]], *columns(2, 2)))
    assert_colour(painting(edges), np.roll(still, (-PIXELS, PIXELS), axis=(0, 1)))


def test_weights_of_another_shape_are_refused():
    before, after = columns(3, 2)
    with pytest.raises(DownhillError, match="do not join 3 neurons to 2"):
        Edges(np.ones((3, 2)), before, after)
    with pytest.raises(DownhillError, match="do not join 3 neurons to 2"):
        Edges(np.ones((2, 3)), before, after).set_weights(np.ones((3, 2)))


def test_neurons_change_places_and_edges_go_with_them():
    before, after = Neurons(np.zeros(3), spacing=0.5), Neurons(np.zeros(2), spacing=0.5)
    after.shift([3, 0, 0])
    edges = Edges(np.ones((2, 3)), before, after)
    old = before.centres
    before.set_places([2, 0, 1])
    np.testing.assert_allclose(before.centres, old[[2, 0, 1]])
    edges.join(before, after)
    starts, ends = edges.place(edges.starts), edges.place(edges.ends)
    np.testing.assert_allclose(starts, before.centres + [before.radius, 0, 0])
    np.testing.assert_allclose(ends, after.centres - [after.radius, 0, 0])


def test_columns_stand_from_left_to_right_and_edges_join_neighbours():
    activations, weights = (
        [np.ones(4), np.zeros(3), np.zeros(2)],
        [np.ones((3, 4)), np.ones((2, 3))],
    )
    columns, edges = columns_and_edges(activations, weights, 4, (-2, 6), gaps=(True, False, False))
    assert [column.get_x() for column in columns] == pytest.approx([-2, 2, 6])
    assert [column.has_gap for column in columns] == [True, False, False]
    for W, between, before, after in zip(weights, edges, columns, columns[1:], strict=False):
        np.testing.assert_array_equal(between.weights, W)
        ends = between.place(between.starts)[:, 0], between.place(between.ends)[:, 0]
        np.testing.assert_allclose(ends[0], before.get_x() + before.radius)
        np.testing.assert_allclose(ends[1], after.get_x() - after.radius)


def test_layers_left_out_are_said_between_columns_farther_apart():
    activations = [np.ones(4), np.zeros(3), np.zeros(3), np.zeros(2)]
    weights = [np.ones((3, 4)), None, np.ones((2, 3))]
    columns, edges = columns_and_edges(activations, weights, 4, (-4, 4), left_out=17)
    assert [column.get_x() for column in columns] == pytest.approx([-4, -2, 2, 4])
    assert isinstance(edges[1], Elision)
    assert edges[1].get_x() == pytest.approx(0)
    assert edges[1][1].typst_code == "17 layers"


def test_a_count_stands_below_each_column_of_which_a_part_is_drawn():
    columns, _ = columns_and_edges(
        [np.ones(3), np.ones(12)], [np.ones((12, 3))], 5, (-2, 2), (0, 1)
    )
    (words,) = counts_below(columns, ["", "12 of 200"])
    assert words.get_x() == pytest.approx(2)
    assert columns[1].get_bottom()[1] - 0.5 < words.get_bottom()[1] > -2.5


def test_counts_below_columns_that_stand_close_do_not_cross():
    columns, _ = columns_and_edges([np.ones(3)] * 3, [np.ones((3, 3))] * 2, 4, (-0.5, 0.5))
    counts = ["12 of 200", "12 of 300", ""]
    (words,) = counts_below(columns, counts)
    assert words.get_x() == pytest.approx(columns[0].get_x())
    apart, _ = columns_and_edges([np.ones(3)] * 3, [np.ones((3, 3))] * 2, 4, (-5, 5))
    assert len(counts_below(apart, counts)) == 2
