"""Data sets with a name: MNIST, on a small one of the same format, and the others of the table."""

import functools
import http.server
import os
import threading
import zipfile

import numpy as np
import pooch
import pytest
from data_files import (
    REAL_MNIST,
    flipped,
    idx_file,
    needs_mnist,
    packed,
    peak_memory,
    publish,
    sha256,
    the_sentence,
)

from nn.datasets import at_hand, idx, load
from nn.datasets.names import NAMED

IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = (file.name for file in NAMED["mnist"].files)


@pytest.fixture
def small(monkeypatch):
    """The contents of the four files of a small MNIST, whose checksums count as the published."""
    rng = np.random.default_rng(0)
    contents = {}
    for images, labels, n in ((IMAGES, LABELS, 40), (TEST_IMAGES, TEST_LABELS, 12)):
        contents[images] = idx_file(rng.integers(0, 256, (n, 5, 4)))
        contents[labels] = idx_file(rng.integers(0, 10, n))
    publish(monkeypatch, "mnist", contents, validation=10)
    monkeypatch.delenv("MNIST_DIR", raising=False)
    return contents


def write(folder, contents, ending="", pack=lambda content: content):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / (name + ending)).write_bytes(pack(content))
    return folder


def test_mnist_rows_are_the_pixels_of_the_file_over_255(tmp_path, small):
    data = load("mnist", write(tmp_path, small))
    greys = np.frombuffer(small[IMAGES][16:], np.uint8).reshape(40, 20)
    rows = np.concatenate([data.validation_images, data.training_images])
    assert rows.dtype == np.float32
    assert np.array_equal(rows, (greys / 255).astype(np.float32))
    labels = np.concatenate([data.validation_labels, data.training_labels, data.test_labels])
    assert labels.tolist() == [*small[LABELS][8:], *small[TEST_LABELS][8:]]
    assert data.image_shape == (5, 4) and data.test_images.shape == (12, 20)


def test_validation_is_the_first_part_of_mnists_training_images(tmp_path, small):
    data = load("mnist", write(tmp_path, small))
    assert data.validation_labels.tolist() == list(small[LABELS][8:18])
    assert len(data.training_labels) == 30


def test_validation_digits_count_as_trained_on_where_others_trained(tmp_path, small):
    data = load("mnist", write(tmp_path, small))
    assert data.trained_on == ("training", "validation")  # the 60,000 that others train on
    assert data.for_our_training().trained_on == ("training",)


def test_raw_and_gzipped_files_in_both_spellings_are_the_same_mnist(tmp_path, small):
    dotted = {name.replace("-idx", ".idx"): content for name, content in small.items()}
    folders = [
        write(tmp_path / "raw", small),
        write(tmp_path / "gz", small, ".gz", packed),
        write(tmp_path / "dotted", dotted),
        write(tmp_path / "dotted gz", dotted, ".gz", packed),
        write(tmp_path / "raw, named gz", small, ".gz"),
    ]
    described = [load("mnist", folder).describe() for folder in folders]
    assert all(one == described[0] for one in described)


def test_data_dir_goes_before_mnist_dir(tmp_path, small, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(write(tmp_path / "right", small)))
    assert load("mnist").name == "mnist"
    (tmp_path / "empty").mkdir()
    the_sentence(lambda: load("mnist", tmp_path / "empty"), tmp_path / "empty", "--data-dir")
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "empty"))
    the_sentence(lambda: load("mnist"), tmp_path / "empty", "$MNIST_DIR", IMAGES)


def test_what_a_folder_without_mnist_holds_is_said(tmp_path, small, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    the_sentence(lambda: load("mnist"), "holds nothing", "--dataset")
    for name in "fedcba":
        (tmp_path / f"{name}.npz").write_bytes(b"")
    the_sentence(lambda: load("mnist"), "holds a.npz, b.npz, c.npz, d.npz and 2 more")
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "none"))
    the_sentence(lambda: load("mnist"), tmp_path / "none", "not a folder")


def test_other_data_in_files_of_these_names_are_told_by_what_they_are(tmp_path, small):
    clothes = idx_file(np.random.default_rng(1).integers(0, 256, (40, 5, 4)))
    write(tmp_path, small | {IMAGES: clothes})
    the_sentence(lambda: load("mnist", tmp_path), IMAGES, "40 images of 5×4 pixels", "not MNIST's")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path, small):
    write(tmp_path, small)
    (tmp_path / LABELS).unlink()
    os.mkfifo(tmp_path / LABELS)
    the_sentence(lambda: load("mnist", tmp_path), LABELS, "pipe or a device")


def other_shape(content, n):
    return content[:4] + n.to_bytes(4, "big") + content[8:]


DAMAGES = {
    "empty": lambda content: b"",
    "no whole header": lambda content: content[:7],
    "cut short": lambda content: content[:-1],
    "too long": lambda content: content + b"\0",
    "header larger than the file": lambda content: other_shape(content, 2**32 - 1),
    "header smaller than the file": lambda content: other_shape(content, 1),
    "wrong magic number": lambda content: flipped(content, 2),
    "wrong number of axes": lambda content: flipped(content, 3),
    "one value changed": lambda content: flipped(content, -1),
    "cut gzip": lambda content: packed(content)[:-9],
    "damaged gzip": lambda content: flipped(packed(content), len(packed(content)) // 2),
    "gzip of another": lambda content: packed(b"something else"),
    "gzip's first bytes": lambda content: b"\x1f\x8b",
    "text": lambda content: b"<html>404 Not Found</html>",
}


@pytest.mark.parametrize("name", [IMAGES, LABELS, TEST_IMAGES, TEST_LABELS])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_lying_idx_file_is_named_in_one_sentence(tmp_path, small, name, damage):
    write(tmp_path, small | {name: DAMAGES[damage](small[name])})
    the_sentence(lambda: load("mnist", tmp_path), tmp_path / name)


def test_images_and_labels_that_changed_places_are_refused(tmp_path, small):
    write(tmp_path, small | {IMAGES: small[LABELS], LABELS: small[IMAGES]})
    the_sentence(lambda: load("mnist", tmp_path), IMAGES, "images")


def test_a_label_that_the_data_set_does_not_have_is_refused(tmp_path, small, monkeypatch):
    lying = small | {LABELS: small[LABELS][:-1] + bytes([10])}
    publish(monkeypatch, "mnist", lying)
    write(tmp_path, lying)
    the_sentence(lambda: load("mnist", tmp_path), LABELS, "the label 10", "MNIST")


def test_no_memory_is_taken_on_the_word_of_an_idx_header(tmp_path, small):
    write(tmp_path, small | {IMAGES: other_shape(small[IMAGES], 2**31)})
    assert peak_memory(lambda: load("mnist", tmp_path)) < 2 * idx.LIMIT


def test_a_gzip_bomb_is_unpacked_only_to_the_limit(tmp_path, small, monkeypatch):
    monkeypatch.setattr("nn.datasets.idx.LIMIT", 2**20)
    bomb = packed(small[IMAGES] + bytes(2**26))
    assert len(bomb) < 2**17
    write(tmp_path, small | {IMAGES: bomb})
    the_sentence(lambda: load("mnist", tmp_path), IMAGES, "1,048,576")
    assert peak_memory(lambda: load("mnist", tmp_path)) < 2**23


# -- the others of the table ----------------------------------------------------------------------


def a_small(monkeypatch, name, **changes):
    """The contents of the four files of a small data set of the table, which count as published."""
    row, rng, contents = NAMED[name], np.random.default_rng(3), {}
    for images, labels, n in ((*row.files[:2], 60), (*row.files[2:], 20)):
        known = np.arange(n) % len(row.classes) + row.first
        table = rng.integers(0, 9, (n, *labels.shape[1:]))
        table.reshape(n, -1)[:, 0] = known
        contents[images.name] = idx_file(rng.integers(0, 256, (n, 5, 4)))
        contents[labels.name] = idx_file(table, ">i4" if labels.name.endswith("int") else "u1")
    publish(monkeypatch, name, contents, validation=10 if row.validation > 0 else -10, **changes)
    monkeypatch.delenv(row.variable, raising=False)
    return contents


@pytest.mark.parametrize("name", NAMED)
def test_every_data_set_of_the_table_is_read_from_torchvisions_folder(tmp_path, monkeypatch, name):
    row, contents = NAMED[name], a_small(monkeypatch, name)
    raw = next(folder for folder in row.folders if folder.endswith("/raw"))
    data = load(name, write(tmp_path / raw, contents).parents[1])
    assert (data.name, data.classes, data.shuffled) == (name, row.classes, row.shuffled)
    labels = np.concatenate([data.training_labels, data.validation_labels])
    assert sorted(labels) == sorted(np.arange(60) % len(row.classes))
    pixels = np.frombuffer(contents[row.files[2].name][16:], np.uint8).reshape(20, 5, 4)
    if row.transposed:
        pixels = pixels.transpose(0, 2, 1)
    assert data.image_shape == pixels.shape[1:]
    assert np.array_equal(np.rint(data.test_images * 255), pixels.reshape(20, -1))
    variable = row.variable
    monkeypatch.setenv("DOWNHILL_DATA_DIR", str(tmp_path))
    assert load(name).sha256 == at_hand(name).sha256 == data.sha256
    monkeypatch.setenv(variable, str(tmp_path / raw))
    monkeypatch.setenv("DOWNHILL_DATA_DIR", str(tmp_path / "none"))
    assert load(name).sha256 == data.sha256


def test_emnists_letters_stand_upright_and_begin_at_a(tmp_path, monkeypatch):
    contents = a_small(monkeypatch, "emnist-letters")
    data = load("emnist-letters", write(tmp_path, contents, ".gz", packed))
    assert data.classes[0] == "A" and data.classes[-1] == "Z" and data.test_labels[0] == 0
    stored = np.frombuffer(contents["emnist-letters-test-images-idx3-ubyte"][16:], np.uint8)
    first = np.rint(data.test_images[0] * 255).reshape(data.image_shape)
    assert np.array_equal(first, stored[:20].reshape(5, 4).T)
    later = (np.arange(50, 60) % 26).tolist()  # the last of the training images, as the authors do
    assert data.validation_labels.tolist() == later


def test_one_data_set_is_not_taken_for_another_of_the_same_file_names(tmp_path, monkeypatch):
    clothes = a_small(monkeypatch, "fashion")
    write(tmp_path, clothes)
    monkeypatch.delenv("KMNIST_DIR", raising=False)
    the_sentence(lambda: load("kmnist", tmp_path), "not KMNIST's", "they are Fashion-MNIST's")
    write(tmp_path, clothes | {IMAGES: idx_file(np.zeros((60, 5, 4)))})
    the_sentence(lambda: load("kmnist", tmp_path), "of which there are 60,000")


@pytest.mark.skipif(
    not os.path.isdir(NAMED["fashion"].installed), reason="Debian's package is not installed"
)
def test_debians_fashion_mnist_is_the_one_that_was_published(monkeypatch):
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    monkeypatch.delenv("DOWNHILL_DATA_DIR", raising=False)
    data = load("fashion")
    assert np.bincount(data.test_labels).tolist() == [1000] * 10
    assert [data.classes[label] for label in data.validation_labels[:2]] == [
        "Ankle boot",
        "T-shirt/top",
    ]


# -- fetching ----------------------------------------------------------------------------------


@pytest.fixture
def mirrors(tmp_path, small, monkeypatch):
    """A server on this machine with the mirrors "missing", "damaged", "cut" and "good".

    Gives a function that sets the mirrors to use, and the list of paths asked for.
    """
    published = {name: packed(content) for name, content in small.items()}
    site = tmp_path / "site"
    write(site / "good", published, ".gz")
    write(site / "damaged", published, ".gz", lambda content: flipped(content, 30))
    write(site / "cut", published, ".gz", lambda content: content[:-5])
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    handler = functools.partial(Handler, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)

    def use(*names):
        addresses = tuple(f"http://127.0.0.1:{server.server_port}/{name}/" for name in names)
        publish(monkeypatch, "mnist", {}, mirrors=addresses)

    yield use, asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("first", ["missing", "damaged", "cut"])
def test_the_second_mirror_steps_in_for_the_first(tmp_path, small, mirrors, first):
    use, asked = mirrors
    use(first, "good")
    fetched = load("mnist")
    assert fetched.describe() == load("mnist", write(tmp_path / "own", small)).describe()
    assert f"/{first}/{IMAGES}.gz" in asked[0]
    cached = {path.name for path in (tmp_path / "cache" / "downhill" / "mnist").iterdir()}
    assert cached == {f"{name}.gz" for name in small}


def test_mnist_is_fetched_once(mirrors):
    use, asked = mirrors
    use("good")
    load("mnist")
    assert len(asked) == 4
    load("mnist")
    assert len(asked) == 4


def test_a_file_damaged_in_the_cache_is_fetched_again(tmp_path, mirrors):
    use, asked = mirrors
    use("good")
    first = load("mnist")
    (tmp_path / "cache" / "downhill" / "mnist" / f"{LABELS}.gz").write_bytes(b"\x1f\x8b")
    assert load("mnist").sha256 == first.sha256
    assert len(asked) == 5


def test_the_download_shows_its_progress(mirrors, capfd):
    use, _ = mirrors
    use("good")
    load("mnist")
    assert capfd.readouterr().err.count("100%") >= 4


def test_two_bad_mirrors_end_in_one_sentence_and_leave_nothing_behind(tmp_path, mirrors):
    use, _ = mirrors
    use("missing", "damaged")
    the_sentence(lambda: load("mnist"), "--data-dir", "$MNIST_DIR", "--dataset digits", "damaged")
    assert not list((tmp_path / "cache" / "downhill" / "mnist").iterdir())


def test_without_a_network_the_sentence_names_every_way_out(mirrors, monkeypatch):
    nobody = "http://127.0.0.1:1/"  # a port on which nothing listens
    publish(monkeypatch, "mnist", {}, mirrors=(nobody, nobody))
    the_sentence(lambda: load("mnist"), "--data-dir", "$MNIST_DIR", "--dataset digits")


def test_a_cache_that_cannot_be_written_is_named(tmp_path, mirrors):
    use, _ = mirrors
    use("good")
    (tmp_path / "cache").write_text("a file where a folder should be")
    the_sentence(lambda: load("mnist"), tmp_path / "cache", "--data-dir", "--dataset digits")


def test_emnist_is_fetched_as_one_archive_and_unpacked_once(tmp_path, mirrors, monkeypatch):
    use, asked = mirrors
    contents = a_small(monkeypatch, "emnist-letters")
    archive = tmp_path / "site" / "good" / "gzip.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in contents.items():
            made.writestr(f"gzip/{name}.gz", packed(content))
    use("good")
    good = NAMED["mnist"].mirrors
    checksum = f"sha256:{sha256(archive.read_bytes())}"
    publish(monkeypatch, "emnist-letters", {}, mirrors=good, archive=("gzip.zip", checksum))
    assert at_hand("emnist-letters") is None
    data = load("emnist-letters")
    assert data.sha256 == load("emnist-letters").sha256 == at_hand("emnist-letters").sha256
    assert asked == ["/good/gzip.zip"]


# -- the real one ------------------------------------------------------------------------------


@needs_mnist
def test_mnist_is_50000_10000_10000_and_begins_5_0_4_1_9():
    mnist = load("mnist", REAL_MNIST)
    described = mnist.describe()
    assert [described[part] for part in ("training", "validation", "test")] == [50000, 10000, 10000]
    assert mnist.validation_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(mnist.test_labels).min() == 892  # the fives
