import numpy as np

from nn.analysis import studies
from nn.analysis.studies.predictions import SHOWN, confusion_counts
from nn.datasets import sample
from nn.runs.run import Run


def test_the_images_shown_first_are_a_sample_of_the_test_part(tiny_run, few_digits):
    study, _ = studies.read(Run.load(tiny_run), "predictions")
    np.testing.assert_array_equal(study.order, sample(few_digits.test_labels))
    first = few_digits.test_images[study.order[:SHOWN]]
    np.testing.assert_array_equal(study.first_images / np.float32(255), first)


def test_counts_say_how_many_of_a_label_had_which_answer():
    generator = np.random.default_rng(0)
    labels, answers = generator.integers(0, 4, (2, 200))
    counts = confusion_counts(labels, answers, 5)
    for i in range(5):
        for j in range(5):
            assert counts[i, j] == np.sum((labels == i) & (answers == j))
