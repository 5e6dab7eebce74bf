import numpy as np
import pytest
from watching import captions_of, watched

from nn import experiments
from nn.experiments.many_minima import PAPER
from nn.runs.run import FILM_RUN, find
from scenes.minima.many_minima import (
    ManyMinima,
    about_correlations,
    arc,
    counted,
    dots_over,
    on,
    standardised,
    used_pixels,
)
from scenes.mobjects.plot import Plot
from scenes.mobjects.table import baseline


@pytest.fixture(scope="module")
def result():
    return experiments.read("many_minima")


@pytest.fixture(scope="module")
def clip(media):
    """`ManyMinima` after its end."""
    return watched(ManyMinima, find(FILM_RUN), media)


def words_in(row):
    return [part.typst_code.replace("\\", "") for part in row]


def test_each_network_is_a_dot_of_its_training_and_test_cost(clip, result):
    for dots, costs in zip(clip.scattered, result.arrays.cost[:, :, -1].astype(float), strict=True):
        np.testing.assert_allclose([dots.x, dots.y], standardised(costs))
        assert np.corrcoef(dots.x, dots.y)[0, 1] == pytest.approx(np.corrcoef(costs.T)[0, 1])


def test_dots_end_their_fall_at_the_test_cost_and_are_enlarged_from_there(clip, result):
    low, high = clip.near.y_range
    for dots, costs in zip(clip.dots, result.arrays.cost[..., -1, 1], strict=True):
        np.testing.assert_allclose(dots.y, costs)
        assert low <= dots.y.min() <= dots.y.max() <= high


def test_all_columns_are_on_one_scale(clip):
    assert len({id(dots.plot) for dots in clip.dots}) == 1


def test_deviations_and_correlations_are_those_of_the_costs(clip, result):
    for i, costs in enumerate(result.arrays.cost[:, :, -1].astype(float)):
        assert words_in(clip.spread)[i + 1] == f"{costs[:, 1].std(ddof=1):.4f}"
        assert words_in(clip.rows[0])[i + 1] == f"{np.corrcoef(costs.T)[0, 1]:.2f}"


def test_the_papers_numbers_stand_below_and_say_where_we_disagree(clip, result):
    assert list(PAPER) == result.settings["widths"]
    for words, (width, r) in zip(words_in(clip.rows[2])[1:], PAPER.items(), strict=True):
        low, high = (result.found[f"correlation_{end}_{width}"] for end in ("low", "high"))
        assert words.startswith(f"{r:.2f}")
        assert words.endswith("outside") == (r < low or r > high)


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


def test_directions_are_counted_by_the_sign_of_their_eigenvalue(clip, result):
    n, tolerance = result.arrays.eigenvalues.shape[-1], result.settings["tolerance"]
    for (parts, _, labels), bends in zip(
        clip.bars, result.arrays.eigenvalues.swapaxes(0, 1), strict=True
    ):
        down, up = (bends < -tolerance).mean(), (bends > tolerance).mean()
        expected = [down, 1 - down - up, up]
        widths = [part.width for part in parts]
        np.testing.assert_allclose(widths / np.sum(widths), expected, atol=1e-6)
        counts = [int(words.typst_code.split()[0].replace(",", "")) for _, words, _ in labels]
        assert sum(counts) == n
        np.testing.assert_allclose(counts, n * np.array(expected), atol=1)
        for part, (_, words, line) in zip(parts, labels, strict=True):
            assert line.get_x() == pytest.approx(part.get_x())
            assert baseline(words) == pytest.approx(baseline(labels[0][1]))


def test_what_is_said_of_the_curvature_is_what_was_found(clip, result):
    shares = []
    for bends in result.arrays.eigenvalues.swapaxes(0, 1):
        curved = abs(bends) > result.settings["tolerance"]
        shares.append((bends[curved] > 0).mean())
        assert curved.mean() < 0.5  # “most directions are flat at both”
    assert f"{shares[0]:.0%} curve up at the start, {shares[1]:.0%} at the end" in captions_of(clip)
    assert shares[1] > 0.95  # “nearly a valley”


def test_directions_to_pixels_that_are_always_black_are_flat(result):
    """So many as are told of: their second derivative is zero but for rounding."""
    W, eigenvalues = result.arrays.W, result.arrays.eigenvalues
    black = W.shape[2] * int((~used_pixels(W)).sum())
    assert 0 < black <= (abs(eigenvalues) < 1e-9).sum(axis=-1).min()


def test_counts_add_up_whatever_is_rounded():
    assert counted(10, [0.14, 0.72, 0.14]) == (1, 8, 1)


def test_dots_stay_where_they_are_as_those_of_a_panel(clip):
    dots, panel = clip.dots[0], Plot((-3, 3), (-2, 2), 1.6, 1.2).shift([2, 1, 0])
    moved = dots_over(panel, on(panel, dots))
    np.testing.assert_allclose(panel.c2p(moved.x, moved.y), dots.plot.c2p(dots.x, dots.y))


def test_an_arc_bends_as_it_is_told():
    for bend in (-1, 0, 1):
        points = arc(bend, "#ffffff").points[:, 1]
        assert np.sign(points[0] - points[len(points) // 2]) == bend


def test_the_weights_shown_are_those_at_the_end_and_the_likest_are_the_likest(clip, result):
    W = result.arrays.W[:, 1]
    for (grid, _), end in zip(clip.layers[0], W, strict=True):
        np.testing.assert_allclose([picture.values.ravel() for picture in grid], end, atol=1e-6)
    end, start = (f"{result.found[f'alike_{when}']:.2f}" for when in ("end", "start"))
    assert f"a mean cosine of {end}; it was {start} at the start" in captions_of(clip)
    cosines = [float(part[1].typst_code.split()[-1].replace("\\", "")) for part in clip.likest[1:]]
    assert np.mean(cosines) == pytest.approx(result.found["alike_end"], abs=0.15)


def test_what_is_said_of_the_spread_is_what_was_found(clip, result):
    words, widths = captions_of(clip), result.settings["widths"]
    for width in (widths[0], widths[-1]):
        assert f"{result.found[f'test_std_{width}']:.4f} with {width}" in words
