"""An npz of one's own, sound or lying."""

import os
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest
from data_files import Exploit, arrays, binned, npz, peak_memory, the_sentence

from nn.datasets import load
from nn.errors import DownhillError


def training_rows(path):
    return load(path).training_images


def test_every_type_of_grey_gives_the_same_rows(tmp_path):
    greys = arrays()["images"]
    rows = training_rows(npz(tmp_path / "uint8.npz", **arrays()))
    assert rows.max() == 1 and rows.min() == 0
    for name in ("int16", "uint64", "int64", "float16", "float32", "float64", ">f4", ">i2"):
        images = greys.astype(name)
        path = npz(tmp_path / "other.npz", **arrays(images=images))
        assert np.array_equal(training_rows(path), rows), name
    for name in ("float32", "float64"):
        path = npz(tmp_path / "scaled.npz", **arrays(images=(greys / 255).astype(name)))
        assert np.allclose(training_rows(path), rows, rtol=1e-6), name
    path = npz(tmp_path / "fortran.npz", **arrays(images=np.asfortranarray(greys)))
    assert np.array_equal(training_rows(path), rows)


def test_black_and_white_may_be_booleans(tmp_path):
    ink = arrays()["images"] > 127
    path = npz(tmp_path / "ink.npz", **arrays(images=ink))
    assert set(np.unique(training_rows(path))) == {0, 1}


def test_the_split_takes_the_fifth_and_tenth_of_each_ten_of_a_class(tmp_path):
    # Each image carries its own number, so that the parts can be read off the pixels.
    rng = np.random.default_rng(2)
    labels = rng.permutation(np.repeat([0, 1, 2], [50, 23, 4]))
    images = np.zeros((77, 2, 2), np.uint8)
    images[:, 0, 0] = np.arange(77)
    images[0, 1, 1] = 255
    data = load(npz(tmp_path / "x.npz", images=images, labels=labels))
    parts = {
        part: np.rint(getattr(data, f"{part}_images")[:, 0] * 255).astype(int).tolist()
        for part in ("training", "validation", "test")
    }
    assert sorted(sum(parts.values(), [])) == list(range(77))
    for label in (0, 1, 2):
        members = np.flatnonzero(labels == label).tolist()
        assert [i for i in parts["validation"] if labels[i] == label] == members[4::10]
        assert [i for i in parts["test"] if labels[i] == label] == members[9::10]
    for part, numbers in parts.items():
        assert numbers == sorted(numbers)
        assert getattr(data, f"{part}_labels").tolist() == labels[numbers].tolist()


def test_test_images_of_its_own_are_the_test_part_whole(tmp_path):
    given = arrays(test_images=np.full((7, 4, 3), 51, np.uint8), test_labels=np.arange(7) % 3)
    data = load(npz(tmp_path / "own.npz", **given))
    assert np.array_equal(data.test_images, np.full((7, 12), np.float32(0.2)))
    assert data.test_labels.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert (len(data.training_labels), len(data.validation_labels)) == (54, 6)


def test_a_small_data_set_may_have_an_empty_test_part(tmp_path):
    data = load(npz(tmp_path / "small.npz", **arrays(n=18)))
    assert data.test_images.shape == (0, 12) and data.test_labels.shape == (0,)
    assert len(data.validation_labels) == 3


def test_classes_carry_their_names(tmp_path):
    names = np.array(["α", "β", "γ", "never seen"])
    data = load(npz(tmp_path / "greek.npz", **arrays(classes=names)))
    assert data.classes == ("α", "β", "γ", "never seen")
    assert data.name == "greek"
    assert data.describe()["classes"] == list(data.classes)
    assert load(npz(tmp_path / "plain.npz", **arrays())).classes == ("0", "1", "2")


def with_one(value):
    images = arrays()["images"].astype(np.float64)
    images[7, 2, 1] = value
    return {"images": images}


LIES = {
    "a NaN": with_one(np.nan),
    "an infinity": with_one(np.inf),
    "whole numbers in 0…1": {"images": np.ones((60, 4, 3), np.uint8)},
    "nothing but black": binned(1),
    "greys above their white": binned(17, greys=15),
    "a white that is no number": binned(17, greys="16"),
    "a white that is NaN": binned(17, greys=np.nan),
    "a white of 0": binned(17, greys=0),
    "a white for each image": binned(17, greys=np.full(60, 16)),
    "complex greys": {"images": np.ones((60, 4, 3), complex)},
    "words for greys": {"images": np.full((60, 4, 3), "x")},
    "flat images": {"images": np.zeros((60, 12), np.uint8)},
    "coloured images": {"images": np.zeros((60, 4, 3, 3), np.uint8)},
    "no images": {"images": None},
    "no labels": {"labels": None},
    "images of no pixels": {"images": np.zeros((60, 0, 3), np.uint8)},
    "nothing at all": {"images": np.zeros((0, 4, 3), np.uint8), "labels": np.zeros(0, int)},
    "fewer labels than images": {"labels": np.arange(59) % 3},
    "labels that are fractions": {"labels": np.arange(60) % 3 + 0.5},
    "labels that are NaN": {"labels": np.full(60, np.nan)},
    "labels already one-hot": {"labels": np.eye(60, dtype=int)},
    "a huge label": {"labels": np.array([0, 1, 2**63 - 1] * 20)},
    "a label past int64": {"labels": np.array([0, 1, 2**64 - 1] * 20, np.uint64)},
    "one class only": {"labels": np.zeros(60, int)},
    "a label past the names": {"classes": np.array(["a", "b"])},
    "a label below 0 beside names": {
        "labels": np.arange(60) % 3 - 1,
        "classes": np.array(["a", "b"]),
    },
    "a name that is blank": {"classes": np.array(["a", " ", "c"])},
    "a name twice": {"classes": np.array(["a", "b", "a"])},
    "a table of names": {"classes": np.array([["a"], ["b"], ["c"]])},
    "test images of another size": {
        "test_images": np.zeros((5, 3, 3), np.uint8),
        "test_labels": np.zeros(5, int),
    },
    "fewer test labels than images": {
        "test_images": np.zeros((5, 4, 3), np.uint8),
        "test_labels": np.zeros(4, int),
    },
    "a test label never trained": {
        "test_images": np.zeros((5, 4, 3), np.uint8),
        "test_labels": np.full(5, 3),
    },
    "fewer than five a class": {"images": np.full((9, 4, 3), 9.0), "labels": np.arange(9) % 3},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_npz_is_named_in_one_sentence(tmp_path, lie):
    path = tmp_path / "lie.npz"
    npz(path, **arrays(**LIES[lie]))
    the_sentence(lambda: load(path), path)


def test_a_pickle_in_an_npz_is_refused_and_never_run(tmp_path):
    touched = tmp_path / "touched"
    pickle.loads(pickle.dumps(Exploit(touched)))
    assert touched.exists()  # the exploit works on whoever loads it
    touched.unlink()
    labels = np.array([Exploit(touched)] * 60, dtype=object)
    path = npz(tmp_path / "evil.npz", **arrays(labels=labels))
    the_sentence(lambda: load(path), path, "Python objects")
    (tmp_path / "evil2.npz").write_bytes(pickle.dumps(Exploit(touched)))
    the_sentence(lambda: load(tmp_path / "evil2.npz"), "evil2.npz")
    assert not touched.exists()


def lying_npy(path, shape, content=b"", descr="|u1"):
    """An npz whose `images` claim a shape that their bytes don't have."""
    npz(path, **arrays(images=None))
    with zipfile.ZipFile(path, "a") as archive, archive.open("images.npy", "w") as member:
        header = {"descr": descr, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(member, header)
        member.write(content)
    return path


@pytest.mark.parametrize(
    "shape",
    [
        (10**12, 28, 28),
        (2**28, 2, 1),
        (60, 4, 4),
        (60, 4, 2),
        (-60, 4, -3),
        (-1, 4, 3),
        (0, 2**62, 8),
        (2**63, 0, 2**63),
    ],
)
def test_no_memory_is_taken_on_the_word_of_an_npy_header(tmp_path, shape):
    path = lying_npy(tmp_path / "lying.npz", shape, bytes(720))
    the_sentence(lambda: load(path), path)
    assert peak_memory(lambda: load(path)) < 2**22


def test_arrays_over_the_limit_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.datasets.npz.LIMIT", 719)
    path = npz(tmp_path / "large.npz", **arrays())
    the_sentence(lambda: load(path), path, "1,456", "719")


def test_any_damage_to_an_npz_is_noticed_or_harmless(tmp_path):
    sound = npz(tmp_path / "sound.npz", **arrays())
    content, sha = sound.read_bytes(), load(sound).sha256
    rng = np.random.default_rng(3)
    path = tmp_path / "damaged.npz"
    refused = 0
    for _ in range(400):
        damaged = bytearray(content)
        for place in rng.integers(0, len(content), rng.integers(1, 4)):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged[: rng.integers(1, 2 * len(content))])
        try:
            assert load(path).sha256 == sha
        except DownhillError as error:
            assert "\n" not in str(error)
            refused += 1
    assert refused > 300


# -- words that mend ---------------------------------------------------------------------------

MENDS = {
    "two classes or more": {"labels": np.zeros(60, int)},
    "NaN": with_one(np.nan),
    "at least one": {"test_images": np.zeros((0, 4, 3), np.uint8), "test_labels": np.zeros(0)},
}


@pytest.mark.parametrize("mend", MENDS)
def test_a_refusal_says_what_to_do(tmp_path, mend):
    the_sentence(lambda: load(npz(tmp_path / "x.npz", **arrays(**MENDS[mend]))), mend)


# -- as others publish them --------------------------------------------------------------------

GREYS = np.random.default_rng(4).integers(0, 256, (90, 8, 8)).astype(np.uint8)
NUMBERS = (np.arange(90) % 3).astype(np.uint8)


def counts(data):
    return len(data.training_labels), len(data.validation_labels), len(data.test_labels)


def test_keras_mnist_is_read(tmp_path):
    """mnist.npz of Keras: uint8 (60000, 28, 28) and (60000,), compressed, in this order."""
    path = tmp_path / "mnist.npz"
    np.savez_compressed(
        path, x_test=GREYS[:20], x_train=GREYS, y_train=NUMBERS, y_test=NUMBERS[:20]
    )
    data = load(path)
    assert counts(data) == (81, 9, 20) and data.image_shape == (8, 8)
    assert np.array_equal(np.rint(data.test_images * 255), GREYS[:20].reshape(20, -1))
    assert "x_train with y_train for training, x_test with y_test for testing" in data.understood


def test_medmnists_own_parts_and_columns_of_labels_are_kept(tmp_path):
    """MedMNIST: six arrays, uint8 (n, 28, 28) or (n, 28, 28, 3), labels (n, 1)."""
    colours = np.repeat(GREYS[..., None], 3, axis=3)
    path = npz(
        tmp_path / "pathmnist.npz",
        train_images=colours,
        val_images=colours[:12],
        test_images=colours[:6],
        train_labels=NUMBERS[:, None],
        val_labels=NUMBERS[:12, None],
        test_labels=NUMBERS[:6, None],
    )
    data = load(path)
    assert counts(data) == (90, 12, 6) and data.trained_on == ("training",)
    assert "turned grey" in data.understood


def test_arrays_without_names_are_understood_by_their_shapes_and_it_is_said(tmp_path):
    path = tmp_path / "plain.npz"
    np.savez(path, GREYS, NUMBERS)
    data = load(path)
    assert counts(data) == (72, 9, 9) and "arr_0 with arr_1 for training" in data.understood


def test_several_data_sets_or_none_in_an_npz_are_listed(tmp_path):
    path = npz(tmp_path / "a.npz", cat_x=GREYS, cat_y=NUMBERS, dog_x=GREYS, dog_y=NUMBERS)
    the_sentence(lambda: load(path), "several data sets (cat, dog)")
    path = npz(tmp_path / "b.npz", weights=np.zeros((3, 4)), bias=np.zeros(7))
    the_sentence(lambda: load(path), "weights (float64, 3×4), bias (float64, 7)", "x_train")


def test_what_has_no_partner_is_left_out_and_that_is_said(tmp_path):
    path = npz(tmp_path / "a.npz", x_train=GREYS, y_train=NUMBERS, x_test=GREYS)
    assert "x_test left out" in load(path).understood
    assert load(npz(path, **arrays())).understood == ""


def test_scikit_learns_digits_saved_as_they_are(tmp_path):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 17, (90, 8, 8)).astype(float)
    names = np.array(["zero", "one", "two"])
    path = npz(
        tmp_path / "digits.npz",
        data=images.reshape(90, 64),
        target=np.arange(90) % 3,
        target_names=names,
        images=images,
    )
    data = load(path)
    assert data.image_shape == (8, 8) and data.classes == tuple(names)


# -- memory ------------------------------------------------------------------------------------


def test_reading_takes_little_more_than_the_images_and_their_rows_do(tmp_path):
    images = np.full((4_000, 32, 32), 255, np.uint8)
    images[:, 0] = 0
    path = npz(tmp_path / "x.npz", images=images, labels=np.arange(4_000) % 2)
    tracemalloc.start()
    try:
        load(path)
        assert tracemalloc.get_traced_memory()[1] < 5.6 * images.size  # a byte and a float32 each
    finally:
        tracemalloc.stop()


def test_a_pipe_or_a_device_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    os.symlink("/dev/zero", tmp_path / "endless.npz")
    for name in ("pipe.npz", "endless.npz"):
        the_sentence(lambda: load(tmp_path / name), name, "pipe or a device")  # noqa: B023
