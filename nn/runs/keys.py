"""The keys of run.json in both versions of the format, and the kinds of their values."""

from nn import schema
from nn.activations import OUTPUT
from nn.costs import COSTS
from nn.schema import (
    Kind,
    Kinds,
    count,
    dict_of,
    list_of,
    maybe,
    natural,
    number,
    one_of,
    share,
    text,
)

CURVES = ("train_cost", "validation_cost", "validation_accuracy")
PARTS = ("training", "validation", "test")
MOST_LAYERS = 1_000

SIZES = Kind(
    "a list of two or more whole numbers from 1, the neurons of each layer",
    lambda value: list_of(natural)(value) and 1 < len(value) <= MOST_LAYERS,
)
SHAPE = Kind("[height, width]", lambda value: list_of(natural)(value) and len(value) == 2)
SEED = Kind("a whole number from 0", lambda value: type(value) is int and value >= 0)
RESULTS = Kind(
    f"an object of numbers with {', '.join(CURVES)}, each accuracy in 0…1",
    lambda value: (
        dict_of(number, **dict.fromkeys(CURVES, number))(value)
        and all(share(value[name]) for name in value if name.endswith("accuracy"))
    ),
    dict_of(
        number,
        train_cost=number,
        validation_cost=number,
        validation_accuracy=share,
        train_accuracy=maybe(share),
        test_accuracy=maybe(share),
    ).inside,
)
A_PART = list_of(one_of(PARTS))
SOME_PARTS = Kind(
    f"a list of some of {', '.join(PARTS)}",
    lambda value: A_PART(value) and len(value) > 0,
    A_PART.inside,
)
NONE = Kind("{}, since there are no data to measure them on", lambda value: value == {})
SHA256 = Kind(
    "64 hexadecimal digits", lambda value: text(value) and len(value) == 64 and _is_hex(value)
)


def _is_hex(value: str) -> bool:
    return set(value) <= set("0123456789abcdef")


KEYS: Kinds = {  # of run.json, version 1
    "name": text,
    "sizes": SIZES,
    "activation": one_of(("sigmoid", "tanh", "relu")),
    "output_activation": one_of(OUTPUT),
    "cost": one_of(COSTS),
    "optimizer": dict_of(number, name=text, eta=number, l2=number),
    "mini_batch_size": natural,
    "epochs": natural,
    "seed": SEED,
    "dataset": dict_of(
        name=text,
        given=maybe(schema.path),
        sha256=text,
        training=count,
        validation=count,
        test=count,
        image_shape=maybe(SHAPE),
        classes=maybe(list_of(schema.name)),
    ),
    "results": RESULTS,
    "digest": text,
}
OPTIONAL: Kinds = {"command": text, "stopped": text, "snapshots": natural}
WORD = Kind(
    "a number, true, false, null or a line of text",
    lambda value: value is None or isinstance(value, bool) or number(value) or text(value),
)
DATASET_2: Kinds = {
    "name": text,
    "given": maybe(schema.path),
    "sha256": maybe(SHA256),
    "file": maybe(SHA256),
    "training": count,
    "validation": count,
    "test": count,
    "image_shape": maybe(SHAPE),
    "classes": maybe(list_of(schema.name)),
    "one": maybe(schema.name),
    "many": maybe(schema.name),
    "features": maybe(list_of(dict_of(name=schema.name, low=number, high=number))),
    "low": maybe(number),
    "high": maybe(number),
    "trained_on": maybe(SOME_PARTS),
    "asked": maybe(dict_of()),
}
KEYS_2: Kinds = {
    "name": text,
    "sizes": SIZES,
    "activations": list_of(text),
    "cost": one_of(COSTS),
    "optimizer": dict_of(WORD, name=schema.name, replayable=schema.yes_or_no),
    "mini_batch_size": maybe(natural),
    "epochs": maybe(natural),
    "seed": maybe(SEED),
    "dataset": dict_of(**DATASET_2),
    "results": dict_of(number),
    "digest": SHA256,
}
OPTIONAL_2: Kinds = {
    **OPTIONAL,
    "steps_known": schema.yes_or_no,
    "origin": dict_of(
        framework=schema.name,
        version=maybe(text),
        files=maybe(list_of(dict_of(name=schema.path, sha256=SHA256))),
        folded=maybe(list_of(text)),
    ),
}
KINDS: dict[int, tuple[Kinds, Kinds]] = {1: (KEYS, OPTIONAL), 2: (KEYS_2, OPTIONAL_2)}
