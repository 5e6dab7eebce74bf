import shutil

import numpy as np
import pytest
from data_files import the_sentence

from nn.analysis import planes, studies
from nn.analysis.sealed import read_sealed, write_sealed
from nn.arrays import read_arrays, write_arrays
from nn.errors import DownhillError
from nn.runs.run import Run
from nn.schema import Array
from nn.storage import digest_of

LAYOUT = {"costs": Array("float64", ("n", 2)), "places": Array("whole", ("n",), below=5)}


@pytest.fixture
def run(tiny_run, tmp_path):
    """A copy of a run with its landscape and studies, to be damaged."""
    return Run.load(shutil.copytree(tiny_run, tmp_path / "run"))


@pytest.fixture
def path(run):
    path = run.folder / "one.npz"
    arrays = {"costs": np.arange(6.0).reshape(3, 2), "places": np.arange(3)}
    write_sealed(path, run, arrays, LAYOUT, version=3)
    return path


def read(path, run, **marks):
    return read_sealed(path, run, LAYOUT, "make it again", **({"version": 3} | marks))


def sealed_again(path, **changes):
    """Change arrays of a file (None: remove) and seal it as somebody could who knows how."""
    arrays = read_arrays(path) | changes
    arrays = {name: a for name, a in arrays.items() if a is not None and name != "digest"}
    write_arrays(path, arrays | {"digest": np.array(digest_of(arrays))})


def test_what_was_measured_is_read_as_it_was_written(path, run):
    arrays, digest = read(path, run)
    assert arrays.keys() == LAYOUT.keys() and len(digest) == 64
    np.testing.assert_array_equal(arrays["costs"], np.arange(6).reshape(3, 2))
    before = path.read_bytes()
    write_sealed(path, run, arrays, LAYOUT, version=3)
    assert path.read_bytes() == before


def test_a_file_of_another_run_or_another_version_is_refused(path, run):
    the_sentence(lambda: read(path, run, version=4), path, "another version", "make it again")
    run.digest = "another"
    the_sentence(lambda: read(path, run), path, "another run", "make it again")


def test_a_file_without_a_seal_is_refused(path, run):
    arrays = read_arrays(path)
    del arrays["digest"]
    write_arrays(path, arrays)
    the_sentence(lambda: read(path, run), path, "no digest", "make it again")


def test_a_seal_does_not_make_a_file_fit(path, run):
    sound = path.read_bytes()
    for changes in (
        {"costs": None},
        {"more": np.ones(1)},
        {"costs": np.ones((3, 3))},
        {"costs": np.ones((3, 2), np.float32)},
        {"costs": np.full((3, 2), np.nan)},
        {"places": np.array([0, 1, 5])},
    ):
        path.write_bytes(sound)
        sealed_again(path, **changes)
        the_sentence(lambda: read(path, run), path, next(iter(changes)), "make it again")


def test_what_does_not_fit_is_not_written(path, run):
    before = path.read_bytes()
    bad = {"costs": np.full((3, 2), np.inf), "places": np.arange(3)}
    the_sentence(lambda: write_sealed(path, run, bad, LAYOUT, version=3), path, "costs", "not wri")
    assert path.read_bytes() == before


def changed(name, array, arrays, generator):
    """An array of a file, changed in each of the ways in which somebody's program might."""
    yield None
    yield array[..., None]
    flat = array.reshape(-1)
    if flat.size == 0:
        return
    yield array.astype(str if array.dtype.kind != "U" else bytes)
    yield array.astype(np.float32 if array.dtype == np.float64 else "O")
    for place in {0, flat.size - 1, int(generator.integers(flat.size))}:
        nudged = array.copy()
        nudged.reshape(-1).view(np.uint8)[place * array.itemsize] ^= 1
        yield nudged
    if array.dtype.kind == "f":
        yield array / 2
        yield np.where(np.arange(flat.size).reshape(array.shape) == 0, np.nan, array)
        yield np.where(np.arange(flat.size).reshape(array.shape) == 0, np.inf, array)
    if array.ndim:
        yield array[:-1]
        yield np.concatenate([array, array])
        yield array[generator.permutation(len(array))]
        yield array[::-1]
    for other, swapped in arrays.items():
        if other != name and swapped.shape == array.shape:
            yield swapped


def every_file(run):
    """(path, how it is read, {name: array} that reading gives, made afresh from the file)."""
    yield run.folder / "landscape.npz", lambda: planes.read(run)
    for name in studies.names():
        yield studies.path_of(run, name), lambda name=name: studies.read(run, name)


def test_no_change_of_a_landscape_or_a_study_is_taken_for_the_truth(run):
    """Three changes of each array, of those that there are."""
    generator, refused = np.random.default_rng(0), 0
    for path, load in every_file(run):
        load()
        sound, content = read_arrays(path), path.read_bytes()
        for name, array in sound.items():
            ways = list(changed(name, array, sound, generator))
            for other in (ways[i] for i in generator.permutation(len(ways))[:3]):
                same = other is not None and other.dtype == array.dtype
                if same and np.array_equal(other, array, equal_nan=array.dtype.kind == "f"):
                    continue
                left = {**sound, name: other}
                np.savez(path, **{n: a for n, a in left.items() if a is not None})
                with pytest.raises(DownhillError) as caught:
                    load()
                assert "\n" not in str(caught.value) and str(path) in str(caught.value)
                refused += 1
        path.write_bytes(content)
    assert refused > 300
