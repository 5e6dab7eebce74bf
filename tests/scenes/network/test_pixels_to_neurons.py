import numpy as np
from watching import captions_in, scenes_of, shown

from nn.runs.run import FILM_RUN
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lens import Lens
from scenes.mobjects.lettering import Readout
from scenes.mobjects.unrolling import Unrolling
from scenes.network.pixels_to_neurons import NEURONS_IN_LENS, PixelsToNeurons
from scenes.stage.examples import an_example

pixels = scenes_of(PixelsToNeurons)


def test_each_pixel_is_shown_as_it_is(pixels):
    scene, run = pixels
    image, label = an_example(run)
    shown_as = "Somebody wrote this" if run.name == FILM_RUN else "Here is a"  # nobody knows of it
    assert captions_in(scene)[0] == f"{shown_as} {run.classes[label]}."
    (unrolled,) = shown(scene, Unrolling)
    np.testing.assert_array_equal(unrolled.values, image)
    assert unrolled.progress == 1
    for heatmap in shown(scene, Heatmap):
        np.testing.assert_array_equal(heatmap.values, image)


def test_the_neurons_in_the_lens_are_those_it_numbers(pixels):
    scene, run = pixels
    image, _ = an_example(run)
    (lens,), (first, last) = shown(scene, Lens), shown(scene, Readout)
    np.testing.assert_array_equal(lens.values, image.reshape(-1, 1))
    k = int(lens.corner[0])
    assert (first.value, last.value) == (k + 1, k + NEURONS_IN_LENS)
    assert k // 28 == (k + NEURONS_IN_LENS - 1) // 28  # within one row of the picture
    assert np.ptp(image.ravel()[k : k + NEURONS_IN_LENS]) > 0
