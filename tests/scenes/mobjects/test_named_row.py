import numpy as np
import pytest

from scenes.mobjects.lettering import baseline
from scenes.mobjects.named_row import named_row
from scenes.stage import style


def test_each_word_stands_in_the_middle_of_its_place_and_the_name_begins_on_the_left():
    name, words = named_row("answers", [7, 10, 4], [0, 1, 3], -1, left=-4)
    np.testing.assert_allclose([word.get_x() for word in words], [0, 1, 3], atol=1e-9)
    assert [word.get_y() for word in words] == pytest.approx([-1] * 3, abs=0.02)
    assert name.get_left()[0] == pytest.approx(-4)
    assert [word.typst_code for word in words] == ["7", "10", "4"]


def test_a_name_with_hanging_letters_stands_on_the_baseline_of_its_words():
    name, words = named_row("longest query", [7, "a", "0.45, outside"], [0, 1, 3], 2, left=-4)
    assert name.get_bottom()[1] < baseline(name) - 0.03
    assert [baseline(word) for word in words] == pytest.approx([baseline(name)] * 3, abs=0.01)


def test_words_have_one_colour_or_one_each():
    for colors in (style.FOCUS, [style.FOCUS, style.WHITE]):
        _, words = named_row("answers", ["a", "b"], [0, 1], 0, -4, colors)
        expected = [colors] * 2 if isinstance(colors, str) else colors
        assert [word.get_color().to_hex().lower() for word in words] == expected
