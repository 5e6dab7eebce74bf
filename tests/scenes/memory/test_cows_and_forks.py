import numpy as np
import pytest
from layout import texts, words_of
from watching import captions_of

from nn.experiments.permuted_classes import LABELS
from scenes.memory.cows_and_forks import RENAMED, ROWS, SHUFFLED, TOLD, TRUE, CowsAndForks
from scenes.memory.labels import WRONG
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
        is_wrong = label.get_color().to_hex().lower() == WRONG
        assert is_wrong == (of_class(given, row, j) != j)


def test_what_is_said_is_what_was_measured(scene, result):
    new = result.arrays.given[RENAMED].reshape(10, -1)[:, 0]
    assert f"every {TOLD} is called a {new[TOLD]}." in captions_of(scene)


def test_the_frames_stand_around_the_class_that_is_spoken_of(scene, result):
    given = result.arrays.given[TRUE].reshape(10, -1)
    assert (given[TOLD] == TOLD).all()
    column = scene.digits.pictures[TOLD::10]
    assert len(scene.cows) == len(column) == ROWS
    for frame, picture in zip(scene.cows, column, strict=True):
        assert frame.get_top()[1] > picture.get_top()[1]
        assert frame.get_bottom()[1] < picture.get_bottom()[1] < frame.get_top()[1]
        assert frame.get_left()[0] < picture.get_left()[0] < frame.get_right()[0]


def test_each_curve_is_named_with_the_accuracy_it_ends_at(scene, result):
    ends = np.median(result.arrays.accuracy[:, :, -1, 1], axis=1)
    words = {words_of(text).replace("\\", "") for text in texts(scene.mobjects)}
    for name, end in zip(LABELS, ends, strict=True):
        assert f"{name} labels: {end:.1%}" in words


def test_renamed_reads_as_well_and_shuffled_is_hardly_better_than_guessing(scene, result):
    true, renamed, shuffled = result.arrays.accuracy[:, :, -1, 1]
    assert "as well as ever" in captions_of(scene)
    assert abs(np.median(true) - np.median(renamed)) < 0.005
    assert "hardly better than guessing" in captions_of(scene)
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
