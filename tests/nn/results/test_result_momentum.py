import numpy as np
import pytest

from nn import experiments
from nn.results.momentum import FLAT, Momenta


@pytest.fixture(scope="module")
def result():
    return experiments.read("momentum")


@pytest.fixture(scope="module")
def momenta(result):
    return Momenta(result)


def test_arrivals_are_those_found(momenta, result):
    found = result.found
    assert momenta.arrival(0) == found["arrival_plain"]
    assert momenta.arrival(found["best_momentum"]) == found["arrival_best"]
    middle = np.median(momenta.arrivals(), axis=0)
    assert momenta.momenta[int(middle.argmin())] == found["best_momentum"]


def test_from_its_arrival_on_both_coordinates_stay_near(momenta):
    for mu, needed in zip(momenta.momenta, momenta.arrivals()[0].astype(int), strict=True):
        path = abs(momenta.paths(mu)[0])
        near = momenta.near * path[0]
        assert (path[needed:] <= near).all()
        assert needed > momenta.steps or (path[needed - 1] > near).any()


def test_the_largest_momentum_does_not_arrive_and_all_others_do(momenta):
    np.testing.assert_array_equal(momenta.arrived(), np.array(momenta.momenta) < 0.99)
    assert momenta.expected()[-1] > momenta.steps


def test_coordinates_are_shares_of_the_start(momenta):
    most = momenta.momenta[-1]
    assert momenta.start[FLAT] == 1
    assert momenta.off_plane(most).shape == momenta.paths(most).shape[:2]
