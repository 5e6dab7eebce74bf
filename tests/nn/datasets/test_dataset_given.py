"""Arrays of any kind: each is read as the plain one is."""

import numpy as np
import pytest

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
