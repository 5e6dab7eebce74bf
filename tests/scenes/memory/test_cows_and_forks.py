import numpy as np
import pytest
from watching import captions_in

from nn.experiments.permuted_classes import LABELS
from scenes.memory.cows_and_forks import RENAMED, ROWS, SHUFFLED, TOLD, TRUE, CowsAndForks
from scenes.stage import style

CLIP = CowsAndForks


def of_class(values, row, j, each=4):
    """What stands in a row of the grid, of class j."""
    return values[j * each + row]


def test_every_column_is_one_class(scene, result):
    given = result.arrays.given
    for i, picture in enumerate(scene.digits.pictures):
        row, j = divmod(i, 10)
        expected = of_class(result.arrays.digits, row, j) / 255
        np.testing.assert_allclose(picture.values.ravel(), expected)
        assert of_class(given[TRUE], row, j) == j
    assert len(scene.digits.pictures) == 10 * ROWS


def test_a_renamed_column_has_one_label_and_a_shuffled_one_has_not(result):
    for kind, alike in ((RENAMED, True), (SHUFFLED, False)):
        columns = result.arrays.given[kind].reshape(10, -1)
        assert all(len(set(column)) == 1 for column in columns) == alike
    assert (result.arrays.given[RENAMED] != result.arrays.given[TRUE]).all()


def test_the_shuffled_labels_stand_below_their_digits_in_the_end(scene, result):
    given = result.arrays.given[SHUFFLED]
    for i, label in enumerate(scene.labels):
        row, j = divmod(i, 10)
        assert int(label.typst_code) == of_class(given, row, j)
        is_wrong = label.get_color().to_hex().lower() == style.FOCUS
        assert is_wrong == (of_class(given, row, j) != j)


def test_what_is_said_is_what_was_measured(scene, result):
    words, arrays = captions_in(scene), result.arrays
    new = arrays.given[RENAMED].reshape(10, -1)[:, 0]
    assert f"every {TOLD} is called {new[TOLD]}" in words[1]
    shown = np.bincount([of_class(arrays.answers[SHUFFLED], 0, j) for j in range(10)])
    said = f"To {shown.max()} of these {shown.sum()}, the last says {shown.argmax()}"
    assert said in words[3]
    for kind in range(len(LABELS)):
        assert f"{np.median(arrays.accuracy[kind, :, -1, 1]):.1%}" in words[4]


def test_shuffled_labels_are_hardly_better_than_guessing(scene, result):
    shuffled = result.arrays.accuracy[SHUFFLED, :, -1, 1]
    assert "hardly better than guessing" in captions_in(scene)[4]
    assert 0.1 < np.median(shuffled) < 0.13
    assert shuffled.max() < 0.15


def test_an_answer_is_struck_out_where_it_is_wrong_by_the_names_that_were_taught(scene, result):
    arrays = result.arrays
    for kind, (_, words, strikes) in zip((TRUE, RENAMED, SHUFFLED), scene.asked[1:], strict=True):
        taught = arrays.given[RENAMED if kind == RENAMED else TRUE].reshape(10, -1)[:, 0]
        answers = arrays.answers[kind].reshape(10, -1)[:, 0]
        assert [int(word.typst_code) for word in words] == answers.tolist()
        white = [word.get_color().to_hex().lower() == style.WHITE for word in words]
        np.testing.assert_array_equal(white, answers == taught)
        wrong = [word.get_x() for word, bright in zip(words, white, strict=True) if not bright]
        assert [line.get_x() for line in strikes] == pytest.approx(wrong)


def test_the_curves_are_the_accuracy_on_the_test_part_of_all_seeds(scene, result):
    for kind, curve in enumerate(scene.curves):
        of_seeds = result.arrays.accuracy[kind, :, :, 1]
        np.testing.assert_allclose(curve.shares[1], of_seeds.min(axis=0), atol=1e-6)
        np.testing.assert_allclose(curve.shares[3], of_seeds.max(axis=0), atol=1e-6)


def test_the_dashes_are_the_median_of_the_renamed(scene, result):
    middle = np.median(result.arrays.accuracy[RENAMED, :, :, 1], axis=0)
    ends = scene.plot.c2p(np.array([0, len(middle) - 1]), middle[[0, -1]])
    dashes = scene.dashes.submobjects
    np.testing.assert_allclose([dashes[0].get_start(), dashes[-1].get_end()], ends, atol=0.01)
