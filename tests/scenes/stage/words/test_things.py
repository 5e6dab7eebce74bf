import types

import pytest

from nn.datasets.words import usual_words
from scenes.stage.words import things


def run(classes, name="mine", shape=(8, 8), words=None):
    one, many = words or usual_words(name, classes, shape)
    facts = {"dataset": {"name": name}}
    return types.SimpleNamespace(
        classes=list(classes), image_shape=shape, one=one, many=many, facts=facts
    )


DIGITS = run("0123456789", "mnist")
CLOTHES = run(["Ankle boot", "Dress"], "fashion")
LETTERS = run("AFU", words=("letter", "letters"))
TABLE = run(["setosa", "virginica"], shape=None)


@pytest.mark.parametrize(
    "of, one, many, inputs",
    [
        (DIGITS, "a digit", "digits", "pixels"),
        (CLOTHES, "an image", "images", "pixels"),
        (LETTERS, "a letter", "letters", "pixels"),
        (TABLE, "an example", "examples", "inputs"),
        (run("0123456789"), "an image", "images", "pixels"),  # ten classes need not be digits
    ],
)
def test_words_speak_of_what_the_data_are(of, one, many, inputs):
    assert (things.a(of), things.many(of), things.pixels(of)) == (one, many, inputs)
    assert one.endswith(things.one(of))


def test_only_what_is_known_to_be_written_by_hand_is_called_so():
    assert things.handwritten(DIGITS)
    assert not any(map(things.handwritten, (CLOTHES, TABLE, run("0123456789", "mnist_rotated"))))


def test_a_class_is_named_in_a_sentence_so_that_its_name_is_seen_to_end():
    assert things.this(DIGITS, 3) == "this 3"
    assert things.this(CLOTHES, 1) == "this “Dress”"
    assert things.a_class(CLOTHES, 0) == "an “Ankle boot”"
    assert things.a_class(DIGITS, 8) == "an 8"
    assert [things.a_class(LETTERS, j) for j in range(3)] == ["an A", "an F", "a U"]


@pytest.mark.parametrize(
    "word, article",
    [("digit", "a"), ("image", "an"), ("unit", "a"), ("umbrella", "an"), ("11", "an"), ("1", "a")],
)
def test_articles_go_by_the_sound(word, article):
    assert things.with_article(word) == f"{article} {word}"


def test_a_long_name_is_cut_between_whole_letters():
    long = run(["Donaudampfschifffahrtsgesellschaftskapitän"])
    assert things.class_name(long, 0) == "“Donaudampfschifffahrtsg…”"
    assert things.cut("short", 5) == "short"
    assert things.cut("cafe\u0301s", 5) == "caf…"  # not between e and its accent


@pytest.mark.parametrize("known, word", [(True, "step"), (False, "snapshot")])
def test_snapshots_are_numbered_by_steps_only_where_these_are_known(known, word):
    assert things.step(types.SimpleNamespace(steps_known=known)) == word


@pytest.mark.parametrize(
    "first, known, words",
    [
        (0, True, "before training"),
        (1, True, "after 1 step"),
        (1200, True, "after 1,200 steps"),
        (0, False, "at the first snapshot"),
    ],
)
def test_the_start_is_before_training_only_where_that_is_known(first, known, words):
    begun = types.SimpleNamespace(steps=[first, 5000], steps_known=known)
    assert things.start_of(begun) == words


def test_only_digits_are_called_so():
    assert things.kinds(DIGITS) == ("digit", "digits")
    assert things.kinds(LETTERS) == things.kinds(TABLE) == ("class", "classes")


@pytest.mark.parametrize(
    "optimizer, replayable, plain",
    [
        ({"name": "sgd", "l2": 0.0}, True, True),
        ({"name": "sgd", "l2": 0.1}, True, False),
        ({"name": "sgd"}, False, False),  # of a framework: it may have momentum
        ({"name": "adam"}, False, False),
    ],
)
def test_descent_is_plain_only_where_each_step_is_known_to_be(optimizer, replayable, plain):
    trained = types.SimpleNamespace(facts={"optimizer": optimizer}, replayable=replayable)
    assert things.is_plain_descent(trained) is plain
