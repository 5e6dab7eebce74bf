import numpy as np
import pytest

from scenes.mobjects.digit import GAP, digit, place_on, sheet, tiled


@pytest.fixture
def images():
    return np.random.default_rng(0).random((5, 4, 3))


def test_every_image_of_a_sheet_stands_there_whole(images):
    matrix = tiled(images, 2)
    assert matrix.shape == (3 * (4 + GAP) + GAP, 2 * (3 + GAP) + GAP)
    for i, image in enumerate(images):
        top, left = GAP + i // 2 * (4 + GAP), GAP + i % 2 * (3 + GAP)
        np.testing.assert_array_equal(matrix[top : top + 4, left : left + 3], image)
    assert matrix.sum() == pytest.approx(images.sum())  # nothing else


def test_the_place_of_an_image_on_a_sheet_is_its_middle(images):
    picture = sheet(images, 2, width=4)
    cell = picture.cell_width
    for i in range(len(images)):
        upper_left = picture.cell(GAP + i // 2 * (4 + GAP), GAP + i % 2 * (3 + GAP))
        middle = upper_left + np.array([cell * (3 - 1) / 2, -cell * (4 - 1) / 2, 0])
        np.testing.assert_allclose(place_on(picture, i, 2, (4, 3)), middle)


def test_a_digit_is_grey_from_black_to_white(images):
    picture = digit(images[0])
    np.testing.assert_array_equal(picture.limits, [0, 1])
    np.testing.assert_array_equal(picture.values, images[0])
