import numpy as np
import pytest

from scenes.mobjects.fan_panel import FanPanel

ANGLES = np.array([10.0, 100.0, 50.0, 170.0, 80.0])


@pytest.fixture
def panel():
    return FanPanel(ANGLES, "at the start", radius=2, arrows=3).shift([1, 2, 0])


def shown(panel):
    return [float(readout.value) for readout in panel.readouts]


def test_the_numbers_are_of_all_angles_and_the_arrows_of_the_first(panel):
    assert panel.fan.angles.tolist() == [10, 100, 50]
    assert shown(panel) == [80, 40]


def test_other_angles_change_both(panel):
    panel.set_angles(np.array([1.0, 2.0, 3.0, 91.0]))
    assert panel.fan.angles.tolist() == [1, 2, 3]
    assert shown(panel) == [2.5, 25]


def test_every_arrow_and_the_exact_one_begin_on_the_line_at_90_degrees(panel):
    np.testing.assert_allclose(panel.fan.origin, panel.exact.origin, atol=1e-9)
    assert panel.exact.angles.tolist() == [0]
    assert panel.level.get_y() == pytest.approx(panel.fan.origin[1])
    assert panel.fan.tip(90)[1] == pytest.approx(panel.level.get_y())
