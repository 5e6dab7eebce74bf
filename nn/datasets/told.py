"""What a user tells about a data set, since its files don't or say otherwise."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from nn.errors import DownhillError
from nn.legible import legible
from nn.schema import Kinds, list_of, name, natural

KINDS: Kinds = {
    "shape": lambda value: list_of(natural)(value) and len(value) in (0, 2),
    "classes": list_of(name),
    **dict.fromkeys(("one", "many", "label"), name),
}


@dataclasses.dataclass(frozen=True)
class Told:
    """shape: (height, width) of pictures, () if the inputs are none; classes: the names of all;
    one, many: a word for one example and for many; label: the column of the labels in a table,
    by its name or its number from 1. None: not told."""

    shape: tuple[int, ...] | None = None
    classes: tuple[str, ...] | None = None
    one: str | None = None
    many: str | None = None
    label: str | None = None

    @classmethod
    def again(cls, asked: Mapping[str, Any]) -> "Told":
        """What a Dataset was told (`Dataset.asked`), from JSON. Raises DownhillError for anything
        else, which a run that a stranger wrote may hold."""
        for key, value in asked.items():
            if key not in KINDS or not KINDS[key](list(value) if type(value) is tuple else value):
                raise DownhillError(
                    f"A data set can't be told {legible(key)} {legible(value)!r:.80}: restore the "
                    f"run, or tell {', '.join(KINDS)} by their options."
                )
        told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in asked.items()}
        return cls(**told)

    @property
    def asked(self) -> dict[str, Any]:
        """What was told, as JSON values."""
        told = {key: value for key, value in dataclasses.asdict(self).items() if value is not None}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in told.items()}

    def arguments(self) -> dict[str, Any]:
        """Those of `from_arrays`."""
        return {
            "image_shape": self.shape,
            "classes": self.classes,
            "one": self.one,
            "many": self.many,
            "asked": self.asked,
        }

    def over(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments of `from_arrays` that a reader knows, and over them what is told."""
        return {**known, **{k: v for k, v in self.arguments().items() if v is not None}}


NOTHING = Told()
