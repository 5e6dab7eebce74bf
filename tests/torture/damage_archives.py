"""Damages to an npz as an archive. Each takes its arrays and a generator, and returns the content
of a file that NumPy would not have written."""

import io
import pathlib
import pickle
import warnings
import zipfile

import numpy as np
from data_files import Exploit

from torture.damage_arrays import a_name

BOMB = 2**27  # bytes that a bomb unpacks to, from a hundred thousand


def twice_the_same_name(arrays, generator):
    """Which of the two is read depends on the reader."""
    name = a_name(arrays, generator)
    return _archive([*_members(arrays), (f"{name}.npy", npy(np.zeros_like(arrays[name])))])


def under_two_names(arrays, generator):
    """NumPy takes `name` and `name.npy` for one array."""
    name = a_name(arrays, generator)
    return _archive([*_members(arrays), (name, npy(np.zeros_like(arrays[name])))])


def a_member_that_is_no_array(arrays, generator):
    name, content = a_name(arrays, generator), generator.bytes(50)
    return _archive(m if m[0] != f"{name}.npy" else (m[0], content) for m in _members(arrays))


def another_member_that_is_no_array(arrays, generator):
    return _archive([*_members(arrays), ("notes.txt", b"read me")])


def a_pickled_member(arrays, generator):
    name = a_name(arrays, generator)
    return _archive(m if m[0] != f"{name}.npy" else (m[0], _exploit()) for m in _members(arrays))


def a_bare_pickle(arrays, generator):
    return pickle.dumps(Exploit(pathlib.Path("pickle-was-run")))


def a_pickled_member_more(arrays, generator):
    return _archive([*_members(arrays), ("extra.npy", _exploit())])


def a_header_that_claims_much(arrays, generator):
    return _with_header(arrays, generator, shape=(10**10 // 4,), descr="<f4")


def a_header_that_lies(arrays, generator):
    shapes = [(-1,), (2**62, 4), (1,) * 40, (0, 10**18), ("a",), (1.5,), 3, None, (10**400,)]
    return _with_header(arrays, generator, shape=shapes[generator.integers(len(shapes))])


def a_header_with_an_odd_type(arrays, generator):
    types = ["|O", "|V8", "<f2", "<U1000000", "nothing", "", [("a", "<f4"), ("a", "<f4")], None]
    return _with_header(arrays, generator, descr=types[generator.integers(len(types))])


def a_header_of_a_megabyte(arrays, generator):
    return _with_header(arrays, generator, more=" " * 2**20)


def compressed(arrays, generator):
    """The same arrays, packed as NumPy's savez_compressed packs them."""
    return _archive(_members(arrays), zipfile.ZIP_DEFLATED)


def packed_by_a_rarer_method(arrays, generator):
    methods = [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    return _archive(_members(arrays), methods[generator.integers(2)])


def a_bomb_for_an_array(arrays, generator):
    """An array of a hundred thousand bytes in the archive, which unpacks to BOMB bytes."""
    name = a_name(arrays, generator)
    array = np.broadcast_to(np.zeros(1, np.float32), BOMB // 4)
    return _bomb([m for m in _members(arrays) if m[0] != f"{name}.npy"], f"{name}.npy", array)


def a_bomb_beside(arrays, generator):
    return _bomb(_members(arrays), "extra.npy", np.broadcast_to(np.zeros(1, np.float32), BOMB // 4))


def many_members(arrays, generator):
    return _archive([*_members(arrays), *((f"x{i}.npy", npy(np.zeros(1))) for i in range(3000))])


def an_empty_archive(arrays, generator):
    return _archive([])


def an_array_without_an_archive(arrays, generator):
    return npy(arrays[a_name(arrays, generator)])


DAMAGES = [
    twice_the_same_name,
    under_two_names,
    a_member_that_is_no_array,
    another_member_that_is_no_array,
    a_pickled_member,
    a_pickled_member_more,
    a_bare_pickle,
    a_header_that_claims_much,
    a_header_that_lies,
    a_header_with_an_odd_type,
    a_header_of_a_megabyte,
    compressed,
    packed_by_a_rarer_method,
    a_bomb_for_an_array,
    a_bomb_beside,
    many_members,
    an_empty_archive,
    an_array_without_an_archive,
]


def npz(arrays):
    """The content of an npz of these arrays."""
    return _archive(_members(arrays))


def npy(array):
    """The content of an npy; an array of objects is pickled."""
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=True)
    return file.getvalue()


def _members(arrays):
    return [(f"{name}.npy", npy(array)) for name, array in arrays.items()]


def _archive(members, method=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")  # that a name comes twice
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def _bomb(members, name, array):
    file = io.BytesIO(_archive(members))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        np.lib.format.write_array_header_1_0(
            member, {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
        )
        piece = bytes(2**20)
        for _ in range(array.nbytes // len(piece)):
            member.write(piece)
    return file.getvalue()


def _with_header(arrays, generator, more="", **changes):
    name = a_name(arrays, generator)
    array = arrays[name]
    header = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape, **changes}
    text = (repr(header) + more + "\n").encode("latin-1")
    content = b"\x93NUMPY\x02\x00" + len(text).to_bytes(4, "little") + text + array.tobytes()
    return _archive(m if m[0] != f"{name}.npy" else (m[0], content) for m in _members(arrays))


def _exploit():
    return npy(np.array([Exploit(pathlib.Path("pickle-was-run"))], object))
