import textwrap

import pytest

from scenes.rendering.preview.edits import Beat, chosen, places_to_look, touched
from scenes.rendering.preview.worker import CLOSING
from scenes.stage.explainer import Story

OLD = textwrap.dedent("""\
    SECONDS = 2
    COLOUR = "red"

    class Clip:
        def construct(self):
            self.first()
            self.second()

        def first(self):
            self.beat("One", "One.")
            self.play(self._dot())

        def second(self):
            self.beat("Two", "Two.")
            self.play(self._ring(), run_time=SECONDS)
            self.beat("Three", "Three.")
            self.play(self._ring())

        def _dot(self):
            return dot(COLOUR)

        def _ring(self):
            return ring(4)
    """)
BEATS = [  # as a rehearsal of OLD meets them
    Beat("One", 0, {("construct", 6), ("first", 10), ("first", 11)}),
    Beat("Two", 1, {("construct", 7), ("second", 14), ("second", 15)}),
    Beat("Three", 2, {("construct", 7), ("second", 16), ("second", 17)}),
]


def beat_of(old, new, otherwise=0):
    places, names = touched(old, new)
    return chosen(BEATS, places_to_look(places, names, new), otherwise)


@pytest.mark.parametrize(
    ("words", "others", "beat"),
    [
        ('"One."', '"1."', 0),
        ('"Two."', '"2."', 1),
        ("self._ring(), run_time", "self._ring() , run_time", 1),
        ('"Three."', '"3."', 2),
        ("self.play(self._ring())", "self.play( self._ring())", 2),
        ("self.second()", "self.second( )", 1),
        ("ring(4)", "ring(5)", 1),  # by way of who calls it, where it is called first
        ("dot(COLOUR)", "dot(BLUE)", 0),
        ("SECONDS = 2", "SECONDS = 3", 1),  # by way of who reads it
        ('COLOUR = "red"', 'COLOUR = "blue"', 0),  # by way of who calls who reads it
    ],
)
def test_an_edit_is_in_the_beat_that_shows_it(words, others, beat):
    assert OLD.count(words) == 1
    assert beat_of(OLD, OLD.replace(words, others), otherwise=9) == beat


def test_where_no_beat_shows_an_edit_the_one_is_drawn_that_was():
    unseen = OLD + "\n    def unused(self):\n        pass\n"
    assert beat_of(OLD, unseen, otherwise=2) == 2
    assert beat_of(OLD, OLD, otherwise=1) == 1
    assert beat_of(OLD, OLD, otherwise=3) == 0  # there are no longer so many
    assert beat_of(OLD, "class Clip(", otherwise=1) == 1


def test_an_edit_of_a_module_shows_where_the_clip_mentions_what_it_touched():
    module = "class Ring:\n    def __init__(self):\n        self.width = 1\n\nSMALL = 3\n"
    clip = OLD.replace("ring(4)", "Ring()").replace("self._dot()", "dot(SMALL)")
    for change, beat in (("width = 1", 1), ("SMALL = 3", 0)):
        _, names = touched(module, module.replace(change, change + "0"))
        assert chosen(BEATS, places_to_look([], names, clip), 9) == beat


def test_what_was_removed_counts_where_it_stood():
    places, names = touched(OLD, OLD.replace('        self.beat("One", "One.")\n', ""))
    assert places == [("first", 10)] and names == {"Clip", "first"}


def test_the_method_that_holds_a_beat_is_called_what_the_worker_thinks():
    assert callable(getattr(Story, CLOSING))
