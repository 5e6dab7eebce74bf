import numpy as np
import pytest
from watching import captions_of, numbers_in

from nn.experiments.warping_space import sizes_of
from nn.network import layer_views
from scenes.space.two_cannot_three_can import TwoCannotThreeCan
from scenes.space.warps import output

CLIP = TwoCannotThreeCan


def test_it_says_how_many_trainings_got_every_point_right(scene, result):
    said, settings = captions_of(scene), result.settings
    two, three = (result.arrays.ring_accuracy[settings["ring_widths"].index(n)] for n in (2, 3))
    assert f"With two neurons, {(two == 1).sum() or 'none'} of {two.size} trainings" in said
    assert f"With three, {(three == 1).sum()} did" in said and three.size == two.size


def test_of_two_units_the_best_is_shown_with_what_it_gets_right(scene, result):
    step, right = numbers_in(scene.two)
    assert step == result.arrays.steps[-1]
    assert right == pytest.approx(100 * result.found["two_best"], abs=0.1)
    assert right <= 100 * result.found["two_best"]


def test_its_line_in_the_plane_leaves_through_the_ring(scene, result):
    sizes = sizes_of(2, result.found["two_depth"])
    line = scene._border(result.arrays.two[-1].astype(float))
    z = output(line, *layer_views(result.arrays.two[-1].astype(float), sizes))
    assert np.median(abs(z)) < 1e-6
    radius = np.linalg.norm(line, axis=-1)
    assert ((radius > 2 / 3) & (radius < 1)).any()
    assert radius.max() > 1


def test_no_layer_of_the_best_with_two_units_folds_the_plane_so_blue_is_still_inside(result):
    sizes = sizes_of(2, result.found["two_depth"])
    weights, _ = layer_views(result.arrays.two[-1].astype(float), sizes)
    assert min(abs(np.linalg.det(W)) for W in weights[:-1]) > 1e-3


def test_three_units_lift_every_point_of_the_disc_over_the_plane_and_none_of_the_ring(scene):
    disc, ring = scene.sheet.areas
    height, opacity = scene.sheet.cut
    assert opacity == 1
    assert disc[..., 2].min() > height > ring[..., 2].max()


def test_what_is_seen_in_space_is_the_layer_turned(scene, result):
    (W, _), (b, _) = layer_views(result.arrays.three[-1].astype(float), sizes_of(3, 1))
    a = np.tanh(scene.sheet.flat[2] @ W.T + b)
    np.testing.assert_allclose(scene.sheet.areas, a @ scene.view.T, atol=1e-9)
    np.testing.assert_allclose(scene.view @ scene.view.T, np.eye(3), atol=1e-9)


def test_the_border_lies_on_the_plane(scene):
    np.testing.assert_allclose(scene.sheet.line[..., 2], scene.height, atol=1e-6)


def test_every_training_is_a_dot_at_what_it_gets_right(scene, result):
    np.testing.assert_allclose(scene.trainings.dots.y, result.arrays.ring_accuracy.ravel())
    words = [words.typst_code for words in scene.trainings.groups]
    assert words == ["2 units a layer", "3 units a layer"] and result.settings["ring_widths"] == [
        2,
        3,
    ]


def test_the_cube_is_that_of_the_outputs(scene):
    corners = scene.cube.paper @ scene.view  # turned back
    np.testing.assert_allclose(abs(corners), 1)
    assert len(corners) == 12
    assert abs(scene.sheet.areas @ scene.view).max() <= 1
