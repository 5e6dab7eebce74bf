"""A sample stands for the whole: each class has its share, however the images are ordered."""

import dataclasses
import importlib

import numpy as np
import pytest
from data_files import REAL_MNIST, needs_mnist

from nn import experiments
from nn.datasets import as_greys, load, sample
from nn.datasets.sampling import place_in_class

EVEN = np.repeat(np.arange(10), 50)  # as in a folder of pictures: one class after another
UNEVEN = np.repeat([0, 1, 2, 3], [900, 90, 9, 1])


def test_every_beginning_of_a_sample_has_each_class_as_often_as_the_others():
    order = sample(EVEN)
    for count in range(1, len(EVEN) + 1):
        of_each = np.bincount(EVEN[order[:count]], minlength=10)
        assert np.ptp(of_each) <= 1, count


def test_of_uneven_classes_each_has_its_share_and_none_is_left_out():
    order = sample(UNEVEN)
    sizes = np.bincount(UNEVEN)
    for count in (4, 10, 40, 100, 500, 999):
        of_each = np.bincount(UNEVEN[order[:count]], minlength=4)
        assert (of_each > 0).all()
        assert abs(of_each - count * sizes / sizes.sum()).max() <= 3, count


def test_the_mean_of_a_sample_is_near_that_of_all():
    values = np.where(UNEVEN == 0, 0.05, 0.9)  # errors, say: rare classes are learned worse
    of_sample = values[sample(UNEVEN, 200)].mean()
    assert of_sample == pytest.approx(values.mean(), abs=0.01)


def test_a_sample_holds_no_image_twice_and_all_if_it_may():
    assert sorted(sample(UNEVEN)) == list(range(1000)) == sorted(sample(UNEVEN, 5000))
    assert len(set(sample(UNEVEN, 300))) == 300
    assert sample(EVEN[:0]).shape == sample(EVEN[:0], 5).shape == (0,)


def test_the_same_labels_give_the_same_sample_of_which_a_smaller_one_is_the_beginning():
    np.testing.assert_array_equal(sample(EVEN, 40), sample(EVEN.copy())[:40])


def test_a_sample_is_in_no_order_of_classes_or_places():
    order = sample(EVEN)
    assert abs(np.corrcoef(order, np.arange(len(order)))[0, 1]) < 0.1
    firsts = [tuple(EVEN[order[i : i + 10]]) for i in range(0, 500, 10)]
    assert len(set(firsts)) == 50  # each ten has every class, and each in another order


def test_the_place_in_its_class_counts_the_images_before():
    labels = np.random.default_rng(0).integers(0, 4, 60)
    expected = [(labels[:i] == labels[i]).sum() for i in range(60)]
    assert place_in_class(labels).tolist() == expected


# -- whatever takes some of the images ---------------------------------------------------------


@pytest.fixture(scope="module")
def in_order():
    """The digits that ship, each part sorted by class, as a folder of pictures is read."""
    data = load("digits")
    parts = {}
    for part in ("training", "validation", "test"):
        labels = getattr(data, f"{part}_labels")
        order = np.argsort(labels, kind="stable")
        parts[f"{part}_labels"] = labels[order]
        parts[f"{part}_images"] = getattr(data, f"{part}_images")[order]
    return dataclasses.replace(data, **parts)


def test_some_of_a_part_are_a_sample_of_it(in_order):
    images, labels = in_order.some("test", 20)
    assert np.bincount(labels).tolist() == [2] * 10
    rows = sample(in_order.test_labels, 20)
    np.testing.assert_array_equal(images, in_order.test_images[rows])
    assert sorted(in_order.some("test")[1]) == in_order.test_labels.tolist()


def test_of_data_in_random_order_some_are_the_first(in_order):
    shuffled = dataclasses.replace(in_order, shuffled=True)
    images, labels = shuffled.some("training", 7)
    np.testing.assert_array_equal(images, shuffled.training_images[:7])
    np.testing.assert_array_equal(labels, shuffled.training_labels[:7])
    assert len(shuffled.some("training")[0]) == 4000


@pytest.mark.parametrize("name", sorted(set(experiments.names()) - {"warping_space"}))
def test_the_examples_of_an_experiment_are_of_all_classes_from_their_beginning_on(name, in_order):
    module = importlib.import_module(f"nn.experiments.{name}")
    given = module.examples(in_order, {**module.SETTINGS, **module.QUICK})
    of_each_part = [key for key in given if key.startswith("labels")]
    assert "labels" in of_each_part
    for key in of_each_part:
        for count in (10, 50, len(given[key])):
            assert np.ptp(np.bincount(given[key][:count], minlength=10)) <= 1, (key, count)


@needs_mnist
def test_of_mnist_which_is_in_random_order_experiments_take_the_first():
    mnist = load("mnist", REAL_MNIST)
    given = mnist.examples(100, "test")
    np.testing.assert_array_equal(as_greys(given["X"]), mnist.training_images[:100])
    np.testing.assert_array_equal(given["labels_test"], mnist.test_labels)
