import numpy as np
import pytest

from scenes.mobjects.captioned import Captioned
from scenes.mobjects.lettering import baseline
from scenes.stage import style

IMAGES = np.arange(3 * 2 * 2).reshape(3, 2, 2) / 11


@pytest.fixture
def row():
    lines = {"label": ([7, 1, 4], style.WHITE), "taken for": ([1, 7, 9], style.FOCUS)}
    return Captioned(IMAGES, style.text("hard"), lines)


def test_below_each_picture_stand_its_own_words(row):
    for column, image, words in zip(row.columns, IMAGES, ("71", "17", "49"), strict=True):
        picture, *below = column
        np.testing.assert_array_equal(picture.values, image)
        assert "".join(word.typst_code for word in below) == words
        heights = [part.get_y() for part in column]
        assert heights == sorted(heights, reverse=True)


def test_each_name_stands_left_of_its_line_in_the_same_colour(row):
    assert [name.typst_code for name in row.names] == ["hard", "label", "taken for"]
    for name, part in zip(row.names, row.columns[0], strict=True):
        assert name.get_y() == pytest.approx(part.get_y(), abs=0.05)
        assert name.get_right()[0] < part.get_left()[0]
    for i in (1, 2):
        line = [row.names[i], *(column[i] for column in row.columns)]
        assert [baseline(words) for words in line] == pytest.approx([baseline(line[0])] * len(line))
    assert row.names[2].get_color() == row.columns[0][2].get_color()
