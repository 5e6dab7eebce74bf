"""Data sets: MNIST, the 5,000 digits that ship, an npz of arrays, a folder of pictures.

    mnist = load("mnist")            # $MNIST_DIR, or fetched once into the user's cache
    digits = load("digits")          # ships with the project: no network
    own = load("path/to/letters")    # a folder with one subfolder a class, or an .npz

A file is believed only as far as it has been checked: nothing is allocated on the word of a
header, no pickle is ever loaded, and what is wrong is said in one sentence.
"""

import contextlib
import dataclasses
import gzip
import hashlib
import math
import os
import pathlib
import urllib.parse
import zipfile

import numpy as np
from PIL import Image

from nn.errors import DownhillError

DIGITS = pathlib.Path(__file__).parents[1] / "data" / "digits.npz"

MNIST_FILES = {
    # name: (number of axes, SHA-256 of the content, SHA-256 of the published .gz)
    "train-images-idx3-ubyte": (
        3,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    "train-labels-idx1-ubyte": (
        1,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    "t10k-images-idx3-ubyte": (
        3,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    "t10k-labels-idx1-ubyte": (
        1,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
}
MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
MNIST_VALIDATION = 10_000  # the first so many training images validate, the others train

IDX_LIMIT = 2**26  # bytes unpacked; MNIST's largest file has 47,040,016
ARRAY_LIMIT = 2**30  # bytes unpacked of one array or folder of pictures; MNIST has 55 million


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Images as rows of grey/255 in 0…1, labels as whole numbers, in three parts.

    `*_images` are (n, height·width) float32, `*_labels` (n,) int64 that index `classes`.
    The test part may be empty; the other two never are.
    """

    name: str
    training_images: np.ndarray
    training_labels: np.ndarray
    validation_images: np.ndarray
    validation_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    image_shape: tuple[int, int]  # (height, width)
    classes: tuple[str, ...]
    sha256: str  # of the unpacked pixels and labels, however they were stored

    def describe(self):
        """What a run's `run.json` says of its data, as plain JSON values."""
        return {
            "name": self.name,
            "training": len(self.training_labels),
            "validation": len(self.validation_labels),
            "test": len(self.test_labels),
            "image_shape": list(self.image_shape),
            "classes": list(self.classes),
            "sha256": self.sha256,
        }


def load(name_or_path, data_dir=None):
    """The Dataset called "mnist" or "digits", or the one in an .npz file or a folder.

    - "mnist": its four IDX files, raw or gzipped, from `data_dir`, else $MNIST_DIR, else
      fetched once into the user's cache. The first 10,000 training images are the validation
      part. (LeCun, Cortes & Burges, http://yann.lecun.com/exdb/mnist/)
    - "digits": `data/digits.npz`, split as any npz.
    - an npz: `images` (n, height, width) and `labels` (n,) from 0, optionally `test_images`,
      `test_labels` and `classes` (their names). Pixels are whole numbers in 0…255, or floats in
      0…255 or, where none exceeds 1, in 0…1.
    - a folder: one subfolder of pictures a class, in the order of their names (numbers as
      numbers). Hidden files, and files beside the subfolders, are not looked at.

    The split of an npz or a folder: of each ten images of a class, in order, the fifth is for
    validation and the tenth for testing. Where the npz brings its own test images, they are the
    test part and the tenth trains.

    Raises DownhillError if there is no such data set or something in it is not as said here.
    """
    if name_or_path == "mnist":
        return _load_mnist(data_dir)
    if name_or_path == "digits":
        return _load_npz(DIGITS, "digits")
    path = _path(name_or_path)
    if os.path.isdir(path):
        return _load_folder(path)
    if os.path.isfile(path):
        return _load_npz(path, path.stem)
    raise DownhillError(
        f"There is no data set {name_or_path}: use mnist, digits, "
        "or the path of an .npz file or of a folder with one subfolder of pictures a class."
    )


def one_hot(labels, n_classes):
    """The outputs wanted for `labels` (n,): (n, n_classes) float32, 1 at the label, 0 elsewhere.

    Raises DownhillError for a label that is not in 0…n_classes−1.
    """
    labels = np.asarray(labels)
    outside = labels[(labels < 0) | (labels >= n_classes)]
    if outside.size:
        raise DownhillError(
            f"Label {outside[0]} does not fit {n_classes} output neurons: "
            "give the network one output neuron a class."
        )
    Y = np.zeros((len(labels), n_classes), dtype=np.float32)
    Y[np.arange(len(labels)), labels] = 1
    return Y


def shipped_digits():
    """`data/digits.npz` in the order of MNIST: (images, labels, index).

    `images` (5000, 784) float32 in 0…1, `labels` (5000,) int64, `index` (5000,) int64: where
    each stands among MNIST's training images (all below 10,000, so in the validation part).
    """
    arrays = _read_npz(DIGITS, ("images", "labels", "index"))
    images = _greys(DIGITS, arrays["images"]).reshape(len(arrays["images"]), -1)
    return images, arrays["labels"].astype(np.int64), arrays["index"].astype(np.int64)


def fashion_mnist():
    """Fashion-MNIST's test pictures of clothes (n, pixels) uint8, from the folder named by
    $FASHION_MNIST_DIR; None where it names none. (Xiao, Rasul & Vollgraf 2017.)

    Raises DownhillError where the folder has no such file, or the file is damaged.
    """
    folder = os.environ.get("FASHION_MNIST_DIR")
    if not folder:
        return None
    mend = "put Fashion-MNIST's IDX files there, or unset it"
    file = _file_in(_path(folder), "$FASHION_MNIST_DIR", "t10k-images-idx3-ubyte", mend)
    images = _read_idx(file, 3, mend="replace it with Fashion-MNIST's own file")
    return images.reshape(len(images), -1)


# -- what every source shares ------------------------------------------------------------------


def _path(given):
    # os.path where pathlib would raise: a strange path is one that has nothing, not a traceback
    return pathlib.Path(os.path.expanduser(given))


def _dataset(name, source, images, labels, classes, parts):
    """A Dataset of `images` (n, height, width), cut by three index arrays or slices."""
    greys = _greys(source, images).reshape(len(images), -1)
    labels = labels.astype(np.int64)
    training, validation, test = parts
    return Dataset(
        name,
        *(greys[training], labels[training]),
        *(greys[validation], labels[validation]),
        *(greys[test], labels[test]),
        image_shape=images.shape[1:],
        classes=classes,
        sha256=_digest(images, labels, classes),
    )


def _check_pair(source, what, images, labels, classes):
    """Refuse images and labels that cannot belong together."""
    if images.ndim != 3 or not images.size:
        raise DownhillError(
            f"{source}: its {what} have the shape {images.shape}: "
            "save grey images as an array (n, height, width)."
        )
    if labels.ndim != 1 or labels.dtype.kind not in "ui":
        raise DownhillError(
            f"{source}: the labels of its {what} are {labels.dtype} of shape {labels.shape}: "
            "save them as whole numbers (n,)."
        )
    if len(images) != len(labels):
        raise DownhillError(
            f"{source} has {len(images)} {what} but {len(labels)} labels for them: "
            "save one label an image."
        )
    wrong = labels[(labels < 0) | (labels >= len(classes))]
    if wrong.size:
        raise DownhillError(
            f"{source}: label {wrong[0]} of its {what} is none of its {len(classes)} classes: "
            f"use 0…{len(classes) - 1}."
        )


def _greys(source, images):
    """`images` of any numeric type as float32 in 0…1; refuses what cannot be a grey."""
    if images.dtype.kind == "b":
        return images.astype(np.float32)
    if images.dtype.kind not in "uif":
        raise DownhillError(
            f"{source}: its pixels are of type {images.dtype}: save them as uint8 or float32."
        )
    low, high = images.min(), images.max()
    if not (low >= 0 and high <= 255):  # also true of NaN, which min and max pass on
        raise DownhillError(
            f"{source}: its pixels run from {low} to {high}: "
            "save finite greys in 0…255, or floats in 0…1."
        )
    if images.dtype.kind == "f" and high <= 1:
        return images.astype(np.float32)
    if high <= 1:
        raise DownhillError(
            f"{source}: no pixel is brighter than {high} of 255: "
            "multiply the greys by 255, or save them as floats in 0…1."
        )
    return np.divide(images, np.float32(255), dtype=np.float32)


def _digest(images, labels, classes):
    """SHA-256 of shapes, class names, pixels and labels: the same however they are packed."""
    digest = hashlib.sha256(repr((images.shape, images.dtype.str, classes)).encode())
    digest.update(np.ascontiguousarray(images))
    digest.update(np.ascontiguousarray(labels))
    return digest.hexdigest()


def _split(source, labels, own_test):
    """Index arrays (training, validation, test) by each image's place in its class.

    Of each ten, the fifth validates and the tenth tests (or trains, with `own_test`).
    """
    place = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        place[members] = np.arange(len(members)) % 10
    validation = place == 4
    test = (place == 9) & (not own_test)
    if not validation.any():
        raise DownhillError(
            f"{source} has fewer than five images in every class: "
            "add some, since each fifth is kept for validation."
        )
    return tuple(np.flatnonzero(part) for part in (~validation & ~test, validation, test))


@contextlib.contextmanager
def _readable(path, kind, mend):
    """Turn whatever a decoder raises on a damaged file (it can be nearly anything) into one
    sentence."""
    try:
        yield
    except DownhillError:
        raise
    except Exception as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        reason = reason.splitlines()[0]
        raise DownhillError(f"{path} cannot be read as {kind} ({reason}): {mend}.") from error


# -- MNIST -------------------------------------------------------------------------------------


def _load_mnist(data_dir):
    paths = _find_mnist(data_dir)
    training_images, training_labels, test_images, test_labels = (
        _read_idx(path, axes, sha256)
        for path, (axes, sha256, _) in zip(paths, MNIST_FILES.values(), strict=True)
    )
    folder, classes = paths[0].parent, tuple("0123456789")
    _check_pair(folder, "training images", training_images, training_labels, classes)
    _check_pair(folder, "test images", test_images, test_labels, classes)
    n, m = MNIST_VALIDATION, len(training_images)
    return _dataset(
        "mnist",
        folder,
        np.concatenate([training_images, test_images]),
        np.concatenate([training_labels, test_labels]),
        classes,
        parts=(slice(n, m), slice(n), slice(m, None)),
    )


def _find_mnist(data_dir):
    """Paths of the four files, in the order of MNIST_FILES."""
    if data_dir is not None:
        folder, told_by = data_dir, "--data-dir"
    elif os.environ.get("MNIST_DIR"):
        folder, told_by = os.environ["MNIST_DIR"], "$MNIST_DIR"
    else:
        return _fetch_mnist()
    folder = _path(folder)
    mend = "put MNIST's four IDX files there, or use --dataset digits"
    return [_file_in(folder, told_by, name, mend) for name in MNIST_FILES]


def _file_in(folder, told_by, name, mend):
    """The path of an IDX file, raw or gzipped, by either spelling of its name."""
    spellings = (name, name.replace("-idx", ".idx"))
    candidates = [folder / (s + ending) for s in spellings for ending in ("", ".gz")]
    found = next((path for path in candidates if os.path.isfile(path)), None)
    if found is None:
        raise DownhillError(f"{folder}, named by {told_by}, has no {name}, raw or .gz: {mend}.")
    return found


def _fetch_mnist():
    """Paths of the four published .gz in the user's cache, downloaded where not yet there."""
    import pooch  # here, since only who downloads should wait for these two
    import requests

    cache = pooch.os_cache("downhill") / "mnist"
    failures = []
    for mirror in MNIST_MIRRORS:
        host = urllib.parse.urlsplit(mirror).netloc
        try:
            return _fetch_from(mirror, cache, pooch.retrieve)
        except requests.RequestException:
            failures.append(f"{host} did not give it")
        except ValueError:  # pooch's word for a wrong checksum
            failures.append(f"{host} gave a damaged file")
        except OSError as error:
            raise DownhillError(
                f"MNIST cannot be kept in {cache} ({error.strerror or error}): make room there, "
                "pass --data-dir or set $MNIST_DIR to a folder with its four IDX files, "
                "or use --dataset digits."
            ) from error
    raise DownhillError(
        f"MNIST is not on this machine and could not be fetched ({'; '.join(failures)}): "
        "pass --data-dir or set $MNIST_DIR to a folder with its four IDX files, "
        "or use --dataset digits, which needs no network."
    )


def _fetch_from(mirror, cache, retrieve):
    """The four files from one mirror; those already in the cache and whole are not asked for."""
    return [
        pathlib.Path(
            retrieve(
                f"{mirror}{name}.gz",
                known_hash=f"sha256:{published}",
                fname=f"{name}.gz",
                path=cache,
                progressbar=True,
            )
        )
        for name, (_, _, published) in MNIST_FILES.items()
    ]


def _read_idx(path, axes, sha256=None, mend="replace it with MNIST's own file"):
    """The array in an IDX file of unsigned bytes, raw or gzipped, whatever its name says."""
    with _readable(path, "an IDX file", mend):
        with open(path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else open(path, "rb") as file:
            content = file.read(IDX_LIMIT + 1)
    if len(content) > IDX_LIMIT:
        raise DownhillError(f"{path} unpacks to more than {IDX_LIMIT:,} bytes: {mend}.")

    # The header: 0, 0, the type (8: unsigned byte), the number of axes, each axis' length.
    start = 4 + 4 * axes
    if content[:4] != bytes([0, 0, 8, axes]) or len(content) < start:
        what = "images" if axes == 3 else "labels"
        raise DownhillError(f"{path} does not begin as an IDX file of {what} does: {mend}.")
    shape = tuple(np.frombuffer(content[4:start], dtype=">u4").tolist())
    if len(content) - start != math.prod(shape):
        raise DownhillError(
            f"{path} says it holds {math.prod(shape):,} bytes of data and holds "
            f"{len(content) - start:,}: {mend}."
        )
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise DownhillError(
            f"{path} is not MNIST's (its SHA-256 is another): {mend}, "
            "or save data of your own as an npz of images and labels and pass its path."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


# -- an npz ------------------------------------------------------------------------------------


def _load_npz(path, name):
    optional = ("test_images", "test_labels", "classes")
    arrays = _read_npz(path, ("images", "labels"), optional)
    images, labels = arrays["images"], arrays["labels"]
    classes = _class_names(path, labels, arrays.get("classes"))
    _check_pair(path, "images", images, labels, classes)

    own_test = "test_images" in arrays
    if own_test != ("test_labels" in arrays):
        raise DownhillError(f"{path} has test_images or test_labels alone: save both or neither.")
    training, validation, test = _split(path, labels, own_test)
    if own_test:
        test_images, test_labels = arrays["test_images"], arrays["test_labels"]
        _check_pair(path, "test_images", test_images, test_labels, classes)
        kinds = [f"{array.dtype} of {array.shape[1:]} pixels" for array in (images, test_images)]
        if kinds[0] != kinds[1]:
            raise DownhillError(
                f"{path}: its images are {kinds[0]} and its test_images {kinds[1]}: "
                "save them in one type and size."
            )
        test = slice(len(images), None)
        images = np.concatenate([images, test_images])
        labels = np.concatenate([labels, test_labels], dtype=np.int64, casting="unsafe")
    return _dataset(name, path, images, labels, classes, (training, validation, test))


def _class_names(path, labels, given):
    """The names of the classes: those given, else the numbers 0…k−1, each of them in use."""
    if given is not None:
        names = tuple(str(name) for name in given) if given.ndim == 1 else ()
        if given.dtype.kind not in "uiU" or len(set(names)) != len(names) or len(names) < 2:
            raise DownhillError(
                f"{path}: its classes are no list of names: save two or more, all different."
            )
        return names
    used = np.unique(labels)
    whole = labels.dtype.kind in "ui" and np.array_equal(used, np.arange(len(used)))
    if not whole or len(used) < 2:
        raise DownhillError(
            f"{path}: its labels are not the whole numbers 0, 1, … without a gap: "
            "number them so, or save the names of all classes as `classes`."
        )
    return tuple(str(label) for label in used)


def _read_npz(path, needed, optional=()):
    """Those arrays of an npz, by name. Each is read only once its header fits its bytes."""
    mend = "save it with numpy.savez(path, images=…, labels=…)"
    if path == DIGITS:
        mend = "bring it back with `git checkout data/digits.npz`"
    with _readable(path, "an npz", mend), zipfile.ZipFile(path) as archive:
        names = [n.removesuffix(".npy") for n in archive.namelist() if n.endswith(".npy")]
        for name in needed:
            if name not in names:
                raise DownhillError(f"{path} has no array `{name}` among {names[:8]}: {mend}.")
        return {
            name: _read_npy(f"{path}: {name}", archive.open(f"{name}.npy"))
            for name in (*needed, *optional)
            if name in names
        }


def _read_npy(source, member):
    """The array in an open .npy, which may lie about its size and may be a pickle.

    (numpy's own reader makes room for whatever the header claims.)
    """
    version = np.lib.format.read_magic(member)
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, by_columns, dtype = read_header(member)
    if dtype.hasobject:
        raise DownhillError(
            f"{source} holds Python objects, which could run code: save plain arrays."
        )
    size = math.prod(shape) * dtype.itemsize
    if size > ARRAY_LIMIT:
        raise DownhillError(
            f"{source} is said to unpack to {size:,} bytes, over the limit of {ARRAY_LIMIT:,}: "
            "save fewer or smaller images."
        )
    content = member.read(max(size, 0) + 1)
    if len(content) != size:
        raise DownhillError(f"{source} does not hold the {size:,} bytes it says: save it again.")
    return np.frombuffer(content, dtype).reshape(shape, order="F" if by_columns else "C")


# -- a folder of pictures ----------------------------------------------------------------------


def _load_folder(folder):
    class_folders = [path for path in _visible(folder) if os.path.isdir(path)]
    if len(class_folders) < 2:
        raise DownhillError(
            f"{folder} has {len(class_folders)} class folders: put each class's pictures in a "
            "subfolder of its own (for MNIST's four files use --dataset mnist --data-dir)."
        )
    files, labels = [], []
    for label, class_folder in enumerate(class_folders):
        pictures = _visible(class_folder)
        if not pictures:
            raise DownhillError(f"{class_folder} is empty: put pictures in it or remove it.")
        files += pictures
        labels += [label] * len(pictures)

    first = _read_picture(files[0])
    if first.size * len(files) > ARRAY_LIMIT:
        raise DownhillError(
            f"{folder} unpacks to {first.size * len(files):,} bytes, over the limit of "
            f"{ARRAY_LIMIT:,}: use fewer or smaller pictures."
        )
    images = np.empty((len(files), *first.shape), dtype=np.uint8)
    for image, file in zip(images, files, strict=True):
        image[:] = _read_picture(file, files[0], first.shape)
    labels = np.array(labels)
    classes = tuple(path.name for path in class_folders)
    name, parts = folder.resolve().name, _split(folder, labels, own_test=False)
    return _dataset(name, folder, images, labels, classes, parts)


def _visible(folder):
    """What is in a folder, in the order of the names: numbers first, as numbers (2 before 10)."""

    def order(path):
        number = int(path.stem) if path.stem.isdecimal() else math.inf
        return number, path.name

    with _readable(folder, "a folder", "make it readable"):
        return sorted((p for p in folder.iterdir() if not p.name.startswith(".")), key=order)


def _read_picture(path, first=None, shape=None):
    """The greys (height, width) uint8 of a picture, which must have the first one's shape."""
    mend = "mend it or remove it"
    with _readable(path, "a picture", mend), Image.open(path) as checked:
        checked.verify()  # the file's own checksums, which reading pixels skips; it uses it up
    with _readable(path, "a picture", mend), Image.open(path) as picture:
        width, height = picture.size  # from the header: an outsized picture is never decoded
        if shape is not None and (height, width) != shape:
            raise DownhillError(
                f"{path} is {width}×{height} pixels and {first} is {shape[1]}×{shape[0]}: "
                "make all pictures one size."
            )
        if picture.mode.startswith(("I", "F")):
            raise DownhillError(f"{path} has more than 256 greys: save it with 8 bits a pixel.")
        if picture.has_transparency_data:
            opacity = picture.convert("RGBA").getchannel("A")
            if opacity.getextrema()[0] < 255:
                raise DownhillError(f"{path} is partly transparent: save it on a plain background.")
        return np.asarray(picture.convert("L"))
