"""MNIST: four IDX files, from a folder or fetched once into the user's cache."""

import os
import pathlib
import urllib.parse
from collections.abc import Callable

import numpy as np

from nn.datasets import idx
from nn.datasets.dataset import Dataset, assemble, check_pair, path_of
from nn.errors import DownhillError
from nn.places import cache

FILES = {
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
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
VALIDATION = 10_000  # the first training images are for validation, the others for training


class NotFetched(DownhillError):
    """No folder was named, and MNIST could not be fetched."""


def load(data_dir: str | os.PathLike[str] | None) -> Dataset:
    """The Dataset of the four files in a folder; see `nn.datasets.load`."""
    return _read(_find(data_dir))


def at_hand() -> Dataset | None:
    """The Dataset in $MNIST_DIR or the user's cache, None if it would have to be downloaded."""
    if os.environ.get("MNIST_DIR"):
        return load(None)
    kept = [cache() / "mnist" / f"{name}.gz" for name in FILES]
    return _read(kept) if all(map(os.path.isfile, kept)) else None


def _read(paths: list[pathlib.Path]) -> Dataset:
    """The Dataset of the four files, in the order of FILES."""
    training_images, training_labels, test_images, test_labels = (
        idx.read(path, axes, sha256)
        for path, (axes, sha256, _) in zip(paths, FILES.values(), strict=True)
    )
    folder, classes = paths[0].parent, tuple("0123456789")
    check_pair(folder, "training images", training_images, training_labels, classes)
    check_pair(folder, "test images", test_images, test_labels, classes)
    n, m = VALIDATION, len(training_images)
    return assemble(
        "mnist",
        folder,
        np.concatenate([training_images, test_images]),
        np.concatenate([training_labels, test_labels]),
        classes,
        parts=(slice(n, m), slice(n), slice(m, None)),
        shuffled=True,
    )


def _find(data_dir: str | os.PathLike[str] | None) -> list[pathlib.Path]:
    """Paths of the four files, in the order of FILES."""
    if data_dir is not None:
        folder, told_by = data_dir, "--data-dir"
    elif os.environ.get("MNIST_DIR"):
        folder, told_by = os.environ["MNIST_DIR"], "$MNIST_DIR"
    else:
        return _fetch()
    folder = path_of(folder)
    mend = "put MNIST's four IDX files there, or name another data set by --dataset"
    return [idx.file_in(folder, told_by, name, mend) for name in FILES]


def _fetch() -> list[pathlib.Path]:
    """Paths of the four published .gz in the user's cache, downloaded if they are not there."""
    import pooch  # here, since these two take long to import and only a download needs them
    import requests

    folder = cache() / "mnist"
    failures = []
    for mirror in MIRRORS:
        host = urllib.parse.urlsplit(mirror).netloc
        try:
            return _fetch_from(mirror, folder, pooch.retrieve)
        except requests.RequestException:
            failures.append(f"{host} did not send it")
        except ValueError:  # pooch raises it for a wrong checksum
            failures.append(f"{host} sent a damaged file")
        except OSError as error:
            raise NotFetched(
                f"MNIST cannot be kept in {folder} ({error.strerror or error}): free space there, "
                "pass --data-dir or set $MNIST_DIR to a folder with its four IDX files, "
                "or use --dataset digits."
            ) from error
    raise NotFetched(
        f"MNIST is not on this machine and could not be fetched ({'; '.join(failures)}): "
        "pass --data-dir or set $MNIST_DIR to a folder with its four IDX files, "
        "or use --dataset digits, which needs no network."
    )


def _fetch_from(
    mirror: str, folder: pathlib.Path, retrieve: Callable[..., str]
) -> list[pathlib.Path]:
    """The four files from one mirror; those that are intact in the cache are not downloaded."""
    return [
        pathlib.Path(
            retrieve(
                f"{mirror}{name}.gz",
                known_hash=f"sha256:{published}",
                fname=f"{name}.gz",
                path=folder,
                progressbar=True,
            )
        )
        for name, (_, _, published) in FILES.items()
    ]
