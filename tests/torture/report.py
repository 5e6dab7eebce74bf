"""What is printed: a line for each attempt that went wrong, and a table of all attempts."""

import collections

from rich.console import Console
from rich.table import Table

from torture.attempts import ANOTHER, REFUSED, SAME, WRONG

COLUMNS = REFUSED, SAME, ANOTHER, WRONG


def how_to_repeat(ending, seed):
    return f"make torture ARGS='{ending.kind} --seed {seed} --case {ending.number}'"


def line(ending, seed):
    """One line about an attempt."""
    why = " ".join(ending.why.split())
    return f"{ending.how}: {ending.what}: {why}  [{how_to_repeat(ending, seed)}]"


def table(endings, planned):
    """How many attempts of each kind ended in which way; `planned`: {kind: how many there are}."""
    shown = Table("attempts", box=None)
    for heading in ("tried", *COLUMNS, "left out", "seconds"):
        shown.add_column(heading, justify="right")
    by_kind = collections.defaultdict(list)
    for ending in endings:
        by_kind[ending.kind].append(ending)
    for kind, count in planned.items():
        shown.add_row(kind, *_numbers(by_kind[kind], count))
    shown.add_row("all", *_numbers(endings, sum(planned.values())), style="bold")
    return shown


def _numbers(endings, planned):
    counts = collections.Counter(ending.how for ending in endings)
    tried, seconds = len(endings), sum(ending.seconds for ending in endings)
    columns = tried, *(counts[how] for how in COLUMNS), planned - tried, round(seconds)
    return [f"{number:,}" for number in columns]


def console():
    """Standard output, which cuts no line."""
    return Console(highlight=False, markup=False, emoji=False)
