"""Files of data for tests, sound and damaged, and what is said of the damaged ones."""

import dataclasses
import gzip
import hashlib
import os
import pathlib
import tracemalloc

import numpy as np
import pytest

from nn.datasets.names import NAMED
from nn.errors import DownhillError
from nn.places import ROOT

REAL_MNIST = pathlib.Path(os.environ.get("MNIST_DIR") or ROOT.parent / "shared" / "mnist")
needs_mnist = pytest.mark.skipif(not REAL_MNIST.is_dir(), reason="MNIST is not on this machine")


def the_sentence(call, *mentions):
    """What a refusal says: one line, which mentions these and ends as a sentence does."""
    with pytest.raises(DownhillError) as caught:
        call()
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    for mention in mentions:
        assert str(mention) in sentence
    return sentence


class Exploit:
    """Whoever unpickles it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return pathlib.Path.touch, (self.path,)


def peak_memory(refused):
    """Bytes at the peak of a call that is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(DownhillError):
            refused()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def packed(content):
    return gzip.compress(content, mtime=0)


def flipped(content, place):
    damaged = bytearray(content)
    damaged[place] ^= 1
    return bytes(damaged)


def idx_file(array, dtype="u1"):
    """The content of an IDX file of an array, of bytes unless another type is given."""
    code = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}[dtype]
    header = bytes([0, 0, code, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.astype(dtype).tobytes()


def publish(monkeypatch, name, contents, **changes):
    """Let the contents of files count as those that a named data set was published with."""
    row = NAMED[name]
    files = tuple(
        dataclasses.replace(
            file,
            sha256=sha256(contents[file.name]),
            published=f"sha256:{sha256(packed(contents[file.name]))}",
        )
        if file.name in contents
        else file
        for file in row.files
    )
    monkeypatch.setitem(NAMED, name, dataclasses.replace(row, files=files, **changes))


def arrays(n=60, **changes):
    """The arrays of a sound npz, with changes; an array changed to None is left out."""
    images = np.random.default_rng(1).integers(0, 256, (n, 4, 3)).astype(np.uint8)
    sound = {"images": images, "labels": np.arange(n) % 3}
    return {name: array for name, array in (sound | changes).items() if array is not None}


def binned(levels, **changes):
    """Greys in so many levels, from 0."""
    return {"images": np.resize(np.arange(levels), (60, 4, 3)), **changes}


def npz(path, **contents):
    np.savez(path, **contents)
    return path
