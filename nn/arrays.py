"""Arrays on disk: writing and reading an npz, which is a zip archive of arrays.

The usual readers are lenient: if two arrays have one name they take the last; they skip what lies
before, between and after the arrays, cut off what is longer than its header says, and allocate what
a header claims. This one is strict: every byte must belong to one array or to the directory, and
each size is checked before its bytes are read.

(The layout of a zip archive: PKWARE's APPNOTE.TXT 6.3, sections 4.3.6 to 4.3.16. That of an array
in it: `numpy.lib.format`.)
"""

import collections
import contextlib
import io
import math
import os
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np

from nn.errors import DownhillError
from nn.storage import Arrays, Path, open_file, written_whole

LIMIT = 2**30  # bytes that a file may unpack to: the 70,000 images of MNIST have 55 million
SMALL = 2**24  # bytes that a file of any size may unpack to; and beyond these,
TIMES = 100  # so many times its size
DIRECTORY_LIMIT = 2**20  # bytes of an archive's directory: room for 10,000 arrays
HEADER_LIMIT = 2**14  # bytes that hold the header of any array; NumPy reads at most 10,000
MEND = "restore it, or make it again"

STORED, DEFLATED = 0, 8  # ways of packing
UTF8 = 0x800  # a flag: names are in UTF-8
LEVEL = 0x6  # flags: the level of compression, which does not matter
END = struct.Struct("<4s4H2IH")  # …, arrays, directory's size, its start, comment's length
ENTRY = struct.Struct("<4s6H3I5H2I")  # of the directory: see _directory
LOCAL = struct.Struct("<4s5H3I2H")  # before the content: see _content


class _Unsound(Exception):
    """What is wrong with a file, as the end of a sentence that begins with its path."""


class _Member(NamedTuple):
    """An array in an archive: its name, where its record begins, and how it is packed."""

    name: str
    start: int
    flags: int
    packing: int
    crc: int
    packed: int  # bytes in the file
    size: int  # bytes unpacked, with the array's header


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Save arrays as an npz."""
    with written_whole(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # NumPy types its names as a flag too


def read_arrays(
    path: Path, limit: int | None = None, mend: str = MEND, only: Collection[str] | None = None
) -> Arrays:
    """The arrays of an npz by their names: all, or those among `only` that it has.

    Raises DownhillError, a sentence that ends in `mend`, if the file is missing, is damaged, is not
    an npz as NumPy writes it, or holds a pickle; or if it unpacks to more than `limit` bytes, by
    default LIMIT or its own size if that is more, or to an unlikely multiple of its size (TIMES).
    """
    with _told(path, mend), open_file(path) as file:
        members = _members(file, limit)
        chosen = [m for m in members if only is None or m.name in only]
        return {member.name: array_of(member.name, _content(file, member)) for member in chosen}


def names_in(path: Path, limit: int | None = None, mend: str = MEND) -> list[str]:
    """The names of the arrays of an npz. Raises DownhillError as `read_arrays` does."""
    with _told(path, mend), open_file(path) as file:
        return [member.name for member in _members(file, limit)]


def read_array(path: Path, limit: int = LIMIT, mend: str = MEND) -> np.ndarray:
    """The array of a .npy. Raises DownhillError as `read_arrays` does."""
    with _told(path, mend), open_file(path) as file:
        length = os.fstat(file.fileno()).st_size
        if length > limit:
            raise _Unsound(f"has {length:,} bytes, more than the {limit:,} allowed")
        content = bytearray(length)
        file.readinto(content)
        return array_of("an array", content)


@contextlib.contextmanager
def _told(path: Path, mend: str) -> Iterator[None]:
    """Turn whatever is raised while a file is read into a DownhillError."""
    try:
        yield
        return
    except FileNotFoundError:
        reason = "is missing"
    except OSError as error:
        reason = f"can't be read ({error.strerror})"
    except MemoryError:
        reason = "needs more memory than there is"
    except _Unsound as error:
        reason = str(error)
    except Exception:  # NumPy and zlib raise a dozen kinds at what they can't read
        reason = "is damaged"
    raise DownhillError(f"{path} {reason}: {mend}.")


def _members(file: io.BufferedReader, limit: int | None) -> list[_Member]:
    """The arrays of an archive, whose records must fill it without a gap."""
    length = file.seek(0, os.SEEK_END)
    start, members = _directory(file, length)
    for name, count in collections.Counter(member.name for member in members).items():
        if count > 1:
            raise _Unsound(f"holds the array {name} {count} times")
    most = min(max(LIMIT, length), SMALL + TIMES * length)  # zeros would be packed 1,000 times
    limit = most if limit is None else min(limit, most)
    total = sum(max(member.size, member.packed) for member in members)
    if total > limit:
        raise _Unsound(f"unpacks to {total:,} bytes, more than the {limit:,} allowed")
    position = 0
    for member in sorted(members, key=lambda member: member.start):
        if member.start != position:
            raise _Unsound(f"holds bytes before {member.name} that belong to no array")
        position = _end_of(file, member)
    if position != start:
        raise _Unsound("holds bytes before its directory that belong to no array")
    return members


def _directory(file: io.BufferedReader, length: int) -> tuple[int, list[_Member]]:
    """(where the directory of an archive begins, what it lists)."""
    file.seek(max(length - END.size, 0))
    end = file.read(END.size)
    if len(end) < END.size or end[:4] != b"PK\5\6":
        raise _Unsound("is not an npz, or was cut short")
    _, disk, first_disk, here, count, size, start, comment = END.unpack(end)
    if (disk, first_disk, comment) != (0, 0, 0) or here != count:
        raise _Unsound("is not an npz as NumPy writes it")
    if start + size + END.size != length or size > DIRECTORY_LIMIT:
        raise _Unsound("is damaged: its directory is not where its end says")
    file.seek(start)
    listed, members, at = file.read(size), [], 0
    while at < size:
        (signature, _, _, flags, packing, _, _, crc, packed, unpacked, *lengths, _, _, _, begin) = (
            ENTRY.unpack_from(listed, at)
        )
        if signature != b"PK\1\2":
            raise _Unsound("is damaged: its directory is not that of an npz")
        at += ENTRY.size
        name = _name(listed[at : at + lengths[0]], flags)
        members.append(_Member(name, begin, flags, packing, crc, packed, unpacked))
        at += sum(lengths)  # of the name, of what others add, of a comment
    if at != size or len(members) != count:
        raise _Unsound("is damaged: its directory does not list as many arrays as it says")
    return start, members


def _name(given: bytes, flags: int) -> str:
    """The name of an array, from that of its file in the archive."""
    if flags & ~(UTF8 | LEVEL):
        raise _Unsound("is encrypted, or packed in a way that NumPy does not use")
    file = given.decode("utf-8" if flags & UTF8 else "ascii")
    name = file.removesuffix(".npy")
    if name == file:
        raise _Unsound(f"holds {file[:60]!r}, which is not an array")
    if not name.isprintable() or set(name) & set("/\\:") or name.endswith(".npy") or not name:
        raise _Unsound(f"holds {file[:60]!r}, which can't be the name of an array")
    return name


def _end_of(file: io.BufferedReader, member: _Member) -> int:
    """Where the record of an array ends. It leaves the file at the start of the array's content."""
    file.seek(member.start)
    signature, _, flags, packing, _, _, crc, _, _, name, more = LOCAL.unpack(file.read(LOCAL.size))
    same = (flags, packing, crc) == (member.flags, member.packing, member.crc)
    if signature != b"PK\3\4" or not same or _name(file.read(name), flags) != member.name:
        raise _Unsound(f"is damaged: {member.name} does not match its directory")
    return file.seek(more, os.SEEK_CUR) + member.packed


def _content(file: io.BufferedReader, member: _Member) -> bytearray:
    """The bytes of an array, header included, unpacked and checked."""
    _end_of(file, member)
    if member.packing == DEFLATED:
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        content = bytearray(unpacking.decompress(file.read(member.packed), member.size + 1))
        whole = unpacking.eof and not unpacking.unused_data
    else:
        content = bytearray(member.packed)
        whole = file.readinto(content) == member.packed and member.packing == STORED
    if not whole or len(content) != member.size or zlib.crc32(content) != member.crc:
        raise _Unsound(f"is damaged: the content of {member.name} does not match its checksum")
    return content


def array_of(name: str, content: bytearray) -> np.ndarray:
    """The array in the bytes of a .npy, whose header may claim anything. It shares their memory.

    Raises an error of some kind if they don't hold what the header claims.
    """
    start = io.BytesIO(content[:HEADER_LIMIT])
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[np.lib.format.read_magic(start)]
    shape, by_columns, dtype = read_header(start)
    if dtype.hasobject:
        raise _Unsound(f"holds Python objects in {name}, which could run code (a pickle)")
    if dtype.kind not in "biufcSU" or not dtype.itemsize:
        raise _Unsound(f"holds {name} of type {dtype}, which is neither numbers nor text")
    if math.prod(shape) * dtype.itemsize != len(content) - start.tell():
        raise _Unsound(f"does not hold as many bytes as {name} should have")
    order: Literal["F", "C"] = "F" if by_columns else "C"
    array = np.ndarray(shape, dtype, content, start.tell(), order=order)
    if dtype.kind == "b" and (array.view(np.uint8) > 1).any():
        raise _Unsound(f"holds values in {name} that are neither true nor false")
    if dtype.kind == "U":
        "".join(array.ravel().tolist()).encode()  # raises UnicodeError for half of a surrogate pair
    return array
