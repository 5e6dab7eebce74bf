import numpy as np
import pytest
from watching import captions_of, scenes_of

from nn.analysis.output_costs import CROSS_ENTROPY, SQUARE, sigma
from scenes.cost.why_squares import FARTHEST, KINDS, WhySquares
from scenes.stage.needs import SIGMOID_OUTPUTS

seen = scenes_of(WhySquares)


def test_the_output_is_the_largest_wrong_one_of_all_examples(seen):
    scene, run = seen
    images, labels = run.examples()
    a = run.network().forward(images).a[-1]
    wrong = a.argmax(axis=1) != labels
    assert sigma(scene.here) == pytest.approx(a[wrong].max(), rel=1e-4)
    np.testing.assert_array_equal(scene.outputs.bars.values, scene.a)
    assert f"{a[wrong].max():.3f}, where we want 0" in captions_of(scene)


def test_differences_cancel_as_far_as_is_said_and_squares_do_not(seen):
    scene, _ = seen
    d = scene.a - scene.y
    values = [row[2].value for row in scene.sums[:4]]
    np.testing.assert_allclose(
        values, [d[d > 0].sum(), d[d < 0].sum(), d.sum(), (d**2).sum()], atol=1e-9
    )
    assert values[0] + values[1] == pytest.approx(values[2])


def test_at_the_end_marks_and_numbers_are_those_of_the_output_over_z(seen):
    scene, _ = seen
    assert scene.z.get_value() == scene.here
    dots = [mark.get_center() for mark in scene.marks[1::2]]
    expected = [scene.plot.c2p(scene.here, kind.of.cost(scene.here)) for kind in KINDS]
    np.testing.assert_allclose(dots, expected, atol=1e-6)
    for kind, cost, slope in zip(KINDS, scene.costs[1:], scene.slopes[1:], strict=True):
        assert cost.value == pytest.approx(kind.of.cost(scene.here))
        assert slope.value == pytest.approx(kind.of.slope_in_z(scene.here))


def test_tangents_touch_with_the_slope_of_the_curve(seen):
    scene, _ = seen
    for kind, tangent in zip(KINDS, scene.marks[::2], strict=True):
        start, end = tangent.get_start(), tangent.get_end()
        unit = scene.plot.c2p(1, 1) - scene.plot.c2p(0, 0)
        slope = (end - start)[1] / (end - start)[0] * unit[0] / unit[1]
        assert slope == pytest.approx(kind.of.slope_in_z(scene.here), abs=1e-6)


def test_wherever_the_output_is_no_tangent_leaves_the_plot_for_the_labels_of_its_axes(seen):
    scene, _ = seen
    (left, bottom, _), (right, _, _) = scene.plot.x_axis.get_start(), scene.plot.x_axis.get_end()
    for z in (FARTHEST, -1.0, 0.0, scene.here):
        scene.z.set_value(z)
        for tangent in scene._marks()[::2]:
            ends = np.array([tangent.get_start(), tangent.get_end()])
            assert ends[:, 0].min() >= left - 1e-6 and ends[:, 0].max() <= right + 1e-6
            assert ends[:, 1].min() >= bottom - 1e-6
            assert np.ptp(ends[:, 0]) > 0
    scene.z.set_value(scene.here)


def test_how_much_steeper_cross_entropy_is_is_told(seen):
    scene, _ = seen
    times = CROSS_ENTROPY.slope_in_z(scene.here) / SQUARE.slope_in_z(scene.here)
    assert f"{times:,.0f} times as steep here" in captions_of(scene)


def test_it_is_of_outputs_that_are_squashed_one_by_one():
    assert SIGMOID_OUTPUTS in WhySquares.needs
