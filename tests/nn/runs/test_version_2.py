"""Version 2 of the format: which runs are written in it, what is refused, and how that is said."""

import json
import shutil
import zipfile

import numpy as np
import pytest
from data_files import Exploit, peak_memory, the_sentence
from tiny_runs import put

from nn import datasets
from nn.analysis import planes, studies
from nn.analysis.verification import verify
from nn.cli.main import main
from nn.errors import DownhillError
from nn.network import Network
from nn.runs import format as run_format
from nn.runs import outside
from nn.runs.outside import Trained
from nn.runs.run import Run
from nn.runs.show import list_runs, show
from nn.training.settings import Settings
from nn.training.train import Training

ORIGIN = {"framework": "jax", "files": [{"name": "w.npz", "sha256": "0" * 64}], "folded": ["x"]}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory, easy):
    """Folders of three runs: of others, with data and without; of our own, in version 2."""
    shelf = tmp_path_factory.mktemp("runs")
    networks = [Network([16, 4, 3], "elu(0.5)", "softmax", "cross_entropy", s) for s in range(3)]
    trained = Trained(
        [16, 4, 3],
        ["elu(0.5)", "softmax"],
        "cross_entropy",
        [0, 3, 7],
        np.stack([network.theta for network in networks]),
        ORIGIN,
        {"name": "Lion", "eta": 1e-4, "nesterov": True, "schedule": "cosine"},
        seed=5,
        epochs=2,
        mini_batch_size=32,
    )
    settings = Settings("easy", (16, 4, 3, 3), "gelu,relu", epochs=1, snapshots=4)
    return {
        "foreign": outside.write(shelf / "foreign", trained, easy).folder,
        "bare": outside.write(shelf / "bare", trained).folder,
        "own": Training(settings, easy, shelf / "own").go().folder,
    }


@pytest.fixture(params=["foreign", "bare", "own"])
def folder(request, kinds, tmp_path):
    """A copy of one of them to damage."""
    return shutil.copytree(kinds[request.param], tmp_path / request.param)


def contents(folder):
    with np.load(folder / "log.npz") as archive:
        return json.loads((folder / "run.json").read_text()), dict(archive)


def signed(folder, facts, arrays):
    """Write these with the digest that fits them, as anybody's program might."""
    facts = {**facts, "digest": run_format.digest(facts, arrays)}
    (folder / "run.json").write_text(json.dumps(facts))
    np.savez(folder / "log.npz", **arrays)


def refusal(folder, *mentions):
    return the_sentence(lambda: Run.load(folder), *mentions)


# -- which version a run is written in -----------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "version"),
    [("tanh", 1), ("tanh,tanh", 1), ("relu,tanh", 2), ("gelu", 2), ("leaky_relu(0.3)", 2)],
)
def test_a_training_of_ours_is_written_in_the_lowest_version_that_can_hold_it(
    easy, tmp_path, activation, version
):
    settings = Settings("easy", (16, 4, 3, 3), activation, epochs=1, snapshots=2)
    run = Training(settings, easy, tmp_path / "run").go()
    assert run.facts["format"] == f"downhill run {version}"
    hidden = activation.split(",") if "," in activation else [activation] * 2
    assert run.activations == [*hidden, "sigmoid"] == run.network().activations
    assert run.replayable and run.trained_on == ("training",) and run.origin is None
    again = Training(settings, easy, tmp_path / "run").go(resume=True)
    assert again.digest == run.digest
    other = Settings("easy", (16, 4, 3, 3), "relu", epochs=1, snapshots=2)
    assert Training(other, easy, tmp_path / "run")._finished() is None


def test_the_studies_of_a_run_of_ours_repeat_its_steps_in_version_2_too(kinds, easy, tmp_path):
    run = Run.load(shutil.copytree(kinds["own"], tmp_path / "own"))
    assert not studies.impossible(run)
    studies.write(run, easy, ["step_sizes", "mini_batches"])
    steps, _ = studies.read(run, "step_sizes")
    assert np.isfinite(steps.costs[1]).all()


def test_pictures_that_are_no_bytes_are_kept_as_they_are(tmp_path):
    generator = np.random.default_rng(0)
    labels = np.arange(60) % 2
    images = generator.random((60, 5, 5), np.float32)
    images[0, 0, :2] = 0, 1
    data = datasets.from_arrays((images, labels), name="floats")
    settings = Settings("floats", (25, 4, 2), epochs=1, snapshots=2)
    run = Training(settings, data, tmp_path / "run").go()
    assert run.facts["format"] == "downhill run 2"
    expected = data.some("validation")
    np.testing.assert_array_equal(run.examples()[0], expected[0])
    assert run.arrays["example_images"].dtype == np.float32


# -- all that is wrong, at once --------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once_with_what_would_do(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    facts["activations"] = ["swish", "relu"]
    facts["cost"] = "mse"
    facts["epochs"] = 0
    facts["optimizer"] = {"name": "", "betas": [0.9, 0.99]}
    facts["dataset"] |= {"training": "many", "classes": ["a", 3, "c"], "trained_on": ["train"]}
    facts["results"]["validation_accuracy"] = 99.5
    facts["origin"] = {"files": [{"name": "w.npz", "sha256": "abc"}]}
    del facts["name"]
    signed(folder, facts, arrays)
    refusal(
        folder,
        "lacks name, which should be a line of text",
        "activations[0] 'swish', which should be sigmoid, tanh, relu, leaky_relu(0.01), elu(1)",
        'activations[1] \'relu\', which should be "sigmoid" or "softmax"',
        'cost \'mse\', which should be "quadratic" or "cross_entropy"',
        "epochs 0, which should be a whole number from 1, or null",
        "optimizer.name '', which should be a line of text that is not blank",
        "lacks optimizer.replayable, which should be true or false",
        "optimizer.betas [0.9, 0.99], which should be a number, true, false, null or a line",
        "dataset.training 'many', which should be a whole number from 0",
        "dataset.classes[1] 3, which should be a line of text that is not blank",
        'dataset.trained_on[0] \'train\', which should be "training" or "validation" or "test"',
        "lacks origin.framework",
        "origin.files[0].sha256 'abc', which should be 64 hexadecimal digits",
    )


def test_faults_of_both_files_are_told_at_once(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    del arrays["b1"], arrays["validation_cost"]
    arrays["W2"] = arrays["W2"].astype(np.float64)
    arrays["W1"] = np.swapaxes(arrays["W1"], 1, 2)
    arrays["mine"] = np.zeros(3)
    told = (
        "lacks the array b1 (float32 of shape (3, 4))",
        "lacks the array validation_cost (float64 of shape (3,))",
        "has W2 of type float64, which should be float32",
        "has W1 of shape (3, 16, 4), which should be (3, 4, 16)",
        "has an array mine",
    )
    signed(folder, facts, arrays)
    refusal(folder, folder / "log.npz", *told)
    signed(folder, {**facts, "cost": "mse"}, arrays)
    refusal(folder, folder / "run.json", "cost 'mse'", *(f"; its log.npz {one}" for one in told))


def test_a_data_set_that_does_not_fit_is_told_with_both_numbers(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    features = [{"name": "a", "low": 0, "high": 1}]
    changes = {"image_shape": [5, 5], "classes": ["a", "b"], "features": features}
    facts["dataset"] |= changes
    signed(folder, facts, arrays)
    refusal(folder, "5×5 pixels, but 16 inputs", "2 classes, but 3 outputs", "1 features")


def test_a_run_of_hundreds_of_faults_is_one_line_of_bounded_length(kinds, tmp_path):
    folder = shutil.copytree(kinds["bare"], tmp_path / "bare")
    facts, arrays = contents(folder)
    facts["sizes"] = [16] * 500 + [3]
    facts["activations"] = ["x" * 10_000] * 500
    signed(folder, facts, arrays)
    assert len(refusal(folder, "more faults")) < 10_000


# -- what is not believed ------------------------------------------------------------------------


def test_steps_count_as_repeatable_only_with_all_that_this_takes(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    for optimizer, mention in (
        ({"name": "Lion", "replayable": True}, "sgd or momentum or rmsprop or adam"),
        ({"name": "adam", "replayable": True, "eta": 0.1}, "optimizer.l2, optimizer.beta1"),
        ({"name": "sgd", "replayable": True, "eta": "0.1", "l2": 0}, "without optimizer.eta"),
    ):
        signed(folder, {**facts, "optimizer": optimizer}, arrays)
        refusal(folder, "replayable", mention)
    sgd = {"name": "sgd", "replayable": True, "eta": 0.1, "l2": 0}
    signed(folder, {**facts, "optimizer": sgd, "seed": None}, arrays)
    refusal(folder, "replayable optimizer without seed")
    signed(folder, {**facts, "optimizer": {**sgd, "replayable": False}}, arrays)
    assert set(studies.impossible(Run.load(folder))) == {"mini_batches", "step_sizes"}


def test_digits_are_never_shown_for_other_data(kinds, tmp_path):
    """Also if they have MNIST's name and the sizes of its networks."""
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    facts["dataset"]["name"] = "mnist"
    del arrays["example_images"], arrays["example_labels"]
    signed(folder, facts, arrays)
    refusal(folder, "lacks the array example_images", "lacks the array example_labels")


def test_numbers_without_data_are_refused(kinds, tmp_path):
    folder = shutil.copytree(kinds["bare"], tmp_path / "bare")
    facts, arrays = contents(folder)
    signed(folder, {**facts, "results": {"test_accuracy": 0.99}}, arrays)
    refusal(folder, "results {'test_accuracy': 0.99}", "no data to measure them on")
    signed(folder, facts, {**arrays, "train_cost": np.zeros(3)})
    refusal(folder, "has an array train_cost, which does not belong there")


def test_the_digest_tells_a_number_from_a_list_of_one():
    facts = {"format": "downhill run 2"}
    one, listed = (run_format.digest(facts, {"a": np.array(a)}) for a in (1.0, [1.0]))
    assert one != listed


def test_the_digest_holds_every_fact_but_the_four_that_are_free(folder):
    facts, _ = contents(folder)
    for key in ("name", "versions"):
        (folder / "run.json").write_text(json.dumps({**facts, key: "other"}))
        assert Run.load(folder)
    for change in ({"seed": 99}, {"new": 1}, {"dataset": {**facts["dataset"], "x": 1}}):
        (folder / "run.json").write_text(json.dumps({**facts, **change}))
        refusal(folder, "changed after", "docs/format.md")


# -- damage ----------------------------------------------------------------------------------------

STRANGE = [None, "text", "", [], {}, [None], {"name": []}, -1, 0, 1.5, True, 10**400, float("nan")]
STRANGE += [[16, -5, 3], [16, 5.0, 3], [1, 1], ["a", "b", "c"], 2**62, 10**12, {"replayable": True}]
STRANGE += ["[/bold] [red] :smile:", "\ud800", "\x1b[31m", "a\nb", "softmax", "0" * 64]


def places_in(facts, above=()):
    for key, value in facts.items() if isinstance(facts, dict) else enumerate(facts):
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from places_in(value, (*above, key))


def test_a_strange_value_anywhere_is_refused_or_harmless(folder, capsys):
    """Under a digest that fits it, in all that the commands print and ask."""
    facts, arrays = contents(folder)
    loaded = refused = 0
    for turn, place in enumerate(places_in(facts)):
        for value in STRANGE[turn % 3 :: 3]:  # a third of them at each place: all take long
            changed = put(facts, place, value)
            if place != ("digest",):
                changed["digest"] = run_format.digest(changed, arrays)
            (folder / "run.json").write_text(json.dumps(changed))
            try:
                strange = Run.load(folder)
            except DownhillError as error:
                refused += 1
                assert "\n" not in str(error) and len(str(error)) < 4_000
                continue
            loaded += 1
            show(strange)
            strange.network().predict(np.zeros((1, 16)))
            assert len(strange.classes) == 3 and len(strange.activations) == len(strange.sizes) - 1
            assert (strange.one and strange.many) and strange.trained_on != ()
            studies.impossible(strange), planes.why_not(strange), strange.features, strange.origin
    list_runs(folder.parent)
    assert loaded > 30 and refused > 100
    assert "None" not in capsys.readouterr().out


def test_a_file_cut_short_is_refused_by_its_name(folder):
    for name in ("log.npz", "run.json"):
        whole = (folder / name).read_bytes()
        for cut in np.random.default_rng(0).integers(0, len(whole) - 2, 25):
            (folder / name).write_bytes(whole[:cut])
            refusal(folder, folder / name)
        (folder / name).write_bytes(whole)


def test_carried_data_that_were_cut_short_or_are_a_pickle_are_refused(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    data, facts = folder / "data.npz", contents(folder)[0]
    whole = data.read_bytes()
    data.write_bytes(whole[: len(whole) // 2])
    the_sentence(Run.load(folder).load_data, data, "was changed")
    np.savez(data, images=np.array([Exploit(tmp_path / "sprung")], object), labels=np.zeros(1))
    facts["dataset"]["file"] = run_format.file_digest(data)
    signed(folder, facts, contents(folder)[1])
    the_sentence(Run.load(folder).load_data, data)
    assert not (tmp_path / "sprung").exists()


def test_what_claims_to_be_large_takes_no_memory(kinds, tmp_path, capsys):
    """Ten gigabytes in the header of an array, in that of the archive, in run.json; a zip bomb."""
    folder = shutil.copytree(kinds["bare"], tmp_path / "bare")
    facts, arrays = contents(folder)
    facts |= {"epochs": None, "mini_batch_size": None}
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2500000000,)}".ljust(117) + "\n"
    npy = np.lib.format.magic(1, 0) + (118).to_bytes(2, "little") + header.encode() + b"\0" * 64
    bomb = np.lib.format.magic(1, 0) + (118).to_bytes(2, "little") + header.encode()

    def with_member(content, packing=zipfile.ZIP_STORED):
        signed(folder, facts, arrays)
        with zipfile.ZipFile(folder / "log.npz", "w", packing) as archive:
            archive.writestr("step.npy", content)

    with_member(npy)
    assert peak_memory(lambda: Run.load(folder)) < 2**22
    with_member(bomb + bytes(10**8), zipfile.ZIP_DEFLATED)
    assert (folder / "log.npz").stat().st_size < 2**20
    assert peak_memory(lambda: Run.load(folder)) < 2**22
    with_member(npy)
    whole = bytearray((folder / "log.npz").read_bytes())
    at = whole.rindex(b"PK\1\2")
    whole[at + 20 : at + 28] = (4 * 10**9).to_bytes(4, "little") * 2  # packed, unpacked
    (folder / "log.npz").write_bytes(whole)
    assert peak_memory(lambda: Run.load(folder)) < 2**22
    signed(folder, {**facts, "sizes": [10**5, 10**5, 3]}, arrays)
    assert peak_memory(lambda: Run.load(folder)) < 2**22
    for command in ("show", "study", "landscape"):
        assert main([command, str(folder)]) == 2
    err = capsys.readouterr().err
    assert err.count("downhill: ") == len(err.splitlines()) == 3 and "Traceback" not in err


def test_verify_refuses_what_run_json_says_of_carried_data_and_is_not_so(kinds, tmp_path):
    folder = shutil.copytree(kinds["foreign"], tmp_path / "foreign")
    facts, arrays = contents(folder)
    facts["dataset"]["classes"] = ["x", "y", "z"]
    signed(folder, facts, arrays)
    the_sentence(lambda: verify(Run.load(folder)), "classes of its data set", "'x'")
