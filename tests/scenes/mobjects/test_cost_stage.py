import numpy as np
import pytest

from scenes.mobjects.cost_stage import GAP, CostStage
from scenes.stage.explainer import safe_area

CASES = [
    # outputs, largest sum, largest term, drawn as squares
    (10, 3.0, 1.0, True),
    (2, 1.9, 1.0, True),
    (47, 12.0, 1.0, True),
    (10, 9.9, 1.0, True),
    (10, 12.6, 12.6, False),
    (3, 0.4, 0.2, False),
]


@pytest.mark.parametrize("case", CASES)
def test_everything_stands_in_the_safe_area(case):
    n, most, largest, square = case
    stage = CostStage(*case)
    terms = np.zeros(n)
    terms[: int(np.ceil(most / largest))] = most / np.ceil(most / largest)
    side = np.sqrt(terms) if square else np.ones(n)
    shapes = [
        stage.bars(np.ones(n)),
        stage.lines(np.ones(n)),
        stage.areas(side, side if square else terms),
        stage.stacked(terms),
    ]
    left, right, bottom, top = safe_area()
    for rectangles in shapes:
        assert rectangles[:, 0].min() >= left and (rectangles[:, 0] + rectangles[:, 2]).max() <= (
            right
        )
        assert rectangles[:, 1].min() >= bottom
        assert (rectangles[:, 1] + rectangles[:, 3]).max() <= top


@pytest.mark.parametrize("case", CASES)
def test_an_area_keeps_its_size_in_the_sum(case):
    n, square = case[0], case[3]
    stage = CostStage(*case)
    terms = np.linspace(0.02, 1, n) ** 2 * case[2]
    side = np.sqrt(terms) if square else np.ones(n)
    areas = stage.areas(side, side if square else terms)[:, 2:].prod(axis=1)
    stacked = stage.stacked(terms)
    gaps = np.minimum(GAP, 0.5 * terms * stage.per_cost)
    np.testing.assert_allclose((stacked[:, 2] + gaps) * stage.high, areas)


def test_squares_are_square_and_one_output_does_not_touch_the_next():
    stage = CostStage(10, 3.0, 1.0, True)
    areas = stage.areas(np.ones(10), np.ones(10))
    np.testing.assert_allclose(areas[:, 2], areas[:, 3])
    assert (areas[1:, 0] > areas[:-1, 0] + areas[:-1, 2]).all()


def test_the_sum_ends_where_the_axis_says_its_value():
    stage = CostStage(10, 3.0, 1.0, True)
    terms = np.full(10, 0.21)
    left, _, width, _ = stage.stacked(terms)[-1]
    assert left + width + GAP == pytest.approx(stage.axis().c2p(2.1, 0)[0])
