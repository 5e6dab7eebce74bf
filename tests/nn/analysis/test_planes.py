import shutil

import numpy as np
import pytest
from data_files import the_sentence

from nn import datasets
from nn.analysis import planes as landscapes
from nn.analysis.planes import PLANES
from nn.errors import DownhillError
from nn.runs.run import Run
from nn.training.settings import Settings
from nn.training.train import Training


@pytest.fixture(scope="module")
def tiny(tiny_run):
    return Run.load(tiny_run)


@pytest.fixture(scope="module")
def planes(tiny):
    return landscapes.read(tiny)[0]


@pytest.fixture(scope="module")
def data(few_digits):
    return few_digits.training_images, datasets.one_hot(few_digits.training_labels, 10)


@pytest.fixture
def copy(tiny_run, tmp_path):
    return Run.load(shutil.copytree(tiny_run, tmp_path / "tiny"))


def cost_at(tiny, plane, alpha, beta, data):
    """The cost of one point of a plane, from a network of its own."""
    network = tiny.network()
    network.theta[:] = plane.origin + alpha * plane.directions[0] + beta * plane.directions[1]
    return network.cost(*data)


@pytest.mark.parametrize("name", PLANES)
def test_the_grid_holds_the_cost_at_alpha_across_and_beta_up(tiny, planes, data, name):
    plane = planes[name]
    assert plane.costs.shape == (9, 9)
    for i, j in ((0, 0), (0, 8), (8, 0), (3, 6), (6, 3)):
        expected = cost_at(tiny, plane, plane.alphas[j], plane.betas[i], data)
        np.testing.assert_allclose(plane.costs[i, j], expected, rtol=1e-5)


@pytest.mark.parametrize("name", PLANES)
def test_true_costs_are_the_runs_and_plane_costs_those_below_the_path(tiny, planes, data, name):
    plane = planes[name]
    np.testing.assert_array_equal(plane.true_costs, tiny.train_cost[plane.snapshots])
    for s, (alpha, beta) in enumerate(plane.path):
        expected = cost_at(tiny, plane, alpha, beta, data)
        np.testing.assert_allclose(plane.plane_costs[s], expected, rtol=1e-5)
    np.testing.assert_array_equal(plane.height_errors, plane.true_costs - plane.plane_costs)


@pytest.mark.parametrize("name", PLANES)
def test_the_path_is_the_nearest_point_of_every_snapshot(tiny, planes, name):
    plane = planes[name]
    thetas = tiny.thetas[plane.snapshots].astype(np.float64)
    away = thetas - (plane.origin + plane.path @ plane.directions)
    np.testing.assert_allclose(np.linalg.norm(away, axis=1), plane.off_plane, atol=1e-4)
    np.testing.assert_allclose(away @ plane.directions.T, 0, atol=1e-3)


@pytest.mark.parametrize("name", PLANES)
def test_the_path_lies_inside_the_grid(planes, name):
    plane = planes[name]
    if name == "random":
        assert plane.alphas[0] == plane.betas[0] == -1 and plane.alphas[-1] == plane.betas[-1] == 1
        return
    for axis, marks in enumerate((plane.alphas, plane.betas)):
        assert marks[0] < plane.path[:, axis].min() and plane.path[:, axis].max() < marks[-1]
        np.testing.assert_allclose(np.diff(marks), marks[1] - marks[0])


def test_the_plane_of_the_path_is_exact_at_start_middle_and_end(planes):
    plane = planes["path"]
    exact = np.argsort(plane.off_plane)[:3]
    assert {0, len(plane.path) - 1} < set(exact)
    np.testing.assert_allclose(plane.off_plane[exact], 0, atol=1e-5)
    np.testing.assert_allclose(plane.height_errors[exact], 0, atol=1e-5)
    assert (np.delete(plane.off_plane, exact) > 1e-3).all()


def test_the_finish_lies_at_the_origin_of_the_planes_through_it(planes):
    for name in ("principal", "random"):
        np.testing.assert_allclose(planes[name].path[-1], 0, atol=1e-5)
        np.testing.assert_allclose(planes[name].off_plane[-1], 0, atol=1e-5)
        np.testing.assert_allclose(planes[name].height_errors[-1], 0, atol=1e-5)


@pytest.mark.parametrize("name", PLANES)
def test_slopes_are_finite_differences_of_the_true_cost(tiny, planes, data, name):
    plane, h = planes[name], 1e-2
    for s in (0, len(plane.snapshots) - 1):
        network = tiny.network(plane.snapshots[s])
        for d in (0, 1):
            costs = []
            for side in (-h, h):
                network.theta[:] = tiny.thetas[plane.snapshots[s]] + side * plane.directions[d]
                costs.append(network.cost(*data))
            slope = (costs[1] - costs[0]) / (2 * h)
            np.testing.assert_allclose(plane.slopes[s, d], slope, rtol=0.01, atol=1e-4)


def test_gradients_are_those_of_every_snapshots_network(tiny, data):
    nabla = landscapes.gradients(tiny, *data)
    assert nabla.shape == tiny.thetas.shape
    for s in (0, 5, -1):
        np.testing.assert_allclose(nabla[s], tiny.network(s).gradient(*data), atol=1e-6)


def test_what_a_plane_holds_is_told_beside_what_chance_would(planes):
    for plane in planes.values():
        assert (plane.explained >= 0).all() and plane.explained.sum() <= 1 + 1e-12
    assert np.isnan(planes["random"].null).all()
    assert planes["random"].explained.sum() < 0.05
    for name in ("path", "principal", "first"):
        assert (planes[name].null > 0).all() and planes[name].null.sum() < 1
    assert planes["principal"].explained.sum() > planes["path"].explained.sum()
    assert planes["principal"].null[0] > planes["principal"].null[1]


def test_the_first_steps_are_seen_alone(few_digits, tmp_path):
    settings = Settings("few", epochs=5, eta=3.0, mini_batch_size=10, snapshots=20)
    long = Training(settings, few_digits, tmp_path / "long").go()
    landscapes.write(long, few_digits, points=3)
    plane = landscapes.read(long)[0]["first"]
    assert len(plane.snapshots) < len(long.steps)
    np.testing.assert_array_equal(plane.snapshots, np.flatnonzero(long.steps <= 40))


def test_a_landscape_gives_the_same_bytes_again(tiny, copy, few_digits):
    expected = (tiny.folder / "landscape.npz").read_bytes()
    (copy.folder / "landscape.npz").unlink()
    landscapes.write(copy, few_digits, points=9)
    assert (copy.folder / "landscape.npz").read_bytes() == expected
    assert landscapes.read(copy)[1] == landscapes.read(tiny)[1]


def test_another_run_has_another_landscape(tiny, retrained_run):
    other = Run.load(retrained_run)
    planes, digest = landscapes.read(other)
    assert digest != landscapes.read(tiny)[1]
    assert (planes["path"].costs != landscapes.read(tiny)[0]["path"].costs).all()


# -- what is refused ---------------------------------------------------------------------------


def refusal(given, *mentions):
    the_sentence(lambda: landscapes.read(given), given.folder / "landscape.npz", *mentions)


def test_the_landscape_of_another_run_is_refused(copy, retrained_run):
    shutil.copy(retrained_run / "landscape.npz", copy.folder)
    refusal(copy, "another run", f"downhill landscape {copy.folder}")


def test_a_missing_landscape_is_told_with_the_command_that_makes_it(copy):
    (copy.folder / "landscape.npz").unlink()
    refusal(copy, "missing", f"downhill landscape {copy.folder}")


def test_a_damaged_landscape_is_refused(copy):
    path = copy.folder / "landscape.npz"
    whole, (_, digest) = path.read_bytes(), landscapes.read(copy)
    generator = np.random.default_rng(0)
    for cut in [0, 3, *generator.integers(0, len(whole), 20)]:
        path.write_bytes(whole[:cut])
        refusal(copy)
    for place in generator.integers(0, len(whole), 60):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        try:
            assert landscapes.read(copy)[1] == digest
        except DownhillError as error:
            assert str(path) in str(error)


def test_other_data_than_the_run_was_trained_on_are_refused(tiny, easy):
    with pytest.raises(DownhillError, match="easy is not the one that tiny was trained on.*--data"):
        landscapes.write(tiny, easy)


def test_a_path_that_spans_no_plane_is_told_and_nothing_written(few_digits, tmp_path):
    settings = Settings("few", epochs=1, snapshots=2)
    short = Training(settings, few_digits, tmp_path / "short").go()
    with pytest.raises(DownhillError, match="three snapshots, and it has 2"):
        landscapes.write(short, few_digits, points=3)
    assert not landscapes.path_of(short).exists()
    assert not landscapes.are_spanned(short)


def test_the_planes_of_a_run_that_has_a_landscape_are_spanned(tiny):
    assert landscapes.path_of(tiny).is_file() and landscapes.are_spanned(tiny)


def test_a_cost_beyond_a_float32_counts_as_the_largest(few_digits, tmp_path, monkeypatch):
    """A cost of infinity on the plane would be no number to draw, and the file would be refused."""
    run = Training(Settings("few", epochs=1, snapshots=12), few_digits, tmp_path / "run").go()
    usual = landscapes.costs_at
    monkeypatch.setattr(
        landscapes, "costs_at", lambda *given: np.where(usual(*given) > 2, np.inf, usual(*given))
    )
    landscapes.write(run, few_digits, points=3)
    found, _ = landscapes.read(run)
    assert max(plane.costs.max() for plane in found.values()) == landscapes.HIGHEST
