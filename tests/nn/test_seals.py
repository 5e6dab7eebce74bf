"""What is read of a sealed file is what was written there, for the same work."""

import numpy as np
import pytest
from data_files import the_sentence

from nn.arrays import read_arrays, write_arrays
from nn.seals import read_sealed, write_sealed

FACTS = {"file": "a", "settings": {"seed": 1}}


@pytest.fixture
def path(tmp_path):
    write_sealed(tmp_path / "a.npz", {"x": np.arange(3.0), "n": np.array(2)}, FACTS)
    return tmp_path / "a.npz"


def refused(path, facts=FACTS):
    the_sentence(lambda: read_sealed(path, facts, "make it again"), path, "make it again")


def test_what_was_sealed_is_read_without_its_seal(path):
    arrays = read_sealed(path, FACTS, "make it again")
    assert arrays.keys() == {"x", "n"} and arrays["x"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("facts", [{}, {**FACTS, "file": "b"}, {**FACTS, "settings": {"seed": 2}}])
def test_what_was_sealed_as_something_else_is_refused(path, facts):
    refused(path, facts)


@pytest.mark.parametrize("change", [{"x": np.arange(3)}, {"y": np.zeros(1)}, {"seal": np.zeros(1)}])
def test_other_arrays_under_a_seal_are_refused(path, change):
    write_arrays(path, {**read_arrays(path), **change})
    refused(path)


def test_what_has_no_seal_is_refused(path):
    arrays = read_arrays(path)
    del arrays["seal"]
    write_arrays(path, arrays)
    refused(path)


def test_more_than_the_limit_is_not_read(path):
    limited = lambda: read_sealed(path, FACTS, "make it again", limit=100)  # noqa: E731
    the_sentence(limited, path, "unpacks to")
