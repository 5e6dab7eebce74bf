import numpy as np
import pytest
from watching import captions_in, render

from scenes.learned.hardest_digits import HardestDigits, quiz_of
from scenes.mobjects.digit import tiled
from scenes.narration.pace import seconds_of
from scenes.stage.words.numbers import in_words

CLIP = HardestDigits


@pytest.fixture(scope="module")
def scene(folder, tmp_path_factory):
    """The clip after its end; `asked` holds what stood there at each answer."""

    class Noting(HardestDigits):
        def what_it_said(self, number):
            super().what_it_said(number)
            self.asked = [*getattr(self, "asked", []), (self.picture.values, self.rows)]

    return render(Noting, folder, tmp_path_factory.mktemp("quiz"), dry_run=True)


def test_each_question_is_a_digit_that_it_got_wrong_with_its_true_outputs(scene, run, study):
    wrong = study.wrong[scene.chosen]
    assert len(wrong) == len(set(wrong)) == len(scene.asked)
    for i, (picture, rows) in zip(wrong, scene.asked, strict=True):
        passed = run.network().forward(np.float32(picture.ravel()))
        np.testing.assert_allclose(rows.bars.values, passed.a[-1][0], atol=1e-3)
        for number, output in zip(rows.numbers, passed.a[-1][0], strict=True):
            assert number.value == pytest.approx(output, abs=1e-3)
        assert passed.a[-1][0].argmax() == run.test_predictions[i] != study.labels[i]


def test_the_answer_comes_after_the_question_and_is_the_runs(scene, run, study):
    questions, answers = scene.beats[:-1:2], scene.beats[1:-1:2]
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        i = study.wrong[scene.chosen[number]]
        assert question.headline == f"{number + 1} of {len(scene.chosen)}: what is this?"
        said, label = run.test_predictions[i], study.labels[i]
        assert answer.headline == f"It said {said}. The label says {label}."
    assert f"It got {in_words(len(study.wrong))} test digits wrong." in captions_in(scene)[0]


def test_a_question_does_not_give_the_answer_away(folder, tmp_path):
    class Asking(HardestDigits):
        def what_it_said(self, number):
            if number == 0:
                self.bars_at_first = self.rows.bars.values
            super().what_it_said(number)

    assert not render(Asking, folder, tmp_path, dry_run=True).bars_at_first.any()


def test_the_wall_holds_all_that_it_got_wrong_surest_first(scene, run, study):
    assert scene.beats[-1].headline == f"All {len(study.wrong):,} that it got wrong"
    assert sorted(scene.order) == list(range(len(study.wrong)))
    sure = study.outputs[study.wrong].max(axis=1)[scene.order]
    assert (np.diff(sure.astype(float)) <= 0).all()
    columns = (scene.wall.values.shape[1] - 2) // 30
    images = study.wrong_images[scene.order].reshape(-1, 28, 28) / 255
    np.testing.assert_allclose(scene.wall.values, tiled(images, columns))


def test_a_quiz_asks_for_the_surest_of_each_label_and_last_for_the_least_sure():
    sure, labels = np.array([0.9, 0.8, 0.95, 0.1, 0.7]), np.array([3, 3, 3, 3, 5])
    assert quiz_of(sure, labels, 4) == [2, 4, 0, 3]
    assert quiz_of(sure, labels, 3) == [2, 4, 3]
    assert quiz_of(sure, labels, 9) == [2, 4, 0, 1, 3]


def test_a_quiz_of_a_single_mistake_asks_for_that():
    assert quiz_of(np.array([0.5]), np.array([1]), 4) == [0]


def test_there_is_time_to_guess_in_silence(scene):
    questions = [beat for beat in scene.script if beat.headline.endswith("what is this?")]
    for question in questions:
        silence = question.duration - seconds_of(question.said[0].words)
        assert silence >= 1.9
