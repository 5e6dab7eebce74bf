"""What a run says of an optimizer that is none of ours."""

from typing import Any

from nn.legible import legible
from nn.storage import Facts

UNKNOWN = "unknown"


def described(given: Any, known: Facts | None = None) -> Facts:
    """The `optimizer` of a run.json: its name and numbers, none of which our studies can replay.

    given: words, a dict with `name`, an optimizer of PyTorch, or None for what is `known`.
    """
    if given is None:
        facts = known or {"name": UNKNOWN}
    elif isinstance(given, dict):
        facts = {"name": UNKNOWN, **given}
    elif groups := getattr(given, "param_groups", None):
        facts = {"name": type(given).__name__, **groups[0]}
    else:
        facts = {"name": str(given)}
    plain = {legible(key): _plain(value) for key, value in facts.items()}
    return {**{key: value for key, value in plain.items() if value}, "replayable": False}


def _plain(value: Any) -> Any:
    """A number or words, None for anything else."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, tuple) and value and all(isinstance(one, int | float) for one in value):
        return ", ".join(f"{one:g}" for one in value)
    return None
