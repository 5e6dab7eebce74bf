"""Arrays of any kind: each is read as the plain one is."""

import numpy as np
import pytest
from data_files import the_sentence

from nn.datasets import from_arrays, load, shipped_digits


@pytest.fixture(scope="module")
def digits():
    """(images (1000, 28, 28) uint8, labels (1000,)) and the Dataset of them."""
    images, labels, _ = shipped_digits()
    images = np.rint(images[:1000] * 255).astype(np.uint8).reshape(-1, 28, 28)
    return images, labels[:1000], from_arrays((images, labels[:1000]), name="digits")


LAYOUTS = {
    "as they are": lambda x: x,
    "channel last": lambda x: x[..., None],
    "channel first": lambda x: x[:, None],
    "flat": lambda x: x.reshape(len(x), -1),
    "a flat channel": lambda x: x.reshape(len(x), 1, -1),
    "images last": lambda x: np.moveaxis(x, 0, -1),
    "grey in three colours": lambda x: np.repeat(x[..., None], 3, axis=3),
    "opaque": lambda x: np.stack([x, x, x, np.full_like(x, 255)], axis=3),
    "colours first": lambda x: np.repeat(x[:, None], 3, axis=1),
    "by columns": np.asfortranarray,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_the_same_data_set(digits, layout):
    images, labels, expected = digits
    data = from_arrays((LAYOUTS[layout](images), labels), name="other")
    assert data.sha256 == expected.sha256 and data.image_shape == (28, 28)
    np.testing.assert_array_equal(data.test_images, expected.test_images)


RANGES = {
    "0…1": (lambda x: x / 255, 0, 1),
    "0…1 in half precision": (lambda x: (x / 255).astype(np.float16), 0, 1),
    "0…255 as floats": (lambda x: x.astype(np.float64), 0, 255),
    "0…65535": (lambda x: x.astype(np.uint16) * 257, 0, 65535),
    "−1…1": (lambda x: x / 127.5 - 1, -1, 1),
    "standardised": (lambda x: ((x / 255 - 0.1307) / 0.3081).astype(np.float32), -0.42421, 2.82148),
    "from 3 to 7": (lambda x: 3 + x / 255 * 4, 0, 7),
}


@pytest.mark.parametrize("values", RANGES)
@pytest.mark.parametrize("layout", ["as they are", "flat"])
def test_every_range_gives_the_same_pictures_and_comes_back_as_it_was(digits, values, layout):
    images, labels, expected = digits
    scale, low, high = RANGES[values]
    given = scale(images)
    data = from_arrays((LAYOUTS[layout](given), labels), name="other")
    assert (data.low, data.high) == pytest.approx((low, high), abs=1e-4)
    if low != 0 or high != 7:
        assert abs(data.training_images - expected.training_images).max() < 1e-3
    held = from_arrays((given, labels), (given, labels), name="all").training_images
    back = data.as_fed(held)
    assert back.dtype == np.float32
    np.testing.assert_allclose(back, given.reshape(1000, -1), atol=(high - low) * 2**-22)


def test_greys_from_0_to_16_are_known_and_come_back_exactly():
    bunch = pytest.importorskip("sklearn.datasets").load_digits()
    for inputs in (bunch.images, bunch.data):
        data = from_arrays((inputs, bunch.target), (inputs, bunch.target), name="load_digits")
        assert data.image_shape == (8, 8) and data.training_images.max() == 1
        assert (data.one, data.many) == ("digit", "digits")
        np.testing.assert_array_equal(data.as_fed(data.training_images), bunch.data)


def test_all_256_bytes_come_back_exactly():
    images = np.resize(np.arange(256, dtype=np.uint8), (20, 16, 16))
    data = from_arrays((images, np.arange(20) % 2), (images, np.arange(20) % 2), name="all")
    np.testing.assert_array_equal(data.as_fed(data.training_images), images.reshape(20, -1))


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_a_table_has_features_with_their_own_ranges_and_comes_back(name, tmp_path):
    bunch = getattr(pytest.importorskip("sklearn.datasets"), f"load_{name}")()
    both = (bunch.data, bunch.target), (bunch.data, bunch.target)
    data = from_arrays(*both, name=name, features=bunch.feature_names, classes=bunch.target_names)
    assert data.image_shape is None and (data.one, data.many) == ("example", "examples")
    assert [f.name for f in data.features] == list(bunch.feature_names)
    assert data.training_images.min(axis=0).max() == 0 and data.training_images.max() == 1
    np.testing.assert_allclose(data.as_fed(data.training_images), bunch.data, rtol=1e-6, atol=1e-6)
    data.save(tmp_path / "kept.npz")
    again = load(tmp_path / "kept.npz")
    assert again.describe() == data.describe() and again.features == data.features
    np.testing.assert_array_equal(again.test_images, data.test_images)


def test_any_mixture_of_layout_range_and_kind_of_label_reads_as_the_plain_one(digits):
    images, labels, expected = digits
    kinds = {
        "numbers": lambda y: y,
        "from 1": lambda y: y + 1,
        "one-hot": lambda y: np.eye(10, dtype=np.float32)[y],
        "words": lambda y: np.char.add("class ", y.astype(str)),
        "column": lambda y: y[:, None].astype(np.float64),
    }
    exact = [name for name in RANGES if name != "from 3 to 7"]
    generator = np.random.default_rng(7)
    for _ in range(30):
        layout, values, kind = (generator.choice(list(x)) for x in (LAYOUTS, exact, kinds))
        if layout == "opaque" and values != "0…255 as floats":
            continue  # an alpha channel has the range of its colours
        given = RANGES[values][0](LAYOUTS[layout](images)), kinds[kind](labels)
        data = from_arrays(given, name="other")
        assert data.image_shape == (28, 28), (layout, values, kind)
        assert abs(data.training_images - expected.training_images).max() < 1e-3
        np.testing.assert_array_equal(data.test_labels, expected.test_labels)


REFUSED = {
    "colours that let through": (np.random.default_rng(0).random((20, 5, 6, 4)), "transparent"),
    "two channels": (np.ones((20, 5, 5, 2)), "three colours"),
    "films": (np.ones((20, 3, 4, 4, 3)), "(n, height, width)"),
    "NaN": (np.full((20, 9, 9), np.nan), "missing or infinite"),
    "all alike": (np.ones((20, 9, 9)), "all its pixels are 1"),
    "nearly alike": (1000 + np.eye(9)[None].repeat(20, 0) / 1e5, "lie between 1000 and"),
    "beyond float32": (np.eye(9)[None].repeat(20, 0) * 1e40, "below 1e+30"),
    "too small for float32": (np.eye(9)[None].repeat(20, 0) * 1e-40, "lie between"),
    "words": (np.full((20, 3), "red"), "'red'"),
    "complex numbers": (np.ones((20, 4), complex), "complex"),
    "nothing": (np.zeros((20, 0)), "at least one"),
    "None": (None, "None"),
    "uneven rows": ([[1, 2], [3]] * 10, "unequal"),
    "missing values": (np.where(np.eye(20)[:, :4], np.nan, 1), "x1", "NaN"),
    "rows all alike": (np.ones((20, 4)), "the same"),
    "bytes of no square": (np.full((20, 600), 200, np.uint8), "--shape"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_inputs_that_cannot_be_understood_are_refused_with_what_would_do(what):
    inputs, *mentions = REFUSED[what]
    the_sentence(lambda: from_arrays((inputs, np.arange(20) % 2), name="x"), "x", *mentions)


def test_parts_in_unlike_ranges_or_sizes_are_refused(digits):
    images, labels, _ = digits
    whole = images, labels
    the_sentence(
        lambda: from_arrays(whole, (images / 255, labels), name="x"), "0 to 255", "0 to 1", "range"
    )
    the_sentence(lambda: from_arrays(whole, (images[:, 1:], labels), name="x"), "27×28", "28×28")
    table = np.random.default_rng(0).normal(size=(1000, 3))
    the_sentence(lambda: from_arrays((table, labels), (table[:, 1:], labels), name="x"), "3", "2")


def test_rows_that_are_no_pictures_stay_features_whatever_their_number():
    generator = np.random.default_rng(5)
    y = np.arange(200) % 2
    kinds = {
        "noise": generator.normal(size=(200, 64)),
        "counts": generator.poisson(3, (200, 100)),
        "bits": (generator.random((200, 144)) < 0.1).astype(np.uint8),
        "a signal": np.cumsum(generator.normal(size=(200, 100)), axis=1),
        "spectra": np.sin(np.arange(81) * generator.uniform(0.02, 0.5, (200, 1))),
        "one column": generator.normal(size=200),
    }
    for name, rows in kinds.items():
        assert from_arrays((rows, y), name=name).image_shape is None, name


def test_what_is_told_of_the_shape_is_believed(digits):
    images, labels, expected = digits
    flat = images.reshape(1000, -1)
    table = from_arrays((flat, labels), name="x", image_shape=())
    assert table.image_shape is None and len(table.features) == 784
    wide = from_arrays((flat, labels), name="x", image_shape=(14, 56))
    assert wide.image_shape == (14, 56)
    np.testing.assert_array_equal(wide.training_images, expected.training_images)


class Table:
    """What a table of pandas is to us."""

    def __init__(self, columns, values):
        self.columns, self.values = columns, values

    def to_numpy(self):
        return self.values


def test_a_table_names_its_features_and_a_blank_name_is_a_number():
    values = np.random.default_rng(0).random((20, 3))
    data = from_arrays((Table(["wide", "", "high"], values), np.arange(20) % 2), name="x")
    assert [feature.name for feature in data.features] == ["wide", "x2", "high"]
    data = from_arrays((values, np.arange(20) % 2), name="x")
    assert [feature.name for feature in data.features] == ["x1", "x2", "x3"]
    too_few = {"name": "x", "features": ["a", "b"]}
    the_sentence(lambda: from_arrays((values, np.arange(20) % 2), **too_few), "3", "2 names")


def test_tensors_of_pytorch_are_read_in_any_precision(digits):
    torch = pytest.importorskip("torch")
    images, labels, expected = digits
    y = torch.tensor(labels)
    for X in (
        torch.tensor(images)[:, None],
        torch.tensor(images).float().requires_grad_(),
        torch.tensor(images).to(torch.bfloat16).reshape(1000, -1),
    ):
        data = from_arrays((X, y), name="x")
        assert data.image_shape == (28, 28)
        assert abs(data.training_images - expected.training_images).max() < 2**-8
    truth = torch.tensor([[0.2, 0.9], [0.4, 0.1], [0.5, 0.7], [0.3, 0.2], [0.6, 0.6]] * 6)
    data = from_arrays((truth, torch.tensor([True, False] * 15)), name="x")
    assert data.classes == ("false", "true") and len(data.features) == 2


def test_a_bunch_of_scikit_learn_is_read_whole():
    loaders = pytest.importorskip("sklearn.datasets")
    iris, digits = (
        from_arrays(load(), name="x") for load in (loaders.load_iris, loaders.load_digits)
    )
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.features[0].name == "sepal length (cm)"
    assert digits.image_shape == (8, 8) and (digits.one, digits.many) == ("digit", "digits")
    column = {"data": np.random.default_rng(0).random((30, 2)), "target": np.array(["a", "b"] * 15)}
    assert from_arrays({**column, "target_names": ["class"]}, name="x").classes == ("a", "b")


@pytest.mark.parametrize("kind", ["bytes", "standardised", "explicit parts"])
def test_a_saved_data_set_is_read_back_whole(digits, tmp_path, kind):
    images, labels, _ = digits
    given = images if kind == "bytes" else (images / 255 - 0.1307) / 0.3081
    parts = [(given, labels)] * (3 if kind == "explicit parts" else 1)
    data = from_arrays(*parts, name="x", one="leaf", many="leaves", classes=list("abcdefghij"))
    data.save(tmp_path / "kept.npz")
    again = load(tmp_path / "kept.npz")
    assert again.describe() == data.describe() and again.sha256 == data.sha256
    for part in ("training", "validation", "test"):
        for what in ("images", "labels"):
            mine, theirs = (getattr(one, f"{part}_{what}") for one in (data, again))
            assert mine.dtype == theirs.dtype
            np.testing.assert_array_equal(mine, theirs)


def test_a_saved_data_set_that_was_changed_is_refused(tmp_path):
    data = from_arrays((np.random.default_rng(0).random((30, 3)), np.arange(30) % 2), name="x")
    path = tmp_path / "kept.npz"
    data.save(path)
    with np.load(path) as file:
        sound = dict(file)
    facts = str(sound["facts"])
    changes = {
        "pixels": {"training_images": sound["training_images"][::-1].copy()},
        "labels": {"test_labels": sound["test_labels"] * 0},
        "NaN": {"test_images": sound["test_images"] * np.float32(np.nan)},
        "names": {"facts": np.array(facts.replace("x1", "y1"))},
        "no facts": {"facts": np.array("[]")},
        "impossible facts": {"facts": np.array(facts.replace('"classes": ["0"', '"classes": [""'))},
        "a shape that does not fit": {
            "facts": np.array(facts.replace('"image_shape": null', '"image_shape": [2, 2]'))
        },
        "one array more": {"more": np.zeros(3)},
    }
    for change in changes.values():
        np.savez(path, **{**sound, **change})
        the_sentence(lambda: load(path), path)
