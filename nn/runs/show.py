"""A run on the terminal: what was trained and how well it does."""

import pathlib
from collections.abc import Sequence
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
from nn.runs.keys import PARTS
from nn.runs.run import Run, all_runs
from nn.schema import number

BLOCKS = " ▁▂▃▄▅▆▇█"


def show(run: Run, verified: object = None) -> None:
    """Print one run: what was trained, on what, how well it does, how the cost fell; and, if given,
    what of it was `verified` (nn/analysis/verification.py)."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    sizes = "-".join(map(str, run.sizes))
    table.add_row("network", f"{sizes}  ({parameter_count(run.sizes):,} weights and biases)")
    table.add_row("layers", _layers(run.activations))
    table.add_row("cost", run.facts["cost"].replace("_", "-"))
    table.add_row("optimizer", _optimizer(run))
    table.add_row("training", _training(run))
    table.add_row("data", _data(run))
    for row in _origin(run):
        table.add_row(*row)
    table.add_row("", "")
    for part in ("train", "validation", "test"):
        accuracy, cost = run.results.get(f"{part}_accuracy"), run.results.get(f"{part}_cost")
        words = [f"{accuracy:.2%} right"] if accuracy is not None else []
        if cost is not None:
            words.append(f"cost {cost:.4f}" if cost < 1e6 else f"cost {cost:.4g}")
        if words:
            table.add_row(part, ", ".join(words))
    if run.has_data and run.has_history:
        table.add_row("training cost", f"{sparkline(run.train_cost)}  over snapshots, log-spaced")
    if run.facts.get("stopped"):
        table.add_row("stopped", run.facts["stopped"].removeprefix("stopped "))
    if run.has_data or run.facts.get("stopped"):
        table.add_row("", "")
    if verified:
        table.add_row("checked", str(verified))
    table.add_row("digest", run.digest)
    table.add_row("folder", str(run.folder))
    if run.facts.get("command"):
        table.add_row("made by", run.facts["command"])
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
    optimizer = run.facts["optimizer"]
    eta = optimizer.get("eta")
    return (
        run.name,
        f"{'-'.join(map(str, run.sizes))} {', '.join(dict.fromkeys(run.activations[:-1]))}",
        run.facts["cost"],
        optimizer["name"] + (f" η={eta:g}" if number(eta) else ""),
        run.facts["dataset"]["name"],
        _percent(run.results.get("validation_accuracy")),
        _percent(run.results.get("test_accuracy")),
        run.digest[:8],
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.2%}"


def _layers(activations: Sequence[str]) -> str:
    """The activations of the hidden layers, once if they are all alike, and of the output."""
    *hidden, output = activations
    alike = len(set(hidden)) == 1
    return ", ".join([*(hidden[:1] if alike else hidden), f"output {output}"])


def _optimizer(run: Run) -> str:
    facts = {key: value for key, value in run.facts["optimizer"].items() if value is not None}
    name, replayable = facts.pop("name"), facts.pop("replayable", True)
    numbers = (f"{key} {v:g}" if number(v) else f"{key} {v}" for key, v in facts.items())
    note = [] if replayable else ["(its steps can't be repeated)"]
    return "  ".join([name, *numbers, *note])


def _training(run: Run) -> str:
    """How long the training was, then what of it is unknown."""
    epochs, size, seed = (run.facts[key] for key in ("epochs", "mini_batch_size", "seed"))
    last, count = int(run.steps[-1]), len(run.steps)
    batches = f" in mini-batches of {size}" if size else ""
    known = {
        "epochs": epochs and f"{epochs} epoch{'s' * (epochs != 1)}{batches}",
        "mini-batches": size and (not epochs and f"mini-batches of {size}"),
        "seed": None if seed is None else f"seed {seed}",
        "steps": f"{last:,} step{'s' * (last != 1)}" if run.steps_known else None,
        "snapshots": f"{count} snapshot{'s' * (count != 1)}",
    }
    words = ", ".join(word for word in known.values() if isinstance(word, str))
    unknown = [name for name, word in known.items() if word is None]
    return words + (f"; unknown: {', '.join(unknown)}" if unknown else "")


def _data(run: Run) -> str:
    dataset = run.facts["dataset"]
    if not run.has_data:
        return "unknown: it came without data, so nothing is measured on examples"
    counts = ", ".join(f"{dataset[part]:,} {part}" for part in PARTS if part in dataset)
    note = "" if run.trained_on else "; which of them it was trained on is unknown"
    carried = ", carried by the run" if dataset.get("file") else ""
    return f"{dataset['name']}  ({counts}{carried}{note})"


def _origin(run: Run) -> list[tuple[str, str]]:
    """Where a run comes from that we did not train."""
    if not run.origin:
        return []
    version = f" {run.origin['version']}" if run.origin["version"] else ""
    rows = [("trained with", run.origin["framework"] + version)]
    files = (f"{file['name']}  (SHA-256 {file['sha256'][:12]}…)" for file in run.origin["files"])
    rows += [("from" if i == 0 else "", file) for i, file in enumerate(files)]
    return rows + [("folded in" if i == 0 else "", s) for i, s in enumerate(run.origin["folded"])]
