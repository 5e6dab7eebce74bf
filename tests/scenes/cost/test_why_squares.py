import numpy as np
import pytest
from watching import captions_of, scenes_of

from nn.analysis.output_costs import CROSS_ENTROPY, SQUARE, sigma
from scenes.cost.why_squares import FARTHEST, KINDS, SURE, WhySquares, ways
from scenes.stage.needs import SIGMOID_OUTPUTS
from scenes.stage.words.things import a_class

seen = scenes_of(WhySquares)


def test_the_output_is_the_largest_wrong_one_of_all_examples(seen):
    scene, run = seen
    images, labels = run.examples()
    a = run.network().forward(images).a[-1]
    wrong = a.argmax(axis=1) != labels
    assert sigma(scene.here) == pytest.approx(a[wrong].max(), rel=1e-4)
    np.testing.assert_array_equal(scene.outputs.bars.values, scene.a)
    thinks = "is sure" if a[wrong].max() > SURE else "thinks"
    said = f"This is {a_class(run, scene.label)}. The network {thinks} that it is "
    assert captions_of(scene).startswith(f"{said}{a_class(run, scene.a.argmax())}.")


def test_differences_cancel_as_far_as_is_drawn_and_squares_do_not(seen):
    scene, _ = seen
    d = scene.a - scene.y
    values = [row[2].value for row in scene.sums[:4]]
    np.testing.assert_allclose(
        values, [d[d > 0].sum(), d[d < 0].sum(), d.sum(), (d**2).sum()], atol=1e-9
    )
    assert values[0] + values[1] == pytest.approx(values[2])


def test_at_the_end_balls_and_slopes_are_where_descent_has_led(seen):
    scene, _ = seen
    np.testing.assert_allclose(scene.at, ways(scene.here)[-1])
    check_balls(scene)


@pytest.mark.parametrize("where", [FARTHEST, -1.0, 0.0, 2.5])
def test_wherever_a_ball_is_it_lies_on_its_curve_with_its_own_tangent_and_slope(seen, where):
    scene, _ = seen
    before = scene.at
    scene.show_balls(np.full(len(KINDS), where))
    check_balls(scene)
    scene.show_balls(before)


def check_balls(scene):
    unit = scene.plot.c2p(1, 1) - scene.plot.c2p(0, 0)
    (left, bottom, _), (right, _, _) = scene.plot.x_axis.get_start(), scene.plot.x_axis.get_end()
    for i, (kind, z) in enumerate(zip(KINDS, scene.at, strict=True)):
        place = scene.plot.c2p(z, kind.of.cost(z))
        np.testing.assert_allclose(scene.balls[i].get_center(), place, atol=1e-6)
        assert scene.slopes[1 + i].value == pytest.approx(kind.of.slope_in_z(z))
        start, end = scene.tangents[i].get_start(), scene.tangents[i].get_end()
        slope = (end - start)[1] / (end - start)[0] * unit[0] / unit[1]
        assert slope == pytest.approx(kind.of.slope_in_z(z), abs=1e-6)
        # No tangent leaves the plot for the labels of its axes.
        assert min(start[0], end[0]) >= left - 1e-6 and max(start[0], end[0]) <= right + 1e-6
        assert min(start[1], end[1]) >= bottom - 1e-6


def test_balls_roll_by_the_slope_of_each_cost_at_one_rate():
    found = ways(3.0)
    steps = np.diff(found, axis=0)
    rates = [kind.of.slope_in_z(z) for kind, z in zip(KINDS, found[:-1].T, strict=True)]
    np.testing.assert_allclose(steps / steps[0, 0], -np.array(rates).T / -rates[0][0])
    assert found[-1, KINDS.index(kind_of(CROSS_ENTROPY))] < 0


def kind_of(cost):
    return next(kind for kind in KINDS if kind.of is cost)


def test_the_square_is_called_flat_only_where_it_is(seen):
    scene, _ = seen
    flat = "Squashing makes the square almost flat here." in captions_of(scene)
    assert flat == (sigma(scene.here) > SURE)
    assert SQUARE.slope_in_z(scene.here) < CROSS_ENTROPY.slope_in_z(scene.here)


def test_it_is_of_outputs_that_are_squashed_one_by_one():
    assert SIGMOID_OUTPUTS in WhySquares.needs
