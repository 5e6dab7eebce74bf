"""Which damages fit which file: to its bytes, to what it holds, to its place."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nn.storage import read_json
from torture import damage_archives, damage_arrays, damage_bytes, damage_json


@dataclass(frozen=True)
class Damage:
    """`apply(file, generator, spare)` damages a file; `spare` is another sound file of its format.

    `resealed`: afterwards the thing's own digest is computed again, to fit.
    `sound`: what the file holds afterwards is sound, though it has changed.
    """

    name: str
    apply: Callable
    resealed: bool = False
    sound: bool = False


def damages(file_name, resealable):
    """Every damage that fits a file of that name."""
    found = [Damage(_words(f), _of_bytes(f)) for f in damage_bytes.DAMAGES]
    found += [Damage(_words(f), f, sound=f in SOUND_PLACES) for f in PLACES]
    if file_name.endswith(".npz"):
        changes = [Damage(_words(f), _of_arrays(f), sound=True) for f in damage_arrays.DAMAGES]
        found += [*changes, *(Damage(_words(f), _of_archive(f)) for f in damage_archives.DAMAGES)]
    elif file_name.endswith(".json"):
        changes = [Damage(_words(f), _of_json(f)) for f in damage_json.VALUES]
        found += [Damage(_words(f), _of_json(f)) for f in damage_json.DAMAGES]
    if resealable:
        found += [replace(d, resealed=True, name=f"{d.name}, resealed") for d in changes]
    return found


# -- the place of a file -----------------------------------------------------------------------


def is_missing(file, generator, spare):
    file.unlink()


def is_a_folder(file, generator, spare):
    file.unlink()
    file.mkdir()


def is_a_link_to_itself(file, generator, spare):
    file.unlink()
    file.symlink_to(file)


def is_a_link_to_nothing(file, generator, spare):
    file.unlink()
    file.symlink_to(file.with_name("nothing"))


def is_a_pipe(file, generator, spare):
    """Whoever opens it to read waits for a writer that never comes."""
    file.unlink()
    os.mkfifo(file)


def is_endless(file, generator, spare):
    file.unlink()
    file.symlink_to("/dev/zero")


def is_another_of_its_kind(file, generator, spare):
    file.write_bytes(spare.read_bytes())


PLACES = [
    is_missing,
    is_a_folder,
    is_a_link_to_itself,
    is_a_link_to_nothing,
    is_a_pipe,
    is_endless,
    is_another_of_its_kind,
    is_another_of_its_kind,
]
SOUND_PLACES = [is_missing, is_another_of_its_kind]


def _of_bytes(change):
    def apply(file, generator, spare):
        file.write_bytes(change(file.read_bytes(), generator))

    return apply


def _of_json(change):
    def apply(file, generator, spare):
        file.write_bytes(change(read_json(file), generator))

    return apply


def _of_arrays(change):
    return _of_archive(lambda arrays, generator: damage_archives.npz(change(arrays, generator)))


def _of_archive(change):
    def apply(file, generator, spare):
        with np.load(file, allow_pickle=False) as archive:
            arrays = dict(archive)
        file.write_bytes(change(arrays, generator))

    return apply


def _words(function):
    return function.__name__.replace("_", " ")
