import numpy as np
import pytest

from scenes.mobjects.digit import (
    GAP,
    best_columns,
    digit,
    frame_on,
    place_on,
    sheet,
    sheet_within,
    tiled,
)


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


def test_a_frame_is_around_its_image_and_on_the_gaps_beside_it(images):
    picture = sheet(images, 2, width=4)
    cell = picture.cell_width
    for i in range(len(images)):
        frame = frame_on(picture, i, 2, (4, 3))
        np.testing.assert_allclose(frame.get_center(), place_on(picture, i, 2, (4, 3)))
        assert frame.width == pytest.approx(cell * (3 + GAP))
        assert frame.height == pytest.approx(cell * (4 + GAP))


def test_a_digit_is_grey_from_black_to_white(images):
    picture = digit(images[0])
    np.testing.assert_array_equal(picture.limits, [0, 1])
    np.testing.assert_array_equal(picture.values, images[0])


@pytest.mark.parametrize("n", [1, 2, 7, 22, 476])
@pytest.mark.parametrize("box", [(12, 4), (4, 4), (1, 5)])
def test_no_other_number_of_columns_gives_larger_pictures(n, box):
    def pixel(columns):
        rows, across = tiled(np.zeros((n, 4, 3)), columns).shape
        return min(box[0] / across, box[1] / rows)

    best = best_columns(n, (4, 3), *box)
    assert pixel(best) == pytest.approx(max(map(pixel, range(1, n + 1))))


def test_a_sheet_fills_the_box_that_it_was_given_in_one_direction(images):
    for box in [(6, 1), (1, 6), (3, 3)]:
        picture, columns = sheet_within(images, *box)
        np.testing.assert_array_equal(picture.values, tiled(images, columns))
        size = np.array([picture.width, picture.height])
        assert (size <= np.add(box, 1e-9)).all() and np.isclose(size, box).any()


def test_a_tall_picture_is_as_high_as_a_square_one():
    assert digit(np.zeros((30, 20)), 3).height == pytest.approx(3)
    assert digit(np.zeros((20, 30)), 3).width == pytest.approx(3)
