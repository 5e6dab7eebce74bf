"""What names of arrays and files say."""

import numpy as np
import pytest
from data_files import the_sentence

from nn.datasets.roles import by_shape, pairs, role


@pytest.mark.parametrize(
    ("names", "what", "part"),
    [
        (
            "x_train X_train.npy xtrain trainX train_images train-images-idx3-ubyte.gz",
            "inputs",
            "training",
        ),
        (
            "kmnist-train-imgs.npz emnist-letters-train-images-idx3-ubyte train_data",
            "inputs",
            "training",
        ),
        (
            "y_test yTest testY test_labels t10k-labels.idx1-ubyte qmnist-test-labels-idx2-int",
            "labels",
            "test",
        ),
        ("val_labels y_valid Y_val.npy validation_targets y_dev", "labels", "validation"),
        ("images X data inputs DATA pixels.npy", "inputs", ""),
        ("labels y target targets Label.npy", "labels", ""),
        ("classes class_names target_names names label_names", "classes", ""),
        ("arr_0 a.idx DESCR greys weights", "", ""),
    ],
)
def test_a_name_says_what_it_is_for(names, what, part):
    assert {role(name)[:2] for name in names.split()} == {(what, part)}


def test_arrays_without_a_name_are_told_apart_by_their_shapes():
    pixels, labels = np.zeros((9, 4, 4)), np.zeros(9)
    few, their = np.zeros((3, 4, 4)), np.zeros((3, 1))
    found = by_shape("x", {"arr_0": few, "arr_1": pixels, "arr_2": labels, "arr_3": their})
    assert found == {"training": ("arr_1", "arr_2"), "test": ("arr_0", "arr_3")}
    assert by_shape("x", {"a": pixels, "b": labels}) == {"training": ("a", "b")}


@pytest.mark.parametrize(
    "shapes", [[(9, 4)], [(9,), (9,)], [(9, 4), (9, 4), (9,)], [(9, 4), (9,), (9,)], [(9, 4), (8,)]]
)
def test_shapes_that_leave_it_open_are_listed(shapes):
    arrays = {f"arr_{i}": np.zeros(shape) for i, shape in enumerate(shapes)}
    the_sentence(lambda: by_shape("x.npz", arrays), "arr_0 (float64, 9", "x_train")


def test_pictures_go_before_flat_data_and_halves_of_pairs_are_left_out():
    assert pairs(["data", "images", "target", "target_names"]) == {
        "": {"training": ("images", "target")}
    }
    assert list(pairs(["x_train", "y_train", "x_test"])[""]) == ["training"]
