"""A run on the terminal: what was trained and how well it does."""

import pathlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nn.errors import DownhillError
from nn.legible import encodable, legible
from nn.network import parameter_count
from nn.places import written_to
from nn.runs.run import Run, all_runs

BLOCKS = " ▁▂▃▄▅▆▇█"


def show(run: Run, verified: object = None) -> None:
    """Print one run: what was trained, on what, how well it does, how the cost fell; and, if given,
    what of it was `verified` (nn/analysis/verification.py)."""
    facts, results = run.facts, run.results
    optimizer = dict(facts["optimizer"])
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    sizes = "-".join(map(str, run.sizes))
    table.add_row("network", f"{sizes}  ({parameter_count(run.sizes):,} weights and biases)")
    table.add_row("layers", f"{facts['activation']}, output {facts['output_activation']}")
    table.add_row("cost", facts["cost"].replace("_", "-"))
    numbers = "  ".join(f"{key} {value:g}" for key, value in optimizer.items() if key != "name")
    table.add_row("optimizer", f"{optimizer['name']}  {numbers}")
    table.add_row(
        "training",
        f"{facts['epochs']} epoch{'s' * (facts['epochs'] > 1)} in mini-batches of "
        f"{facts['mini_batch_size']}, "
        f"seed {facts['seed']}, {int(run.steps[-1]):,} steps, {len(run.steps)} snapshots",
    )
    table.add_row("data", _describe(facts["dataset"]))
    table.add_row("", "")
    for part in ("train", "validation", "test"):
        accuracy, cost = results.get(f"{part}_accuracy"), results.get(f"{part}_cost")
        words = [f"{accuracy:.2%} right"] if accuracy is not None else []
        words += [f"cost {cost:.4f}"] if cost is not None else []
        if words:
            table.add_row(part, ", ".join(words))
    table.add_row("training cost", f"{sparkline(run.train_cost)}  over snapshots, log-spaced")
    if facts.get("stopped"):
        table.add_row("stopped", facts["stopped"])
    table.add_row("", "")
    if verified:
        table.add_row("checked", str(verified))
    table.add_row("digest", run.digest)
    table.add_row("folder", str(run.folder))
    if facts.get("command"):
        table.add_row("made by", facts["command"])
    console = _console()
    console.print(run.name, style="bold")
    console.print(table)


def list_runs(folder: pathlib.Path | None = None) -> None:
    """Print a line for every run under a folder, by default for every run that `nn.runs.run.find`
    knows by its name, and a sentence for each that is damaged."""
    table = Table(box=None, pad_edge=False)
    for heading in ("run", "network", "cost", "optimizer", "data", "validation", "test", "digest"):
        table.add_column(heading, no_wrap=True)
    damages = []
    for path in sorted(folder.glob("*/run.json")) if folder else all_runs():
        try:
            table.add_row(*_line(Run.load(path.parent)))
        except DownhillError as error:
            damages.append(f"damaged: {error}")
    console = _console()
    if table.row_count:
        console.print(table)
    elif not damages:
        console.print(f"no runs under {folder or written_to('runs')}: `downhill train` makes one.")
    for sentence in damages:
        console.print(sentence, style="red")


def sparkline(values: npt.ArrayLike, width: int = 40) -> str:
    """A curve as a line of block characters, from its smallest to its largest value."""
    curve = np.asarray(values, float)
    picked = curve[np.linspace(0, len(curve) - 1, min(width, len(curve))).round().astype(int)]
    low, high = picked.min(), picked.max()
    levels = np.round(1 + (picked - low) / ((high - low) or 1) * (len(BLOCKS) - 2)).astype(int)
    return "".join(BLOCKS[level] for level in levels)


class _LiteralConsole(Console):
    """A console that shows text literally and legibly, in table columns of the right width."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(encodable(legible(text), self.encoding), **options)


def _console() -> Console:
    """Standard output that prints text literally, and cuts no line in a file or a pipe."""
    console = _LiteralConsole(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 10_000
    return console


def _line(run: Run) -> tuple[str, ...]:
    facts, results = run.facts, run.results
    test = results.get("test_accuracy")
    return (
        run.name,
        f"{'-'.join(map(str, run.sizes))} {facts['activation']}",
        facts["cost"],
        f"{facts['optimizer']['name']} η={facts['optimizer'].get('eta', 0):g}",
        facts["dataset"]["name"],
        f"{results['validation_accuracy']:.2%}",
        "—" if test is None else f"{test:.2%}",
        run.digest[:8],
    )


def _describe(dataset: Mapping[str, Any]) -> str:
    counts = ", ".join(
        f"{dataset[part]:,} {part}"
        for part in ("training", "validation", "test")
        if part in dataset
    )
    return f"{dataset['name']}  ({counts})"
