import numpy as np
import pytest

from nn.runs.run import Run
from scenes.stage.examples import an_example
from scenes.stage.the_network import PICTURE_AT, TheNetwork, carried

pytestmark = pytest.mark.usefixtures("canvas")


@pytest.fixture(scope="module")
def run(tiny_run):
    return Run.load(tiny_run)


def test_before_and_after_training_the_same_inputs_and_outputs_are_drawn(run):
    before, after = TheNetwork(run, run.network(0)), TheNetwork(run)
    np.testing.assert_array_equal(before.pixels, after.pixels)
    np.testing.assert_array_equal(before.outputs, after.outputs)
    for one, other in zip(before.columns, after.columns, strict=True):
        np.testing.assert_allclose(one.centres, other.centres)
    assert before.picture.get_center() == pytest.approx(PICTURE_AT)


def test_edges_and_activations_are_those_of_the_network_that_is_given(run):
    first = TheNetwork(run, run.network(0))
    np.testing.assert_array_equal(first.edges[0].weights, run.W[0][0][:, first.pixels])
    a = run.network(0).forward(an_example(run)[0].reshape(1, -1)).a
    np.testing.assert_allclose(first.shown[-1], a[-1][0, first.outputs])
    np.testing.assert_array_equal(first.columns[0].values, a[0][0, first.pixels])
    assert not first.columns[1].values.any()


def test_each_output_has_its_name_and_number_beside_its_neuron(run):
    shown = TheNetwork(run)
    rows = shown.rows(shown.passed.a[-1][0])
    values = [number.value for _, number in rows]
    np.testing.assert_allclose(values, shown.passed.a[-1][0, shown.outputs])
    for (name, number), centre in zip(rows, shown.columns[-1].centres, strict=True):
        assert centre[0] < name.get_left()[0] < name.get_right()[0] < number.get_left()[0]
        assert number.get_y() == pytest.approx(centre[1])


def test_lit_each_neuron_has_its_activation_and_edges_are_as_strong_as_what_they_carry(run):
    shown = TheNetwork(run).lit()
    for column, values in zip(shown.columns, shown.shown, strict=True):
        np.testing.assert_array_equal(column.values, values)
    for edges, values in zip(shown.edges, shown.shown, strict=False):
        np.testing.assert_allclose(edges.strength[0], carried(values))
        assert edges.strength.max() == 1
