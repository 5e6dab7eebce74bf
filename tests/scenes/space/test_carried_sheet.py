import numpy as np
import pytest
from manim import RIGHT

from nn.experiments.warping_space import near_identity, sizes_of, spirals
from scenes.space.carried_sheet import PAPER, CarriedSheet, TanhSquare
from scenes.space.warps import STEPS, across_square, disc_and_ring, lifted


@pytest.fixture
def network():
    network = near_identity(sizes_of(2, 3), 4, 1.2, 0.6)
    for b in network.biases:
        b[:] = np.random.default_rng(7).normal(size=b.shape) / 3
    return network


@pytest.fixture
def sheet(canvas):
    return CarriedSheet(4, spirals(50, 1.0))


def test_carried_to_the_end_its_curves_are_where_the_network_has_them(sheet, network):
    flat = sheet.curves[..., :2].copy()
    sheet.carry(network.weights[:-1], network.biases[:-1], STEPS * 3)
    for curve, laid in zip(flat, sheet.curves, strict=True):
        np.testing.assert_allclose(laid[:, :2], network.forward(curve).a[-2], atol=1e-5)
    assert abs(sheet.curves).max() < sheet.reach


def test_seen_by_the_output_the_line_is_where_it_is_undecided(sheet, network):
    sheet.show_output_view(network.weights, network.biases)
    w, b = network.weights[-1][0], network.biases[-1][0]
    np.testing.assert_allclose(sheet.line[0, :, :2], across_square(w, b))
    assert sheet.reach == PAPER


def test_laid_flat_all_is_where_it_was(sheet, network):
    paper, curves = sheet.paper.copy(), sheet.curves.copy()
    sheet.carry(network.weights[:-1], network.biases[:-1], 5.5).lay_flat()
    np.testing.assert_array_equal(sheet.paper, paper)
    np.testing.assert_array_equal(sheet.curves, curves)


def test_lifted_its_areas_are_where_the_layer_has_them_however_fine(canvas):
    generator = np.random.default_rng(0)
    layer = generator.normal(size=(3, 2)), generator.normal(size=3), np.eye(3)
    sheet = CarriedSheet(4, areas=disc_and_ring()).redraw_areas(disc_and_ring(columns=11))
    sheet.lift(*layer, 2.5)
    np.testing.assert_allclose(sheet.areas, lifted(disc_and_ring(columns=11), *layer, 2.5))


def test_the_square_is_that_of_the_sheet_however_large_it_is_drawn(sheet, network):
    frame = TanhSquare(sheet)
    for shown in (sheet, sheet.shift(2 * RIGHT).carry(network.weights, network.biases, 1.7)):
        square, ends = frame.follow(shown)
        np.testing.assert_allclose(square.get_corner([1, 1, 0]), shown.p2s([1, 1]), atol=1e-9)
        for end, side in zip(ends, (-1, 1), strict=True):
            corner = square.get_corner([side, -1, 0])
            assert end.get_x() == pytest.approx(corner[0])
            assert 0 < corner[1] - end.get_top()[1] < 0.2
