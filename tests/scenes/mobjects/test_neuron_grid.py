import numpy as np
import pytest

from scenes.mobjects.neuron_grid import COLUMNS, NeuronGrid

W = np.random.default_rng(0).normal(size=(6, 3, 2))
A, Z = np.linspace(0, 1, 6), np.linspace(-3, 20, 6)


@pytest.fixture
def grid():
    return NeuronGrid(W, A, Z, scale=2, first=(-1, 2, 0))


def test_every_neuron_has_its_weights_its_activation_and_its_sum(grid):
    for j, (picture, lamp, number) in enumerate(
        zip(grid.pictures, grid.lamps, grid.numbers, strict=True)
    ):
        np.testing.assert_array_equal(picture.values, W[j])
        assert lamp.values.tolist() == [A[j]] and number.value == Z[j]
        assert lamp.get_left()[0] > picture.get_right()[0]
        assert lamp.get_y() > number.get_y()


def test_pictures_are_in_reading_order_from_the_first(grid):
    places = np.array([picture.get_center() for picture in grid.pictures])
    np.testing.assert_allclose(places[0], [-1, 2, 0])
    assert (np.diff(places[:COLUMNS, 0]) > 0).all()
    assert np.ptp(places[:COLUMNS, 1]) == pytest.approx(0)
    assert places[COLUMNS, 0] == pytest.approx(-1) and places[COLUMNS, 1] < 2


def test_a_high_picture_is_no_larger_than_a_wide_one(grid):
    assert [picture.height for picture in grid.pictures] == pytest.approx([1.26] * 6)


def test_other_weights_are_shown_on_the_same_scale(grid):
    grid.set_weights(-W)
    np.testing.assert_array_equal([picture.values for picture in grid.pictures], -W)
    assert {tuple(picture.limits) for picture in grid.pictures} == {(-2, 2)}
