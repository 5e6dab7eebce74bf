"""What is not read, and whether the way around that is told leads there."""

import gzip
import pickle
import re
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import scipy.io
from data_files import Exploit, the_sentence

from nn.datasets import as_bytes, load, shipped_digits

DIGITS, DIGIT, _ = shipped_digits()
NUMBERS = np.arange(50) % 10
CHOSEN = [np.flatnonzero(number == DIGIT)[i // 10] for i, number in enumerate(NUMBERS)]
GREYS = as_bytes(DIGITS[CHOSEN]).reshape(-1, 28, 28)


def follow(sentence, folder):
    """Run the two lines of Python that a sentence tells, in a folder."""
    lines = re.findall("`(.*?)`", sentence)
    assert len(lines) == 2
    subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=folder, check=True)


def test_nielsens_pickle_is_turned_into_an_npz_by_two_lines(tmp_path):
    """mnist.pkl.gz: a tuple of three pairs, float32 (n, 784) in 0…1 and int64 (n,)."""
    part = (GREYS.reshape(50, 784).astype(np.float32) / 256, NUMBERS)
    path = tmp_path / "mnist.pkl.gz"
    with gzip.open(path, "wb") as file:
        pickle.dump((part, part, part), file, protocol=2)
    follow(the_sentence(lambda: load(path), path, "pickle", "trust"), tmp_path)
    data = load(tmp_path / "mnist.npz")
    assert len(data.training_labels) == len(data.validation_labels) == len(data.test_labels) == 50
    assert data.image_shape == (28, 28) and data.classes == tuple("0123456789")


def test_cifars_pickles_are_turned_into_an_npz_by_two_lines(tmp_path):
    """cifar-10-batches-py: five dicts of uint8 (n, 3072), three planes, and a list."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    planes = np.repeat(3 * np.ones((50, 1, 32, 32), np.uint8).cumsum(3, np.uint8), 3, axis=1)
    planes[:, :, ::5] += np.arange(50, dtype=np.uint8)[:, None, None, None]
    for i in range(1, 6):
        held = {"data": planes.reshape(50, 3072), "labels": NUMBERS.tolist()}
        (folder / f"data_batch_{i}").write_bytes(pickle.dumps(held, protocol=2))
    (folder / "readme.html").write_text("")
    follow(the_sentence(lambda: load(folder), folder / "data_batch_1"), tmp_path)
    data = load(tmp_path / "cifar.npz")
    assert data.image_shape == (32, 32) and "turned grey" in data.understood
    the_sentence(lambda: load(folder / "data_batch_3"), "data_batch_3 is a pickle")


def test_matlabs_files_are_turned_into_an_npz_by_two_lines(tmp_path):
    path = tmp_path / "digits.mat"
    scipy.io.savemat(path, {"X": GREYS, "y": NUMBERS[:, None]})
    follow(the_sentence(lambda: load(path), path, "MATLAB"), tmp_path)
    assert load(tmp_path / "data.npz").image_shape == (28, 28)


@pytest.mark.parametrize("protocol", range(2, 6))
@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.csv", "a", "a.pkl", "a.joblib"])
def test_a_pickle_is_known_by_its_content_and_never_run(tmp_path, name, protocol):
    path, touched = tmp_path / name, tmp_path / "touched"
    path.write_bytes(pickle.dumps(Exploit(touched), protocol))
    the_sentence(lambda: load(path), path, "pickle")
    assert not touched.exists()


OTHERS = {
    "data.h5": (b"\x89HDF\r\n\x1a\n", "h5py"),
    "data.parquet": (b"PAR1" + bytes(20), "pandas"),
    "data.7z": (b"7z\xbc\xaf\x27\x1c", "unpack"),
    "data.xz": (b"\xfd7zXZ\0", "unxz"),
    "digit.png": (b"\x89PNG\r\n\x1a\n", "folder"),
    "old.pkl": (b"(dp0\n.", "pickle"),
    "noise": (bytes(range(256)), "x_train"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_else_is_not_read_is_told_the_way_around(tmp_path, name):
    content, around = OTHERS[name]
    (tmp_path / name).write_bytes(content)
    the_sentence(lambda: load(tmp_path / name), tmp_path / name, around)


def test_a_pytorch_file_is_refused_as_a_pickle(tmp_path):
    with zipfile.ZipFile(tmp_path / "training.pt", "w") as archive:
        archive.writestr("training/data.pkl", pickle.dumps(1))
    the_sentence(lambda: load(tmp_path / "training.pt"), "training.pt", "weights_only=True")


def test_a_spreadsheet_is_asked_for_as_csv(tmp_path):
    with zipfile.ZipFile(tmp_path / "data.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<xml/>")
    the_sentence(lambda: load(tmp_path / "data.xlsx"), "data.xlsx", "CSV")
