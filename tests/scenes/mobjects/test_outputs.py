import numpy as np
import pytest
from canvas import assert_colour, colour_at, painting

from scenes.mobjects.lettering import baseline
from scenes.mobjects.outputs import Bars, Outputs
from scenes.stage import style

pytestmark = pytest.mark.usefixtures("canvas")


def test_bars_are_as_long_as_their_values():
    bars = Bars([0.25, 1.0], width=4, height=2)
    picture = painting(bars)
    for j, value in enumerate((0.25, 1.0)):
        np.testing.assert_allclose(bars.end(j) - bars.middle(j), [4 * value, 0, 0], atol=1e-12)
        assert_colour(colour_at(picture, bars.end(j) + [-0.1, 0, 0]), style.rgb(style.WHITE))
    beyond = colour_at(picture, bars.end(0) + [0.1, 0, 0])
    assert beyond.max() < 0.2 and beyond.max() > 0  # its trough


def test_a_bar_in_another_colour_leaves_the_others_as_they_are():
    bars = Bars([1, 1], 4, 2).set_colour(1, style.FOCUS)
    picture = painting(bars)
    assert_colour(colour_at(picture, bars.middle(0) + [1, 0, 0]), style.rgb(style.WHITE))
    assert_colour(colour_at(picture, bars.middle(1) + [1, 0, 0]), style.rgb(style.FOCUS))


def test_names_bars_and_numbers_of_one_output_are_on_one_line():
    outputs = Outputs([0.1, 0.9, 0.5], ["0", "1", "2"])
    for j in range(3):
        name, number = outputs.row(j)
        assert number.get_y() == pytest.approx(outputs.bars.middle(j)[1])
        assert baseline(name) == pytest.approx(baseline(number))
        assert outputs.names[j].get_right()[0] < outputs.bars.get_left()[0]
        assert outputs.numbers[j].get_left()[0] > outputs.bars.get_right()[0]


def test_a_frame_is_around_one_output_and_no_other():
    outputs = Outputs([0.1, 0.9, 0.5], ["0", "1", "2"])
    frame = outputs.frame(1)
    assert frame.get_left()[0] < outputs.names[1].get_left()[0]
    assert frame.get_right()[0] > outputs.numbers[1].get_right()[0]
    for j, inside in enumerate((False, True, False)):
        y = outputs.bars.middle(j)[1]
        assert (frame.get_bottom()[1] < y < frame.get_top()[1]) == inside


def test_other_values_are_shown_in_bars_and_numbers():
    outputs = Outputs([0.1, 0.9], ["0", "1"]).set_values([0.8, 0.3])
    np.testing.assert_array_equal(outputs.bars.values, [0.8, 0.3])
    assert [number.words for number in outputs.numbers] == ["0.80", "0.30"]


def test_fading_cuts_nothing_off():
    mobject = Bars([0.9, 0.2, 1.0], 3, 2)
    whole, faint = painting(mobject), painting(mobject.copy().set_fill(opacity=0.5))
    np.testing.assert_allclose(faint, whole / 2, atol=2 / 255)


def test_one_output_alone_is_lit():
    outputs = Outputs([0.1, 0.9, 0.5], ["0", "1", "2"]).light(0).light(2)
    lit = [np.allclose(colour, style.rgb(style.FOCUS)) for colour in outputs.bars.colours]
    assert lit == [False, False, True]
    numbers = [number.get_fill_color().to_hex().lower() for number in outputs.numbers]
    assert numbers == [style.WHITE, style.WHITE, style.FOCUS]


def test_of_many_outputs_the_highest_have_rows_and_how_many_is_said():
    values = np.linspace(0, 1, 100)
    outputs = Outputs(values, [f"class {j}" for j in range(100)])
    assert outputs.shown.tolist() == list(range(90, 100))
    assert [name.typst_code for name in outputs.names] == [f"class {j}" for j in range(90, 100)]
    assert outputs.said.typst_code == "10 of 100"
    assert outputs.said.get_top()[1] < outputs.names[-1].get_bottom()[1]


def test_rows_keep_their_outputs_while_the_values_change():
    outputs = Outputs(np.zeros(30), [str(j) for j in range(30)], shown=[4, 20])
    outputs.set_values(np.arange(30) / 30)
    np.testing.assert_allclose(outputs.bars.values, [4 / 30, 20 / 30])
    assert outputs.row(20)[0] is outputs.names[1]
    outputs.light(7)  # has no row: nothing is lit
    colours = [name.get_fill_color().to_hex().lower() for name in outputs.names]
    assert colours == [style.WHITE] * 2


def test_long_names_take_their_room_from_the_bars():
    short = Outputs([0.2, 0.9], ["0", "1"], width=2.6)
    long = Outputs([0.2, 0.9], ["Ankle boot", "Donaudampfschifffahrtsgesellschaftskapitän"], 2.6)
    assert long.bars.width < short.bars.width
    assert long.width < short.width + 0.5
    assert long.names.get_right()[0] < long.bars.get_left()[0]


def test_names_shorten_the_bars_only_where_they_have_no_room():
    long = ["a name that is rather long"]
    bars = [Outputs([0.5], long, 4, 1, **room).bars.width for room in ({"room": 4}, {})]
    assert bars[0] == pytest.approx(4) and bars[1] < 4
