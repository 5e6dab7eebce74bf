import numpy as np
from manim import Dot

from scenes.mobjects.layer_panel import LayerPanel, light
from scenes.stage import style


def test_it_shows_the_numbers_of_a_layer(canvas):
    panel = LayerPanel(5)
    assert panel.show(3, np.array([[1.234, -0.001], [0.5, 2]]), [0.25, -1], [1, 1, 0.5]) is panel
    words = [number.words for number in panel.numbers]
    assert words == ["1.23", "0.00", "0.50", "2.00", "0.25", "−1.00"]
    assert panel.which.words == "3"


def test_the_numbers_stand_as_in_a_matrix_between_brackets(canvas):
    panel = LayerPanel(5)
    (upper_left, upper_right, lower_left, _), brackets = panel.acts[0][1][0], panel.acts[0][1][1]
    assert upper_left.get_y() == upper_right.get_y() > lower_left.get_y()
    left, right = brackets
    assert left.get_right()[0] < upper_left.get_left()[0]
    assert right.get_left()[0] > upper_right.get_right()[0]


def test_what_is_at_work_is_lit_and_what_is_done_or_to_come_is_not():
    acts = [Dot(color=style.WHITE) for _ in range(3)]
    light(acts, np.array([1, 0.5, 0]))
    colours = [act.get_color().to_hex().lower() for act in acts]
    assert colours == [style.QUIET, style.FOCUS, style.QUIET]
