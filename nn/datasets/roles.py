"""What an array or a file is for, by its name: x_train, train_labels, t10k-images-idx3-ubyte, …

And by its shape where the name says nothing.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from nn.errors import DownhillError

INPUTS = {
    *("x", "images", "image", "imgs", "img", "pictures", "pixels"),
    *("data", "inputs", "input", "features", "samples", "examples"),
}
LABELS = {"y", "labels", "label", "lbls", "targets", "target", "answers"}
CLASSES = {"classes", "names", "categories"}  # class_names, target_names
PARTS = {
    **dict.fromkeys(("train", "training", "tr"), "training"),
    **dict.fromkeys(("val", "valid", "validation", "dev"), "validation"),
    **dict.fromkeys(("test", "testing", "t10k", "te"), "test"),
}
ENDINGS = re.compile(r"(\.(npy|npz|gz|idx|bin|csv|tsv|txt))+$", re.IGNORECASE)
NOISE = re.compile(r"idx\d?|ubyte|int|float|double|byte|arr|array")
GLUED = re.compile(
    rf"(?<![a-z0-9])(?:(x|y)({'|'.join(PARTS)})|({'|'.join(PARTS)})(x|y))(?![a-z0-9])"
)
LISTED = 6  # names in a message


class Role(NamedTuple):
    """What a name says: "inputs", "labels" or "classes"; the part, "" for all; the other words."""

    what: str
    part: str
    rest: str


class Pair(NamedTuple):
    """The names of the inputs and of the labels of a part."""

    inputs: str
    labels: str


def role(name: str) -> Role:
    """What a name says. `what` is "" if it doesn't."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", ENDINGS.sub("", name))
    what, part, rest = "", "", []
    for word in re.split(r"[^a-z0-9]+", GLUED.sub(_unglued, words.lower())):
        if word in PARTS:
            part = PARTS[word]
        elif word in CLASSES:
            what = "classes"
        elif word in LABELS and what != "classes":
            what = "labels"
        elif word in INPUTS and not what:
            what = "inputs"
        elif word and not NOISE.fullmatch(word):
            rest.append(word)
    return Role(what, part, "-".join(rest))


def _unglued(found: re.Match[str]) -> str:
    return " ".join(group for group in found.groups() if group)


def pairs(names: Iterable[str]) -> dict[str, dict[str, Pair]]:
    """The pairs among names: {the other words of the names: {part: pair}}, where the training part
    is there and each of its names is one of a kind."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name in names:
        what, part, rest = role(name)
        if what in ("inputs", "labels"):
            found.setdefault(rest, {}).setdefault(part, {}).setdefault(what, []).append(name)
    groups = {}
    for rest, parts in found.items():
        if "" in parts and "training" not in parts:  # images beside test_images
            parts["training"] = parts.pop("")
        whole = {
            part: Pair(_best(kinds["inputs"]), kinds["labels"][0])
            for part in dict.fromkeys(PARTS.values())
            if (kinds := parts.get(part)) and len(kinds) == 2 and len(kinds["labels"]) == 1
        }
        if "training" in whole:
            groups[rest] = whole
    return groups


def _best(names: list[str]) -> str:
    """Of several names for inputs, that of the pictures."""
    return min(names, key=lambda name: ("ima" not in name.lower(), "im" not in name.lower(), name))


def by_shape(source: object, arrays: Mapping[str, np.ndarray]) -> dict[str, Pair]:
    """The pairs among arrays whose names say nothing: rows, and one number for each of them. Of two
    pairs the larger one is for training.

    Raises DownhillError if the shapes leave it open.
    """
    labels = {name: a for name, a in arrays.items() if a.ndim == 1 or a.shape[1:] == (1,)}
    inputs = {name: a for name, a in arrays.items() if a.ndim > 1 and name not in labels}
    fitting = {
        name: [other for other, y in labels.items() if len(y) == len(X)]
        for name, X in inputs.items()
    }
    chosen = [Pair(name, others[0]) for name, others in fitting.items() if len(others) == 1]
    chosen.sort(key=lambda pair: -len(arrays[pair.inputs]))
    distinct = {len(arrays[pair.inputs]) for pair in chosen}
    if not 1 <= len(chosen) <= 2 or len(distinct) < len(chosen) or len(chosen) < len(inputs):
        raise DownhillError(
            f"{source} holds {listing(arrays)}: save the pictures or inputs as x_train and their "
            "labels as y_train (and x_test, y_test)."
        )
    return dict(zip(("training", "test"), chosen, strict=False))


def listing(arrays: Mapping[str, np.ndarray]) -> str:
    """Names, types and shapes of arrays, for a message."""
    said = [f"{name} ({a.dtype}, {'×'.join(map(str, a.shape))})" for name, a in arrays.items()]
    more = f" and {len(said) - LISTED:,} more" if len(said) > LISTED else ""
    return (", ".join(said[:LISTED]) or "nothing") + more


def told(parts: Mapping[str, Pair]) -> str:
    """How pairs were understood, in words."""
    verbs = {"training": "for training", "validation": "for validation", "test": "for testing"}
    return ", ".join(f"{p.inputs} with {p.labels} {verbs[part]}" for part, p in parts.items())


def left_out(names: Iterable[str], parts: Mapping[str, Pair]) -> list[str]:
    """What is said of inputs and labels that have no partner."""
    used = {name for pair in parts.values() for name in pair}
    alone = [n for n in names if role(n).what in ("inputs", "labels") and n not in used]
    alone = [n for n in alone if role(n).part not in parts or role(n).what == "labels"]
    return [f"{' and '.join(alone)} left out"] * bool(alone)
