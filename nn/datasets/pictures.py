"""A folder of pictures, with one subfolder per class."""

import contextlib
import math
import os
import pathlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, UnidentifiedImageError

from nn.datasets.dataset import LIMIT, Dataset, assemble, readable, split
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.storage import open_file

# What Pillow decodes by itself: for some other formats it runs programs, such as Ghostscript.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")


def load(folder: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset of a folder; see `nn.datasets.load`."""
    class_folders = [path for path in _visible(folder) if os.path.isdir(path)]
    if len(class_folders) < 2:
        raise DownhillError(
            f"{folder} has {len(class_folders)} class folders: put each class's pictures in a "
            "subfolder of its own (for MNIST's four files use --dataset mnist --data-dir)."
        )
    files: list[pathlib.Path] = []
    label_of: list[int] = []
    for label, class_folder in enumerate(class_folders):
        pictures = _visible(class_folder)
        if not pictures:
            raise DownhillError(f"{class_folder} is empty: put pictures in it or remove it.")
        files += pictures
        label_of += [label] * len(pictures)

    with _opened(files[0]) as first:
        width, height = first.size
    size = width * height * len(files)
    if size > LIMIT:
        raise DownhillError(
            f"{folder} unpacks to {size:,} bytes, over the limit of {LIMIT:,}: use fewer or "
            "smaller pictures."
        )
    images = np.empty((len(files), height, width), dtype=np.uint8)
    for image, file in zip(images, files, strict=True):
        image[:] = _read_picture(file, files[0], (height, width))
    labels = np.array(label_of)
    classes = tuple(path.name for path in class_folders)
    name, parts = folder.resolve().name, split(folder, labels, own_test=False)
    return assemble(name, folder, images, labels, classes, parts)


def _visible(folder: pathlib.Path) -> list[pathlib.Path]:
    """The content of a folder, ordered by name: numbers first, as numbers (2 before 10)."""

    def order(path: pathlib.Path) -> tuple[float, str]:
        number = int(path.stem) if path.stem.isdecimal() else math.inf
        return number, path.name

    with readable(folder, "a folder", "make it readable"):
        return sorted((p for p in folder.iterdir() if not p.name.startswith(".")), key=order)


@contextlib.contextmanager
def _opened(path: pathlib.Path) -> Iterator[Image.Image]:
    """A picture whose pixels are not decoded yet. Raises DownhillError if it can't be read."""
    with readable(path, "a picture", "fix it or remove it"), open_file(path) as file:
        try:
            picture = Image.open(file, formats=FORMATS)
        except UnidentifiedImageError:
            raise ValueError(f"it is none of {', '.join(FORMATS)}") from None
        with picture:
            yield picture


def _read_picture(path: pathlib.Path, first: pathlib.Path, shape: tuple[int, int]) -> np.ndarray:
    """The greys (height, width) uint8 of a picture, which must have the shape of the first one."""
    with _opened(path) as checked:
        checked.verify()  # the file's checksums, which reading pixels skips; then it is used up
    with _opened(path) as picture:
        width, height = picture.size  # from the header: an outsized picture is never decoded
        if (height, width) != shape:
            raise DownhillError(
                f"{path} is {width}×{height} pixels and {first} is {shape[1]}×{shape[0]}: "
                "make all pictures one size."
            )
        if picture.mode.startswith(("I", "F")):
            raise DownhillError(f"{path} has more than 256 greys: save it with 8 bits a pixel.")
        if picture.has_transparency_data:
            opacity = picture.convert("RGBA").getchannel("A")
            if np.asarray(opacity).min() < 255:
                raise DownhillError(f"{path} is partly transparent: save it on a plain background.")
        return np.asarray(picture.convert("L"))
