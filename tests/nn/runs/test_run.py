import io
import json
import os
import pickle
import shutil
import time
import zipfile

import numpy as np
import pytest
from data_files import Exploit, peak_memory, the_sentence
from tiny_runs import put

from nn import datasets, places
from nn.errors import DownhillError
from nn.network import Network
from nn.runs import format as run_format
from nn.runs import run
from nn.runs.format import digest
from nn.runs.keys import CURVES
from nn.runs.run import Run
from nn.runs.show import list_runs, show
from nn.storage import locked
from nn.training.settings import Settings
from nn.training.train import Training


@pytest.fixture(scope="module")
def small(tmp_path_factory, easy):
    """The folder of a run of a few kilobytes, 16-5-3."""
    settings = Settings(
        dataset="easy", sizes=(16, 5, 3), epochs=2, mini_batch_size=10, snapshots=6, seed=0
    )
    return Training(settings, easy, tmp_path_factory.mktemp("runs") / "small").go().folder


@pytest.fixture
def folder(small, tmp_path):
    """A copy of `small` to damage."""
    return shutil.copytree(small, tmp_path / "small")


def contents(folder):
    """What stands in a run's two files: (facts, arrays)."""
    with np.load(folder / "log.npz") as archive:
        return json.loads((folder / "run.json").read_text()), dict(archive)


def signed(folder, facts, arrays):
    """Write these with the digest that fits them, as someone else's program might."""
    facts = {**facts, "digest": digest(facts, arrays)}
    (folder / "run.json").write_text(json.dumps(facts))
    np.savez(folder / "log.npz", **arrays)


def refusal(folder, *mentions):
    """The one sentence that refuses a run."""
    return the_sentence(lambda: Run.load(folder), *mentions)


# -- what is read is what was written ----------------------------------------------------------


def test_a_run_is_read_as_it_was_written(small):
    facts, arrays = contents(small)
    loaded = Run.load(small)
    assert loaded.facts == facts and loaded.name == "small" and loaded.sizes == [16, 5, 3]
    assert loaded.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert loaded.arrays[name].tobytes() == array.tobytes()
    for l in (1, 2):
        np.testing.assert_array_equal(loaded.W[l - 1], arrays[f"W{l}"])
        np.testing.assert_array_equal(loaded.b[l - 1], arrays[f"b{l}"])
    assert loaded.thetas.shape == (len(loaded.steps), 16 * 5 + 5 + 5 * 3 + 3)
    assert loaded.classes == ["0", "1", "2"] and loaded.image_shape == (4, 4)


def test_the_format_on_disk_is_the_public_one(tiny_run):
    facts, arrays = contents(tiny_run)
    design = "format name sizes activation output_activation cost optimizer mini_batch_size epochs"
    assert {*design.split(), "seed", "dataset", "results", "versions", "digest"} <= facts.keys()
    assert {"name", "training", "validation", "test", "sha256"} <= facts["dataset"].keys()
    assert {"train_cost", "validation_accuracy", "test_accuracy"} <= facts["results"].keys()
    S = len(arrays["step"])
    assert S == 12 and arrays["step"].dtype == np.int64
    for l, (n_out, n_in) in enumerate([(16, 784), (16, 16), (10, 16)], start=1):
        assert arrays[f"W{l}"].shape == (S, n_out, n_in) and arrays[f"W{l}"].dtype == np.float32
        assert arrays[f"b{l}"].shape == (S, n_out) and arrays[f"b{l}"].dtype == np.float32
    for name in ("train_cost", "validation_cost", "validation_accuracy"):
        assert arrays[name].shape == (S,)
    assert arrays["test_predictions"].shape == (facts["dataset"]["test"],)


def test_the_log_is_what_its_networks_do(tiny_run, few_digits):
    """Cost and accuracy at every snapshot, computed again from the parameters kept there."""
    tiny = Run.load(tiny_run)
    Y = np.eye(10, dtype=np.float32)
    for s in range(len(tiny.steps)):
        network = tiny.network(s)
        for part in ("train", "validation"):
            stem = "training" if part == "train" else part
            X, labels = getattr(few_digits, f"{stem}_images"), getattr(few_digits, f"{stem}_labels")
            squares = (network.forward(X).a[-1].astype(np.float64) - Y[labels]) ** 2
            expected = squares.sum(axis=1).mean()
            np.testing.assert_allclose(getattr(tiny, f"{part}_cost")[s], expected, rtol=1e-5)
        right = (network.predict(X) == labels).mean()
        assert tiny.validation_accuracy[s] == right
    np.testing.assert_array_equal(network.predict(few_digits.test_images), tiny.test_predictions)
    right = (tiny.test_predictions == few_digits.test_labels).mean()
    assert tiny.results["test_accuracy"] == right


def test_a_runs_network_is_a_copy_of_its_own(small):
    loaded = Run.load(small)
    first, last = loaded.network(0), loaded.network()
    np.testing.assert_array_equal(first.theta, loaded.thetas[0])
    np.testing.assert_array_equal(last.theta, loaded.thetas[-1])
    np.testing.assert_array_equal(first.theta, Network([16, 5, 3]).theta)  # seed 0
    first.theta[:] = 0
    assert loaded.thetas[0].any()


def test_examples_are_greys_that_the_network_never_trained_on(small, easy):
    images, labels = Run.load(small).examples()
    expected = easy.some("validation")
    np.testing.assert_allclose(images, expected[0], atol=1e-7)
    np.testing.assert_array_equal(labels, expected[1])
    assert images.dtype == np.float32


def test_examples_of_mnist_are_the_digits_that_ship():
    images, _ = Run.load(run.FILM_RUN).examples()
    np.testing.assert_array_equal(images, datasets.shipped_digits()[0])


def test_a_run_of_other_data_has_examples_of_them(small, folder):
    """Digits would be shown for clothes, or raise where a picture has another size."""
    facts, arrays = contents(small)
    for name in ("easy", "mnist"):
        facts["dataset"]["name"] = name
        left = {name: array for name, array in arrays.items() if not name.startswith("example")}
        signed(folder, facts, left)
        refusal(folder, "lacks the array example_images")


def test_the_same_content_gives_the_same_bytes(small, folder):
    facts, arrays = contents(small)
    run.write(folder, {key: facts[key] for key in facts if key != "digest"}, arrays)
    for name in ("run.json", "log.npz"):
        assert (folder / name).read_bytes() == (small / name).read_bytes()


# -- the digest --------------------------------------------------------------------------------


def test_a_run_keeps_its_digest_when_it_is_moved_or_renamed(small, tmp_path):
    moved = shutil.copytree(small, tmp_path / "elsewhere")
    facts = json.loads((moved / "run.json").read_text())
    facts |= {"name": "elsewhere", "command": "typed otherwise", "versions": {}}
    (moved / "run.json").write_text(json.dumps(facts))
    assert Run.load(moved).digest == Run.load(small).digest
    assert Run.load(moved).name == "elsewhere"


def test_the_digest_holds_every_fact(small, folder):
    facts, _ = contents(small)
    for changed in keys_of(facts):
        if changed[0] in ("name", "command", "versions", "format"):
            continue
        value = facts[changed[0]] if len(changed) == 1 else facts[changed[0]][changed[1]]
        if not isinstance(value, (int, float)):
            continue
        (folder / "run.json").write_text(json.dumps(put(facts, changed, value + 1)))
        refusal(folder)
    (folder / "run.json").write_text(json.dumps(put(facts, ("seed",), facts["seed"] + 1)))
    refusal(folder, "digest", folder)


def test_the_digest_holds_every_bit_of_every_array(small, folder):
    _, arrays = contents(small)
    for name, array in arrays.items():
        changed = array.copy()
        changed.reshape(-1).view(np.uint8)[0] ^= 1
        np.savez(folder / "log.npz", **{**arrays, name: changed})
        refusal(folder)


def test_the_digest_does_not_ask_how_an_npz_is_packed(small, folder):
    _, arrays = contents(small)
    np.savez_compressed(folder / "log.npz", **dict(reversed(arrays.items())))
    assert Run.load(folder).digest == Run.load(small).digest


# -- damage ------------------------------------------------------------------------------------


def test_a_log_cut_short_anywhere_is_refused_by_name(small, folder):
    whole = (small / "log.npz").read_bytes()
    cuts = np.random.default_rng(0).integers(0, len(whole), 150)
    for cut in [0, 1, 4, len(whole) - 1, *cuts]:
        (folder / "log.npz").write_bytes(whole[:cut])
        refusal(folder, folder / "log.npz", "restore it")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_flipped_bit_is_refused_or_changes_nothing(small, folder, save):
    save(folder / "log.npz", **contents(small)[1])
    whole, digest = (folder / "log.npz").read_bytes(), Run.load(small).digest
    generator, refused = np.random.default_rng(1), 0
    for place in generator.integers(0, len(whole), 600):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(generator.integers(8))
        (folder / "log.npz").write_bytes(damaged)
        try:
            assert Run.load(folder).digest == digest
        except DownhillError as error:
            refused += 1
            assert str(folder) in str(error) and "\n" not in str(error)
    assert refused > 300


def test_a_pickle_is_refused_and_not_run(small, folder, tmp_path):
    _, arrays = contents(small)
    trap = Exploit(tmp_path / "sprung")
    (folder / "log.npz").write_bytes(pickle.dumps(trap))
    refusal(folder, folder / "log.npz")
    for name in (*arrays, "another"):
        np.savez(folder / "log.npz", **{**arrays, name: np.array([trap], object)})
        refusal(folder, folder / "log.npz", "pickle")
    assert not (tmp_path / "sprung").exists()


def test_what_is_no_npz_is_refused(small, folder):
    log = folder / "log.npz"
    np.save(folder / "alone.npy", np.ones(3))
    header = np.lib.format.magic(1, 0) + (100).to_bytes(2, "little")
    lying = "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}".ljust(99) + "\n"
    for bad in (b"", b"PK", b"\x93NUMPY", b"not an archive", (folder / "alone.npy").read_bytes()):
        log.write_bytes(bad)
        refusal(folder, log)
    for member in (b"", b"junk", header, header + lying.encode(), header + b"(" * 99 + b"\n"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("step.npy", member)
        log.write_bytes(buffer.getvalue())
        refusal(folder, log)
    log.unlink()
    refusal(folder, log, "missing")
    log.mkdir()
    refusal(folder, log)


def test_every_array_has_to_be_there_in_its_shape_type_and_finite(small, folder):
    facts, arrays = contents(small)

    def refused(name, array):
        changed = {key: value for key, value in arrays.items() if key != name}
        signed(folder, facts, changed if array is None else {**changed, name: array})
        assert name in refusal(folder, folder / "log.npz") or name == "step"

    required = [name for name in arrays if name != "example_images"]
    for name in required:
        array = arrays[name]
        refused(name, None)
        refused(name, array[:-1])
        refused(name, array[..., None])
        refused(name, np.array(1))
        refused(name, array.astype(str))
        refused(name, array.astype(complex))
        if array.dtype.kind == "f":
            for value in (np.nan, np.inf, -np.inf):
                spoiled = array.copy()
                spoiled.reshape(-1)[-1] = value
                refused(name, spoiled)
    refused("W1", arrays["W1"].astype(np.float64) * 1e300)
    refused("W1", np.swapaxes(arrays["W1"], 1, 2))
    refused("example_images", arrays["example_images"].astype(np.float32))
    refused("test_predictions", np.full_like(arrays["test_predictions"], 3))
    refused("example_labels", np.full_like(arrays["example_labels"], -1))
    for steps in (arrays["step"][::-1], np.zeros_like(arrays["step"]), arrays["step"] - 1):
        refused("step", steps)
    refused("step", arrays["step"][::-1].astype(np.uint64))
    refused("step", arrays["step"].astype(float))
    refused("another", np.array([np.nan]))


def cut(facts, arrays, keep, **changes):
    """A run of some of its snapshots only, in all else as if it had never had more."""
    per_snapshot = [name for name in arrays if name[0] in "Wb" or name == "step" or name in CURVES]
    arrays = {**arrays, **{name: arrays[name][keep] for name in per_snapshot}}
    ends = {name: float(arrays[name][-1]) for name in CURVES}
    return {**facts, **changes, "results": {**facts["results"], **ends}}, arrays


def test_examples_are_one_at_least_and_no_more_than_there_are(small, folder):
    facts, arrays = contents(small)
    images, labels = arrays["example_images"], arrays["example_labels"]
    for n in (0, facts["dataset"]["validation"] + 1):
        rows = np.resize(np.arange(len(images)), n)
        some = {"example_images": images[rows], "example_labels": labels[rows]}
        signed(folder, facts, arrays | some)
        refusal(folder, folder / "log.npz", f"has {n} examples")


def test_a_run_that_lacks_snapshots_is_refused(small, folder):
    """As are those of before `snapshots` was kept, which are known by their command."""
    whole = contents(small)
    older = {key: value for key, value in whole[0].items() if key != "snapshots"}
    ours = {**older, "command": "downhill train --out small"}
    for keep in (slice(5), slice(1, None), [0, 1, 3, 4, 5], [5]):
        for facts in (whole[0], ours):
            signed(folder, *cut(facts, whole[1], keep))
            refusal(folder, folder / "log.npz", "lacks snapshots")
        signed(folder, *cut(older, whole[1], keep))  # others' programs keep what they want
        assert Run.load(folder)
    for facts in (whole[0], ours):
        signed(folder, *cut(facts, whole[1], slice(None)))
        assert len(Run.load(folder).steps) == 6


def test_a_schedule_of_any_length_is_refused_at_once(small, folder):
    """Two numbers in run.json ask for it: to compute it would take hours, and all memory."""
    facts, arrays = contents(small)
    signed(folder, {**facts, "snapshots": 10**15, "epochs": 10**15}, arrays)
    begun = time.monotonic()
    refusal(folder, "lacks snapshots", f"{10**15:,}")
    assert time.monotonic() - begun < 5


def test_a_run_that_was_stopped_has_the_first_of_its_snapshots(small, folder):
    whole = contents(small)
    signed(folder, *cut(*whole, slice(3), stopped="the cost was no number"))
    assert len(Run.load(folder).steps) == 3
    signed(folder, *cut(*whole, [0, 2, 3], stopped="the cost was no number"))
    refusal(folder, "lacks snapshots")


def test_a_schedule_that_another_machine_rounds_to_the_next_step_is_the_same(small, folder):
    facts, arrays = contents(small)
    arrays["step"][3] += 1
    signed(folder, facts, arrays)
    assert Run.load(folder)
    arrays["step"][3] += 1
    signed(folder, facts, arrays)
    refusal(folder, "lacks snapshots")


def test_results_that_are_not_those_of_the_last_snapshot_are_refused(small, folder):
    facts, arrays = contents(small)
    for name in CURVES:
        signed(folder, put(facts, ("results", name), arrays[name][0]), arrays)
        refusal(folder, folder / "log.npz", name, f"{arrays[name][0]:g}", f"{arrays[name][-1]:g}")


def test_an_accuracy_that_is_no_share_is_refused(small, folder):
    facts, arrays = contents(small)
    for name in ("train_accuracy", "test_accuracy"):
        signed(folder, put(facts, ("results", name), 1.5), arrays)
        refusal(folder, folder / "run.json", "results")
    arrays["validation_accuracy"][2] = -0.1
    signed(folder, facts, arrays)
    refusal(folder, folder / "log.npz", "validation_accuracy")


def test_a_log_that_unpacks_to_more_than_its_run_can_have_is_refused_unread(small, folder):
    _, arrays = contents(small)
    bomb = np.zeros(2**24, np.uint8)
    np.savez_compressed(folder / "log.npz", **arrays, another=bomb)
    refusal(folder, folder / "log.npz", "unpacks to 16,")
    assert peak_memory(lambda: Run.load(folder)) < 2**22
    np.savez(folder / "log.npz", **arrays, another=bomb[:9])
    refusal(folder, folder / "log.npz", "another")


def test_a_run_json_that_is_none_of_ours_is_refused(folder):
    path = folder / "run.json"
    ours = "[]", '"x"', "3", "null", "{}", '{"format": null}', '{"format": "other 1"}', '{"a": [}'
    for text in (*ours, "", "{", "\0", "[" * 100_000, "1" * 5_000):
        path.write_text(text)
        refusal(folder, path)
    path.write_bytes(b"\xff\xfe{")
    refusal(folder, path)
    path.write_text('{"format": "downhill run 3"}')
    refusal(folder, path, "downhill run 3", "'downhill run 1' and 'downhill run 2'")


def test_each_missing_fact_is_named(small, folder):
    facts, _ = contents(small)
    for key in facts.keys() - {"versions", "command", "snapshots"}:
        (folder / "run.json").write_text(json.dumps({k: v for k, v in facts.items() if k != key}))
        refusal(folder, folder / "run.json", key)


STRANGE = [None, "text", "", [], {}, [None], {"name": []}, -1, 0, 1.5, True, 10**400, float("nan")]
STRANGE += [float("inf"), [16, -5, 3], [16, 5.0, 3], [1, 1], ["a", "b", "c"]]
STRANGE += ["[/bold] [red] :smile:", "\ud800", "\x1b[31m", "a\nb"]


def keys_of(facts, above=()):
    """Every place in nested facts, as a path of keys."""
    for key, value in facts.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from keys_of(value, (*above, key))


def test_a_strange_value_anywhere_in_run_json_is_refused_or_harmless(small, folder, capsys):
    """Also under a digest that fits it, and in all that the commands print."""
    facts, arrays = contents(small)
    loaded, refused = 0, 0
    for place in keys_of(facts):
        for value in STRANGE:
            changed = put(facts, place, value)
            changed["digest"] = digest(changed, arrays) if place != ("digest",) else value
            (folder / "run.json").write_text(json.dumps(changed))
            try:
                strange = Run.load(folder)
            except DownhillError as error:
                refused += 1
                assert "\n" not in str(error)
                continue
            loaded += 1
            show(strange)
            strange.network().predict(np.zeros((1, 16)))
            assert len(strange.classes) == 3 and len(strange.image_shape or (4, 4)) == 2
            strange.examples()
    list_runs(folder.parent)
    assert loaded > 50 and refused > 300
    assert "[/bold] [red] :smile:" in capsys.readouterr().out


def test_list_names_what_is_damaged_and_shows_the_rest(small, tmp_path, capsys):
    for name in ("one", "two", "three"):
        shutil.copytree(small, tmp_path / name)
    (tmp_path / "two" / "log.npz").write_bytes(b"")
    (tmp_path / "three" / "run.json").write_text("{}")
    list_runs(tmp_path)
    out = capsys.readouterr().out
    assert f"damaged: {tmp_path / 'two' / 'log.npz'} is not an npz" in out
    assert f"damaged: {tmp_path / 'three' / 'run.json'} does not describe a run" in out
    assert out.count("16-5-3 sigmoid") == 1 and Run.load(small).digest[:8] in out


# -- finding and writing -----------------------------------------------------------------------


@pytest.fixture
def shelf(small, tmp_path, monkeypatch):
    """A data/runs of two runs, with an empty folder to stand in."""
    for name in ("first", "second"):
        shutil.copytree(small, tmp_path / "data" / "runs" / name)
    (tmp_path / "here").mkdir()
    monkeypatch.setenv(places.PROJECT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(places, "SHIPPED", tmp_path / "shipped")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "data" / "runs"


def test_a_run_is_found_by_its_name_or_its_path(shelf, small):
    assert run.find("first") == shelf / "first"
    assert run.find(str(small)) == run.find(small) == small
    shutil.copytree(small, "first")  # a path wins over a name
    assert run.find("first").resolve() != (shelf / "first").resolve()


@pytest.mark.parametrize("name", ["third", "x" * 5_000, "a/b", "nul\0", "", ".", "/"])
def test_a_run_that_is_not_there_is_told_with_those_that_are(shelf, name):
    with pytest.raises(DownhillError, match="first, second"):
        run.find(name)


def test_no_runs_at_all_is_told_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(places, "SHIPPED", tmp_path)
    with pytest.raises(DownhillError, match="none.*downhill train"):
        run.find("any")


def test_a_write_that_fails_anywhere_leaves_the_old_run_or_the_new(small, tmp_path, monkeypatch):
    facts, arrays = contents(small)
    new = {**facts, "seed": 5}
    moves = 0

    def failing(move, at):
        def moved(*given):
            nonlocal moves
            moves += 1
            if moves == at:
                raise OSError("no space left")
            return move(*given)

        return moved

    seen = []
    for at in range(1, 10):
        moves, folder = 0, shutil.copytree(small, tmp_path / str(at) / "small")
        with monkeypatch.context() as patch:
            for name in ("rename", "replace", "fsync"):
                patch.setattr(os, name, failing(getattr(os, name), at))
            try:
                run.write(folder, new, arrays)
            except OSError:
                seen.append(Run.load(folder).facts["seed"])
                continue
        break
    assert moves == at - 1 == 8  # each of the moves has failed once
    assert seen == [0] * 5 + [5] * 3
    assert Run.load(folder).facts["seed"] == 5
    assert [path.name for path in folder.parent.iterdir()] == ["small"]


def test_a_replacement_that_was_stopped_is_ended_by_whoever_reads(shelf, capsys):
    """Between two renames the run has no name of its own."""
    for read in (run.find, Run.load, lambda name: list_runs()):
        os.rename(shelf / "first", shelf / "first.part.whole")
        shutil.copytree(shelf / "second", shelf / "first.part.removed")
        read("first")
        assert sorted(os.listdir(shelf)) == ["first", "second"]
    assert capsys.readouterr().out.count("16-5-3") == 2


def test_a_run_that_is_replaced_while_it_is_read_is_read_again(shelf, small, monkeypatch):
    """Its two files would be of two runs."""
    facts, arrays = contents(small)
    read, taken = run_format.read_arrays, []

    def slowly(path, *given, **named):
        taken.append(path)
        if len(taken) == 1:
            run.write(shelf / "first", {**facts, "seed": 5}, arrays | {"W1": -arrays["W1"]})
        return read(path, *given, **named)

    monkeypatch.setattr(run_format, "read_arrays", slowly)
    assert Run.load("first").facts["seed"] == 5


def test_what_another_command_is_replacing_is_not_listed(shelf, capsys):
    shutil.copytree(shelf / "first", shelf / "first.part.whole")
    with locked(shelf / ".first.lock"):
        list_runs()
    assert capsys.readouterr().out.count("16-5-3") == 2


def test_a_claimed_run_is_the_one_that_was_loaded_and_what_was_cut_short_is_removed(shelf, small):
    loaded = Run.load("first")
    (shelf / "first" / "studies").mkdir()
    for unfinished in (".landscape.npz.abcd1234.part", "studies/.noise.npz.abcd1234.part"):
        (shelf / "first" / unfinished).touch()
    with loaded.claimed():
        assert sorted(os.listdir(shelf / "first")) == ["log.npz", "run.json", "studies"]
        assert not any((shelf / "first" / "studies").iterdir())
    facts, arrays = contents(small)
    run.write(shelf / "first", {**facts, "seed": 5}, arrays)
    with pytest.raises(DownhillError, match="replaced by another run"), loaded.claimed():
        pass


def test_what_is_no_run_is_not_written(small, tmp_path):
    facts, arrays = contents(small)
    for bad in ({**facts, "sizes": [16, 4, 3]}, {**facts, "seed": None}):
        with pytest.raises(DownhillError):
            run.write(tmp_path / "new", bad, arrays)
    with pytest.raises(DownhillError):
        run.write(tmp_path / "new", facts, {**arrays, "train_cost": arrays["train_cost"] * np.nan})
    assert not any(tmp_path.iterdir())


def test_an_optimizer_of_others_is_shown_and_refused_where_it_would_have_to_be_repeated(
    small, folder
):
    facts, arrays = contents(small)
    for optimizer in ({"name": "adamw"}, {"name": "momentum"}):
        signed(folder, {**facts, "optimizer": {**optimizer, "eta": 0.1, "l2": 0}}, arrays)
        loaded = Run.load(folder)
        show(loaded)
        the_sentence(lambda: loaded.optimizer(loaded.network()), optimizer["name"], "sgd, momentum")  # noqa: B023
    for missing in ("eta", "l2"):
        left = {key: value for key, value in facts["optimizer"].items() if key != missing}
        signed(folder, {**facts, "optimizer": left}, arrays)
        refusal(folder, "optimizer")
