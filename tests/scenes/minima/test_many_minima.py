import numpy as np
import pytest
from watching import captions_of

from nn.experiments.many_minima import PAPER
from scenes.minima.many_minima import ManyMinima

CLIP = ManyMinima


def words_in(row):
    """The words of a row under the columns, its name first."""
    name, words = row
    row = name, *words
    return [part.typst_code.replace("\\", "") for part in row]


def test_each_network_is_a_dot_of_its_training_and_test_cost(scene, result):
    ends = result.arrays.cost[:, :, -1].astype(float)
    for dots, costs in zip(scene.panels.dots, ends, strict=True):
        from_mean = (costs - costs.mean(axis=0)) / costs.std(axis=0)
        np.testing.assert_allclose([dots.x, dots.y], from_mean.T)
        assert np.corrcoef(dots.x, dots.y)[0, 1] == pytest.approx(np.corrcoef(costs.T)[0, 1])


def test_dots_end_their_fall_at_the_test_cost_and_are_enlarged_from_there(scene, result):
    low, high = scene.near.plot.y_range
    for dots, costs in zip(scene.near.dots, result.arrays.cost[..., -1, 1], strict=True):
        np.testing.assert_allclose(dots.y, costs)
        assert low <= dots.y.min() <= dots.y.max() <= high


def test_all_columns_are_on_one_scale(scene):
    assert {id(dots.plot) for dots in scene.near.dots} == {id(scene.near.plot)}


def test_deviations_and_correlations_are_those_of_the_costs(scene, result):
    for i, costs in enumerate(result.arrays.cost[:, :, -1].astype(float)):
        assert words_in(scene.spread)[i + 1] == f"{costs[:, 1].std(ddof=1):.4f}"
        assert words_in(scene.rows[0])[i + 1] == f"{np.corrcoef(costs.T)[0, 1]:.2f}"


def test_the_papers_numbers_stand_below_and_say_where_we_disagree(scene, result):
    assert list(PAPER) == result.settings["widths"]
    for words, (width, r) in zip(words_in(scene.rows[2])[1:], PAPER.items(), strict=True):
        low, high = (result.found[f"correlation_{end}_{width}"] for end in ("low", "high"))
        assert words.startswith(f"{r:.2f}")
        assert words.endswith("outside") == (r < low or r > high)


def test_directions_are_counted_by_the_sign_of_their_eigenvalue(scene, result):
    n, tolerance = result.arrays.eigenvalues.shape[-1], result.settings["tolerance"]
    for ((parts, labels), _), bends in zip(
        scene.bars, result.arrays.eigenvalues.swapaxes(0, 1), strict=True
    ):
        down, up = (bends < -tolerance).mean(), (bends > tolerance).mean()
        expected = [down, 1 - down - up, up]
        widths = [part.width for part in parts]
        np.testing.assert_allclose(widths / np.sum(widths), expected, atol=1e-6)
        counts = [int(words.typst_code.split()[0].replace(",", "")) for _, words, _ in labels]
        assert sum(counts) == n
        np.testing.assert_allclose(counts, n * np.array(expected), atol=1)


def test_what_is_said_of_the_curvature_is_what_was_found(scene, result):
    shares = []
    for bends in result.arrays.eigenvalues.swapaxes(0, 1):
        curved = abs(bends) > result.settings["tolerance"]
        shares.append((bends[curved] > 0).mean())
    assert shares[0] < 0.7  # at the start, a saddle
    assert shares[1] > 0.95  # a valley
    assert "Of the directions that curve, nearly all curve upwards" in captions_of(scene)


def test_the_weights_shown_are_those_at_the_end_and_the_likest_are_the_likest(scene, result):
    W = result.arrays.W[:, 1]
    for grid, end in zip(scene.layers[0], W, strict=True):
        shown = [picture.values.ravel() for picture in grid.pictures]
        np.testing.assert_allclose(shown, end, atol=1e-6)
    assert "no two look alike" in captions_of(scene)
    assert result.found["alike_end"] < 0.6
    cosines = [float(part[1].typst_code.split()[-1].replace("\\", "")) for part in scene.likest[1:]]
    assert np.mean(cosines) == pytest.approx(result.found["alike_end"], abs=0.15)


def test_the_wider_the_closer_together_they_end(scene, result):
    deviations = result.arrays.cost[:, :, -1, 1].astype(float).std(axis=1, ddof=1)
    assert (np.diff(deviations) < 0).all()
    assert "The wider the networks, the closer they end" in captions_of(scene)


def test_what_is_said_of_the_lowest_is_so_of_the_widest(scene, result):
    low, high = (result.found[f"correlation_{end}_{max(PAPER)}"] for end in ("low", "high"))
    assert low < 0 < high
    assert "the lowest does no better on the test" in captions_of(scene)
