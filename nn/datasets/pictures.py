"""A folder of pictures: a subfolder a class, or such folders for training and for testing."""

import collections
import contextlib
import os
import pathlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from nn.datasets import junk
from nn.datasets.dataset import LIMIT, Dataset, readable
from nn.datasets.given import from_arrays
from nn.datasets.told import NOTHING, Told
from nn.errors import DownhillError
from nn.natural import natural
from nn.storage import open_file

# What Pillow decodes by itself: for some other formats it runs programs, such as Ghostscript.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "AVIF", "JPEG2000", "ICO", "QOI")
PARTS = {
    **dict.fromkeys(("training", "train"), "training"),
    **dict.fromkeys(("validation", "valid", "val", "dev"), "validation"),
    **dict.fromkeys(("testing", "test"), "test"),
}
SMALL, TIMES = 2**22, 1000  # a picture may have so many pixels, and so many for each of its bytes
LARGEST = 2**27  # pixels of one picture
LARGE, USUAL = 64, (28, 28)  # a message proposes no larger side than this, but the usual shape
ORIENTATION = 0x0112  # a tag of EXIF
UPRIGHT, ON_THEIR_SIDE = 1, (5, 6, 7, 8)  # its values; the latter swap height and width
DEEP = ("I;16", "I;16L", "I;16B", "I;16N")  # Pillow's modes of 16 bits a pixel

Shape = tuple[int, int]
Files = list[tuple[pathlib.Path, str]]  # pictures and their class


class _Picture(NamedTuple):
    """What the head of a picture says."""

    file: pathlib.Path
    shape: Shape  # (height, width), turned as it is shown
    deep: bool  # whether it has 16 bits a pixel


def load(folder: pathlib.Path, told: Told = NOTHING) -> Dataset:
    """The Dataset of a folder; see `nn.datasets.load`.

    Pictures in colour are turned grey, those that a camera took turned upright. If they have many
    sizes, `told` says to which they are stretched, as in other libraries.
    """
    if told.shape == ():
        raise DownhillError(f"{folder} holds pictures: leave --shape none out.")
    parts = {part: _files(inner, part) for part, inner in _parts(folder).items()}
    heads = {part: [_head(file) for file, _ in files] for part, files in parts.items()}
    every = [head for those in heads.values() for head in those]
    shape = _common_shape(folder, every, told.shape)
    deep = any(head.deep for head in every)
    size = shape[0] * shape[1] * len(every) * (2 if deep else 1)
    if size > LIMIT:
        raise DownhillError(
            f"{folder} unpacks to {size:,} bytes, over the limit of {LIMIT:,}: use fewer or "
            "smaller pictures."
        )
    notes: collections.Counter[str] = collections.Counter()
    read = {
        part: (_images(heads[part], shape, deep, notes), np.array([name for _, name in files]))
        for part, files in parts.items()
    }
    return from_arrays(
        read["training"],
        read.get("validation"),
        read.get("test"),
        name=folder.resolve().name,
        source=folder,
        understood="; ".join(f"{n:,} of {len(every):,} {note}" for note, n in notes.items()),
        **{**told.arguments(), "image_shape": shape},
    )


def _parts(folder: pathlib.Path) -> Mapping[str, pathlib.Path]:
    """The folders of the parts: those named so, else the folder itself."""
    named: dict[str, pathlib.Path] = {}
    inner = _folders(folder)
    for path in inner:
        part = PARTS.get(path.name.lower())
        if part in named:
            raise DownhillError(
                f"{folder} has {named[part].name} and {path.name}: keep one folder a part."
            )
        if part:
            named[part] = path
    if "training" not in named or len(named) < 2:
        return {"training": folder}
    if len(named) < len(inner):
        odd = next(path for path in inner if path not in named.values())
        raise DownhillError(
            f"{folder} has {', '.join(path.name for path in named.values())} beside {odd.name}, "
            "which is no part: move it elsewhere."
        )
    return named


def _files(folder: pathlib.Path, part: str) -> Files:
    """The pictures of a part, class by class."""
    classes = _folders(folder)
    if len(classes) < 2 and part == "training":
        raise DownhillError(
            f"{folder} has {len(classes)} class folder{'s' * (len(classes) != 1)}: put each "
            "class's pictures in a subfolder of its own (for MNIST's four files use --dataset "
            "mnist --data-dir)."
        )
    files: Files = []
    for class_folder in classes:
        pictures = sorted(junk.content(class_folder), key=_order)
        if not pictures and part == "training":
            raise DownhillError(f"{class_folder} is empty: put pictures in it or remove it.")
        if not class_folder.name.strip():
            raise DownhillError(
                f"{folder} has a folder with a blank name: give every class a name."
            )
        files += [(path, class_folder.name) for path in pictures]
    if not files:
        raise DownhillError(f"{folder} holds no pictures: put some in it or remove it.")
    return files


def _folders(folder: pathlib.Path) -> list[pathlib.Path]:
    """The folders in a folder, in natural order; files beside them are not looked at."""
    inner = [path for path in junk.content(folder) if os.path.isdir(path)]
    return sorted(inner, key=lambda path: natural(path.name))


def _order(path: pathlib.Path) -> tuple[float, str]:
    """The key of a picture's place: numbers first, as numbers (2 before 10), then by name."""
    return (int(path.stem) if path.stem.isdecimal() else float("inf")), path.name


def _head(file: pathlib.Path) -> _Picture:
    """What the head of a picture says; the file's checksums, which reading pixels skips, are
    checked. Raises DownhillError for a picture larger than its file warrants: a bomb."""
    with _opened(file) as checked:
        checked.verify()  # then it is used up
    with _opened(file) as picture:
        width, height = picture.size
        most = min(LARGEST, SMALL + TIMES * os.path.getsize(file))
        if width * height > most:
            raise DownhillError(
                f"{file} says it has {width:,}×{height:,} pixels, more than the {most:,} allowed: "
                "shrink it or remove it."
            )
        frames = getattr(picture, "n_frames", 1)
        if frames > 1 and picture.format != "MPO":  # a camera's, whose others are previews
            raise DownhillError(f"{file} has {frames} pictures: save each in a file of its own.")
        if picture.mode in ("I", "F"):
            raise DownhillError(
                f"{file} has more than 65,536 greys: save it with 8 or 16 bits a pixel."
            )
        turned = _orientation(picture) in ON_THEIR_SIDE
        return _Picture(file, (width, height) if turned else (height, width), picture.mode in DEEP)


def _common_shape(
    folder: pathlib.Path, heads: Sequence[_Picture], told: Sequence[int] | None
) -> Shape:
    """(height, width) that all pictures get."""
    if told is not None:
        return told[0], told[1]
    first = heads[0]
    odd = next((head for head in heads if head.shape != first.shape), None)
    if odd:
        usual = collections.Counter(head.shape for head in heads).most_common(1)[0][0]
        usual = usual if max(usual) <= LARGE else USUAL
        raise DownhillError(
            f"{odd.file} is {odd.shape[1]}×{odd.shape[0]} pixels and {first.file} is "
            f"{first.shape[1]}×{first.shape[0]}: give all one size by --shape, height and width, "
            f"such as --shape {usual[0]}x{usual[1]}, to which they are stretched."
        )
    return first.shape


def _images(
    heads: Sequence[_Picture], shape: Shape, deep: bool, notes: collections.Counter[str]
) -> np.ndarray:
    """Pictures (n, height, width), uint8, or uint16 if some have 16 bits a pixel."""
    images = np.empty((len(heads), *shape), dtype=np.uint16 if deep else np.uint8)
    for image, head in zip(images, heads, strict=True):
        grey, coloured = _grey(head.file)
        notes["in colour are turned grey"] += coloured
        if head.shape != shape:
            notes[f"are stretched to {shape[0]}×{shape[1]}"] += 1
            grey = _stretched(grey, shape)
        image[:] = grey.astype(np.uint16) * 257 if deep and not head.deep else grey
    for note in [note for note, count in notes.items() if not count]:
        del notes[note]
    return images


def _grey(file: pathlib.Path) -> tuple[np.ndarray, bool]:
    """(the greys (height, width) of a picture, whether it had colours)."""
    with _opened(file) as picture:
        if picture.has_transparency_data:
            opacity = picture.convert("RGBA").getchannel("A")
            if np.asarray(opacity).min() < 255:
                raise DownhillError(f"{file} is partly transparent: save it on a plain background.")
        if _orientation(picture) != UPRIGHT:
            picture = ImageOps.exif_transpose(picture)
        if picture.mode in DEEP:
            return np.asarray(picture).astype(np.uint16), False
        coloured = picture.mode not in ("1", "L", "LA", "La")
        if coloured:
            picture = picture.convert("RGB")
            pixels = np.asarray(picture)
            coloured = bool((pixels != pixels[..., :1]).any())
        return np.asarray(picture.convert("L")), coloured


def _orientation(picture: Image.Image) -> int:
    """How a camera was held, as EXIF says it; Pillow turns a TIFF by itself."""
    if picture.format == "TIFF":
        return UPRIGHT
    if picture.format == "PNG" and "exif" not in picture.info:
        return UPRIGHT  # to look further, Pillow would decode all pixels
    return picture.getexif().get(ORIENTATION, UPRIGHT)


def _stretched(grey: np.ndarray, shape: Shape) -> np.ndarray:
    """Greys (height, width) in another shape: bilinear, and smoothed where they shrink."""
    picture = Image.fromarray(grey.astype(np.float32))
    small = picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.rint(np.asarray(small)).astype(grey.dtype)


@contextlib.contextmanager
def _opened(path: pathlib.Path) -> Iterator[Image.Image]:
    """A picture whose pixels are not decoded yet. Raises DownhillError if it can't be read."""
    with readable(path, "a picture", "fix it or remove it"), open_file(path) as file:
        try:
            Image.init()
            known = [kind for kind in FORMATS if kind in Image.OPEN]  # Pillow may lack some
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of outsized pictures and odd EXIF: see _head
                picture = Image.open(file, formats=known)
        except UnidentifiedImageError:
            raise ValueError(f"it is none of {', '.join(FORMATS)}") from None
        with picture:
            yield picture
