"""A data set in an npz of ours, which holds all that a `Dataset` does: a run may carry one."""

import dataclasses
import json
import pathlib

import numpy as np

from nn import schema
from nn.arrays import read_arrays, write_arrays
from nn.datasets.dataset import LIMIT, Dataset, Feature, Source
from nn.datasets.given import content_digest
from nn.datasets.greys import as_greys, compact
from nn.errors import DownhillError
from nn.schema import Array, dict_of, list_of, maybe, name, natural, number, text

FORMAT = "downhill data 1"
MEND = "restore it, or save the data set again"
PARTS = ("training", "validation", "test")
TOLD = (
    "name",
    "image_shape",
    "classes",
    "one",
    "many",
    "features",
    "low",
    "high",
    "trained_on",
    "shuffled",
)
KINDS: schema.Kinds = {
    "name": text,
    "image_shape": maybe(lambda value: list_of(natural)(value) and len(value) == 2),
    "classes": lambda value: list_of(name)(value) and len(value) > 1,
    "one": name,
    "many": name,
    "features": maybe(list_of(dict_of(name=text, low=number, high=number))),
    "low": number,
    "high": number,
    "trained_on": maybe(list_of(schema.one_of(PARTS))),
    "shuffled": schema.one_of([False, True]),
    "sha256": text,
    "content": text,
}


def write(path: Source, data: Dataset) -> None:
    """Write a data set; see `Dataset.save`."""
    fields = {field.name: getattr(data, field.name) for field in dataclasses.fields(data)}
    facts = {key: fields[key] for key in (*TOLD, "sha256")}
    facts["features"] = data.features and [one._asdict() for one in data.features]
    facts["content"] = content_digest(fields)
    arrays = {"format": np.array(FORMAT), "facts": np.array(json.dumps(facts, ensure_ascii=False))}
    for part in PARTS:
        arrays[f"{part}_images"] = compact(fields[f"{part}_images"])
        arrays[f"{part}_labels"] = fields[f"{part}_labels"]
    write_arrays(path, arrays)


def is_one(path: Source) -> bool:
    """Whether an npz is a data set of ours. Raises DownhillError if it is no sound npz."""
    found = read_arrays(path, None, MEND, {"format"}).get("format")
    return found is not None and found.shape == () and str(found) == FORMAT


def read(path: pathlib.Path) -> Dataset:
    """The Dataset that `write` wrote. Raises DownhillError if it is damaged or was changed."""
    arrays = read_arrays(path, LIMIT * 4, MEND)
    try:
        facts = json.loads(str(arrays.pop("facts", "")))
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise DownhillError(f"{path} does not say what it holds: {MEND}.")
    schema.check_facts(path, facts, KINDS, MEND)
    arrays.pop("format")
    fields = {key: facts[key] for key in TOLD} | _checked(path, facts, arrays)
    for key in ("image_shape", "classes", "trained_on"):
        fields[key] = facts[key] and tuple(facts[key])
    fields["features"] = facts["features"] and tuple(Feature(**one) for one in facts["features"])
    if content_digest(fields) != facts["content"]:
        raise DownhillError(f"{path} was changed after it was saved: {MEND}.")
    return Dataset(**fields, sha256=facts["sha256"])


def _checked(path: pathlib.Path, facts: dict, arrays: dict[str, np.ndarray]) -> dict:
    """The images and labels of a saved data set, as they are in a Dataset."""
    shape, features = facts["image_shape"], facts["features"]
    inputs = shape[0] * shape[1] if shape else len(features or [])
    layout = {}
    for part in PARTS:
        images = arrays.get(f"{part}_images")
        kind = "uint8" if images is not None and images.dtype == np.uint8 else "float32"
        layout[f"{part}_images"] = Array(kind, (part, inputs))
        layout[f"{part}_labels"] = Array("int64", (part,), below=len(facts["classes"]))
    counts = schema.check_arrays(path, arrays, layout, MEND)
    if not (inputs and counts["training"] and counts["validation"]):
        raise DownhillError(f"{path} has an empty part: {MEND}.")
    return {
        key: as_greys(array) if key.endswith("images") else array for key, array in arrays.items()
    }
