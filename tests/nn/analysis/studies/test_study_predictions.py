import numpy as np

from nn.analysis.studies.predictions import confusion_counts


def test_counts_say_how_many_of_a_label_had_which_answer():
    generator = np.random.default_rng(0)
    labels, answers = generator.integers(0, 4, (2, 200))
    counts = confusion_counts(labels, answers, 5)
    for i in range(5):
        for j in range(5):
            assert counts[i, j] == np.sum((labels == i) & (answers == j))
