import numpy as np
import pytest
from manim import Rectangle
from watching import render

from nn import studies
from nn.network import layer_views
from nn.run import FILM_RUN, Run, find
from scenes import style
from scenes.entries import symbol
from scenes.gradient import (
    A_LOT,
    ROWS,
    SomeWeightsMatterMore,
    TheGradientAsAList,
    ratio,
    round_below,
)
from scenes.mobjects.lettering import Readout


def played(clip, request, tiny_run, tmp_path_factory):
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    scene = render(clip, folder, tmp_path_factory.mktemp("gradient"), dry_run=True)
    run = Run.load(folder)
    return scene, run, studies.read(run, "gradients")[0]


@pytest.fixture(scope="module", params=["tiny", "film"])
def listed(request, tiny_run, tmp_path_factory):
    """(`TheGradientAsAList` after its end, its run, the run's gradients)."""
    return played(TheGradientAsAList, request, tiny_run, tmp_path_factory)


@pytest.fixture(scope="module", params=["tiny", "film"])
def nudged(request, tiny_run, tmp_path_factory):
    """The same of `SomeWeightsMatterMore`."""
    return played(SomeWeightsMatterMore, request, tiny_run, tmp_path_factory)


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


def test_curves_end_at_the_measured_change_and_numbers_say_it(nudged):
    scene, _, study = nudged
    for i in (0, 1):
        change = study.nudged_costs[i, -1] - study.cost[1]
        end = scene.plot.c2p(study.nudges[-1], change)
        assert scene.measured[i].value == pytest.approx(change, rel=1e-9)
        np.testing.assert_allclose(scene.curves[i].get_end(), end, atol=1e-6)
        np.testing.assert_allclose(scene.dots[i].get_center(), end, atol=1e-6)
        foretold = scene.table[2][i].value
        assert foretold == pytest.approx(study.slopes[i] * study.nudges[-1])


def test_half_way_dot_and_number_are_of_the_nudge_half_way(nudged):
    scene, _, study = nudged
    middle = int(np.flatnonzero(study.nudges == scene.nudges[len(scene.nudges) // 2])[0])
    scene.now.set_value(study.nudges[middle])
    for i in (0, 1):
        change = study.nudged_costs[i, middle] - study.cost[1]
        assert scene._change(i) == pytest.approx(change, rel=1e-9, abs=1e-15)
        assert len(scene._curve(i).get_anchors()) > 1


def test_the_histogram_counts_every_weight_and_bias_once(nudged):
    scene, _, study = nudged
    sizes = abs(study.nabla[1].astype(float))
    counts, edges = scene.histogram.counts, scene.histogram.edges
    assert counts.sum() == len(sizes)
    assert counts[0] == (sizes == 0).sum()
    assert counts[-3:].sum() == (sizes >= 10 ** edges[-4]).sum()


@pytest.mark.parametrize(
    ("large", "small", "words"), [(46.2, -1, "46"), (3, 2, "1.5"), (12345, 1, "12,345")]
)
def test_a_ratio_in_words(large, small, words):
    assert ratio(large, small) == words


@pytest.mark.parametrize(("value", "below"), [(1155, 1000), (0.00028, 0.0002), (7, 7), (0.5, 0.5)])
def test_a_number_of_one_digit_below(value, below):
    assert round_below(value) == pytest.approx(below)
