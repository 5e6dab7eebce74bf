import numpy as np
import pytest

from nn.errors import DownhillError
from scenes.mobjects.primitives import colour_table, look_up, plain
from scenes.stage import style


def test_zero_has_a_colour_of_its_own_in_a_symmetric_table():
    table = colour_table(style.diverging, (-1, 1))
    found = look_up(table, np.array([-1, 0, 1, -7, 7]), (-1, 1))
    np.testing.assert_allclose(found, style.diverging(np.array([-1, 0, 1, -1, 1])), atol=1e-12)


def test_look_up_is_within_a_step_of_an_eight_bit_screen():
    values = np.linspace(-3, 3, 1001)
    for colours in (style.diverging, style.grey):
        found = look_up(colour_table(colours, (-1, 1)), values, (-3, 3))
        assert abs(found - colours(values, 3)).max() < 1 / 255


@pytest.mark.parametrize("bad", [[[1, np.nan]], [[np.inf]], [1, 2], [[1], [2, 3]], "words"])
def test_what_cannot_be_painted_is_refused_in_a_sentence(bad):
    with pytest.raises(DownhillError, match="values"):
        plain(bad, "values", 2)


@pytest.mark.parametrize("bad", [[[0, 0, 2]], [[0, 0]], [[-0.1, 0, 0]]])
def test_a_table_that_is_not_of_colours_is_refused(bad):
    with pytest.raises(DownhillError, match="colour table"):
        colour_table(bad, (0, 1))
