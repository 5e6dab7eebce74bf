import numpy as np
import pytest
from layout import texts, words_of

from scenes.mobjects.marked_map import MarkedMap
from scenes.stage import style

VALUES = np.array([[0.0, 0.5, 1.0], [2.0, 0.0, 4.0]])
MARKED = np.array([[True, False, False], [False, False, True]])


def made(marked):
    return MarkedMap(VALUES, marked, ("how far", "they went"), "none moved", width=3)


def test_just_the_marked_cells_are_yellow():
    picture = made(MARKED).heatmap
    yellow = [
        [np.allclose(picture.colour_of(j, k), style.rgb(style.FOCUS)) for k in range(3)]
        for j in range(2)
    ]
    assert yellow == MARKED.tolist()


def test_other_cells_are_as_grey_as_their_value_of_the_highest():
    picture = made(MARKED).heatmap
    for (j, k), value in np.ndenumerate(VALUES):
        if not MARKED[j, k]:
            expected = style.grey(value, scale=VALUES.max())
            np.testing.assert_allclose(picture.colour_of(j, k), expected, atol=0.002)


def test_the_scale_ends_at_the_highest_value():
    low, high = made(MARKED).scale_bar[0][1]
    assert (low.words, high.words) == ("0", "4.0")


@pytest.mark.parametrize("marked", [MARKED, np.zeros_like(MARKED)])
def test_the_key_stands_there_if_any_cell_is_marked(marked):
    words = " ".join(words_of(t) for t in texts([made(marked)]))
    assert ("none moved" in words) == marked.any()
