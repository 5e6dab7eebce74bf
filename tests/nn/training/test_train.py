import dataclasses
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from tiny_runs import stopped_training

from nn import datasets
from nn.errors import DownhillError
from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.runs.run import Run, write
from nn.training import record, train
from nn.training.descent import Descent
from nn.training.loop import epoch_order, snapshot_steps
from nn.training.settings import Settings
from nn.training.train import Diverged, Training

QUICK = Settings(
    dataset="easy",
    sizes=(16, 5, 3),
    eta=2.0,
    decay=0.95,
    epochs=3,
    mini_batch_size=10,
    snapshots=8,
)


def changed(**settings):
    return dataclasses.replace(QUICK, **settings)


def files(folder):
    """{name: bytes} of all that is in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_easy_digits_are_learned(easy, tmp_path):
    for optimizer, eta in (("sgd", 2), ("momentum", 0.3), ("rmsprop", 0.01), ("adam", 0.02)):
        settings = changed(optimizer=optimizer, eta=eta, epochs=8)
        results = Training(settings, easy, tmp_path / optimizer).go().results
        assert results["validation_accuracy"] > 0.95 and results["train_accuracy"] > 0.95
        assert results["train_cost"] < 0.15


def test_shipped_digits_are_learned_by_every_kind_of_network(few_digits, tmp_path):
    for activation, output, cost, eta in (
        ("sigmoid", "sigmoid", "quadratic", 3),
        ("tanh", "softmax", "cross_entropy", 0.2),
        ("relu", "softmax", "cross_entropy", 0.1),
        ("relu", "sigmoid", "quadratic", 0.3),
    ):
        kind = {"activation": activation, "output_activation": output, "cost": cost, "eta": eta}
        settings = changed(dataset="few", sizes=(784, 16, 16, 10), epochs=30, **kind)
        results = Training(settings, few_digits, tmp_path / f"{activation}-{cost}").go().results
        assert results["train_accuracy"] > 0.9 and results["test_accuracy"] > 0.65


# -- the same bits -----------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_same_seed_same_bytes(easy, tmp_path, optimizer):
    settings = changed(optimizer=optimizer, eta=0.1)
    one = Training(settings, easy, tmp_path / "one" / "run", "typed").go()
    other = Training(settings, easy, tmp_path / "other" / "run", "typed").go()
    assert files(one.folder) == files(other.folder)
    assert files(one.folder).keys() == {"run.json", "log.npz"}


@pytest.mark.slow
def test_the_threads_of_blas_do_not_matter(tmp_path):
    """In processes of their own, since BLAS reads its variable once."""
    written = []
    for threads in ("1", "2"):
        command = [sys.executable, "-m", "nn", "train", "--dataset", "digits", "--epochs", "1"]
        command += ["--snapshots", "4", "--no-landscape", "--out", "run"]
        (tmp_path / threads).mkdir()
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        subprocess.run(command, check=True, cwd=tmp_path / threads, env=environment)
        written.append(files(tmp_path / threads / "run"))
    assert written[0] == written[1]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 1},
        {"eta": 2.1},
        {"decay": 0.9},
        {"l2": 0.001},
        {"mini_batch_size": 11},
        {"activation": "tanh"},
        {"optimizer": "momentum"},
    ],
    ids=str,
)
def test_every_setting_makes_another_run(easy, tmp_path, other):
    one = Training(QUICK, easy, tmp_path / "one").go()
    two = Training(changed(**other), easy, tmp_path / "two").go()
    assert one.digest != two.digest
    assert one.thetas[-1].tobytes() != two.thetas[-1].tobytes()


def test_how_often_it_is_looked_at_does_not_change_the_network(easy, tmp_path):
    few = Training(changed(snapshots=2), easy, tmp_path / "few").go()
    many = Training(changed(snapshots=50), easy, tmp_path / "many").go()
    assert few.thetas[-1].tobytes() == many.thetas[-1].tobytes()
    assert few.train_cost[-1] == many.train_cost[-1]


def test_a_training_is_plain_gradient_descent(easy, tmp_path):
    """The same θ from the definition: shuffle, cut into mini_batches, step along −∇C."""
    settings = changed(epochs=2, l2=0.01, decay=0.5, mini_batch_size=7)
    finished = Training(settings, easy, tmp_path / "run").go()
    network = Network(settings.sizes, seed=settings.seed, dtype=np.float64)
    network.theta[:] = Network(settings.sizes, seed=settings.seed).theta
    X, Y = easy.training_images.astype(float), np.eye(3)[easy.training_labels]
    steps = 0
    for epoch in range(2):
        order = epoch_order(0, epoch, len(X))
        for start in range(0, len(X), 7):
            rows = order[start : start + 7]
            nabla = network.gradient(X[rows], Y[rows])
            decay = [0.01 * W for W in network.weights]
            network.theta -= 2.0 * 0.5**epoch * nabla
            for W, shrink in zip(network.weights, decay, strict=True):
                W -= 2.0 * 0.5**epoch * shrink
            steps += 1
    assert finished.steps[-1] == steps == 2 * -(-len(X) // 7)
    np.testing.assert_allclose(finished.thetas[-1], network.theta, atol=2e-5)


def test_a_run_keeps_examples_of_every_class_though_its_data_are_sorted(tmp_path, monkeypatch):
    labels = np.repeat([0, 1, 2], 200)
    images = np.random.default_rng(0).integers(0, 256, (600, 4, 4)).astype(np.uint8)
    np.savez(tmp_path / "sorted.npz", images=images, labels=labels)
    monkeypatch.setattr(record, "EXAMPLES", 30)
    data = datasets.load(tmp_path / "sorted.npz")
    finished = Training(changed(epochs=1), data, tmp_path / "run").go()
    images, labels = finished.examples()
    assert np.bincount(labels).tolist() == [10, 10, 10]
    rows = datasets.sample(data.validation_labels, 30)
    np.testing.assert_array_equal(images, data.validation_images[rows])


def test_an_epoch_sees_every_example_once_in_an_order_of_its_own():
    first, second = epoch_order(0, 0, 100), epoch_order(0, 1, 100)
    assert sorted(first) == sorted(second) == list(range(100))
    assert (first != second).any() and (first != epoch_order(1, 0, 100)).any()
    np.testing.assert_array_equal(first, epoch_order(0, 0, 100))


def test_weights_of_pixels_never_lit_stay_at_their_start_to_the_bit(easy, tmp_path):
    unlit = ~easy.training_images.any(axis=0)
    assert unlit.sum() == 4
    for optimizer in OPTIMIZERS:
        settings = changed(optimizer=optimizer, eta=0.1)
        finished = Training(settings, easy, tmp_path / optimizer).go()
        start = Network(settings.sizes, seed=0).weights[0]
        for W in finished.W[0]:
            assert W[:, unlit].tobytes() == start[:, unlit].tobytes()
        assert (finished.W[0][-1][:, ~unlit] != start[:, ~unlit]).all()


def test_a_step_sees_the_mini_batch_alone(easy):
    X, Y = easy.training_images, datasets.one_hot(easy.training_labels, 3)
    one, other = Network([16, 5, 3]), Network([16, 5, 3])
    rows = np.array([3, 1, 4, 15])
    Descent(one, OPTIMIZERS["sgd"](one.theta), X, Y).step(rows, 0.5)
    Descent(other, OPTIMIZERS["sgd"](other.theta), X[rows], Y[rows]).step(np.arange(4), 0.5)
    assert one.theta.tobytes() == other.theta.tobytes()


# -- snapshots ---------------------------------------------------------------------------------


def test_snapshots_are_as_many_as_asked_from_0_to_the_end():
    for total in (1, 2, 3, 10, 57, 1_000, 300_000):
        for count in (1, 2, 3, 5, 12, 100, 106, total, total + 1, total + 50):
            if count > 5_000:
                continue
            steps = snapshot_steps(total, count)
            assert steps[0] == 0 and steps[-1] == total
            assert (np.diff(steps) > 0).all()
            assert len(steps) == min(max(count, 2), total + 1)


def test_snapshots_are_dense_early_and_even_on_a_logarithmic_scale():
    steps = snapshot_steps(300_000, 100)
    np.testing.assert_array_equal(steps[:8], range(8))
    ratios = steps[60:] / steps[59:-1]
    np.testing.assert_allclose(ratios, ratios[-1], rtol=0.01)
    assert (np.diff(np.diff(steps)) >= -1).all()  # strides only grow, but for rounding


def test_a_run_keeps_the_snapshots_it_was_asked_for(easy, tmp_path):
    finished = Training(changed(snapshots=11), easy, tmp_path / "run").go()
    np.testing.assert_array_equal(finished.steps, snapshot_steps(finished.steps[-1], 11))
    start = Network(QUICK.sizes, seed=0).theta
    np.testing.assert_array_equal(finished.thetas[0], start)


# -- stopping and going on ---------------------------------------------------------------------

# Trains in children that are killed. A plan is a list of numbers: n kills a child before its n-th
# file operation, 0.1 after a tenth of a second; the next one goes on from there, and the last one
# is let be. Progress is saved all the time. Prints how the children of each plan ended.
KILLS = """
import contextlib, itertools, json, os, signal, sys, time
from nn import datasets
from nn.training import record, train
train.SECONDS_BETWEEN_CHECKPOINTS, train.STEPS_BETWEEN_CHECKS = 0, 30
data, settings, plans = datasets.load(sys.argv[1]), *map(json.loads, sys.argv[2:])

def child(kill_at):
    resume = any(map(os.path.exists, ("run.part/settings.json", "run.part.whole", "run")))
    pid = os.fork()
    if pid == 0:
        if isinstance(kill_at, int):
            count_down(kill_at)
        train.Training(train.Settings(**settings), data, "run").go(resume)
        os._exit(0)
    if isinstance(kill_at, float):
        time.sleep(kill_at)
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]

def count_down(left):
    def dying(operation):
        def counted(*given, **named):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*given, **named)
        return counted
    for name in ("mkdir", "fsync", "replace", "rename", "unlink", "rmdir"):
        setattr(os, name, dying(getattr(os, name)))

def settings_last(folder):  # in what order a folder is emptied is up to the file system
    with scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name == "settings.json")
    return contextlib.nullcontext(ordered)

os.scandir, scandir = settings_last, os.scandir
ends = {}
for plan in plans or ([n] for n in itertools.count(1)):  # no plans: at each operation in turn
    name = "-".join(map(str, plan))
    os.mkdir(name)
    os.chdir(name)
    ends[name] = [child(kill_at) for kill_at in [*plan, None]]
    os.chdir("..")
    if not plans and ends[name][0] == 0:
        break
print(json.dumps(ends))
"""


def after_kills(tmp_path, data, settings, plans):
    """{plan: (how its children ended, the files of the run that came of it)}."""
    given = [data, json.dumps(dataclasses.asdict(settings)), json.dumps(plans)]
    command = [sys.executable, "-c", KILLS, *map(str, given)]
    ended = subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.PIPE)
    ends = json.loads(ended.stdout)
    assert all(statuses[-1] == 0 for statuses in ends.values())
    left = {name: os.listdir(tmp_path / name) for name in ends}
    assert set(map(tuple, left.values())) == {("run",)}, left
    return {name: (statuses, files(tmp_path / name / "run")) for name, statuses in ends.items()}


@pytest.mark.slow
def test_killed_at_any_file_operation_it_resumes_to_the_same_bytes(easy, easy_npz, tmp_path):
    settings = changed(optimizer="adam", eta=0.01, epochs=2, snapshots=4)
    expected = files(Training(settings, easy, tmp_path / "whole" / "run").go().folder)
    runs = after_kills(tmp_path, easy_npz, settings, plans=[])
    assert len(runs) > 30  # from the first operation to the last
    for name, (statuses, written) in runs.items():
        assert statuses[0] == signal.SIGKILL or name == str(len(runs))
        assert written == expected, f"killed at operation {name}"


@pytest.mark.slow
def test_killed_again_and_again_it_resumes_to_the_same_bytes(easy, easy_npz, tmp_path):
    settings = changed(optimizer="momentum", eta=0.1, epochs=150)
    expected = files(Training(settings, easy, tmp_path / "whole" / "run").go().folder)
    generator = np.random.default_rng(0)
    operations = [generator.integers(1, 60, 4).tolist() for _ in range(3)]
    moments = [generator.uniform(0.01, 0.15, 4).tolist() for _ in range(3)]
    runs = after_kills(tmp_path, easy_npz, settings, operations + moments)
    assert sum(statuses.count(signal.SIGKILL) for statuses, _ in runs.values()) > 10
    for name, (_, written) in runs.items():
        assert written == expected, f"killed at {name}"


@pytest.mark.slow
def test_ctrl_c_stops_at_once_with_130_and_resumes_to_the_same_bytes(easy, easy_npz, tmp_path):
    words = ["-m", "nn", "train", "--dataset", str(easy_npz), "--sizes", "16,5,3"]
    words += ["--epochs", "600", "--no-landscape", "--out"]
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
    command = [sys.executable, *words, "run"]
    subprocess.run(command, check=True, cwd=tmp_path / "whole", capture_output=True)

    part = tmp_path / "stopped" / "run.part"
    training = subprocess.Popen(command, cwd=tmp_path / "stopped", stderr=subprocess.PIPE)
    while not list(part.glob("snapshot-*")):
        time.sleep(0.001)
    training.send_signal(signal.SIGINT)
    _, stderr = training.communicate()
    assert training.returncode == 130
    assert b"Traceback" not in stderr and b"--resume continues" in stderr
    assert part.is_dir() and not (tmp_path / "stopped" / "run").exists()

    again = subprocess.run(command, cwd=tmp_path / "stopped", capture_output=True)
    assert again.returncode == 2 and b"--resume" in again.stderr
    command.append("--resume")
    subprocess.run(command, check=True, cwd=tmp_path / "stopped", capture_output=True)
    assert files(tmp_path / "stopped" / "run") == files(tmp_path / "whole" / "run")
    assert not part.exists()


@pytest.fixture
def always_saved(monkeypatch):
    monkeypatch.setattr(train, "SECONDS_BETWEEN_CHECKPOINTS", -1)


@pytest.mark.usefixtures("always_saved")
def test_a_resumed_training_goes_on_and_does_not_begin_again(easy, tmp_path):
    stopped_training(QUICK, easy, tmp_path / "run", after=5)
    resumed = Training(QUICK, easy, tmp_path / "run")
    taken = []
    step = resumed.descent.step
    resumed.descent.step = lambda rows, eta: taken.append(len(rows)) or step(rows, eta)
    finished = resumed.go(resume=True)
    assert 0 < len(taken) < finished.steps[-1]


def test_a_run_of_before_snapshots_were_counted_is_finished_too(easy, tmp_path):
    finished = Training(QUICK, easy, tmp_path / "run").go()
    del finished.facts["snapshots"]
    older = write(tmp_path / "run", finished.facts, finished.arrays)
    assert Training(QUICK, easy, tmp_path / "run").go(resume=True).digest == older.digest
    fewer = dataclasses.replace(QUICK, snapshots=QUICK.snapshots - 1)
    with pytest.raises(DownhillError, match="nothing to resume"):
        Training(fewer, easy, tmp_path / "run").go(resume=True)


def test_there_is_nothing_to_resume_where_nothing_was_stopped(easy, tmp_path):
    with pytest.raises(DownhillError, match="nothing to resume"):
        Training(QUICK, easy, tmp_path / "run").go(resume=True)
    assert not any(tmp_path.iterdir())


# -- what stands in the way --------------------------------------------------------------------


@pytest.mark.usefixtures("always_saved")
def test_nothing_is_overwritten_unasked(easy, tmp_path):
    first = Training(QUICK, easy, tmp_path / "run").go()
    before = files(first.folder)
    with pytest.raises(DownhillError, match="exists.*--overwrite"):
        Training(changed(seed=1), easy, tmp_path / "run").go()
    stopped_training(QUICK, easy, tmp_path / "other")
    with pytest.raises(DownhillError, match="stopped training.*--resume.*--overwrite"):
        Training(QUICK, easy, tmp_path / "other").go()
    assert files(first.folder) == before


@pytest.mark.usefixtures("always_saved")
def test_overwrite_replaces_a_run_only_once_the_new_one_is_whole(easy, tmp_path):
    Training(QUICK, easy, tmp_path / "run").go()
    old, other = files(tmp_path / "run"), changed(seed=1)
    training = Training(other, easy, tmp_path / "run")

    def stop(*_):
        raise KeyboardInterrupt

    training._write_run = stop
    with pytest.raises(KeyboardInterrupt):
        training.go(overwrite=True)
    assert files(tmp_path / "run") == old
    Training(other, easy, tmp_path / "run").go(resume=True)
    assert Run.load(tmp_path / "run").facts["seed"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_overwrite_begins_a_stopped_training_again(easy, tmp_path, always_saved):
    stopped_training(changed(seed=1), easy, tmp_path / "run")
    assert Training(QUICK, easy, tmp_path / "run").go(overwrite=True).facts["seed"] == 0


def test_overwrite_replaces_nothing_but_runs(easy, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter").touch()
    (tmp_path / "letter").write_text("dear")
    for name in ("thesis", "letter"):
        with pytest.raises(DownhillError, match=f"{name} holds no run"):
            Training(QUICK, easy, tmp_path / name).go(overwrite=True)
    assert (tmp_path / "thesis" / "chapter").exists()
    assert (tmp_path / "letter").read_text() == "dear"


@pytest.mark.parametrize("out", ["", ".", "..", "/", "a/.."])
def test_a_run_needs_a_name(easy, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DownhillError, match="can't be a folder to write"):
        Training(QUICK, easy, out)


# -- divergence --------------------------------------------------------------------------------


def test_divergence_names_its_step_and_keeps_the_run_up_to_there(easy, tmp_path):
    wild = changed(
        activation="relu", output_activation="softmax", cost="cross_entropy", eta=1e25, snapshots=90
    )
    with pytest.raises(Diverged, match="at step [0-9]+ .*smaller --eta than 1e.25") as caught:
        Training(wild, easy, tmp_path / "run").go()
    kept = Run.load(tmp_path / "run")
    assert kept.facts["stopped"] == str(caught.value)
    assert np.isfinite(kept.thetas).all() and np.isfinite(kept.train_cost).all()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]

    step = int(str(caught.value).split()[2])
    assert kept.steps[-1] < step <= snapshot_steps(96, 90)[len(kept.steps)]
    network = Network(wild.sizes, "relu", "softmax", "cross_entropy")
    X, Y = easy.training_images, datasets.one_hot(easy.training_labels, 3)
    descent = Descent(network, OPTIMIZERS["sgd"](network.theta), X, Y)
    with np.errstate(all="ignore"):
        for at in range(1, step + 1):
            assert np.isfinite(network.theta).all()
            epoch, batch = divmod(at - 1, -(-len(X) // 10))
            rows = epoch_order(0, epoch, len(X))[batch * 10 : batch * 10 + 10]
            descent.step(rows, 1e25 * 0.95**epoch)
        # the step it names is where θ stops being finite, or the snapshot where the cost does
        assert not np.isfinite(network.theta).all() or not np.isfinite(network.cost(X, Y))


def test_the_step_of_a_divergence_does_not_depend_on_how_often_one_looks(
    easy, tmp_path, monkeypatch
):
    wild = changed(activation="relu", output_activation="softmax", eta=1e30, snapshots=2)
    sentences = set()
    for looks in (1, 7, 1_000):
        monkeypatch.setattr(train, "STEPS_BETWEEN_CHECKS", looks)
        with pytest.raises(Diverged) as caught:
            Training(wild, easy, tmp_path / str(looks) / "run").go()
        sentences.add(str(caught.value).split(":")[0])
    assert len(sentences) == 1


def test_a_cost_that_is_not_finite_from_the_start_keeps_nothing(easy, tmp_path):
    images = np.full_like(easy.training_images, np.inf)
    data = dataclasses.replace(easy, training_images=images)
    with pytest.raises(DownhillError, match="before the first step"):
        Training(QUICK, data, tmp_path / "run").go()
    assert not any(tmp_path.iterdir())


# -- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (name, value)
            for name in ("epochs", "mini_batch_size", "snapshots")
            for value in (0, -1, 10**12 + 1, 10**30)
        ),
        *(("eta", value) for value in (0, -0.0, -1, 1e-46, 1e39, np.inf, np.nan)),
        *(("decay", value) for value in (0, -1, 1.01, np.nan)),
        *(("momentum", value) for value in (-0.1, 1, np.nan)),
        *(("l2", value) for value in (-0.1, 1e39, np.inf, np.nan)),
        *(("seed", value) for value in (-1, 10**100)),
        ("optimizer", "newton"),
    ],
)
def test_settings_that_make_no_training_are_refused_by_name(name, value):
    with pytest.raises(DownhillError, match=name):
        changed(**{name: value})


@pytest.mark.parametrize("sizes", [(16, 5, 4), (15, 5, 3), (16,), (784, 16, 16, 10)], ids=str)
def test_sizes_that_do_not_fit_the_data_are_refused_with_those_that_do(easy, tmp_path, sizes):
    with pytest.raises(DownhillError, match="must be 16 and the last 3"):
        Training(changed(sizes=sizes), easy, tmp_path / "run")


def test_a_mini_batch_larger_than_the_data_is_the_whole_data(easy, tmp_path):
    whole = len(easy.training_labels)
    one = Training(changed(mini_batch_size=10**9), easy, tmp_path / "one").go()
    other = Training(changed(mini_batch_size=whole), easy, tmp_path / "other").go()
    assert one.thetas.tobytes() == other.thetas.tobytes() and one.steps[-1] == 3


def test_data_without_a_test_part_make_a_run_without_test_results(easy, tmp_path):
    data = dataclasses.replace(
        easy, test_images=easy.test_images[:0], test_labels=easy.test_labels[:0]
    )
    finished = Training(QUICK, data, tmp_path / "run").go()
    assert "test_accuracy" not in finished.results and finished.test_predictions.size == 0
