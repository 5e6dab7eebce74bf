import numpy as np
from manim import Rectangle
from watching import scenes_of

from nn.network import layer_views
from scenes.gradient.the_gradient_as_a_list import A_LOT, ROWS, TheGradientAsAList, windows
from scenes.mobjects.lettering import Readout
from scenes.stage import style
from scenes.stage.words.symbols import symbol

listed = scenes_of(TheGradientAsAList, "gradients")


def test_the_columns_are_the_whole_list_in_its_order_with_signs_turned(listed):
    scene, _, study = listed
    shown = np.concatenate([column.values.ravel() for column in scene.columns])
    np.testing.assert_array_equal(shown, -study.nabla[1].astype(float))


def test_the_pictures_are_the_parts_of_it_that_belong_to_the_drawn_weights(listed):
    scene, run, study = listed
    expected = -layer_views(study.nabla[1], run.sizes)[0][0]
    for j, picture in enumerate(scene.pictures):
        np.testing.assert_array_equal(picture.values.ravel(), expected[j])
        weights = scene.weights[j].values.ravel()
        np.testing.assert_array_equal(weights, run.W[0][study.snapshots[1], j])


def test_each_row_writes_one_entry_and_the_right_way_to_go(listed):
    scene, run, study = listed
    for start in (*scene.stops, len(scene.downhill) - ROWS):
        _, rows = scene._rows(start)
        for place, (name, bar, number, words) in enumerate(rows, start=start):
            value = -float(study.nabla[1, place])
            assert isinstance(number, Readout) and number.value == value
            assert symbol(place, run.sizes) in name.typst_code
            way = "leave" if value == 0 else "increase" if value > 0 else "decrease"
            assert words.typst_code.startswith(way)
            assert ("lot" in words.typst_code) == (abs(value) > A_LOT * scene.scale)
            assert isinstance(bar, Rectangle)
            if value:
                colour = style.POSITIVE if value > 0 else style.NEGATIVE
                assert bar.get_fill_color().to_hex().lower() == colour


def test_the_frame_stands_on_the_entries_that_are_written_out(listed):
    scene, run, _ = listed
    calm = scene.stops[1]
    column, row = divmod(calm, run.sizes[0])
    cell = scene.columns[column].cell(row, 0)
    assert abs(scene.frame.get_x() - cell[0]) < 1e-6
    assert scene.frame.get_bottom()[1] < cell[1] < scene.frame.get_top()[1]


def test_the_marked_weight_is_the_one_with_the_largest_entry_of_those_drawn(listed):
    scene, _, _ = listed
    j, k = divmod(scene._steepest(), scene.pictures[0].values.size)
    largest = max(abs(picture.values).max() for picture in scene.pictures)
    assert abs(scene.pictures[j].values.ravel()[k]) == largest
    row, column = np.unravel_index(k, scene.pictures[j].values.shape)
    np.testing.assert_allclose(
        scene.marks[1].get_center(), scene.pictures[j].cell(row, column), atol=1e-9
    )


def test_fewer_entries_than_rows_are_one_window():
    assert windows(np.arange(ROWS + 2)).shape == (3, ROWS)
    assert windows(np.arange(2)).tolist() == [[0, 1]]
