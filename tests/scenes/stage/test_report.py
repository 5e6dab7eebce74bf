import types

import pytest
from layout import words_of

from scenes.stage.explainer import safe_area
from scenes.stage.report import seeds, set_up


@pytest.mark.usefixtures("canvas")
def test_the_set_up_stands_at_the_lower_left_within_the_safe_area():
    told = set_up("2,000 digits", "Adam", "5 seeds", after="Zhang et al. (2017)")
    left, _, bottom, _ = safe_area()
    assert told.get_left()[0] == pytest.approx(left)
    assert told.get_bottom()[1] == pytest.approx(bottom)
    assert "Zhang" in words_of(told[1]) and "Adam" in words_of(told[0])


def test_seeds_are_counted():
    result = types.SimpleNamespace(settings={"seeds": [3]})
    assert seeds(result) == "1 seed"
    result.settings["seeds"] = range(5)
    assert seeds(result) == "5 seeds"
