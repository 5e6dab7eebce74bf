"""What can be read on the screen is found, and what has no room on it."""

import pytest
from manim import DOWN, LEFT, RIGHT, UP, VGroup, config

from scenes.mobjects.lettering import Readout
from scenes.stage import reading, style


def test_words_are_read_in_their_order_and_numbers_are_not():
    group = VGroup(style.text("cost"), VGroup(style.text("0.5"), style.text("of all, $x$")))
    under = style.formula("underbrace(x, #text(size: 1.15em)[a sum])")
    unseen = style.text("unseen").set_opacity(0)
    assert reading.read([group, group, under, unseen]) == ["cost", "of all, $x$", "a sum"]


def test_lines_that_cross_or_leave_the_frame_have_no_room():
    apart = style.text("apart").shift(2 * UP)
    one, other = style.text("one"), style.text("other").shift(0.1 * RIGHT)
    outside = style.text("outside").shift(config.frame_width / 2 * RIGHT)
    seen = VGroup(apart, one, other, outside.shift(2 * UP))
    assert sorted(reading.crowded([seen, apart], None)) == ["one", "other", "outside"]


def test_a_number_that_is_pushed_out_is_the_fault_of_the_words_beside_it():
    words, far = style.text("a long name").to_edge(RIGHT), style.text("far")
    number = Readout(0.5).next_to(words, RIGHT)
    assert reading.crowded([words, far, number], None) == ["a long name"]
    assert reading.crowded([far, number.next_to(far, RIGHT)], None) == []
    assert reading.crowded([far, number.move_to(far)], None) == ["far"]


def test_a_long_headline_is_made_to_fit():
    room = config.frame_width - 2 * style.EDGE
    short, long = reading.fitted_headline("Short"), reading.fitted_headline("Long words " * 8)
    assert short.font_size > 1.2 * long.font_size
    assert long.width <= room * 1.001
    assert reading.fitted_headline("Too long " * 40).font_size == pytest.approx(style.SMALL)


def test_a_headline_leaves_room_for_what_stands_beside_it():
    words = "A headline of middling length, if not longer than that"
    legend = style.text("a legend", style.SMALL).to_corner(UP + RIGHT)
    legend.shift(3.5 * LEFT)
    alone, below = reading.fitted_headline(words), legend.copy().shift(3 * DOWN)
    beside = reading.fitted_headline(words, [VGroup(legend)])
    assert beside.get_right()[0] < legend.get_left()[0] < alone.get_right()[0]
    assert reading.fitted_headline(words, [below]).width == alone.width
