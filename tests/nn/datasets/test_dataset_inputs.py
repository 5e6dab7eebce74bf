"""Data sets as people have them: each is read, trains, and is shown with the names that it has.

The files are those that ../shared/cases/make-inputs makes, if that is on this machine.
"""

import contextlib
import subprocess
import sys

import numpy as np
import pytest
from tiny_runs import surveyed, trained

from nn.analysis import planes, studies
from nn.datasets import from_arrays, load, sample
from nn.errors import DownhillError
from nn.places import ROOT
from nn.runs.run import Run
from nn.runs.show import show

SCRIPT = ROOT.parent / "shared" / "cases" / "make-inputs"
SIGNS = (
    *("#1 $x_0$ *a*", "<b>bold</b>", "猫", "كلب", "🍎"),
    *("a\\b/c", "-->", "Écharpe & gants", "[x](y)", "हिन्दी"),
)
CLOTHES = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle",
    "boot",
]
DIGITS = tuple("0123456789")
HERBS = (
    *("Donaudampfschifffahrtsgesellschaftskapitän", "Größe L (süß)"),
    "Schnittlauch, frisch gehackt",
)
EXPECTED = {  # (shape, classes, what is said)
    "channel_first.npz": ((28, 28), DIGITS, ""),
    "channel_last.npz": ((28, 28), DIGITS, ""),
    "easy.npz": ((12, 12), ("up", "down"), ""),
    "flat.npz": ((28, 28), DIGITS, "each 784 values are a picture of 28×28"),
    "from_one.npz": ((28, 28), tuple(map(str, range(1, 11))), "labels are 1, 2"),
    "one_hot.npz": ((28, 28), DIGITS, "one-hot"),
    "signs.npz": ((8, 8), SIGNS, ""),
    "sixteen.npz": ((8, 8), DIGITS, "from 0 to 16"),
    "sixteenths.npz": ((8, 8), DIGITS, ""),
    "sorted.npz": ((8, 8), DIGITS, ""),
    "standardised.npz": ((28, 28), DIGITS, "values from -0.4242 to 2.821"),
    "unequal.npz": ((28, 28), tuple("012"), "too few of 2 for validation"),
    "wardrobe.npz": ((28, 28), None, ""),
    "words.npz": ((28, 28), None, ""),
    "Küchenkräuter & Co": ((30, 20), HERBS, ""),
}
FLAT_OF_28 = ("channel_first.npz", "channel_last.npz", "flat.npz", "one_hot.npz", "words.npz")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """The folder of the files."""
    if not SCRIPT.is_file():
        pytest.skip("the script that makes the files is not on this machine")
    folder = tmp_path_factory.mktemp("inputs")
    subprocess.run([sys.executable, SCRIPT, folder], check=True, cwd=ROOT, capture_output=True)
    assert {path.name for path in folder.iterdir()} == EXPECTED.keys()
    return folder


@pytest.mark.slow
def test_each_file_is_read_as_what_it_is_and_what_is_unusual_is_said(inputs):
    for name, (shape, classes, said) in EXPECTED.items():
        data = load(inputs / name)
        assert data.image_shape == shape, name
        assert classes is None or data.classes == classes, name
        assert said in data.understood and bool(said) == bool(data.understood), name
        for part in ("training", "validation", "test"):
            images = getattr(data, f"{part}_images")
            assert images.dtype == np.float32 and images.min() == 0 and images.max() <= 1
        if name in FLAT_OF_28:
            plain = load(inputs / "channel_last.npz")
            np.testing.assert_array_equal(
                np.sort(data.training_images.sum(axis=1)),
                np.sort(plain.training_images.sum(axis=1)),
            )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["signs.npz", "standardised.npz", "unequal.npz"])
def test_a_network_trains_on_it_and_its_run_shows_what_it_was_trained_on(
    inputs, name, tmp_path_factory, capsys
):
    data = load(inputs / name)
    sizes = (data.training_images.shape[1], 4, len(data.classes))
    run = Run.load(surveyed(trained(tmp_path_factory, data, sizes=sizes), data))
    assert tuple(run.classes) == data.classes and run.trained_on == ("training",)
    images, labels = run.examples()
    few = sample(data.validation_labels, 500)
    np.testing.assert_array_equal(images, data.validation_images[few])
    np.testing.assert_array_equal(labels, data.validation_labels[few])
    assert all(studies.path_of(run, study).is_file() for study in studies.names())
    show(run)
    assert name.removesuffix(".npz") in capsys.readouterr().out


@pytest.mark.slow
def test_a_network_trains_on_features_and_what_needs_pictures_is_left_out(tmp_path_factory):
    bunch = pytest.importorskip("sklearn.datasets").load_iris()
    data = from_arrays(
        (bunch.data, bunch.target),
        name="iris",
        features=bunch.feature_names,
        classes=bunch.target_names,
    )
    run = Run.load(trained(tmp_path_factory, data, sizes=(4, 6, 3)))
    planes.write(run, data, points=5)
    with contextlib.suppress(DownhillError):
        studies.write(run, data)
    assert run.image_shape is None and (run.one, run.many) == ("example", "examples")
    assert [feature.name for feature in run.features] == bunch.feature_names
    np.testing.assert_array_equal(
        run.examples()[0], data.validation_images[sample(data.validation_labels)]
    )
    made = {study for study in studies.names() if studies.path_of(run, study).is_file()}
    assert set(studies.names()) - made == {"noise", "pixels"}
