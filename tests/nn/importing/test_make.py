import hashlib
import pathlib

import numpy as np
import pytest
from data_files import the_sentence

from nn.datasets import from_arrays, load
from nn.importing.make import read
from nn.importing.tensors import How
from nn.importing.told import Told, scaling
from nn.network import Network

GENERATOR = np.random.default_rng(0)
TOLD = Told(activation="relu", cost="cross_entropy")


def blobs(low=0.0, high=1.0, side=4):
    """Pictures of three classes, each bright in other pixels, from low to high."""
    labels = np.arange(600) % 3
    images = GENERATOR.random((600, side, side)) * 0.5
    images.reshape(600, -1)[np.arange(600), labels] += 0.5
    images[0, -1, -2:] = 0, 1
    return from_arrays((low + images * (high - low), labels), name="blobs")


DATA = blobs()


def weights(scale=1.0):
    """A network that tells the blobs apart, if it is fed 0…1 and its hidden layer is ReLU."""
    W1, W2 = np.zeros((4, 16)), np.zeros((3, 4))
    W1[:3, :3], W2[:, :3] = 40 * np.eye(3) * scale, np.eye(3)
    b1 = np.array([-20.0, -20.0, -20.0, 0.0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": np.zeros(3)}


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_a_series_is_a_training_in_the_order_of_its_steps(tmp_path):
    paths = [saved(tmp_path / f"step_{n}.npz", **weights(n / 100)) for n in (100, 9, 20)]
    trained = read(paths, TOLD, DATA, given="blobs.npz", command="downhill import …").trained
    assert list(trained.steps) == [9, 20, 100]
    assert (list(trained.sizes), trained.activations) == ([16, 4, 3], ["relu", "softmax"])
    assert trained.thetas.shape == (3, 16 * 4 + 4 + 4 * 3 + 3)
    assert trained.thetas[0, 0] == np.float32(3.6)
    assert trained.origin["framework"] == "NumPy"
    names = ["step_9.npz", "step_20.npz", "step_100.npz"]
    assert [file["name"] for file in trained.origin["files"]] == names
    digest = hashlib.sha256(paths[0].read_bytes()).hexdigest()
    assert trained.origin["files"][-1]["sha256"] == digest


def test_files_of_two_networks_are_refused(tmp_path):
    first = saved(tmp_path / "1.npz", **weights())
    other = saved(tmp_path / "2.npz", W1=np.ones((5, 16)), W2=np.ones((3, 5)))
    the_sentence(lambda: read([first, other], TOLD), "16-4-3", "16-5-3", "import them one by one")


def test_data_that_do_not_fit_are_refused(tmp_path):
    path = saved(tmp_path / "1.npz", **weights())
    the_sentence(lambda: read([path], TOLD, load("digits")), "takes 16 inputs", "784 inputs")
    table = from_arrays((np.random.default_rng(0).random((40, 5)), [0, 1, 2, 1] * 10), name="table")
    the_sentence(lambda: read([path], TOLD, table), "takes 16 inputs", "table has 5 inputs")


def test_what_would_do_far_better_is_said_and_not_done(tmp_path):
    path = saved(tmp_path / "m.npz", **weights())
    assert read([path], TOLD, DATA).sentences == []
    fed = {"mean": 0, "deviation": 255}
    bytes_in = weights(1 / fed["deviation"])
    saved(path, **bytes_in)
    (sentence,) = read([path], TOLD, DATA).sentences
    assert "with --scaling 0,1/255 it would get 9" in sentence or "100" in sentence
    told = Told(activation="relu", cost="cross_entropy", scaling=scaling("0,1/255"))
    assert read([path], told, DATA).sentences == []
    saved(path, **weights())
    steep = Told(activation="sigmoid", cost="cross_entropy")
    assert read([path], steep, DATA).sentences == []
    (sentence,) = read([path], steep, blobs(0, 255)).sentences
    assert "with --scaling 0,255 or --activation relu it would" in sentence


def test_the_other_orientation_is_said_where_both_fit(tmp_path):
    labels = np.arange(400) % 4
    images = np.eye(4)[labels].reshape(-1, 2, 2) + GENERATOR.random((400, 2, 2)) / 2
    data = from_arrays((images, labels), name="blobs")
    turn = np.roll(np.eye(4), 1, axis=0)  # turned twice, it is what it was when turned back twice
    path = saved(tmp_path / "m.npz", W1=turn, W2=turn @ turn @ turn)
    assert read([path], TOLD, data).sentences == []
    saved(path, W1=turn, W2=np.eye(4)[[1, 2, 0, 3]])
    images = images.reshape(-1, 4)[:, [1, 2, 3, 0]][:, [2, 0, 1, 3]].reshape(-1, 2, 2)
    data = from_arrays((images, labels), name="blobs")
    said = read([path], TOLD, data).sentences
    turned = Told(activation="relu", cost="cross_entropy", how=How(transposed=True))
    there = read([path], turned, data).sentences
    assert ("--transposed" in "".join(said)) != ("--transposed" in "".join(there))


def test_one_matrix_that_fits_the_data_only_turned_is_told_so(tmp_path):
    path = saved(tmp_path / "m.npz", W=np.ones((16, 3)))
    the_sentence(lambda: read([path], TOLD, DATA), "or add --transposed")
    turned = Told(cost="cross_entropy", how=How(transposed=True))
    assert list(read([path], turned, DATA).trained.sizes) == [16, 3]


def test_a_network_that_only_guesses_is_said_to(tmp_path):
    path = saved(tmp_path / "m.npz", W1=np.zeros((4, 16)), W2=np.zeros((3, 4)))
    (sentence,) = read([path], TOLD, DATA).sentences
    assert "who always says the commonest class gets 33" in sentence


def test_inputs_without_data_are_pictures_if_they_are_a_square(tmp_path):
    path = saved(tmp_path / "m.npz", W1=np.ones((4, 64)), W2=np.ones((3, 4)))
    made = read([path], TOLD, classes=("a", "b", "c"))
    assert made.trained.image_shape == (8, 8)
    assert made.trained.classes == ("a", "b", "c")
    assert "pictures of 8x8" in made.sentences[-1]
    assert read([path], TOLD, shape=()).trained.image_shape is None
    assert read([path], TOLD, shape=(4, 16)).trained.image_shape == (4, 16)
    the_sentence(lambda: read([path], TOLD, shape=(28, 28)), "64 inputs, not 28x28")


def test_outputs_are_put_in_the_order_of_the_datas_classes(tmp_path):
    pytest.importorskip("sklearn")
    skops = pytest.importorskip("skops.io")
    from sklearn.linear_model import LogisticRegression

    X, y = DATA.training_images, DATA.training_labels
    words = np.array(["yes", "no", "maybe"])[y]
    model = LogisticRegression().fit(X, words)
    skops.dump(model, tmp_path / "m.skops")
    images = (DATA.training_images.reshape(-1, 4, 4), words)
    data = from_arrays(images, name="blobs", classes=["yes", "no", "maybe"])
    made = read([tmp_path / "m.skops"], Told(), data)
    assert "they are put in that of the data" in made.sentences[0] and len(made.sentences) == 1
    network = Network([16, 3], [], "softmax", "cross_entropy")
    network.theta[:] = made.trained.thetas[0]
    right = network.predict(data.validation_images) == data.validation_labels
    assert right.mean() > 0.95


def test_scalings_are_numbers_or_fractions():
    assert scaling("0,1/255") == (0, 1 / 255)
    mean, deviation = scaling("1,2,3,4")
    assert (mean.tolist(), deviation.tolist()) == ([1, 2], [3, 4])
    for wrong in ("1", "1,0", "1,2,3", "a,b", "1/0,1"):
        with pytest.raises((ValueError, ZeroDivisionError)):
            scaling(wrong)


def test_the_import_names_no_folder_of_this_machine(tmp_path):
    path = saved(tmp_path / "m.npz", **weights())
    origin = read([path], TOLD).trained.origin
    assert str(pathlib.Path(tmp_path)) not in str(origin)
