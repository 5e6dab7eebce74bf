import numpy as np
import pytest
from watching import captions_of, render

from nn.runs.run import FILM_RUN, Run, find
from scenes.network.thirteen_thousand_and_two import ThirteenThousandAndTwo


class Counting(ThirteenThousandAndTwo):
    """The same, noting what stands in the table after each beat but the last two."""

    def construct(self):
        self.seen = []
        super().construct()

    def beat(self, *words):
        seconds = super().beat(*words)
        if hasattr(self, "table"):
            self.seen.append([row[1].value for row in self.table])
        return seconds

    def to_learn_is_to_find_them(self):
        self.filled = [box.values for box in self.boxes]
        super().to_learn_is_to_find_them()


@pytest.fixture(scope="module", params=["tiny", "film"])
def counted(request, tiny_run, tmp_path_factory):
    """The clip after its end, and its run."""
    folder = tiny_run if request.param == "tiny" else find(FILM_RUN)
    return render(Counting, folder, tmp_path_factory.mktemp("c"), dry_run=True), Run.load(folder)


def flat(boxes):
    return np.concatenate([np.ravel(box) for box in boxes])


def test_the_boxes_hold_every_weight_and_bias_exactly_once(counted):
    scene, run = counted
    np.testing.assert_array_equal(flat(scene.filled), run.thetas[-1])
    np.testing.assert_allclose(flat(box.values for box in scene.boxes), run.thetas[-1], atol=1e-6)


def test_each_row_counts_the_weights_or_biases_of_its_layer(counted):
    scene, run = counted
    expected = [array[-1].size for layer in zip(run.W, run.b, strict=True) for array in layer]
    assert [row[1].value for row in scene.table] == expected
    assert sum(expected) == run.thetas.shape[1] == scene.total[-1].value


def test_one_neuron_is_counted_before_its_layer_and_its_layer_before_the_next(counted):
    scene, run = counted
    one, layer, rest = scene.seen[1:4]
    assert one == [run.sizes[0], 0, 0, 0, 0, 0]
    assert layer == [run.W[0][-1].size, run.sizes[1], 0, 0, 0, 0]
    assert sum(rest) == run.thetas.shape[1]


def test_all_cells_are_of_one_size_and_one_scale(counted):
    scene, _ = counted
    widths = [box.cell_width for box in scene.boxes]
    np.testing.assert_allclose(widths, widths[0])
    assert len({tuple(box.limits) for box in scene.boxes}) == 1


def test_later_layers_are_called_small_only_if_they_hold_few_of_the_numbers(counted):
    scene, run = counted
    first = run.W[0][-1].size + run.b[0][-1].size
    rest = run.thetas.shape[1] - first
    assert ("small beside this one" in captions_of(scene)) == (rest <= 0.2 * first)
