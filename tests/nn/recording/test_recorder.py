import itertools
import json
import os  # noqa: F401  (for the script below)
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest

from downhill import Recorder
from nn import datasets
from nn.errors import DownhillError
from nn.places import ROOT
from nn.recording import recorder as recording
from nn.recording.finish import finish
from nn.runs.run import Run

torch = pytest.importorskip("torch")
F = torch.nn.functional

DIGITS = datasets.load("digits")
X = torch.from_numpy(DIGITS.training_images[::8].reshape(-1, 1, 28, 28))
Y = torch.from_numpy(DIGITS.training_labels[::8])


def network(*sizes, seed=4):
    torch.manual_seed(seed)
    pairs = itertools.pairwise(sizes)
    layers = [one for pair in pairs for one in (torch.nn.Linear(*pair), torch.nn.Tanh())]
    return torch.nn.Sequential(torch.nn.Flatten(), *layers[:-1])


def train(model, recorder, steps, X=X, Y=Y, rate=0.1, loss=F.cross_entropy):
    """So many updates; yields after each, once it was recorded."""
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum=0.9)
    batches = itertools.cycle(torch.arange(len(X)).split(20))
    for rows in itertools.islice(batches, steps):
        optimizer.zero_grad()
        loss(model(X[rows]), Y[rows]).backward()
        optimizer.step()
        recorder.step()
        yield recorder.steps


@pytest.fixture
def out(tmp_path):
    return tmp_path / "mine"


def test_the_run_is_the_models_own_history(out):
    """Weights, and costs and accuracies as PyTorch computes them, at every step that is kept."""
    model = network(784, 12, 10)
    part = datasets.from_arrays((X, Y), (X[::3], Y[::3]), name="some digits")
    theirs = {}

    def look(step):
        with torch.no_grad():
            z, chosen = model(X), model(X[::3]).argmax(1) == Y[::3]
            weights = torch.cat([p.flatten() for p in model.parameters()]).numpy()
            theirs[step] = weights, F.cross_entropy(z, Y).item(), chosen.double().mean().item()

    look(0)
    with Recorder(out, model, part, snapshots=20, optimizer="SGD", seed=4) as recorder:
        for step in train(model, recorder, 50):
            look(step)
    run = Run.load(out)
    assert run.digest == recorder.run.digest
    assert len(run.steps) == 20 and (run.steps[0], run.steps[-1]) == (0, 50)
    for s, step in enumerate(run.steps):
        weights, cost, accuracy = theirs[step]
        np.testing.assert_array_equal(run.thetas[s], weights)
        assert run.train_cost[s] == pytest.approx(cost, abs=1e-5)
        assert run.validation_accuracy[s] == pytest.approx(accuracy)
    assert run.activations == ["tanh", "softmax"]
    assert run.facts["seed"] == 4 and run.facts["epochs"] is None
    assert run.facts["optimizer"] == {"name": "SGD", "replayable": False}
    assert not list(out.parent.glob("*.part")) and "stopped" not in run.facts


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyboardInterrupt(), "stopped by hand after step 7"),
        (ValueError("a\nb"), r"stopped after step 7 by ValueError: a\nb"),
    ],
)
def test_what_ends_the_training_early_leaves_the_run_up_to_there_and_goes_on(out, error, words):
    model = network(784, 5, 10)
    with pytest.raises(type(error)), Recorder(out, model, (X, Y)) as recorder:
        for step in train(model, recorder, 50):
            if step == 7:
                raise error
    run = Run.load(out)
    assert run.steps.tolist() == list(range(8))
    assert run.facts["stopped"] == words


KILLED = """
import sys
sys.path.insert(0, "tests/nn/recording")
from test_recorder import *
from nn.recording import recorder as recording
recording.SECONDS_BETWEEN_WRITES = 0
model = network(784, 5, 10)
with Recorder(sys.argv[1], model, (X, Y), snapshots=10) as recorder:
    for step in train(model, recorder, 40):
        if step == 30:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_recording_that_is_killed_is_finished_without_the_model(out):
    ended = subprocess.run([sys.executable, "-c", KILLED, out], cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL
    assert not out.exists()
    with (
        pytest.raises(DownhillError, match="downhill finish"),
        Recorder(out, network(784, 5, 10), (X, Y)),
    ):
        pass
    with pytest.raises(DownhillError, match=f"once it has ended, `downhill finish {out}`"):
        Run.load(out)
    run = finish(out)
    assert run.steps[0] == 0 and len(run.steps) <= 10
    assert "killed after step" in run.facts["stopped"]

    model, seen = network(784, 5, 10), {}
    with Recorder(out, model, (X, Y), snapshots=10, overwrite=True) as recorder:
        for step in train(model, recorder, 30):
            seen[step] = model[1].weight.detach().numpy().copy()
    for s, step in enumerate(run.steps[1:], 1):
        np.testing.assert_array_equal(run.W[0][s], seen[step])


def test_a_damaged_part_is_not_finished(out):
    other = out.with_name("other")
    with Recorder(out, network(784, 5, 10), (X, Y)) as recorder:
        recorder.step()
        shutil.copytree(out.with_name("mine.part"), other.with_name("other.part"))
    (file,) = other.with_name("other.part").glob("snapshots-*")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(DownhillError, match="record again"):
        finish(other)
    for change in ({"sizes": [-1, 2]}, {"activations": 3}, {"given": ["x"]}):
        mark = other.with_name("other.part") / "recording.json"
        facts = json.loads(mark.read_text())
        mark.write_text(json.dumps(facts | change))
        with pytest.raises(DownhillError, match=f"{next(iter(change))}.*record again"):
            finish(other)
        mark.write_text(json.dumps(facts))
    with pytest.raises(DownhillError, match="no recording to finish"):
        finish(out.with_name("none"))


def test_a_run_is_not_replaced_unless_that_is_asked_for(out):
    model = network(784, 5, 10)
    for overwrite in (False, True):
        with Recorder(out, model, (X, Y), overwrite=overwrite) as recorder:
            list(train(model, recorder, 3))
    with pytest.raises(DownhillError, match="overwrite=True"), Recorder(out, model, (X, Y)):
        pass
    (out / "run.json").unlink()
    with (
        pytest.raises(DownhillError, match="holds no run"),
        Recorder(out, model, (X, Y), overwrite=True),
    ):
        pass


def test_without_a_step_nothing_is_written(out):
    with (
        pytest.raises(DownhillError, match="never called"),
        Recorder(out, network(784, 10), (X, Y)),
    ):
        pass
    with pytest.raises(ZeroDivisionError), Recorder(out, network(784, 10), (X, Y)):
        raise ZeroDivisionError
    assert not any(out.parent.iterdir())


def test_a_step_outside_of_the_block_is_refused(out):
    recorder = Recorder(out, network(784, 10), (X, Y))
    with pytest.raises(DownhillError, match="inside the block"):
        recorder.step()
    with recorder:
        recorder.step()
    with pytest.raises(DownhillError, match="inside the block"):
        recorder.step()
    assert recorder.run.steps.tolist() == [0, 1]


def test_ctrl_c_while_the_run_is_measured_says_how_to_finish_it(out, monkeypatch):
    def stop(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt) as stopped:
        patch.setattr("nn.recording.finish.outside.write", stop)
        with Recorder(out, network(784, 10), (X, Y)) as recorder:
            recorder.step()
    assert stopped.value.__notes__ == [
        f"All snapshots are kept: `downhill finish {out}` writes the run."
    ]
    assert finish(out).steps.tolist() == [0, 1]


class Augmented(torch.utils.data.Dataset):
    """As torchvision's are: pictures and labels one by one, and the names of the classes."""

    classes = [f"{i} - word" for i in range(10)]

    def __len__(self):
        return len(X)

    def __getitem__(self, i):
        torch.rand(1)  # as a transform might
        return X[i], int(Y[i])


@pytest.mark.parametrize(
    "form",
    [
        lambda: (X.numpy(), Y.numpy().astype(str)),
        lambda: torch.utils.data.TensorDataset(X, Y),
        lambda: torch.utils.data.DataLoader(Augmented(), batch_size=7, shuffle=True),
        lambda: {"training": (X, F.one_hot(Y))},
    ],
)
def test_data_of_any_kind_are_the_same_data(form, out):
    expected = datasets.from_arrays((X, Y), name="my data")
    model, state = network(784, 10), torch.random.get_rng_state()
    read = Recorder(out, model, form())._fed
    np.testing.assert_array_equal(read.data.training_images, expected.training_images)
    np.testing.assert_array_equal(read.data.test_labels, expected.test_labels)
    assert read.data.classes == tuple("0123456789")
    assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (((X, Y), (X[:50], Y[:50])), ("training", "validation")),
        (((X, Y), (X[:50], Y[:50]), (X[:60], Y[:60])), ("training",)),
        ((X, Y), None),
    ],
)
def test_which_examples_trained_is_known_from_the_parts(given, parts, out):
    assert Recorder(out, network(784, 10), given)._fed.data.trained_on == parts


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        (((X, Y),) * 4, {}, "4 parts"),
        ({"train": (X, Y)}, {}, "has the parts train"),
        (X, {}, "not a pair of inputs and labels"),
        ((X, Y % 7), {}, "10 classes, but my data has 784 inputs and 7 classes"),
        ("none such", {}, "no data set"),
        ((X, Y), {"activations": "relu"}, "leave activations out"),
        ("digits", {"classes": ["a", "b"]}, "names 2 classes"),
        ((X, Y), {"scaling": (0.5, 0)}, "can.t be undone"),
        (None, {}, "the training data are missing"),
    ],
)
def test_data_that_do_not_fit_are_refused_before_the_training(given, options, words, out):
    with pytest.raises(DownhillError, match=words):
        Recorder(out, network(784, 10), given, **options)
    assert not any(out.parent.iterdir())


def test_scaled_inputs_of_a_named_data_set_are_folded_in(out):
    model, scaled = network(784, 6, 10), (X - 0.1307) / 0.3081
    names = [f"class {i}" for i in range(10)]
    given = {"scaling": (0.1307, 0.3081), "classes": names, "one": "sign"}
    with Recorder(out, model, "digits", **given) as recorder:
        list(train(model, recorder, 30, scaled))
    run = recorder.run
    with torch.no_grad():
        z = model(torch.from_numpy((DIGITS.test_images - 0.1307) / 0.3081).float())
    np.testing.assert_array_equal(run.test_predictions, z.argmax(1))
    assert run.facts["dataset"]["given"] == "digits"
    assert (run.classes[3], run.one, run.many) == ("class 3", "sign", "signs")


def test_data_on_another_scale_than_the_model_is_fed_are_refused_at_the_first_step(out):
    model = network(784, 10)
    whole = (X * 255).to(torch.uint8)
    with (
        pytest.raises(DownhillError, match="from 0 to 1, but .* from 0 to 255"),
        Recorder(out, model, (whole, Y)) as fed,
    ):
        list(train(model, fed, 5))
    assert not any(out.parent.iterdir())
    with Recorder(out, model, (whole, Y), scaling=(0, 255)) as recorder:
        list(train(model, recorder, 5))
    assert recorder.run.results["train_accuracy"] > 0.15


def test_a_compiled_model_under_autocast_is_recorded_by_its_own_weights(out):
    model = network(784, 6, 10)
    compiled, plain = torch.compile(model, backend="eager"), network(784, 6, 10)
    weights = []
    with (
        Recorder(out, compiled, (X, Y)) as recorder,
        torch.autocast("cpu", torch.bfloat16),
    ):
        for _, _ in zip(train(compiled, recorder, 4), train(plain, _Nothing(), 4), strict=True):
            weights.append(model[3].weight.detach().numpy().copy())
            np.testing.assert_array_equal(weights[-1], plain[3].weight.detach().numpy())
    assert recorder.run.W[1].dtype == np.float32
    np.testing.assert_array_equal(recorder.run.W[1][1:], weights)


class _Nothing:
    """In place of a recorder."""

    steps = 0

    def step(self):
        pass


def test_one_logit_becomes_two_outputs(out):
    model, is_low = network(784, 4, 1), (Y < 5).long()

    def loss(z, y):
        return F.binary_cross_entropy_with_logits(z[:, 0], y.float())

    with Recorder(out, model, (X, is_low), classes=["high", "low"]) as recorder:
        list(train(model, recorder, 60, Y=is_low, loss=loss))
    run = recorder.run
    with torch.no_grad():
        cost = loss(
            model(torch.from_numpy(recorder._fed.data.training_images)),
            torch.from_numpy(recorder._fed.data.training_labels),
        )
    assert run.sizes == [784, 4, 2]
    assert run.results["train_cost"] == pytest.approx(cost.item(), abs=1e-5)


def test_parameters_that_are_no_longer_finite_end_the_recording_and_not_the_training(out):
    model = network(784, 5, 10)
    with pytest.warns(UserWarning, match="not finite"), Recorder(out, model, (X, Y)) as recorder:
        for step in train(model, recorder, 9):
            if step == 5:
                with torch.no_grad():
                    model[1].weight[:] = float("nan")
    assert recorder.run.steps.tolist() == [0, 1, 2, 3, 4, 5]
    assert recorder.run.facts["stopped"] == "the parameters are not finite from step 6 on"


def test_a_run_ends_before_its_cost_is_infinite(out):
    model = network(784, 5, 10)
    with Recorder(out, model, (X, Y)) as recorder:
        for step in range(6):
            if step == 3:
                with torch.no_grad():
                    model[3].weight[:] = torch.where(model[3].weight > 0, 3e38, -3e38)
            recorder.step()
    assert recorder.run.steps.tolist() == [0, 1, 2, 3]
    assert recorder.run.facts["stopped"] == "the cost is not finite at step 4"


def test_a_large_network_keeps_fewer_snapshots_and_does_not_fill_the_memory(out, monkeypatch):
    size = 4 * 785 * 10
    monkeypatch.setattr(recording, "LARGEST_LOG", 12 * size)
    monkeypatch.setattr(recording, "MOST_WAITING", 3 * size)
    model = network(784, 10)
    with Recorder(out, model, (X, Y)) as recorder:
        for _ in train(model, recorder, 200):
            assert len(recorder._waiting) <= 4
            assert len(list(out.with_name("mine.part").glob("snap*"))) <= 35
    assert len(recorder.run.steps) == 12


def test_weights_in_lists_are_recorded_with_their_own_update(out):
    """As in JAX, whose arrays can't be changed: the function gives those of the moment."""
    rng = np.random.default_rng(0)
    now = [
        [0.1 * rng.normal(size=(784, 6)), np.zeros(6)],
        [0.1 * rng.normal(size=(6, 10)), np.zeros(10)],
    ]
    kept = []
    images, labels = X.numpy().reshape(-1, 784), Y.numpy()
    with Recorder(out, lambda: now, (images, labels), activations=["relu"]) as recorder:
        for _ in range(5):
            now = [[W + 0.01, b - 0.01] for W, b in now]
            kept.append(now)
            recorder.step()
    np.testing.assert_allclose(recorder.run.W[1][3], kept[2][1][0].T, rtol=1e-6)
    np.testing.assert_allclose(recorder.run.b[0][5], kept[4][0][1], rtol=1e-6)
    assert recorder.run.facts["origin"]["framework"] == "NumPy"
