import numpy as np
import pytest
from layout import texts
from manim import Typst
from watching import scenes_of

from scenes.gradient.gradient_checked import (
    GradientChecked,
    equation,
    significant,
)
from scenes.mobjects.agreement import POINT
from scenes.stage.words.numbers import power_in_formula

checked = scenes_of(GradientChecked, "gradient_check")


def written(digits):
    """The number that an equation's right side shows, as written."""
    return "".join(part.typst_code for part in digits).replace("\\", "")


def test_the_two_slopes_are_written_as_measured_and_alike_as_far_as_they_are_lit(checked):
    scene, _, check = checked
    below, above = check.costs
    slopes = (above - below) / (2 * check.epsilon), check.backpropagation
    shown = [written(digits) for digits in scene.slopes]
    for number, slope in zip(shown, slopes, strict=True):
        places = len(number.split(".")[1])
        assert number == f"{slope:.{places}f}"
    lit = [digits[0].typst_code for digits in scene.slopes]
    assert lit[0] == lit[1]
    assert all(len(digits) == 1 or digits[1].typst_code for digits in scene.slopes)
    tails = [number[len(lit[0].replace("\\", "")) :] for number in shown]
    assert tails == ["", ""] or tails[0][:1] != tails[1][:1]


def test_the_chord_ends_on_the_cost(checked):
    scene, _, check = checked
    for reach in (check.along[-1], check.along[len(check.along) // 2 + 4]):
        scene.reach.set_value(reach)
        _, below, above = scene._chord()
        for dot, x in ((below, -reach), (above, reach)):
            cost = check.costs_along[abs(check.along - x).argmin()]
            np.testing.assert_allclose(dot.get_center(), scene.plot.c2p(x, cost), atol=1e-6)


def test_the_curve_of_errors_goes_through_each_that_was_measured(checked):
    scene, _, check = checked
    errors = abs(check.differences - check.backpropagation)
    anchors = np.concatenate([curve.get_anchors() for curve in scene.error_curves])
    for epsilon, error in zip(check.epsilons, errors, strict=True):
        if error > 0:
            place = scene.errors.c2p(np.log10(epsilon), np.log10(error))
            assert np.linalg.norm(anchors - place, axis=1).min() < 1e-6


def test_each_checked_entry_is_a_point_and_the_worst_is_said(checked):
    scene, _, check = checked
    ours, tried = check.entries, check.entries_differences
    both = (ours != 0) & (tried != 0)
    squares = scene.entries.pairs.get_subpaths()
    assert len(squares) == both.sum()
    middles = np.array([square[:, :2].min(axis=0) + POINT for square in squares])
    places = scene.entries.plot.c2p(np.log10(abs(ours[both])), np.log10(abs(tried[both])))
    np.testing.assert_allclose(middles, places[:, :2], atol=1e-6)
    larger = np.maximum(abs(ours), abs(tried))
    worst = (abs(ours - tried)[larger > 0] / larger[larger > 0]).max()
    assert scene.worst == pytest.approx(worst)
    words = [text.typst_code for text in texts(scene.mobjects) if isinstance(text, Typst)]
    assert any(power_in_formula(worst, "times") in word for word in words)


def test_digits_that_count_begin_at_the_first_that_is_not_zero():
    assert significant("0.00268") == 3
    assert significant("-0.1") == 1
    assert significant("12.30") == 4
    assert significant("0.00") == 0


def test_numbers_that_agree_in_all_digits_or_none_are_written_whole(canvas):
    for alike in (0, 4):
        (digits,) = equation("x", "1.25", alike)[2]
        assert "25" in digits.typst_code
