import numpy as np
from watching import captions_of, scenes_of

from nn.network import layer_views
from scenes.gradient.the_gradient_as_a_list import ROWS, TheGradientAsAList
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


def test_each_row_writes_the_entry_that_its_name_says(listed):
    scene, run, study = listed
    for start in (*scene.stops, len(scene.downhill) - ROWS):
        rows = scene._entries(start).rows
        for place, (name, _, number, _) in enumerate(rows, start=start):
            assert number.value == -float(study.nabla[1, place])
            assert symbol(place, run.sizes) in name.typst_code


def test_slopes_are_said_to_be_zero_only_where_they_are(listed):
    scene, _, study = listed
    calm = scene.stops[1]
    zero = not study.nabla[1, calm : calm + ROWS].any()
    assert ("exactly zero" in captions_of(scene)) == zero
    assert f"All {len(study.nabla[1]):,} at once" in captions_of(scene)


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
