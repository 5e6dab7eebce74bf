"""Packages that only some formats need."""

import importlib
from typing import Any

from nn.errors import DownhillError


def package(name: str, what: str) -> Any:
    """A package that `what` needs. Raises DownhillError if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DownhillError(
            f"{what} needs the package {name}: install it with `pip install {name}`."
        ) from None
