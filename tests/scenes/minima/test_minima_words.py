import pytest

from scenes.minima.minima_words import about_correlations, outside


@pytest.mark.parametrize(
    ("interval", "says"),
    [((-0.1, 0.3), "no better"), ((0.1, 0.3), "Even"), ((-0.4, -0.1), "worse")],
)
def test_it_is_said_whether_the_lowest_tests_best(interval, says):
    assert says in about_correlations(interval)


def test_a_correlation_on_the_edge_of_an_interval_is_inside():
    assert not outside(0.5, (0.5, 0.7)) and outside(0.4, (0.5, 0.7)) and outside(0.8, (0.5, 0.7))
