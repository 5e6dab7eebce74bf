import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import shuffled_labels
from nn.experiments.shuffled_labels import accuracy_within, bits_needed, corrupted

CLASSES = 10


@pytest.fixture(scope="module")
def committed():
    return experiments.read("shuffled_labels")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A small one, made here and now on the digits that ship."""
    folder = tmp_path_factory.mktemp("fresh") / "shuffled_labels"
    return experiments.conduct("shuffled_labels", datasets.load("digits"), folder, quick=True)


def claim(result, slower, least, by_heart=0.95):
    """Random labels are learned as true ones are, but slower, and are worth nothing after; of far
    more than there is room for few are learned."""
    found, settings = result.found, result.settings
    assert np.isfinite(result.arrays.steps_to_enough).all()
    for p in (0, 1):
        assert found[f"lowest_training_accuracy_{p}"] >= settings["enough"]
    assert found["steps_1"] > slower * found["steps_0"]
    assert abs(found["test_accuracy_1"] - 1 / CLASSES) < 0.06
    few, most = settings["few"]["images"], settings["many"]["images"][-1]
    assert found[f"bits_{few}"] > by_heart * found[f"asked_bits_{few}"]
    assert 1 / CLASSES < found[f"training_accuracy_{most}"] < least


def test_random_labels_are_learned_by_heart_but_not_sixty_thousand(committed):
    claim(committed, slower=5, least=0.25)


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(fresh):
    claim(fresh, slower=1.3, least=0.5)


def test_the_more_labels_are_random_the_more_test_digits_are_wrong(committed):
    right = [committed.found[f"test_accuracy_{p:g}"] for p in committed.settings["shares"]]
    assert right == sorted(right, reverse=True)
    assert right[0] > 0.8


def test_more_labels_than_there_is_room_for_are_not_held(committed):
    found = committed.found
    for n in committed.arrays.images:
        assert found[f"bits_{n}"] < found["room_bits"]
        assert found[f"training_accuracy_{n}"] <= found[f"accuracy_within_room_{n}"]
    n = committed.arrays.images[-1]
    assert found[f"asked_bits_{n}"] > 5 * found["room_bits"]


def test_the_network_is_the_films_and_its_bits_are_counted_from_its_sizes(committed):
    found = committed.found
    assert found["weights"] == 784 * 16 + 16 * 16 + 16 * 10 + 42
    assert found["room_bits"] == 2 * found["weights"]
    assert found["asked_bits_60000"] == pytest.approx(60_000 * np.log2(10))


def test_of_bits_it_holds_no_fewer_than_its_right_answers_need(committed):
    """The two measures of what it knows are made from other numbers, and must agree."""
    arrays = committed.arrays
    of_all = zip(arrays.images, arrays.bits, arrays.training_of_many, strict=True)
    for n, bits, right in of_all:
        needed = [n * bits_needed(each, CLASSES) for each in right]
        assert (bits <= n * np.log2(CLASSES)).all()
        assert (np.array(needed) > 0).all()
        assert (bits > 0.5 * np.array(needed)).all()


@pytest.mark.parametrize("p", [0, 0.3, 1])
def test_a_share_p_of_labels_is_drawn_from_all_classes_alike(p):
    labels = np.arange(50_000) % CLASSES
    drawn = corrupted(labels, p, CLASSES, seed=3)
    # of those drawn, one in ten is right by chance
    assert (drawn != labels).mean() == pytest.approx(p * (1 - 1 / CLASSES), abs=0.01)
    np.testing.assert_allclose(np.bincount(drawn) / len(drawn), 1 / CLASSES, atol=0.006)


def test_what_is_wrong_at_a_small_share_is_as_wrong_at_a_larger_one():
    labels = np.arange(1_000) % CLASSES
    small, large = (corrupted(labels, p, CLASSES, seed=1) for p in (0.2, 0.6))
    wrong = small != labels
    np.testing.assert_array_equal(large[wrong], small[wrong])
    assert (large != labels).sum() > 2 * wrong.sum()


def test_another_seed_draws_other_labels():
    labels = np.zeros(1_000, int)
    one, other = (corrupted(labels, 1, CLASSES, seed) for seed in (0, 1))
    assert (one != other).mean() > 0.8


def test_bits_needed_run_from_none_by_chance_to_the_whole_label():
    assert bits_needed(1 / CLASSES, CLASSES) == pytest.approx(0, abs=1e-12)
    assert bits_needed(1, CLASSES) == pytest.approx(np.log2(CLASSES))


def test_bits_needed_are_the_information_in_a_noisy_answer():
    """Against the mutual information of label and answer, summed over all pairs of them."""
    right = 0.4
    joint = np.full((CLASSES, CLASSES), (1 - right) / (CLASSES - 1) / CLASSES)
    np.fill_diagonal(joint, right / CLASSES)
    information = (joint * np.log2(joint * CLASSES**2)).sum()
    assert bits_needed(right, CLASSES) == pytest.approx(information)


@pytest.mark.parametrize("right", [0.15, 0.5, 0.9])
def test_the_accuracy_that_bits_allow_is_the_inverse(right):
    assert accuracy_within(bits_needed(right, CLASSES), CLASSES) == pytest.approx(right)


def test_more_bits_than_a_label_has_allow_all():
    assert accuracy_within(np.log2(CLASSES), CLASSES) == accuracy_within(9, CLASSES) == 1


@pytest.mark.slow
def test_what_is_shown_are_training_and_test_images_with_what_was_given(fresh):
    arrays, shown = fresh.arrays, shuffled_labels.SHOWN
    digits = datasets.load("digits")
    most = {"training": max(fresh.settings["many"]["images"]), "test": None}
    for part, name in (("training", ""), ("test", "_test")):
        images, labels = digits.some(part, most[part])
        kept = getattr(arrays, f"digits{name}")
        np.testing.assert_array_equal(kept, np.round(images[:shown] * 255))
        np.testing.assert_array_equal(getattr(arrays, f"labels{name}"), labels[:shown])
    np.testing.assert_array_equal(arrays.given[0], arrays.labels)
    assert (arrays.given[-1] != arrays.labels).mean() > 0.5


def test_of_what_it_has_by_heart_it_answers_what_it_was_given(committed):
    arrays = committed.arrays
    assert (arrays.answers == arrays.given).mean() > 0.95


def test_steps_to_enough_are_where_the_curve_passes_it(committed):
    arrays, enough = committed.arrays, committed.settings["enough"]
    for curves, firsts in zip(arrays.training, arrays.steps_to_enough, strict=True):
        for curve, first in zip(curves, firsts, strict=True):
            assert (curve[arrays.steps < first] < enough).all()
            assert arrays.steps[0] < first <= arrays.steps[-1]
