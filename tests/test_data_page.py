"""Each row of the tables in docs/data.md is true: what it names is made as it is published, in
little, and read as the row says."""

import ast
import csv
import re
import zipfile

import numpy as np
import pytest
from data_files import idx_file, packed
from PIL import Image
from sklearn.datasets import load_digits, load_iris

from nn.datasets import as_bytes, load, refused, shipped_digits
from nn.datasets.names import NAMED
from nn.places import ROOT

PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
SECTIONS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])
DIGITS, DIGIT, _ = shipped_digits()
NUMBERS = (np.arange(100) % 10).astype(np.uint8)
PIXELS = as_bytes(DIGITS[[np.flatnonzero(n == DIGIT)[i // 10] for i, n in enumerate(NUMBERS)]])
IMAGES = PIXELS.reshape(-1, 28, 28)


def rows(section):
    """The cells of the first table of a section."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def keras(path):
    np.savez_compressed(
        path, x_train=IMAGES, y_train=NUMBERS, x_test=IMAGES[:20], y_test=NUMBERS[:20]
    )


def medmnist(path):
    colours, labels = np.repeat(IMAGES[..., None], 3, axis=3), NUMBERS[:, None]
    parts = {"train": 100, "val": 20, "test": 20}
    images = {f"{part}_images": colours[:n] for part, n in parts.items()}
    np.savez(path, **images, **{f"{part}_labels": labels[:n] for part, n in parts.items()})


def npys(path):
    for part, n in (("train", 100), ("test", 20)):
        np.save(path.parent / f"X_{part}.npy", IMAGES[:n])
        np.save(path.parent / f"y_{part}.npy", NUMBERS[:n])


def kuzushiji(path):
    np.savez_compressed(path, IMAGES)
    np.savez_compressed(path.parent / path.name.replace("imgs", "labels"), NUMBERS)


def idx(folder, names, first=0, transposed=False, columns=0):
    """Four gzipped IDX files."""
    folder.mkdir(parents=True, exist_ok=True)
    for images, labels, n in ((*names[:2], 100), (*names[2:], 20)):
        pixels = IMAGES[:n].transpose(0, 2, 1) if transposed else IMAGES[:n]
        table = (
            np.repeat(NUMBERS[:n, None].astype(int), columns, axis=1) if columns else NUMBERS[:n]
        )
        types = (">i4",) if columns else ()
        (folder / f"{images}.gz").write_bytes(packed(idx_file(pixels)))
        (folder / f"{labels}.gz").write_bytes(packed(idx_file(table + first, *types)))


def names_of(name):
    return [file.name for file in NAMED[name].files]


def table(path, header=(), rows=None):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header] * bool(header))
        csv.writer(file).writerows(
            np.column_stack([NUMBERS, PIXELS]).tolist() if rows is None else rows
        )


def kaggle(path):
    header = ["label", *(f"pixel{i}" for i in range(784))]
    table(path, header)
    table(path.parent / "test.csv", header[1:], PIXELS[:5].tolist())


def zalando(path):
    header = ["label", *(f"pixel{i}" for i in range(1, 785))]
    table(path, header)
    table(path.parent / "fashion-mnist_test.csv", header)


def iris(path):
    held = load_iris()
    words = held.target_names[held.target]
    flowers = [[*row, word] for row, word in zip(held.data.tolist(), words, strict=True)]
    table(path, [*held.feature_names, "species"], flowers)


def pictures(folder):
    for i, (image, number) in enumerate(zip(IMAGES, NUMBERS, strict=True)):
        (folder / str(number)).mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / str(number) / f"{i}.png")
    (folder / ".DS_Store").write_bytes(b"junk")


def archive(path):
    pictures(path.parent / "made" / "letters")
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted((path.parent / "made").rglob("*.png")):
            made.write(file, file.relative_to(path.parent / "made"))


MADE = {
    "Keras' MNIST": keras,
    "MedMNIST": medmnist,
    "another npz": lambda path: np.savez(path, IMAGES, NUMBERS),
    "npy files": npys,
    "npz files of one array": kuzushiji,
    "IDX files": lambda path: idx(path, names_of("mnist")),
    "torchvision's folder": lambda path: idx(path / "raw", names_of("mnist")),
    "EMNIST's IDX files": lambda path: idx(path.parent, names_of("emnist-letters"), 1, True),
    "QMNIST's IDX files": lambda path: idx(path / "raw", names_of("qmnist"), columns=8),
    "Kaggle's digits": kaggle,
    "Zalando's CSV": zalando,
    "a CSV of pixels without header": table,
    "a table of numbers": iris,
    "a folder of pictures": pictures,
    "training and testing apart": lambda p: (pictures(p / "training"), pictures(p / "testing")),
    "an archive": archive,
    "scikit-learn's digits": lambda path: np.savez(
        path, **{k: v for k, v in load_digits().items() if isinstance(v, np.ndarray)}
    ),
}
ROWS = {what: example.strip("`") for what, example, _ in rows("Files and folders")}


def test_the_page_lists_what_is_tested_and_all_names():
    assert list(ROWS) == list(MADE)
    named = " ".join(cell for cell, *_ in rows("Data sets with a name"))
    said = {f"emnist{word}" if word[0] == "-" else word for word in re.findall("`(.*?)`", named)}
    assert said == {"digits", *NAMED}
    variables = set(re.findall(r"`\$(\w+)`", SECTIONS["Data sets with a name"]))
    assert variables == {"DOWNHILL_DATA_DIR", *(row.variable for row in NAMED.values())}


@pytest.mark.parametrize("what", MADE)
def test_it_is_read_as_the_page_says(tmp_path, what):
    path = tmp_path / ROWS[what]
    path.parent.mkdir(parents=True, exist_ok=True)
    MADE[what](path)
    data = load(path)
    if what == "a table of numbers":
        assert data.features and data.classes == ("setosa", "versicolor", "virginica")
        return
    if what == "scikit-learn's digits":
        assert data.image_shape == (8, 8) and data.high == 16 and len(data.classes) == 10
        return
    assert data.image_shape == (28, 28)
    assert len(data.classes) == (26 if what == "EMNIST's IDX files" else 10)
    whole = [getattr(data, f"{part}_images") for part in ("training", "validation", "test")]
    known = {bytes(image) for image in PIXELS}
    assert {bytes(as_bytes(image)) for image in np.concatenate(whole)} == known


def test_the_lines_for_nielsens_pickle_are_those_of_the_message():
    code = re.search("```python\n(.*?)```", PAGE, re.DOTALL)[1]
    told = "; ".join(refused.NIELSEN).format(path=repr("mnist.pkl.gz"))
    assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(told))
