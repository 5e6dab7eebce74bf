import pytest

from scenes.minima.minima_words import about_correlations


@pytest.mark.parametrize(
    ("ours", "intervals", "says"),
    [
        ([0.7, 0.5], [(0.6, 0.8), (0.4, 0.6)], "falls from 0.70 to 0.50, in the paper from"),
        ([0.7, 0.2], [(0.6, 0.8), (0.1, 0.3)], "of the paper's 2, 1 lies outside our intervals"),
        ([0.5, 0.6], [(0.4, 0.8), (0.4, 0.8)], "Not here: the correlation goes from 0.50 to 0.60"),
    ],
)
def test_it_is_said_whether_the_correlation_falls_as_in_the_paper(ours, intervals, says):
    assert says in about_correlations(ours, [0.75, 0.45], intervals)
