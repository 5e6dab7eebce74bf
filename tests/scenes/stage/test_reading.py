"""What can be read on the screen is found, and what has no room on it."""

from manim import RIGHT, UP, VGroup, config

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
    lines = reading.lines_of_type([apart, one, other, outside.shift(2 * UP)])
    assert sorted(reading.crowded(lines, None)) == ["one", "other", "outside"]


def test_a_long_headline_is_made_to_fit():
    room = config.frame_width - 2 * style.EDGE
    short, long = reading.fitted_headline("Short"), reading.fitted_headline("Long words " * 8)
    assert short.font_size == style.HEADLINE > long.font_size
    assert long.width <= room * 1.001
    assert reading.fitted_headline("Too long " * 40).font_size == style.SMALL
