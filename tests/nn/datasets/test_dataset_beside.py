"""Files of one array each, side by side, as they are published: in little, but true in names,
types, header and layout."""

import gzip

import numpy as np
import pytest
from data_files import idx_file, npz, packed, peak_memory, publish, the_sentence
from PIL import Image

from nn.datasets import load
from nn.datasets.names import NAMED


def digits(n, seed=0, classes=10):
    """(pictures (n, 8, 6) of bytes, labels (n,)) of all classes."""
    images = np.random.default_rng(seed).integers(0, 256, (n, 8, 6)).astype(np.uint8)
    return images, (np.arange(n) % classes).astype(np.uint8)


X, Y = digits(200)
X_TEST, Y_TEST = digits(40, seed=1)


def parts(data):
    return len(data.training_labels), len(data.validation_labels), len(data.test_labels)


def greys(images):
    return np.rint(images * 255)


def test_npy_files_side_by_side_are_read_by_a_file_or_by_their_folder(tmp_path):
    for name, array in {"X_train": X, "y_train": Y, "X_test": X_TEST, "y_test": Y_TEST}.items():
        np.save(tmp_path / f"{name}.npy", array)
    (tmp_path / ".DS_Store").write_bytes(b"junk")
    (tmp_path / "Thumbs.db").write_bytes(b"junk")
    (tmp_path / "__MACOSX").mkdir()
    data = load(tmp_path / "X_train.npy")
    assert data.sha256 == load(tmp_path).sha256
    assert parts(data) == (180, 20, 40)
    assert np.array_equal(greys(data.test_images), X_TEST.reshape(40, -1))
    assert "X_train.npy with y_train.npy for training" in data.understood


def test_images_and_labels_in_npy_files_are_split_as_ours_are(tmp_path):
    np.save(tmp_path / "images.npy", X)
    np.save(tmp_path / "labels.npy", Y)
    assert parts(load(tmp_path / "images.npy")) == (160, 20, 20)
    (tmp_path / "labels.npy").unlink()
    the_sentence(lambda: load(tmp_path / "images.npy"), "images.npy has no labels beside it")


def test_kuzushijis_npz_pairs_are_read(tmp_path):
    for part, images, labels in (("train", X, Y), ("test", X_TEST, Y_TEST)):
        npz(tmp_path / f"k49-{part}-imgs.npz", arr_0=images)
        npz(tmp_path / f"k49-{part}-labels.npz", arr_0=labels)
    data = load(tmp_path / "k49-train-imgs.npz")
    assert parts(data) == (180, 20, 40) and data.sha256 == load(tmp_path).sha256
    for file in list(tmp_path.iterdir()):
        file.rename(tmp_path / file.name.replace("k49", "kmnist"))
    data = load(tmp_path)
    assert data.classes[:3] == ("o", "ki", "su") and "read as KMNIST" in data.understood


def a_folder(folder, pack=lambda content: content, ending="", names=NAMED["mnist"].files):
    folder.mkdir(parents=True, exist_ok=True)
    arrays = (X, Y, X_TEST, Y_TEST)
    for file, array in zip(names, arrays, strict=True):
        (folder / (file.name + ending)).write_bytes(pack(idx_file(array)))
    return folder


def test_a_folder_of_four_idx_files_raw_or_gzipped_is_a_data_set(tmp_path):
    raw, gz = a_folder(tmp_path / "raw"), a_folder(tmp_path / "gz", packed, ".gz")
    data = load(raw)
    assert parts(data) == (180, 20, 40) and data.sha256 == load(gz).sha256
    assert data.classes == tuple("0123456789")
    assert load(raw / "train-images-idx3-ubyte").sha256 == data.sha256


def test_torchvisions_folder_is_found_below_the_one_that_is_named(tmp_path):
    a_folder(tmp_path / "MNIST" / "raw")
    assert load(tmp_path).sha256 == load(tmp_path / "MNIST" / "raw").sha256
    a_folder(tmp_path / "USPS" / "raw")
    the_sentence(lambda: load(tmp_path), "MNIST, USPS", "name one")


def test_files_with_the_content_of_fashion_mnist_are_known_by_it(tmp_path, monkeypatch):
    folder = a_folder(tmp_path / "of clothes")
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    publish(monkeypatch, "fashion", contents, validation=30)
    data = load(folder)
    assert (data.name, data.one, data.classes[9]) == ("fashion", "garment", "Ankle boot")
    assert parts(data) == (170, 30, 40) and "read as Fashion-MNIST" in data.understood
    (folder / "t10k-images-idx3-ubyte").unlink()
    data = load(folder)
    assert data.classes[9] == "Ankle boot" and "read as Fashion-MNIST" in data.understood


def test_kmnist_in_its_folder_has_the_names_of_its_characters(tmp_path):
    data = load(a_folder(tmp_path / "KMNIST" / "raw"))
    assert data.classes[:3] == ("o", "ki", "su") and data.many == "characters"


@pytest.fixture
def emnist(tmp_path):
    """EMNIST's letters, small: labels from 1, pictures lying on their side."""
    for part, images, n in (("train", X, 200), ("test", X_TEST, 40)):
        name = f"emnist-letters-{part}"
        labels = np.arange(n) % 26 + 1
        lying = idx_file(images.transpose(0, 2, 1))
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(packed(lying))
        (tmp_path / f"{name}-labels-idx1-ubyte.gz").write_bytes(packed(idx_file(labels)))
    (tmp_path / "emnist-letters-mapping.txt").write_text("1 65 97\n2 66 98\n")
    return tmp_path


def test_emnists_letters_are_upright_and_from_a_to_z(emnist):
    data = load(emnist)
    assert data.classes[0] == "A" and data.classes[25] == "Z" and data.image_shape == (8, 6)
    assert np.array_equal(greys(data.test_images), X_TEST.reshape(40, -1))
    assert data.test_labels.tolist() == (np.arange(40) % 26).tolist()
    assert data.many == "letters" and "rows and columns exchanged" in data.understood


def test_of_many_splits_in_a_folder_one_is_asked_for(emnist):
    for file in list(emnist.glob("*letters*.gz")):
        digits = file.name.replace("letters", "digits")
        content = gzip.decompress(file.read_bytes())
        if "labels" in digits:
            content = content[:8] + bytes(byte % 10 for byte in content[8:])
        (emnist / digits).write_bytes(packed(content))
    the_sentence(lambda: load(emnist), "emnist-digits, emnist-letters", "name the training images")
    letters = load(emnist / "emnist-letters-train-images-idx3-ubyte.gz")
    numbers = load(emnist / "emnist-digits-train-images-idx3-ubyte.gz")
    assert len(letters.classes) == 26 and numbers.classes == tuple("0123456789")


def test_the_first_of_qmnists_columns_is_the_class(tmp_path):
    for part, images, n in (("train", X, 200), ("test", X_TEST, 40)):
        columns = np.random.default_rng(0).integers(0, 300_000, (n, 8))
        columns[:, 0] = np.arange(n) % 10
        (tmp_path / f"qmnist-{part}-images-idx3-ubyte").write_bytes(idx_file(images))
        (tmp_path / f"qmnist-{part}-labels-idx2-int").write_bytes(idx_file(columns, ">i4"))
    data = load(tmp_path)
    assert data.test_labels.tolist() == Y_TEST.tolist()
    assert "the first of 8 columns" in data.understood


@pytest.mark.parametrize("dtype", ["u1", "i1", ">i2", ">i4", ">f4", ">f8"])
def test_idx_files_of_every_type_and_any_name_are_read(tmp_path, dtype):
    images = X // 2
    (tmp_path / "a.idx").write_bytes(idx_file(images, dtype))
    (tmp_path / "b.idx").write_bytes(idx_file(Y, dtype))
    data = load(tmp_path)
    rows = np.concatenate([data.training_images, data.validation_images, data.test_images])
    assert rows.shape == (200, 48) and rows.max() == 1 and "a.idx with b.idx" in data.understood


def test_files_of_several_kinds_do_not_mix(tmp_path):
    for name, array in (("images", X), ("labels", Y)):
        np.save(tmp_path / f"{name}.npy", array[:100])
        (tmp_path / f"{name}-idx{array.ndim}-ubyte").write_bytes(idx_file(array))
    assert parts(load(tmp_path / "images-idx3-ubyte")) == (160, 20, 20)
    assert parts(load(tmp_path / "images.npy")) == (80, 10, 10)


# -- damaged and lying -------------------------------------------------------------------------


def lying_npy(path, shape, content=b""):
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "|u1", "fortran_order": False, "shape": shape}
        )
        file.write(content)


@pytest.mark.parametrize("shape", [(10**10,), (10**10, 1), (200, 8, 7), (2**62, 2**62)])
def test_no_memory_is_taken_on_the_word_of_a_header(tmp_path, shape):
    lying_npy(tmp_path / "images.npy", shape, X.tobytes())
    np.save(tmp_path / "labels.npy", Y)
    the_sentence(lambda: load(tmp_path), "images.npy does not hold as many bytes")
    assert peak_memory(lambda: load(tmp_path)) < 2**22


def test_an_idx_file_that_claims_ten_gigabytes_is_refused_with_little_memory(tmp_path):
    folder = a_folder(tmp_path, packed, ".gz")
    content = idx_file(X[:, :5, :5].repeat(2, axis=1))
    lie = content[:4] + (10**10 // 50).to_bytes(4, "big") + content[8:]
    (folder / "train-images-idx3-ubyte.gz").write_bytes(packed(lie))
    the_sentence(
        lambda: load(folder), "train-images-idx3-ubyte.gz", "10,000,000,000 bytes", "allowed"
    )
    assert peak_memory(lambda: load(folder)) < 2**24


def test_what_is_no_npy_or_holds_python_objects_is_refused(tmp_path):
    np.save(tmp_path / "labels.npy", Y)
    np.save(tmp_path / "images.npy", np.array([[1, 2], None], object), allow_pickle=True)
    the_sentence(lambda: load(tmp_path), "images.npy", "Python objects")
    whole = np.lib.format.magic(1, 0)
    (tmp_path / "images.npy").write_bytes(whole)
    the_sentence(lambda: load(tmp_path), "images.npy is damaged")


def test_a_damaged_npz_of_a_pair_is_named(tmp_path):
    npz(tmp_path / "k49-train-imgs.npz", arr_0=X)
    npz(tmp_path / "k49-train-labels.npz", arr_0=Y)
    cut = (tmp_path / "k49-train-imgs.npz").read_bytes()[:-9]
    (tmp_path / "k49-train-imgs.npz").write_bytes(cut)
    the_sentence(lambda: load(tmp_path), "k49-train-imgs.npz is not an npz, or was cut short")


def test_arrays_beside_folders_of_pictures_are_left_alone_unless_they_are_a_pair(tmp_path):
    for i, image in enumerate(X[:40]):
        (tmp_path / "ab"[i % 2]).mkdir(exist_ok=True)
        Image.fromarray(image).save(tmp_path / "ab"[i % 2] / f"{i}.png")
    np.save(tmp_path / "features.npy", X)
    (tmp_path / "old.npz").write_bytes(b"damaged")
    assert load(tmp_path).classes == ("a", "b")
    np.save(tmp_path / "labels.npy", Y)
    assert len(load(tmp_path).classes) == 10


def test_a_file_that_is_named_as_idx_and_is_none_is_named(tmp_path):
    folder = a_folder(tmp_path)
    (folder / "train-images-idx3-ubyte").write_text("<html>404 Not Found</html>")
    the_sentence(lambda: load(folder), "train-images-idx3-ubyte does not begin as an IDX file")


def test_fewer_labels_than_pictures_are_counted(tmp_path):
    np.save(tmp_path / "images.npy", X)
    np.save(tmp_path / "labels.npy", Y[:-1])
    the_sentence(lambda: load(tmp_path), "200", "199")
