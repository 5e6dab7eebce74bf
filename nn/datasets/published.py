"""Data sets that have a name (nn/datasets/names.py): four IDX files, found or fetched once."""

import dataclasses
import math
import os
import pathlib
import urllib.parse
from collections.abc import Callable
from typing import Any

import numpy as np

from nn import memory
from nn.datasets import idx
from nn.datasets.dataset import Dataset, digest, path_of
from nn.datasets.greys import greys, usual_white
from nn.datasets.names import NAMED, Named
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.places import cache

EVERYWHERE = "DOWNHILL_DATA_DIR"  # the variable that names a folder of data sets


class NotFetched(DownhillError):
    """No folder was named, and the data set could not be fetched."""


def load(row: Named, data_dir: str | os.PathLike[str] | None, told: Told = NOTHING) -> Dataset:
    """The Dataset of this name from `data_dir`, its variable's folder, the folder of all data sets
    or the system's, else fetched once into the user's cache.

    Raises DownhillError if it can't be found or fetched, or is not what was published.
    """
    return _as_told(_read(row, _find(row, data_dir) or _fetch(row)), told)


def at_hand(row: Named, told: Told = NOTHING) -> Dataset | None:
    """The Dataset of this name if it is on this machine, None if it would have to be downloaded."""
    kept = [_cache(row) / name for name in _fetched_names(row)]
    paths = _find(row, None) or (kept if all(map(os.path.isfile, kept)) else None)
    return _as_told(_read(row, paths), told) if paths else None


def test_images(row: Named) -> np.ndarray | None:
    """The test images (n, height, width) of a data set from its variable's folder, None if that is
    not set."""
    named = os.environ.get(row.variable)
    if not named:
        return None
    folder, file = path_of(named), row.files[2]
    found = (idx.spelled(folder / below, file.name) for below in row.folders)
    mend = f"put {row.title}'s IDX files there, or unset it"
    path = next(filter(None, found), None)
    path = path or idx.file_in(folder, f"${row.variable}", file.name, mend)
    return _images(row, 2, path)


def _find(row: Named, data_dir: str | os.PathLike[str] | None) -> list[pathlib.Path] | None:
    """Paths of the four files, in the order of the row; None if no folder was named that should
    have them."""
    if data_dir is not None:
        return _below(row, path_of(data_dir), "--data-dir")
    if named := os.environ.get(row.variable):
        return _below(row, path_of(named), f"${row.variable}")
    likely = [path for path in (os.environ.get(EVERYWHERE), row.installed) if path]
    return next(filter(None, (_all_in(row, path_of(path)) for path in likely)), None)


def _below(row: Named, folder: pathlib.Path, told_by: str) -> list[pathlib.Path]:
    """Paths of the four files below a folder that the user named."""
    mend = f"put {row.title}'s four IDX files there, or name another data set by --dataset"
    return _all_in(row, folder) or [
        idx.file_in(folder, told_by, file.name, mend) for file in row.files
    ]


def _all_in(row: Named, folder: pathlib.Path) -> list[pathlib.Path] | None:
    """Paths of the four files in the first of the row's folders that has them all."""
    for below in row.folders:
        paths = [idx.spelled(folder / below, file.name) for file in row.files]
        if all(paths):
            return [path for path in paths if path]
    return None


def _read(row: Named, paths: list[pathlib.Path]) -> Dataset:
    """The Dataset of the four files, in the order of the row."""
    pixels = sum(math.prod(file.shape) for file in row.files)
    memory.check(6 * pixels, row.title, "use another data set")
    given = [_images(row, n, paths[n]) for n in (0, 2)]
    labels = np.concatenate([_labels(row, n, paths[n]) for n in (1, 3)])
    m, n, images = len(given[0]), row.validation, np.concatenate(given)
    training, validation = (slice(n, m), slice(n)) if n > 0 else (slice(m + n), slice(m + n, m))
    parts = {"training": training, "validation": validation, "test": slice(m, None)}
    white = usual_white(images)
    arrays: dict[str, Any] = {}
    for part, rows in parts.items():
        arrays[f"{part}_images"] = greys(images[rows], white).reshape(-1, images[0].size)
        arrays[f"{part}_labels"] = labels[rows]
    return Dataset(
        row.name,
        **arrays,
        image_shape=images.shape[1:],
        classes=row.classes,
        sha256=digest([images], labels, (row.classes,)),
        shuffled=row.shuffled,
        one=row.one,
        many=row.many,
        trained_on=("training", "validation"),  # others train on our validation part too
    )


def _as_told(data: Dataset, told: Told) -> Dataset:
    """The Dataset in the user's own words."""
    if told.shape not in (None, data.image_shape):
        height, width = data.picture_shape
        raise DownhillError(
            f"{data.name} has pictures of {height}×{width} pixels: leave --shape out."
        )
    classes = told.classes or data.classes
    if len(classes) != len(data.classes):
        raise DownhillError(
            f"{data.name} has {len(data.classes)} classes, and --classes names {len(classes)}: "
            "name all, or leave it out."
        )
    one, many = told.one or data.one, told.many or (f"{told.one}s" if told.one else data.many)
    return dataclasses.replace(data, classes=classes, one=one, many=many, asked=told.asked)


def _images(row: Named, number: int, path: pathlib.Path) -> np.ndarray:
    """The images (n, height, width) in one of the four files, upright."""
    array = _checked(row, number, path)
    return array.transpose(0, 2, 1) if row.transposed else array


def _labels(row: Named, number: int, path: pathlib.Path) -> np.ndarray:
    """The labels (n,) in one of the four files, from 0. (QMNIST's are the first of its columns.)"""
    array = _checked(row, number, path)
    labels = (array[:, 0] if array.ndim == 2 else array).astype(np.int64) - row.first
    outside = labels[(labels < 0) | (labels >= len(row.classes))]
    if outside.size:
        raise DownhillError(
            f"{path} has the label {outside[0] + row.first}, which {row.title} does not have: "
            f"replace it with {row.title}'s own file."
        )
    return labels


def _checked(row: Named, number: int, path: pathlib.Path) -> np.ndarray:
    """The array in one of the four files, which must be the one that was published."""
    file, mend = row.files[number], f"replace it with {row.title}'s own file"
    array = idx.read(path, len(file.shape), mend)
    digest = idx.sha256(array)
    theirs = next(
        (r.title for r in NAMED.values() for f in r.files if f.sha256 == digest and r != row), ""
    )
    right = digest == file.sha256 if file.sha256 else array.shape == file.shape and not theirs
    if not right:
        pixels = "×".join(map(str, array.shape[1:]))
        what = f"images of {pixels} pixels" if array.ndim == 3 else "labels"
        why = f"they are {theirs}'s" if theirs else "its SHA-256 differs"
        if not theirs and not file.sha256:
            why = f"of which there are {file.shape[0]:,}"
        raise DownhillError(
            f"{path} holds {len(array):,} {what} that are not {row.title}'s ({why}): {mend}, "
            "or pass its folder by --dataset if these are data of your own."
        )
    return array


def _cache(row: Named) -> pathlib.Path:
    """The folder in the user's cache for a data set's files."""
    return cache() / ("emnist" if row.archive else row.name)


def _fetched_names(row: Named) -> list[str]:
    """Where the four files are below the folder in the cache."""
    return [f"{'gzip/' if row.archive else ''}{file.name}.gz" for file in row.files]


def _fetch(row: Named) -> list[pathlib.Path]:
    """Paths of the four published files in the user's cache, downloaded if they are not there."""
    import pooch  # here, since these two take long to import and only a download needs them
    import requests

    folder, failures = _cache(row), []
    ways = (
        f"pass --data-dir or set ${row.variable} to a folder with its four IDX files, or use "
        "--dataset digits"
    )
    for mirror in row.mirrors:
        host = urllib.parse.urlsplit(mirror).netloc
        try:
            return _fetch_from(row, mirror, folder, pooch.retrieve)
        except requests.RequestException:
            failures.append(f"{host} did not send it")
        except ValueError:  # pooch raises it for a wrong checksum
            failures.append(f"{host} sent a damaged file")
        except OSError as error:
            raise NotFetched(
                f"{row.title} cannot be kept in {folder} ({error.strerror or error}): free space "
                f"there, {ways}."
            ) from error
    raise NotFetched(
        f"{row.title} is not on this machine and could not be fetched ({'; '.join(failures)}): "
        f"{ways}, which needs no network."
    )


def _fetch_from(
    row: Named, mirror: str, folder: pathlib.Path, retrieve: Callable[..., str]
) -> list[pathlib.Path]:
    """The four files from one mirror; those that are intact in the cache are not downloaded."""

    def fetched(name: str, checksum: str, **more: object) -> str:
        return retrieve(mirror + name, checksum, fname=name, path=folder, progressbar=True, **more)

    names = _fetched_names(row)
    if row.archive:
        import pooch

        fetched(*row.archive, processor=pooch.Unzip(members=names, extract_dir="."))
    else:
        for name, file in zip(names, row.files, strict=True):
            fetched(name, file.published)
    return [folder / name for name in names]
