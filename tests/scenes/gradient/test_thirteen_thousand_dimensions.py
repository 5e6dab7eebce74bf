import re

import numpy as np
import pytest
from watching import captions_in, captions_of, scenes_of

from scenes.gradient.thirteen_thousand_dimensions import ThirteenThousandDimensions
from scenes.mobjects.threads import Threads

seen = scenes_of(ThirteenThousandDimensions, "many_dimensions")


def parameters(run, s):
    """All weights and biases at a snapshot, from the arrays of the log."""
    arrays = run.arrays
    layers = range(1, len(run.sizes))
    return [np.append(arrays[f"W{l}"][s].ravel(), arrays[f"b{l}"][s].ravel()) for l in layers]


def test_every_weight_and_bias_is_a_line(seen):
    scene, run, _ = seen
    counts = [len(layer) for layer in parameters(run, 0)]
    np.testing.assert_allclose(scene.all.density.sum(axis=0), sum(counts))
    plots, parts, *_ = scene.panels
    assert len(parts) == len(plots) == len(counts)
    for part, count in zip(parts, counts, strict=True):
        np.testing.assert_allclose(part.density.sum(axis=0), count)
    assert sum(counts) == run.thetas.shape[1]


def test_the_lines_of_a_layer_end_where_its_weights_do(seen):
    scene, run, _ = seen
    for part, values in zip(scene.panels[1], parameters(run, -1), strict=True):
        rows = len(part.density)
        middles = scene.reach * (1 - 2 * (np.arange(rows) + 0.5) / rows)
        mean = middles @ part.density[:, -1] / len(values)
        assert mean == pytest.approx(values.mean(), abs=0.01)


def test_layers_have_one_scale_and_one_brightness(seen):
    scene, *_ = seen
    plots, parts, *_ = scene.panels
    assert {plot.y_range for plot in plots} == {scene.plot.y_range}
    assert {part.most for part in parts} == {scene.all.most}
    for plot, part in zip(plots, parts, strict=True):
        np.testing.assert_allclose(part.place([0, 0]), plot.c2p(0, scene.reach), atol=1e-9)


def test_the_two_lines_are_the_two_of_the_plane(seen):
    scene, run, _ = seen
    first, last = parameters(run, 0), parameters(run, -1)
    ways = [abs(end - start) for start, end in zip(first, last, strict=True)]
    for line, i in zip(scene.lines[0], scene.pair, strict=True):
        ends = [scene.plot.c2p(run.steps[s], run.thetas[s, i]) for s in (0, -1)]
        np.testing.assert_allclose(line.get_start_and_end(), ends, atol=1e-6)
    inputs = run.sizes[0] * run.sizes[1]
    assert scene.moved[scene.pair[0]] == pytest.approx(ways[0][:inputs].max())
    assert scene.moved[scene.pair[1]] == pytest.approx(ways[-1][: -run.sizes[-1]].max())


def test_the_names_of_the_two_are_of_neurons_counted_from_one(seen):
    scene, run, _ = seen
    j, k = divmod(scene.pair[0], run.sizes[0])
    assert scene._name(scene.pair[0]) == f"$w_({j + 1}, thick {k + 1})^1$"


def test_time_runs_to_the_end_and_the_numbers_are_of_its_moment(seen):
    scene, run, _ = seen
    step, cost, distance = (readout for _, readout in scene.table)
    assert step.value == pytest.approx(run.steps[-1])
    assert cost.value == pytest.approx(run.train_cost[-1])
    apart = np.concatenate(parameters(run, -1)) - np.concatenate(parameters(run, 0))
    assert distance.value == pytest.approx(np.linalg.norm(apart.astype(float)))
    shares = []
    for now in np.linspace(0, 1, 50):
        scene.now.set_value(now)
        shares.append(scene._share())
    assert shares[0] == 0 and shares[-1] == 1 and (np.diff(shares) >= 0).all()
    assert isinstance(scene.all, Threads) and scene.all.shown == 1


def test_no_line_runs_behind_the_numbers(seen):
    scene, run, _ = seen
    left, right = (side[0] for side in (scene.table.get_left(), scene.table.get_right()))
    x = scene.plot.c2p(run.steps, 0 * run.steps)[:, 0]
    ys = scene.plot.c2p(0, run.thetas[(x >= left) & (x <= right)].ravel())[:, 1]
    assert ys.max() < scene.table.get_bottom()[1]


def test_those_that_never_moved_are_equal_to_the_bit_at_every_snapshot(seen):
    scene, run, study = seen
    start = np.concatenate(parameters(run, 0)).view(np.uint32)
    still = np.ones(len(start), bool)
    for s in range(len(run.steps)):
        still &= np.concatenate(parameters(run, s)).view(np.uint32) == start
    W = still[: run.sizes[0] * run.sizes[1]].reshape(run.sizes[1], run.sizes[0])
    assert W[:, study.unlit].all()
    never = "one never moves" if still.sum() == 1 else "some never move"
    assert never in captions_of(scene)
    count = scene.still_lines[1].typst_code.replace("\\", "")
    assert count == f"white: {still.sum():,} of {len(start):,}, unmoved"
    assert ("We'll see why" in captions_of(scene)) == W[:, study.unlit].any()
    levels = run.thetas[0, still]
    places = scene.plot.c2p(np.zeros(len(levels)), levels)[:, 1]
    drawn = np.array([line.get_start()[1] for line in scene.still_lines[0]])
    assert abs(places[:, None] - drawn).min(axis=1).max() < 0.01
    assert all(line.get_start()[1] == line.get_end()[1] for line in scene.still_lines[0])


def test_the_layers_said_to_go_farthest_and_least_do(seen):
    scene, run, _ = seen
    first, last = parameters(run, 0), parameters(run, -1)
    ways = [np.median(abs(b.astype(float) - a)) for a, b in zip(first, last, strict=True)]
    (said,) = (words for words in captions_in(scene) if " most" in words)
    if said.startswith("The last layer"):
        assert np.argmax(ways) == len(ways) - 1 and np.argmin(ways) == 0
    else:
        far, near = re.findall(r"layer (\d+)", said)
        assert (int(far) - 1, int(near) - 1) == (np.argmax(ways), np.argmin(ways))


def test_the_cost_below_the_lines_is_that_of_training_at_its_moment(seen):
    scene, run, _ = seen
    points = scene.cost.c2p(run.steps, run.train_cost)
    np.testing.assert_allclose(scene.cost_curve.get_start_anchors(), points[:-1], atol=1e-6)
    falls = run.train_cost[-1] < run.train_cost[0]
    assert ("leads downhill" in captions_of(scene)) == falls
    for step in run.steps[[0, -1]]:
        above, below = scene.bloom.c2p(step, 0), scene.cost.c2p(step, 0)
        assert above[0] == pytest.approx(below[0])


def test_at_the_end_all_lines_are_back_on_their_plot(seen):
    scene, *_ = seen
    assert scene.all in scene.mobjects
    assert scene.bloom.y_range == scene.plot.y_range
    top = scene.bloom.c2p(0, scene.reach)
    np.testing.assert_allclose(scene.all.place([0, 0]), top, atol=1e-9)
