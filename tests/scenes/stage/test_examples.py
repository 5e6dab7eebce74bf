import types

import numpy as np
import pytest

from nn import datasets
from nn.datasets.names import NAMED
from nn.runs.run import FILM_RUN, Run
from scenes.stage.examples import (
    APART,
    PREFERRED_CLASS,
    a_confident_mistake,
    an_example,
    an_example_of_each,
    informative_pixels,
    picture_shape,
    telling_stretch,
    telling_windows,
    the_costliest,
)

IMAGE = datasets.shipped_digits()[0][7].reshape(28, 28)
SHAPES = [(28, 28), (8, 8), (3, 3), (5, 9), (1, 1)]


def noise(*shape):
    return np.random.default_rng(0).random(shape)


def spread(image, row, column, rows, columns):
    return image[row : row + rows, column : column + columns].std()


def stand_in(labels, answers, classes=10):
    """A run whose network answers as told; image i is filled with i."""
    images = np.repeat(np.arange(len(labels), dtype=float)[:, None], 4, axis=1)
    network = types.SimpleNamespace(predict=lambda X: np.array(answers))
    return types.SimpleNamespace(
        examples=lambda: (images, np.array(labels)),
        network=lambda: network,
        sizes=[4, classes],
        image_shape=(2, 2),
    )


@pytest.mark.parametrize(
    ("labels", "answers", "first"),
    [
        ([1, 3, 3, 3], [1, 8, 3, 3], 2),  # the first of the preferred class that is right
        ([1, 3, 2], [7, 8, 2], 2),  # else the first that is right
        ([1, 3, 2], [7, 8, 9], 1),  # else the first of the class
        ([1, 2], [7, 8], 0),  # else the first
    ],
)
def test_the_example_is_by_rule(labels, answers, first):
    image, label = an_example(stand_in(labels, answers))
    assert label == labels[first]
    np.testing.assert_array_equal(image, np.full((2, 2), first))


def test_where_there_are_fewer_classes_the_last_is_preferred():
    assert an_example(stand_in([0, 1, 0], [0, 1, 0], classes=2))[1] == 1


def test_the_films_example_is_answered_right_and_was_never_trained_on():
    run = Run.load(FILM_RUN)
    image, label = an_example(run)
    assert run.network().predict(image.reshape(1, -1)) == label == PREFERRED_CLASS
    images, labels, indices = datasets.shipped_digits()
    (found,) = np.flatnonzero((images == image.ravel()).all(axis=1))
    assert labels[found] == label
    assert indices[found] < NAMED["mnist"].validation


def test_the_example_of_a_run_on_other_data_is_of_its_validation_part(tiny_run, few_digits):
    image, label = an_example(Run.load(tiny_run))
    (found,) = np.flatnonzero((few_digits.validation_images == image.ravel()).all(axis=1))
    assert few_digits.validation_labels[found] == label
    assert not (few_digits.training_images == image.ravel()).all(axis=1).any()


@pytest.mark.parametrize(
    ("given", "n", "shape"),
    [((8, 4), 32, (8, 4)), (None, 784, (28, 28)), (None, 12, (12, 1)), (None, 41, (1, 41))],
)
def test_inputs_that_are_no_image_are_bars_or_if_many_as_square_as_can_be(given, n, shape):
    assert picture_shape(types.SimpleNamespace(image_shape=given, sizes=[n, 2])) == shape


def test_the_chosen_pixels_are_apart_and_none_passed_over_says_more_without_reason():
    W = np.random.default_rng(1).normal(size=(16, 784))
    say = IMAGE.ravel() * abs(W).sum(axis=0)
    chosen = informative_pixels(IMAGE, W, 16)
    assert len(set(chosen)) == 16 and (np.diff(chosen) > 0).all()
    places = np.stack(np.unravel_index(np.arange(784), (28, 28)), axis=1)
    distances = np.linalg.norm(places[:, None] - places[chosen], axis=2)
    assert distances[chosen][~np.eye(16, dtype=bool)].min() > APART
    assert say.argmax() in chosen
    for k in np.flatnonzero(say > say[chosen].min()):
        heavier = (say[chosen] > say[k]) & (distances[k] <= APART)
        assert k in chosen or heavier.any()


def test_a_pixel_says_as_much_as_its_grey_times_its_weights():
    image, W = np.ones((1, 9)), np.zeros((2, 9))
    W[0, 1], W[1, 7] = 3, -5
    np.testing.assert_array_equal(informative_pixels(image, W, 1), [7])
    image[0, 7] = 0.5
    np.testing.assert_array_equal(informative_pixels(image, W, 1), [1])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("image", [noise, np.zeros])
@pytest.mark.parametrize("count", [1, 5, 16, 10_000])
def test_there_are_as_many_pixels_as_asked_or_all(shape, image, count):
    picture = image(*shape) if image is noise else image(shape)
    chosen = informative_pixels(picture, np.ones((2, picture.size)), count)
    assert len(chosen) == min(count, picture.size)
    assert (np.diff(chosen) > 0).all() and chosen[-1] < picture.size


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("span", [1, 3, 7])
def test_windows_lie_in_the_image_and_the_first_tells_most(shape, span):
    image = noise(*shape)
    windows = telling_windows(image, span)
    side = min(span, *shape)
    for row, column in windows:
        assert 0 <= row <= shape[0] - side and 0 <= column <= shape[1] - side
    every = [
        spread(image, j, k, side, side)
        for j, k in np.ndindex(shape[0] - side + 1, shape[1] - side + 1)
    ]
    assert spread(image, *windows[0], side, side) == pytest.approx(max(every))


def test_the_second_window_is_well_away_from_the_first():
    (a, b), (c, d) = telling_windows(IMAGE, 7)
    assert np.hypot(c - a, d - b) > 1.4 * 7
    assert spread(IMAGE, c, d, 7, 7) > 0


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("length", [1, 3, 8])
def test_the_stretch_lies_in_one_row_and_tells_most(shape, length):
    image = noise(*shape)
    row, column = telling_stretch(image, length)
    length = min(length, shape[1])
    assert 0 <= row < shape[0] and 0 <= column <= shape[1] - length
    every = [spread(image, j, k, 1, length) for j, k in np.ndindex(shape[0], shape[1] - length + 1)]
    assert spread(image, row, column, 1, length) == pytest.approx(max(every))


def test_choices_are_plain_numbers_and_the_same_each_time():
    image = noise(8, 8)
    assert telling_windows(image, 3) == telling_windows(image.copy(), 3)
    assert all(type(i) is int for corner in telling_windows(image, 3) for i in corner)
    assert all(type(i) is int for i in telling_stretch(image, 3))


def test_of_each_class_the_first_example_is_taken(other_run):
    run = Run.load(other_run)
    _, labels = run.examples()
    chosen = an_example_of_each(run)
    assert [labels[i] for i in chosen] == sorted(set(labels.tolist()))
    assert all((labels[:i] != labels[i]).all() for i in chosen)


def test_the_costliest_example_costs_more_than_any_other(tiny_run):
    run = Run.load(tiny_run)
    images, labels = run.examples()
    Y = datasets.one_hot(labels, run.sizes[-1])
    costs = [run.network().cost(images[[i]], Y[[i]]) for i in range(len(images))]
    assert the_costliest(run) == int(np.argmax(costs))


def test_the_confident_mistake_is_the_largest_output_of_a_wrong_answer(other_run):
    run = Run.load(other_run)
    images, labels = run.examples()
    z = run.network().forward(images).z[-1]
    i, j = a_confident_mistake(run)
    assert j != labels[i]
    wrong = z.argmax(axis=1) != labels
    if wrong.any():
        assert z[i, j] == z[wrong].max()


def test_where_no_answer_is_wrong_the_largest_output_that_should_be_nought_is_taken():
    z = np.array([[5.0, 1, 0], [-3, 2, 1.5]])
    network = types.SimpleNamespace(forward=lambda X: types.SimpleNamespace(z=[z]))
    run = types.SimpleNamespace(
        examples=lambda: (np.zeros((2, 4)), np.array([0, 1])), network=lambda: network
    )
    assert a_confident_mistake(run) == (1, 2)
