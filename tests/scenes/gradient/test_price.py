from types import SimpleNamespace

import numpy as np
import pytest

from scenes.gradient.price import Price

RUN = SimpleNamespace(
    facts={"dataset": {"training": 100}},
    steps=np.array([0, 1, 5, 10, 40]),
    train_cost=np.array([3.0, 2.0, 1.0, 0.2, 0.1]),
)


def price_of(*exact):
    batches = SimpleNamespace(
        exact_costs=np.array(exact), etas=np.geomspace(0.1, 1, len(exact)), sizes=np.array([10])
    )
    return Price(RUN, batches)


def test_what_rough_steps_reach_for_the_price_of_one_exact_step_is_marked(canvas):
    price = price_of([3.0, 2.0, 1.5], [3.0, 2.5, 2.2])
    assert price.rough_cost == 0.2  # after ten steps of ten examples each
    np.testing.assert_allclose(price.reached[0].get_center(), price.plot.c2p(100, 0.2), atol=1e-6)
    assert price.lowest == 1.5


@pytest.mark.parametrize(
    ("exact", "said"),
    [
        ([3.0, 2.0, 1.5], "They lead far lower than even two exact steps."),
        ([3.0, 0.3], "They lead lower than even one exact step."),
        ([3.0, 0.1], "But one exact step leads lower."),
        ([3.0, np.inf, np.nan], "And two exact steps led out of bounds."),
    ],
)
def test_it_is_said_which_lead_lower(canvas, exact, said):
    assert price_of(exact).compared() == said


def test_a_dot_that_is_off_the_picture_is_said_to_be(canvas):
    hidden = price_of([3.0, 9.0])
    assert [len(dots) for dots in hidden.dots] == [1]
    assert "some off the picture" in hidden.words.typst_code
    assert "some off" not in price_of([3.0, 2.0]).words.typst_code
