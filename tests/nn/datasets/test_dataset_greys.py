"""What white is, and pixels as bytes and as greys."""

import numpy as np
from data_files import arrays, binned, npz

from nn.datasets import as_bytes, as_greys, load


def test_greys_from_0_to_16_are_taken_as_they_are_and_that_is_said(tmp_path):
    path = npz(tmp_path / "sixteen.npz", **arrays(**binned(17)))
    assert "greys run from 0 to 16" in load(path).understood
    told = load(npz(path, **arrays(**binned(17, greys=16))))
    assert told.training_images.max() == 1
    as_floats = npz(tmp_path / "floats.npz", **arrays(images=binned(17)["images"] / 16))
    np.testing.assert_array_equal(told.training_images, load(as_floats).training_images)


def test_dark_pictures_are_taken_if_they_say_that_they_are_dark(tmp_path):
    dark = load(npz(tmp_path / "dark.npz", **arrays(**binned(17, greys=255))))
    assert dark.training_images.max() == np.float32(16 / 255)


def test_half_of_white_is_enough(tmp_path):
    assert load(npz(tmp_path / "a.npz", **arrays(**binned(129)))).training_images.max() < 0.51
    darker = load(npz(tmp_path / "b.npz", **arrays(**binned(128))))
    assert darker.training_images.max() == 1 and "0 to 127" in darker.understood
    load(npz(tmp_path / "c.npz", **arrays(images=binned(129)["images"] / 256)))


def test_another_white_makes_another_data_set_and_the_usual_one_does_not(tmp_path):
    def digest(**changes):
        return load(npz(tmp_path / "x.npz", **arrays(**changes))).sha256

    assert digest(**binned(17, greys=16)) != digest(**binned(17, greys=20))
    assert digest(greys=255) == digest()
    floats = arrays()["images"] / 255
    assert digest(images=floats, greys=1) == digest(images=floats) != digest(images=floats, greys=2)


def test_pixels_come_back_from_bytes_as_they_were():
    every = np.arange(256, dtype=np.float32) / 255
    np.testing.assert_array_equal(as_greys(as_bytes(every)), every)
    assert as_bytes(every).dtype == np.uint8 and as_greys(as_bytes(every)).dtype == np.float32
