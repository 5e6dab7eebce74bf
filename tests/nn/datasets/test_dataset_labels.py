"""Labels of every kind are read as the plain ones are, or refused with what would do."""

import numpy as np
import pytest
from data_files import the_sentence

from nn.datasets import from_arrays

Y = np.arange(60) % 3
IMAGES = np.random.default_rng(3).integers(0, 256, (60, 5, 4)).astype(np.uint8)


def read(labels, **options):
    return from_arrays((IMAGES, labels), name="x", **options)


KINDS = {
    "numbers": (Y, "012"),
    "numbers from 1": (Y + 1, "123"),
    "bytes": (Y.astype(np.uint8), "012"),
    "whole floats": (Y / 1.0, "012"),
    "a column": (Y[:, None], "012"),
    "a list": (Y.tolist(), "012"),
    "objects": (Y.astype(object), "012"),
    "other numbers": (np.array([3, 7, 200])[Y], ("3", "7", "200")),
    "numbers below 0": (Y - 1, ("-1", "0", "1")),
    "words": (np.array(["a2", "a10", "b"])[Y], ("a2", "a10", "b")),
    "words as bytes": (np.array([b"a", b"b", b"\xc3\xa9"])[Y], "abé"),
    "numbers as words": (np.array(["8", "9", "10"])[Y], ("8", "9", "10")),
    "one-hot": (np.eye(3)[Y], "012"),
    "one-hot booleans": (np.eye(3, dtype=bool)[Y], "012"),
    "one-hot bytes": (np.eye(3, dtype=np.uint8)[Y], "012"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_label_gives_the_same_numbers_and_its_own_names(kind):
    labels, classes = KINDS[kind]
    data, expected = read(labels), read(Y)
    assert data.classes == tuple(classes)
    for part in ("training", "validation", "test"):
        np.testing.assert_array_equal(
            getattr(data, f"{part}_labels"), getattr(expected, f"{part}_labels")
        )
    assert (data.sha256 == expected.sha256) == (data.classes == expected.classes)


def test_true_and_false_are_two_classes():
    data = read(Y > 0)
    assert data.classes == ("false", "true")
    assert np.bincount(data.training_labels).tolist() == [16, 32]


def test_names_of_classes_go_to_labels_in_their_order():
    assert read(Y, classes=["x", "y", "z", "never seen"]).classes[2] == "z"
    data = read(np.array([3, 7, 200])[Y], classes=["x", "y", "z"])
    assert data.classes == ("x", "y", "z") and "3, 7, 200 are called x, y, z" in data.understood
    np.testing.assert_array_equal(data.training_labels, read(Y).training_labels)
    data = read(np.array(["a", "b", "c"])[Y], classes=["c", "b", "a"])  # words say which is which
    np.testing.assert_array_equal(data.training_labels, 2 - read(Y).training_labels)
    again = read(np.array([3, 7, 200])[Y], classes=read(np.array([3, 7, 200])[Y]).classes)
    np.testing.assert_array_equal(again.training_labels, read(Y).training_labels)


def test_a_column_of_one_hot_labels_is_a_class_even_if_no_example_is_of_it():
    assert read(np.eye(5)[Y]).classes == tuple("01234")


REFUSED = {
    "fractions": (Y + 0.5, {}, "regression"),
    "NaN": (np.where(Y, 1, np.nan), {}, "NaN"),
    "no one-hot": (np.ones((60, 3)), {}, "row 0"),
    "a blank": (np.where(Y, "a", " "), {}, "blank at place 0"),
    "beyond 2⁵³": (Y.astype(np.uint64) + 2**63, {}, "from 0"),
    "one class": (Y * 0, {}, "every label is 0"),
    "a name too few": (Y, {"classes": ["x", "y"]}, "label 2"),
    "other words": (np.array(["a", "b", "c"])[Y], {"classes": ["a", "b"]}, "label c"),
    "a name twice": (Y, {"classes": ["x", "x", "y"]}, "all different"),
    "names beside columns": (np.eye(3)[Y], {"classes": list("abcd")}, "3 columns"),
    "too many": (np.arange(60), {}, "fewer than five"),
    "fewer than images": (Y[:59], {}, "60"),
    "dates": (np.array(["2020-01-01"] * 60, "M8[D]"), {}, "neither numbers nor words"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_labels_that_are_none_are_refused_with_what_would_do(what):
    labels, options, mention = REFUSED[what]
    the_sentence(lambda: read(labels, **options), "x", mention)


def test_labels_of_other_parts_must_be_of_the_same_classes():
    part = IMAGES[:9], Y[:9]
    assert from_arrays((IMAGES, Y), part, name="x").validation_labels.tolist() == [0, 1, 2] * 3
    other = IMAGES[:9], Y[:9] + 1
    the_sentence(lambda: from_arrays((IMAGES, Y), other, name="x"), "label 3", "validation")
    words = IMAGES[:9], np.array(list("abc"))[Y[:9]]
    the_sentence(lambda: from_arrays((IMAGES, Y), None, words, name="x"), "words")


@pytest.mark.parametrize("classes", [2, 100])
def test_two_to_a_hundred_classes_of_unequal_size(classes):
    sizes = np.maximum(1, 200 // (1 + np.arange(classes)))
    labels = np.repeat(np.arange(classes), sizes)
    images = np.resize(IMAGES, (len(labels), 5, 4))
    data = from_arrays((images, labels), name="x")
    assert len(data.classes) == classes
    assert set(data.training_labels) == set(range(classes))
    assert ("too few of" in data.understood) == (classes == 100)
