import numpy as np
import pytest
from data_files import the_sentence

from nn.schema import (
    Array,
    check_arrays,
    check_facts,
    dict_of,
    like,
    list_of,
    maybe,
    natural,
    text,
)

LAYOUT = {
    "step": Array("int64", ("S",)),
    "cost": Array("float64", ("S",)),
    "map": Array("float32", ("p", "p", 3), gaps=True),
    "answers": Array("whole", ("n",), below=10),
    "name": Array("text"),
}


def sound(**changes):
    arrays = {
        "step": np.arange(4),
        "cost": np.ones(4),
        "map": np.full((2, 2, 3), np.nan, np.float32),
        "answers": np.array([0, 9], np.uint8),
        "name": np.array("η"),
    }
    return {name: array for name, array in (arrays | changes).items() if array is not None}


def test_arrays_that_fit_are_taken_and_their_letters_told():
    assert check_arrays("x.npz", sound(), LAYOUT, "mend it") == {"S": 4, "p": 2, "n": 2}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"step": None}, "lacks the array step"),
        ({"more": np.ones(1)}, "has an array more"),
        (dict.fromkeys("hgfedcba", np.ones(1)), "has an array a"),  # of several always the same
        ({"step": np.arange(4, dtype=np.int32)}, "step of type int32, which should be int64"),
        ({"answers": np.ones(2)}, "answers of type float64, which should be whole"),
        ({"name": np.array(3)}, "name of type int64, which should be text"),
        ({"cost": np.ones(5)}, "cost of shape (5,), which should be (4,)"),
        ({"cost": np.ones((4, 1))}, "cost of shape (4, 1), which should be (4,)"),
        ({"map": np.ones((2, 3, 3), np.float32)}, "map of shape (2, 3, 3), which should be (2, 2"),
        ({"cost": np.array([1, 2, 3, np.nan])}, "cost that are not finite"),
        ({"map": np.full((2, 2, 3), np.inf, np.float32)}, "map that are not finite"),
        ({"answers": np.array([0, 10])}, "answers that are not in 0…9"),
        ({"answers": np.array([-1, 0])}, "answers that are not in 0…9"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_by_name(changes, fault):
    said = the_sentence(lambda: check_arrays("x.npz", sound(**changes), LAYOUT, "mend it"), fault)
    assert said.startswith("x.npz ") and said.endswith(": mend it.")


def test_facts_are_checked_within_facts():
    kinds = {"sizes": list_of(natural), "data": dict_of(text, of=maybe(natural))}

    def check(**facts):
        check_facts("x.json", facts, kinds, "mend it")

    check(sizes=[1, 2], data={"of": None, "name": "a"}, more=None)
    check(sizes=[], data={"of": 3})
    the_sentence(lambda: check(sizes=[1]), "x.json", "lacks data", "mend it")
    for sizes in ([0], [True], [1.0], [2**63], "12", None):
        the_sentence(lambda: check(sizes=sizes, data={}), "has sizes")  # noqa: B023
    for data in ([], {"name": 1}, {"of": "1"}):
        the_sentence(lambda: check(sizes=[], data=data), "has data")  # noqa: B023


def test_what_is_like_a_pattern_has_its_keys_and_kinds():
    fits = like({"eta": 0.5, "epochs": 3, "shares": [0, 0.5], "name": "a", "few": {"images": 2}})
    sound = {"eta": 1, "epochs": 5, "shares": [1, 0.2, 3], "name": "", "few": {"images": 1}}
    assert fits(sound) and fits({**sound, "shares": []})
    for changes in (
        {"eta": "1"},
        {"epochs": 5.0},
        {"epochs": True},
        {"shares": [0, "1"]},
        {"shares": 1},
        {"name": None},
        {"few": {}},
        {"few": {"images": 1, "more": 1}},
        {"few": [1]},
        {"more": 1},
    ):
        assert not fits({**sound, **changes})
    assert not fits([]) and not fits({})
