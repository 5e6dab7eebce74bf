import csv
import json

import numpy as np
import pytest
from PIL import Image

from downhill import cli
from nn import datasets
from nn.network import Network
from nn.runs import outside
from nn.runs.run import Run
from scenes.stage.style import diverging

ERROR = 1e-5  # of outputs from 0 to 1
HIDDEN = [
    *("sigmoid", "tanh", "relu", "leaky_relu", "leaky_relu(0.2)", "elu", "elu(0.5)"),
    *("gelu", "gelu_tanh", "silu", "identity"),
]
CLASSES = ["../up", "T-shirt/top", "../UP"]
DRAW = np.random.default_rng(0)
GREYS, LABELS = DRAW.integers(0, 256, (60, 4, 5)).astype(np.uint8), np.arange(60) % 3
NAMED = {"name": "things", "classes": CLASSES}
DATA = {
    "pictures": lambda: datasets.from_arrays((GREYS, LABELS), **NAMED),
    "features": lambda: datasets.from_arrays(
        (DRAW.normal(20, 5, (60, 4)).astype(np.float32), LABELS), **NAMED, features=tuple("abcd")
    ),
}


def a_run(folder, kind="pictures", hidden=HIDDEN, output="softmax"):
    data = DATA[kind]()
    inputs = data.training_images.shape[1]
    sizes = [inputs, *[6] * len(hidden), 3]
    thetas = [1.5 * Network(sizes, hidden, output, seed=s).theta for s in (1, 2)]
    origin = {"framework": "none", "version": "1", "files": [], "folded": []}
    trained = outside.Trained(
        sizes, [*hidden, output], "cross_entropy", (0, 9), np.array(thetas), origin
    )
    return outside.write(folder, trained, data)


def export(run, *options):
    """The status of the command."""
    return cli.main(["export", str(run.folder), *map(str, options)])


@pytest.mark.parametrize("kind", DATA)
def test_onnx_runtime_gives_what_the_run_gives(tmp_path, kind):
    runtime = pytest.importorskip("onnxruntime")
    run = a_run(tmp_path / "run", kind)
    assert export(run, "--to", "onnx", "--out", tmp_path / "m.onnx", "--snapshot", 0) == 0
    session = runtime.InferenceSession(str(tmp_path / "m.onnx"))
    data = run.load_data()
    (given,) = session.run(["output"], {"input": data.as_fed(data.test_images)})
    ours = run.network(0).forward(data.test_images).a[-1]
    assert np.abs(given - ours).max() < ERROR
    about = session.get_modelmeta().custom_metadata_map
    assert json.loads(about["classes"]) == CLASSES and about["step"] == "0"


def test_the_printed_module_gives_what_the_run_gives(tmp_path, capsys):
    torch = pytest.importorskip("torch")
    safetensors = pytest.importorskip("safetensors.torch")
    run = a_run(tmp_path / "run")
    assert export(run, "--to", "torch", "--out", tmp_path / "m.pt") == 0
    printed = capsys.readouterr().out
    assert export(run, "--to", "safetensors", "--out", tmp_path / "m.safetensors") == 0
    made = {}
    exec(printed[printed.index("import torch") :], made)
    data = run.load_data()
    ours = run.network().forward(data.test_images).a[-1]
    for state in (None, safetensors.load_file(tmp_path / "m.safetensors")):
        model = made["model"]
        if state:
            model.load_state_dict(state)
        with torch.no_grad():
            given = model(torch.from_numpy(data.as_fed(data.test_images))).numpy()
        assert np.abs(given - ours).max() < ERROR


TOLD = ["--activations", ",".join(["tanh", "elu(0.5)", "softmax"]), "--cost", "cross_entropy"]


@pytest.mark.parametrize(
    ("to", "told"),
    [("onnx", TOLD[2:]), ("safetensors", []), ("torch", TOLD), ("npz", TOLD)],
)
def test_what_was_exported_is_imported_as_it_was(tmp_path, to, told):
    for package in {"onnx": ["onnx"], "torch": ["torch"]}.get(to, []):
        pytest.importorskip(package)
    run = a_run(tmp_path / "run", hidden=["tanh", "elu(0.5)"])
    assert export(run, "--to", to, "--out", tmp_path / "file") == 0
    data = ["--data", str(run.folder / "data.npz"), "--no-landscape"]
    again = ["import", str(tmp_path / "file"), "--out", str(tmp_path / "again"), *told, *data]
    assert cli.main(again) == 0
    back = Run.load(tmp_path / "again")
    assert back.activations == run.activations and back.facts["cost"] == "cross_entropy"
    np.testing.assert_allclose(back.thetas[-1], run.thetas[-1], rtol=1e-6, atol=1e-7)


def test_weights_as_a_table_are_all_weights(tmp_path):
    run = a_run(tmp_path / "run", hidden=["tanh"])
    assert export(run, "--to", "csv", "--out", tmp_path / "w.csv") == 0
    with open(tmp_path / "w.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == run.thetas.shape[1]
    (one,) = (row for row in rows if (row["layer"], row["neuron"], row["input"]) == ("2", "3", "5"))
    assert np.float32(one["weight"]) == run.network().weights[1][2, 4]
    biases = [np.float32(row["weight"]) for row in rows if row["input"] == "bias"]
    assert biases == np.concatenate(run.network().biases).tolist()


def test_weights_as_pictures_have_the_colours_of_the_clips(tmp_path):
    run = a_run(tmp_path / "run", hidden=["tanh"])
    assert export(run, "--to", "png", "--out", tmp_path / "w") == 0
    assert sorted(path.name for path in tmp_path.glob("w/*.png"))[0] == "neuron-1.png"
    picture = np.asarray(Image.open(tmp_path / "w" / "neuron-2.png"))
    assert picture.shape == (224, 280, 3)
    W = run.network().weights[0]
    expected = diverging(W[1].reshape(4, 5), np.abs(W).max())
    np.testing.assert_allclose(picture[::56, ::56] / 255, expected, atol=1 / 255)


@pytest.mark.parametrize("to", ["png", "csv", "npz"])
def test_exported_images_are_read_back_as_the_same_data(tmp_path, to):
    run = a_run(tmp_path / "run", hidden=["tanh"])
    out = tmp_path / "images"
    out = out if to == "png" else out.with_suffix(f".{to}")
    assert export(run, "--what", "images", "--to", to, "--out", out) == 0
    data, back = run.load_data(), datasets.load(out, told=datasets.Told(shape=(4, 5)))
    names = {"-UP (2)": "../UP", "-up": "../up", "T-shirt-top": "T-shirt/top"}

    def contents(data):
        for part in ("training", "validation", "test"):
            images, labels = getattr(data, f"{part}_images"), getattr(data, f"{part}_labels")
            for image, label in zip(images, labels, strict=True):
                name = data.classes[label]
                yield names.get(name, name), np.rint(255 * image).astype(int).tolist()

    assert sorted(contents(back)) == sorted(contents(data))


def test_features_as_a_table_are_in_their_own_units(tmp_path):
    run = a_run(tmp_path / "run", "features", ["tanh"])
    out = tmp_path / "f.csv"
    assert export(run, "--what", "images", "--to", "csv", "--part", "test", "--out", out) == 0
    with open(out, newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["label", "a", "b", "c", "d"]
    data = run.load_data()
    expected = data.as_fed(data.test_images)
    np.testing.assert_allclose([[float(v) for v in row[1:]] for row in rows[1:]], expected)


def test_nothing_is_replaced_unasked_and_nothing_of_others_at_all(tmp_path, capsys):
    run = a_run(tmp_path / "run", "features", ["tanh"])
    file, folder = tmp_path / "there", tmp_path / "folder"
    file.write_text("mine")
    folder.mkdir()
    (folder / "mine").touch()
    before = sorted(tmp_path.rglob("*"))
    for words, sentence in [
        (["--to", "npz", "--out", file], "exists: choose another --out"),
        (["--to", "png", "--out", folder, "--overwrite"], "is not replaced"),
        (["--to", "npz", "--out", folder, "--overwrite"], "is not replaced"),
        (["--to", "png", "--out", tmp_path / "w"], "are no pictures"),
        (["--to", "png", "--what", "images", "--out", tmp_path / "i"], "are no pictures"),
        (["--to", "onnx", "--what", "images"], "choose --to npz, csv, png"),
        (["--to", "npz", "--snapshot", "2", "--out", tmp_path / "n"], "from 0 to 1"),
    ]:
        assert export(run, *words) == 2
        assert sentence in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
    assert export(run, "--to", "npz", "--out", file, "--overwrite") == 0
    np.testing.assert_allclose(np.load(file)["W2"], run.network().weights[1])
