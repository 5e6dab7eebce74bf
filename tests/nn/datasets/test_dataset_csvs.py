"""Tables of text as they are published: in little, but true in header, order and spelling."""

import csv
import gzip
import pathlib
import time

import numpy as np
import pytest
import sklearn.datasets
from data_files import packed, peak_memory, the_sentence
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

from nn.datasets import Told, as_bytes, load, shipped_digits
from nn.datasets.sampling import place_in_class

RNG = np.random.default_rng(0)
DIGITS, DIGIT, _ = shipped_digits()
NUMBERS = np.arange(120) % 10
CHOSEN = [np.flatnonzero(number == DIGIT)[i // 10] for i, number in enumerate(NUMBERS)]
PIXELS = as_bytes(DIGITS[CHOSEN])


def write(path, rows, header=(), **style):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, **style)
        if header:
            writer.writerow(header)
        writer.writerows(rows)
    return path


def labelled(labels=NUMBERS, pixels=PIXELS):
    return np.column_stack([labels, pixels]).tolist()


def parts(data):
    return len(data.training_labels), len(data.validation_labels), len(data.test_labels)


HEADERS = {
    "train.csv of Kaggle's digit-recognizer": ["label", *(f"pixel{i}" for i in range(784))],
    "mnist_train.csv": ["label", *(f"{i}x{j}" for i in range(1, 29) for j in range(1, 29))],
    "A_Z Handwritten Data.csv": (),
    "pixels first.csv": (*(f"p{i}" for i in range(784)), "class"),
    "label last.csv": (),
    "numbered.csv": [*map(str, range(784)), "label"],
}


@pytest.mark.parametrize("name", HEADERS)
def test_kaggles_tables_of_pixels_are_one_data_set(tmp_path, name):
    rows = labelled()
    if name in ("pixels first.csv", "label last.csv", "numbered.csv"):
        rows = [[*row[1:], row[0]] for row in rows]
    data = load(write(tmp_path / name, rows, HEADERS[name]))
    assert data.image_shape == (28, 28) and data.features is None and len(data.classes) == 10
    found = np.concatenate([data.training_images, data.validation_images, data.test_images])
    expected = np.concatenate([PIXELS[NUMBERS_IN[part]] for part in NUMBERS_IN])
    assert np.array_equal(np.rint(found * 255), expected)


PLACE = np.arange(120) // 10 % 10
NUMBERS_IN = {
    "training": np.flatnonzero((PLACE != 4) & (PLACE != 9)),
    "validation": np.flatnonzero(PLACE == 4),
    "test": np.flatnonzero(PLACE == 9),
}


def test_zalandos_pair_of_tables_has_its_own_test_part_and_names(tmp_path):
    header = ["label", *(f"pixel{i}" for i in range(1, 785))]
    path = write(tmp_path / "fashion-mnist_train.csv", labelled(), header)
    write(tmp_path / "fashion-mnist_test.csv", labelled()[:30], header)
    data = load(path)
    assert parts(data) == (110, 10, 30) and data.classes[9] == "Ankle boot"
    assert "fashion-mnist_test.csv for test" in data.understood
    (tmp_path / "desktop.ini").write_text("[junk]")
    assert load(tmp_path).sha256 == data.sha256


def test_a_test_table_without_labels_is_left_out_and_that_is_said(tmp_path):
    header = HEADERS["train.csv of Kaggle's digit-recognizer"]
    write(tmp_path / "train.csv", labelled(), header)
    write(tmp_path / "test.csv", PIXELS[:9].tolist(), header[1:])
    write(tmp_path / "sample_submission.csv", [[1, 0], [2, 0]], ["ImageId", "Label"])
    data = load(tmp_path)
    assert data.name == tmp_path.name and parts(data) == (100, 10, 10)
    assert "test.csv has no labels" in data.understood


def test_emnists_table_is_turned_upright(tmp_path):
    letters = np.arange(120) % 26 + 1
    lying = PIXELS.reshape(-1, 28, 28).transpose(0, 2, 1).reshape(-1, 784)
    path = write(tmp_path / "emnist-letters-train.csv", labelled(letters, lying))
    data = load(path)
    assert data.classes[0] == "A" and data.training_labels[0] == 0
    assert np.array_equal(np.rint(data.training_images[0] * 255), PIXELS[0])


IRIS = load_iris()
FLOWERS = [
    [*row, IRIS.target_names[label]] for row, label in zip(IRIS.data, IRIS.target, strict=True)
]
NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def iris(data):
    """Whether a data set is Fisher's iris."""
    assert data.image_shape is None and len(data.features) == 4
    fed = data.as_fed(np.concatenate([data.training_images, data.validation_images]))
    place = np.arange(150) % 50 % 10
    expected = np.concatenate([IRIS.data[(place != 4) & (place != 9)], IRIS.data[place == 4]])
    np.testing.assert_allclose(fed, expected, atol=1e-6)
    return data


def test_iris_has_named_features_and_classes(tmp_path):
    data = iris(load(write(tmp_path / "iris.csv", FLOWERS, [*NAMES, "species"])))
    assert [feature.name for feature in data.features] == NAMES
    assert data.classes == ("setosa", "versicolor", "virginica")


def test_iris_without_a_header_with_a_count_of_rows_or_in_other_styles(tmp_path):
    bare = iris(load(write(tmp_path / "iris.data", FLOWERS)))
    assert "labels in column 5" in bare.understood
    counted = [[i + 1, *row] for i, row in enumerate(FLOWERS)]
    kaggle = iris(load(write(tmp_path / "Iris.csv", counted, ["Id", *NAMES, "Species"])))
    assert "Id left out" in kaggle.understood and kaggle.features[0].name == NAMES[0]
    for i, delimiter in enumerate(";\t|"):
        iris(load(write(tmp_path / f"{i}.csv", FLOWERS, [*NAMES, "class"], delimiter=delimiter)))
    quoted = {"quoting": csv.QUOTE_ALL}
    path = iris(load(write(tmp_path / "q.csv", FLOWERS, [*NAMES, "class"], **quoted)))
    numbered = [[*row[:4], label] for row, label in zip(FLOWERS, IRIS.target, strict=True)]
    assert iris(load(write(tmp_path / "n.csv", numbered))).classes == ("0", "1", "2")
    content = (tmp_path / "q.csv").read_bytes()
    (tmp_path / "q.csv.gz").write_bytes(packed(content))
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + content.replace(b"\r\n", b"\n"))
    for name in ("q.csv.gz", "bom.csv"):
        assert load(tmp_path / name).sha256 == path.sha256


@pytest.mark.parametrize("name", ["iris", "wine_data", "breast_cancer", "digits"])
def test_the_tables_that_scikit_learn_ships_are_read(name):
    """Their first row, but for the digits', counts rows and features and names the classes."""
    held = {"iris": load_iris, "wine_data": load_wine, "breast_cancer": load_breast_cancer}
    oracle = held.get(name, load_digits)()
    folder = pathlib.Path(sklearn.datasets.__file__).parent / "data"
    data = load(folder / f"{name}.csv{'.gz' * (name == 'digits')}")
    place = place_in_class(oracle.target) % 10
    own = (place != 4) & (place != 9)
    np.testing.assert_allclose(data.as_fed(data.training_images), oracle.data[own], rtol=1e-5)
    assert data.training_labels.tolist() == oracle.target[own].tolist()
    assert data.classes == tuple(map(str, oracle.target_names))


def test_the_column_of_the_labels_may_be_told(tmp_path):
    rows = [[x, y, x % 2, y % 3] for x, y in zip(range(60), range(60), strict=True)]
    path = write(tmp_path / "t.csv", rows, ["a", "b", "odd", "third"])
    assert load(path, told=Told(label="odd")).classes == ("0", "1")
    assert load(path, told=Told(label="4")).classes == ("0", "1", "2")
    the_sentence(lambda: load(path, told=Told(label="c")), "no column c", "a, b, odd, third")


def good():
    return [[*map(str, row[:4]), row[4]] for row in FLOWERS]


def damaged(row, column, value):
    rows = good()
    rows[row][column] = value
    return rows


FAULTS = {
    "a missing number": (damaged(20, 1, ""), "row 22, sepal_width, is empty: fill it"),
    "one that is NaN": (damaged(20, 1, "nan"), "sepal_width are missing or infinite"),
    "one that is infinite": (damaged(20, 1, "inf"), "sepal_width are missing or infinite"),
    "a word among numbers": (damaged(140, 2, "4,o"), "petal_length holds words such as '4,o'"),
    "a short row": ([*good()[:30], ["1", "2"], *good()[30:]], "row 32 has 2 columns"),
    "a missing label": (damaged(7, 4, "?"), "row 9, species"),
    "one label": ([[*row[:4], "setosa"] for row in FLOWERS], "every label is setosa"),
    "no rows": ([], "is no table"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_named_in_one_sentence(tmp_path, fault):
    rows, said = FAULTS[fault]
    path = write(tmp_path / "iris.csv", rows, [*NAMES, "species"])
    the_sentence(lambda: load(path), path, said)


def test_a_fault_beyond_the_part_that_is_looked_at_is_found_too(tmp_path):
    rows = [[i % 7, i % 5, i % 3] for i in range(2000)]
    rows[1500][1] = "many"
    path = write(tmp_path / "t.csv", rows, ["a", "b", "label"])
    the_sentence(lambda: load(path), "row 1502, b, holds 'many': give it as a number")
    rows[1500][1], rows[1600] = 3, [1, 2]
    the_sentence(
        lambda: load(write(path, rows, ["a", "b", "label"])),
        "row 1602 has 2 columns and the first 3",
    )


def test_the_only_column_that_counts_classes_has_the_labels_wherever_it_is(tmp_path):
    rows = [[x / 7, i % 3, x / 9] for i, x in enumerate(RNG.random(60))]
    data = load(write(tmp_path / "t.csv", rows))
    assert data.classes == ("0", "1", "2") and "labels in column 2" in data.understood


def test_columns_that_tell_no_labels_are_asked_for(tmp_path):
    path = write(tmp_path / "t.csv", RNG.random((50, 3)).tolist())
    the_sentence(lambda: load(path), path, "--label")
    path = write(tmp_path / "labels.csv", [[f"{i}.png", i % 3] for i in range(50)], ["id", "label"])
    the_sentence(lambda: load(path), "names pictures, such as 0.png", "folder")
    path = write(tmp_path / "t.csv", [[f"a{i % 3}", i, f"b{i % 2}"] for i in range(50)])
    the_sentence(lambda: load(path), path, "which of its columns with words", "--label")


def test_text_that_is_no_table_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Dear diary,\ntoday I trained a network.\n")
    the_sentence(lambda: load(tmp_path / "notes.txt"), "notes.txt", "npz")
    (tmp_path / "empty.csv").write_text("")
    the_sentence(lambda: load(tmp_path / "empty.csv"), "empty.csv")


def test_a_gzip_bomb_of_a_table_is_unpacked_only_as_far_as_its_size_warrants(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.datasets.idx.SMALL", 2**16)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"label,a\n" + b"0,1\n1,2\n" * 2**15))
    the_sentence(lambda: load(path), path, "unpacks to more than")
    assert peak_memory(lambda: load(path)) < 2**24


def test_reading_a_table_of_pixels_is_fast(tmp_path):
    """A tenth of the digits of Kaggle; all 42,000 take two to three seconds."""
    row = ",".join(map(str, [0, *PIXELS[0]])) + "\n" + ",".join(map(str, [1, *PIXELS[1]])) + "\n"
    path = tmp_path / "t.csv"
    path.write_text(row * 2_100)
    before = time.process_time()
    load(path)
    assert time.process_time() - before < 3
