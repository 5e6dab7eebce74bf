"""The words follow what was found."""

from scenes.what_if.findings import about_the_accuracy

FOUND = {
    "test_accuracy_with": 0.952,
    "test_accuracy_without": 0.95,
    "seeds_that_gain": 4,
}


def test_the_words_on_accuracy_follow_what_was_found():
    assert about_the_accuracy(FOUND, 5) == ("Hardly.", "4 of 5 seeds gain")
    assert about_the_accuracy(FOUND | {"seeds_that_gain": 5}, 5)[0] == "A little."
    assert about_the_accuracy(FOUND | {"test_accuracy_with": 0.9}, 5)[0].startswith("Not for every")
