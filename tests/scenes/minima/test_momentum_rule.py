import numpy as np
import pytest

from scenes.minima.momentum_rule import REMEMBERED, momentum_rule
from scenes.stage.explainer import safe_area


def test_without_momentum_only_the_newest_gradient_counts_and_with_it_all_do_in_total_ten():
    rule, memory, without, remembering = momentum_rule(0.9, 2, ("#ffffff", "#f58cc6"))
    assert memory.bars.counts[0] == 1 and not any(memory.bars.counts[1:])
    memory.set_momentum(0.9, "#f58cc6")
    np.testing.assert_allclose(memory.bars.counts, 0.9 ** np.arange(REMEMBERED))
    assert without.typst_code == "$mu = 0$"
    assert remembering.typst_code == "$mu = 0.9$: in all $10$ gradients"
    assert sum(0.9**age for age in range(1000)) == pytest.approx(10)
    assert rule.get_top()[1] == pytest.approx(2)
    assert memory.get_right()[0] == pytest.approx(safe_area()[1])
