"""MNIST, on a small one of the same format."""

import functools
import http.server
import os
import threading

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
    sha256,
    the_sentence,
)

from nn.datasets import idx, load, mnist

IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = mnist.FILES


@pytest.fixture
def small(monkeypatch):
    """The contents of the four files of a small MNIST, whose checksums count as the published."""
    rng = np.random.default_rng(0)
    contents = {}
    for images, labels, n in ((IMAGES, LABELS, 40), (TEST_IMAGES, TEST_LABELS, 12)):
        contents[images] = idx_file(rng.integers(0, 256, (n, 5, 4)))
        contents[labels] = idx_file(rng.integers(0, 10, n))
    table = {
        name: (axes, sha256(contents[name]), sha256(packed(contents[name])))
        for name, (axes, _, _) in mnist.FILES.items()
    }
    monkeypatch.setattr(mnist, "FILES", table)
    monkeypatch.setattr(mnist, "VALIDATION", 10)
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
    assert mnist.VALIDATION == 10 and len(data.training_labels) == 30


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


def test_unequal_counts_are_refused_even_with_a_right_checksum(tmp_path, small):
    mnist.FILES[LABELS] = mnist.FILES[TEST_LABELS]
    write(tmp_path, small | {LABELS: small[TEST_LABELS]})
    the_sentence(lambda: load("mnist", tmp_path), tmp_path, "40", "12")


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
        monkeypatch.setattr(mnist, "MIRRORS", addresses)

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
    monkeypatch.setattr(mnist, "MIRRORS", (nobody, nobody))
    the_sentence(lambda: load("mnist"), "--data-dir", "$MNIST_DIR", "--dataset digits")


def test_a_cache_that_cannot_be_written_is_named(tmp_path, mirrors):
    use, _ = mirrors
    use("good")
    (tmp_path / "cache").write_text("a file where a folder should be")
    the_sentence(lambda: load("mnist"), tmp_path / "cache", "--data-dir", "--dataset digits")


# -- the real one ------------------------------------------------------------------------------


@needs_mnist
def test_mnist_is_50000_10000_10000_and_begins_5_0_4_1_9():
    mnist = load("mnist", REAL_MNIST)
    described = mnist.describe()
    assert [described[part] for part in ("training", "validation", "test")] == [50000, 10000, 10000]
    assert mnist.validation_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(mnist.test_labels).min() == 892  # the fives
