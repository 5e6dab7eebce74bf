import io
import os
import struct
import zipfile
import zlib

import numpy as np
import pytest
from data_files import Exploit, peak_memory, the_sentence

from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError

SOUND = {
    "W1": np.arange(6, dtype=np.float32).reshape(2, 3),
    "by_columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "path.costs": np.array([np.nan, -0.0, np.inf]),
    "empty": np.empty((0, 3), np.uint8),
    "alone": np.array(7),
    "on": np.array([True, False]),
    "name": np.array("η — film"),
    "complex": np.array([1j]),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "arrays.npz"


def same(one, other):
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype
        and one[name].shape == other[name].shape
        and one[name].tobytes() == other[name].tobytes()
        for name in one
    )


def npy(array):
    """The bytes of a .npy."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def claiming(shape, content=b"", descr="<f4"):
    """The bytes of a .npy that claims this shape and type for its content."""
    buffer = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + content


def archive(path, members, packing=zipfile.ZIP_STORED, mode="w"):
    """A zip archive of (name, bytes), written as Python's zipfile does."""
    with zipfile.ZipFile(path, mode, packing) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def packed(content):
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(content) + packing.flush()


def one_member(path, stream, size, crc, flags=0, packing=8):
    """An archive of one array W1, whose records say these things of the stream of its bytes."""
    name = b"W1.npy"
    facts = flags, packing, 0, 0, crc, len(stream), size
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, *facts, len(name), 0) + name + stream
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, *facts, len(name), 0, 0, 0, 0, 0, 0)
    sizes = 1, 1, len(entry + name), len(local), 0
    path.write_bytes(local + entry + name + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, *sizes))
    return path


@pytest.mark.parametrize("save", [write_arrays, lambda path, a: np.savez_compressed(path, **a)])
def test_arrays_are_read_as_they_were_written(path, save):
    save(path, SOUND)
    read = read_arrays(path)
    assert same(read, SOUND)
    read["W1"] += 1  # each owns its memory
    assert read["by_columns"].flags.f_contiguous
    assert read_arrays(path, only={"W1", "W2"}).keys() == {"W1"}
    write_arrays(path, {})
    assert read_arrays(path) == {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["W1.npy", "W1", "W1.npy.npy"])
def test_an_array_twice_is_refused(path, second):
    archive(path, [("W1.npy", npy(np.ones(3))), (second, npy(np.zeros(3)))])
    the_sentence(lambda: read_arrays(path), path, "W1")


@pytest.mark.parametrize(
    "name",
    ["README.txt", "W1.NPY", ".npy", "folder/", "a/W1.npy", "../W1.npy", "a\\W1.npy", "c:W1.npy"]
    + ["W\x001.npy", "W\n1.npy", "\x1b[31m.npy", "W1.npy.npy"],
)
def test_a_member_that_is_no_array_or_has_no_plain_name_is_refused(path, name):
    """In the directory and in the record alike, which zipfile's writer would change."""
    archive(path, [("x" * len(name.encode()), npy(np.ones(3))), ("W1.npy", npy(np.ones(3)))])
    content = path.read_bytes()
    path.write_bytes(content.replace(b"x" * len(name.encode()), name.encode()))
    the_sentence(lambda: read_arrays(path), path)


def test_bytes_that_belong_to_no_array_are_refused(path, tmp_path):
    write_arrays(path, SOUND)
    sound = path.read_bytes()
    for content in (b"x" + sound, sound + b"x", sound + sound, sound + bytes(22)):
        path.write_bytes(content)
        the_sentence(lambda: read_arrays(path), path)
    for before in (b"#!/bin/sh\n", sound[:-22]):  # with places in the directory that allow for it
        path.write_bytes(before)
        archive(path, [("W1.npy", npy(np.ones(3)))], mode="a")
        the_sentence(lambda: read_arrays(path), path)
    with zipfile.ZipFile(path, "w") as file:
        for name in ("W1.npy", "hidden.npy", "W2.npy"):
            file.writestr(name, npy(np.ones(3)))
        del file.filelist[1]
    the_sentence(lambda: read_arrays(path), path, "before W2")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("W1.npy", npy(np.ones(3)))
        file.comment = b"more"
    the_sentence(lambda: read_arrays(path), path)


def test_a_stream_that_is_longer_or_shorter_than_its_record_says_is_refused(path):
    content = npy(np.ones(3))
    stream, crc = packed(content), zlib.crc32(content)
    assert read_arrays(one_member(path, stream, len(content), crc))
    cut = zlib.crc32(content[:-8])
    for given in (
        (stream + b"hidden", len(content), crc),
        (stream[:-1], len(content), crc),
        (stream, len(content) - 8, cut),  # which zipfile cuts off without a word
        (stream, len(content), crc ^ 1),
        (packed(content + b"hidden"), len(content), crc),
        (packed(content + b"hidden"), len(content) + 6, zlib.crc32(content + b"hidden")),
        (packed(content[:-8]), len(content) - 8, cut),
    ):
        the_sentence(lambda: read_arrays(one_member(path, *given)), path)  # noqa: B023


def test_what_is_encrypted_or_packed_otherwise_is_refused(path):
    content = npy(np.ones(3))
    size, crc = len(content), zlib.crc32(content)
    assert read_arrays(one_member(path, packed(content), size, crc, flags=2))  # by `zip -9`
    for flags in (1, 8, 0x40, 0x2000):
        the_sentence(lambda: read_arrays(one_member(path, content, size, crc, flags, 0)), path)  # noqa: B023
    for packing in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        archive(path, [("W1.npy", content)], packing)
        the_sentence(lambda: read_arrays(path), path)
    one_member(path, content, size, crc, packing=99)
    the_sentence(lambda: read_arrays(path), path)


def test_what_is_no_plain_array_is_refused_and_never_run(path, tmp_path):
    trap = np.array([Exploit(tmp_path / "sprung")], object)
    np.savez(path, W1=trap)
    the_sentence(lambda: read_arrays(path), path, "W1", "pickle")
    np.savez(path, W1=np.zeros(2, [("a", "f4"), ("b", "i2")]))
    the_sentence(lambda: read_arrays(path), path, "W1")
    for content in (
        b"",
        b"junk",
        claiming((3,), bytes(11)),
        claiming((3,), bytes(13)),
        claiming((10**12,), bytes(12)),
        claiming((-3, -1), bytes(12)),
        claiming((0, 2**63), b""),
        claiming((2**40,), b"", "<U0"),
        claiming((1,), struct.pack("<I", 0x110000), "<U1"),
        claiming((1,), struct.pack("<I", 0xD800), "<U1"),
        claiming((2,), b"\1\2", "|b1"),
        claiming((3,), bytes(12), "(2,)<f4"),
        np.lib.format.magic(1, 0) + struct.pack("<H", 9000) + b"(" * 9000,
        np.lib.format.magic(9, 0) + npy(np.ones(3))[8:],
    ):
        archive(path, [("W1.npy", content)])
        the_sentence(lambda: read_arrays(path), path)
    assert not (tmp_path / "sprung").exists()


def test_a_file_that_unpacks_to_more_than_it_may_is_refused_unread(path):
    """Each array, all together, and one whose size in the directory is a lie."""
    np.savez_compressed(path, a=np.zeros(2**20, np.uint8), b=np.zeros(2**20, np.uint8))
    size = 2 * (2**20 + 128)
    assert len(read_arrays(path, size)) == 2
    sentence = the_sentence(lambda: read_arrays(path, size - 1, "make it smaller"), f"{size:,}")
    assert sentence.endswith(": make it smaller.")
    assert peak_memory(lambda: read_arrays(path, size - 1)) < 2**19
    np.savez_compressed(path, a=np.zeros(2**26, np.uint8))
    the_sentence(lambda: read_arrays(path), path, "unpacks to 67,")
    assert peak_memory(lambda: read_arrays(path)) < 2**19
    bomb, content = npy(np.zeros(2**24, np.uint8)), npy(np.zeros(2**10, np.uint8))
    one_member(path, packed(bomb), len(content), zlib.crc32(content))
    assert peak_memory(lambda: read_arrays(path)) < 2**19


def test_a_file_that_is_not_there_or_is_none_is_told(path):
    the_sentence(lambda: read_arrays(path, mend="make it"), path, "is missing: make it.")
    path.mkdir()
    the_sentence(lambda: read_arrays(path), path)
    path.rmdir()
    if hasattr(os, "mkfifo"):  # which would be waited for
        os.mkfifo(path)
        the_sentence(lambda: read_arrays(path), path, "pipe")
        path.unlink()
    for content in (b"", b"PK", b"PK\5\6", bytes(22), npy(np.ones(3)), b"not an archive" * 99):
        path.write_bytes(content)
        the_sentence(lambda: read_arrays(path), path)
    write_arrays(path, SOUND)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        the_sentence(lambda: read_arrays(path), path)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_byte_that_is_changed_is_noticed_or_harmless(path, save):
    sound = {name: SOUND[name] for name in ("by_columns", "on", "name")}
    save(path, **sound)
    whole, generator, accepted = path.read_bytes(), np.random.default_rng(0), 0
    places = range(0, len(whole), 2)
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= generator.integers(1, 256)
        path.write_bytes(damaged)
        try:
            assert same(read_arrays(path), sound)
            accepted += 1
        except DownhillError as error:
            assert "\n" not in str(error)
    assert accepted < len(places) / 3  # dates, and what is meant for other systems
