import numpy as np
import pytest

from nn import experiments
from nn.experiments.noisy_labels import CURVES
from nn.results.noisy_labels import WrongLabels


@pytest.fixture(scope="module")
def result():
    return experiments.read("noisy_labels")


@pytest.fixture(scope="module")
def learned(result):
    return WrongLabels(result)


def test_what_the_curves_say_at_the_peak_is_what_was_found(learned, result):
    for share in learned.shares:
        peak = learned.found("validation_peak_epoch", share)
        assert learned.median_at(share, "validation", peak) == pytest.approx(
            result.found[f"validation_peak_{round(100 * share)}"]
        )
        assert learned.accuracy(share, "all").shape == (5, len(learned.looks))


def test_a_share_of_the_labels_is_wrong_and_is_of_the_place_of_that_share(learned, result):
    for i, share in enumerate(learned.shares):
        np.testing.assert_array_equal(learned.labels(share), result.arrays.labels[i])
        validation = result.arrays.accuracy[i, ..., CURVES.index("validation")]
        np.testing.assert_array_equal(learned.accuracy(share, "validation"), validation)
    assert (learned.labels(0.0) == learned.true).all()


def test_answers_after_an_epoch_are_those_of_its_look(learned, result):
    last = result.arrays.answers[learned.shares.index(0.2), -1]
    np.testing.assert_array_equal(learned.answers(0.2, learned.last_epoch), last)
    with pytest.raises(ValueError):
        learned.answers(0.2, 0.5)


def test_weights_end_as_smooth_as_was_found(learned):
    for share in learned.shares:
        smoothness = learned.smoothness(share, len(learned.stages) - 1)
        assert smoothness == pytest.approx(learned.found("smoothness_end", share))
