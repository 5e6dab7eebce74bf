import numpy as np
import pytest
from watching import render

from nn import studies
from nn.run import FILM_RUN, Run, find
from scenes.answers import HardestDigits, TestAccuracy, often, quiz_of
from scenes.mobjects.digit import tiled
from scenes.mobjects.heatmap import Heatmap


@pytest.fixture(scope="module", params=["tiny", "film"])
def folder(request, tiny_run):
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


@pytest.fixture(scope="module")
def measured(folder):
    return studies.read(Run.load(folder), "test_digits")[0]


@pytest.fixture(scope="module")
def accuracy(folder, tmp_path_factory):
    """`TestAccuracy` after its end, and its run."""
    media = tmp_path_factory.mktemp("accuracy")
    return render(TestAccuracy, folder, media, dry_run=True), Run.load(folder)


def captions(scene):
    return [caption.content for caption in scene.renderer.file_writer.subcaptions]


def test_the_counters_end_at_the_accuracy_of_the_run(accuracy):
    scene, run = accuracy
    tested, right, wrong = (int(counter[1].value) for counter in scene.counters)
    assert tested == run.facts["dataset"]["test"] == right + wrong
    assert right / tested == pytest.approx(run.results["test_accuracy"])
    assert f"an accuracy of {run.results['test_accuracy']:.2%}" in captions(scene)[1]


def test_just_those_of_the_first_digits_are_framed_that_are_wrong(accuracy, measured):
    scene, run = accuracy
    n = len(measured.first_images)
    expected = np.flatnonzero((run.test_predictions != measured.labels)[:n])
    np.testing.assert_array_equal([frame.index for frame in scene.frames], expected)
    columns = (scene.sheet.values.shape[1] - 2) // 30
    images = measured.first_images.reshape(-1, 28, 28) / 255
    np.testing.assert_allclose(scene.sheet.values, tiled(images, columns))


def test_every_test_digit_has_a_cell_that_says_right_or_wrong(accuracy, measured):
    scene, run = accuracy
    cells = scene.cells.values.ravel()
    n = len(measured.labels)
    np.testing.assert_array_equal(cells[:n] == 3, run.test_predictions != measured.labels)
    np.testing.assert_array_equal(cells[:n] == 2, run.test_predictions == measured.labels)
    assert not cells[n:].any()


def test_the_curves_are_the_accuracies_at_every_snapshot(accuracy, measured):
    scene, run = accuracy
    curves = zip(scene.curves, (run.validation_accuracy, measured.accuracy), strict=False)
    for curve, shares in curves:
        expected = scene.plot.c2p(run.steps, 100 * shares)
        np.testing.assert_allclose(curve.get_start_anchors(), expected[:-1], atol=1e-6)
    chance = scene.plot.c2p(0, 100 / run.sizes[-1])
    np.testing.assert_allclose(scene.curves[2].get_start(), chance, atol=1e-6)


def test_the_matrix_holds_every_mistake_once_and_nothing_else(accuracy, measured):
    scene, run = accuracy
    values = scene.matrix.heatmap.values
    assert values.sum() == len(measured.wrong) and not np.diag(values).any()
    for label in range(run.sizes[-1]):
        said = run.test_predictions[measured.labels == label]
        for answer in set(range(run.sizes[-1])) - {label}:
            assert values[label, answer] == (said == answer).sum()
        of_it = scene.shares[0].values[label]
        assert of_it == pytest.approx((said == label).mean())
    assert [float(end.value) for end in scene.scale.ends] == [0, values.max()]
    np.testing.assert_array_equal(scene.matrix.heatmap.limits, [0, values.max()])


def test_the_most_frequent_mistake_is_named_with_all_its_digits(accuracy, measured):
    scene, run = accuracy
    values = scene.matrix.heatmap.values
    label, answer = np.unravel_index(values.argmax(), values.shape)
    assert scene.beats[-1].headline == f"Most often: {label} taken for {answer}"
    assert f"{often(int(values.max()))} a {label} is taken for a {answer}" in captions(scene)[-1]
    its = (measured.labels == label) & (run.test_predictions == answer)
    images = measured.wrong_images[np.isin(measured.wrong, np.flatnonzero(its))]
    assert isinstance(scene.examples, Heatmap) and len(images) == values.max()
    assert scene.examples.values.sum() == pytest.approx(images.sum() / 255)


@pytest.fixture(scope="module")
def quiz(folder, tmp_path_factory):
    """`HardestDigits` after its end, and its run; `asked` holds what stood there at each answer."""

    class Noting(HardestDigits):
        def what_it_said(self, number):
            super().what_it_said(number)
            self.asked = [*getattr(self, "asked", []), (self.picture.values, self.rows)]

    media = tmp_path_factory.mktemp("quiz")
    return render(Noting, folder, media, dry_run=True), Run.load(folder)


def test_each_question_is_a_digit_that_it_got_wrong_with_its_true_outputs(quiz, measured):
    scene, run = quiz
    wrong = measured.wrong[scene.chosen]
    assert len(wrong) == len(set(wrong)) == len(scene.asked)
    for i, (picture, rows) in zip(wrong, scene.asked, strict=True):
        passed = run.network().forward(np.float32(picture.ravel()))
        np.testing.assert_allclose(rows.bars.values, passed.a[-1][0], atol=1e-3)
        for number, output in zip(rows.numbers, passed.a[-1][0], strict=True):
            assert number.value == pytest.approx(output, abs=1e-3)
        assert passed.a[-1][0].argmax() == run.test_predictions[i] != measured.labels[i]


def test_the_answer_comes_after_the_question_and_is_the_runs(quiz, measured):
    scene, run = quiz
    questions, answers = scene.beats[:-1:2], scene.beats[1:-1:2]
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        i = measured.wrong[scene.chosen[number]]
        assert question.headline == f"{number + 1} of {len(scene.chosen)}: what is this?"
        said, label = run.test_predictions[i], measured.labels[i]
        assert answer.headline == f"It said {said}. The label: {label}"
    assert f"{len(measured.wrong):,} of the {len(measured.labels):,}" in captions(scene)[0]


def test_a_question_does_not_give_the_answer_away(folder, tmp_path):
    class Asking(HardestDigits):
        def what_it_said(self, number):
            if number == 0:
                self.bars_at_first = self.rows.bars.values
            super().what_it_said(number)

    assert not render(Asking, folder, tmp_path, dry_run=True).bars_at_first.any()


def test_the_wall_holds_all_that_it_got_wrong_surest_first(quiz, measured):
    scene, run = quiz
    assert scene.beats[-1].headline == f"All {len(measured.wrong):,} that it got wrong"
    assert sorted(scene.order) == list(range(len(measured.wrong)))
    sure = measured.outputs[measured.wrong].max(axis=1)[scene.order]
    assert (np.diff(sure.astype(float)) <= 0).all()
    columns = (scene.wall.values.shape[1] - 2) // 30
    images = measured.wrong_images[scene.order].reshape(-1, 28, 28) / 255
    np.testing.assert_allclose(scene.wall.values, tiled(images, columns))


def test_a_quiz_asks_for_the_surest_of_each_label_and_last_for_the_least_sure():
    sure, labels = np.array([0.9, 0.8, 0.95, 0.1, 0.7]), np.array([3, 3, 3, 3, 5])
    assert quiz_of(sure, labels, 4) == [2, 4, 0, 3]
    assert quiz_of(sure, labels, 3) == [2, 4, 3]
    assert quiz_of(sure, labels, 9) == [2, 4, 0, 1, 3]


def test_a_quiz_of_a_single_mistake_asks_for_that():
    assert quiz_of(np.array([0.5]), np.array([1]), 4) == [0]


def test_times_are_told_in_words():
    assert [often(n) for n in (0, 1, 2, 1_200)] == ["never", "once", "twice", "1,200 times"]
