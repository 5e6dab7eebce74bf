"""Inputs and labels with their names: what scikit-learn's loaders return, a Bunch, and tables."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nn.datasets.plain import plain


class Bunch(NamedTuple):
    """What holds inputs and labels. part: both, if they are a pair. features: the names of the
    columns; classes: those of the classes; digits: whether it says that it holds digits."""

    part: Any
    features: Sequence[str] | None = None
    classes: Sequence[str] | None = None
    digits: bool = False


def read(given: Any) -> Bunch:
    """The content of a Bunch, its pictures if it has them beside flat rows; or that of a pair."""
    if not (isinstance(given, Mapping) and "data" in given and "target" in given):
        table = given[0] if isinstance(given, tuple | list) and given else None
        return Bunch(given, getattr(table, "columns", None))
    labels = plain(given["target"], "target")
    names = given.get("target_names")
    if names is not None:  # OpenML gives the name of the column instead
        names = [str(one) for one in np.atleast_1d(plain(names, "target_names"))]
    named = names is not None and labels.dtype.kind != "U" and len(names) == len(np.unique(labels))
    about = str(given.get("DESCR", ""))[:1000].lower()
    part = given.get("images", given["data"]), labels
    return Bunch(part, given.get("feature_names"), names if named else None, "digits" in about)
