"""`python -m bench [NAME …]`: measure, print one table, keep it in bench/results.json."""

import argparse
import datetime
import importlib
import importlib.metadata
import os
import pathlib
import pkgutil
import platform
import sys

from rich.console import Console
from rich.table import Table

import bench
from nn.errors import DownhillError
from nn.legible import print_legibly
from nn.storage import write_json

RESULTS = pathlib.Path(__file__).with_name("results.json")


def main(arguments=None):
    """Run the benchmarks named, or all; return the exit status.

    A missed target does not change it: it says as much about the machine as about the code.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as training; all if none")
    try:
        benchmarks = chosen(parser.parse_args(arguments).names)
    except DownhillError as error:
        print(f"downhill: {error}", file=sys.stderr)
        return 2
    print_legibly()
    console = Console()
    rows = []
    for name in benchmarks:
        with console.status(f"measuring {name}"):
            rows += measured(name)
    console.print(table(rows))
    write_json(RESULTS, {"machine": machine(), "results": rows})
    console.print(f"kept in {os.path.relpath(RESULTS)}")
    return 0


def chosen(names):
    """The benchmarks of these names, or all. Raises DownhillError if one does not exist."""
    modules = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    benchmarks = [name for name in modules if name not in ("__main__", "tasks", "timing")]
    for name in names:
        if name not in benchmarks:
            raise DownhillError(
                f"there is no benchmark named {name!r}: choose from {', '.join(benchmarks)}."
            )
    return names or benchmarks


def measured(name):
    """A benchmark's rows; if it fails, one row that says why, so that the others are measured."""
    try:
        return importlib.import_module(f"bench.{name}").measure()
    except Exception as error:
        return [{"name": name, "why": f"{type(error).__name__}: {error}"}]


def table(rows):
    """The rows as a table for a terminal."""
    shown = Table("measured", "unit", title="ours against others: medians of one run")
    for heading in ("ours", "other", "ratio", "target", "met"):
        shown.add_column(heading, justify="right")
    for row in rows:
        numbers = [f"{row[key]:,.1f}" if key in row else "" for key in ("ours", "other")]
        ratio = f"{row['ratio']:,.2f}×" if "ratio" in row else ""
        what = row.get("why", row.get("unit"))
        shown.add_row(row["name"], what, *numbers, ratio, aim(row), verdict(row))
    return shown


def aim(row):
    """What the ratio should be, or ours if there is no ratio: at least, or at most."""
    if "limit" in row:
        return f"≤ {row['limit']:,.1f}" + ("×" if "ratio" in row else "")
    if "target" not in row:
        return ""
    return f"≥ {row['target']:,.1f}" + ("×" if "ratio" in row or "ours" not in row else "")


def verdict(row):
    """Whether that is met; empty if it was not measured."""
    measured = row.get("ratio", row.get("ours"))
    if measured is None or not aim(row):
        return ""
    met = measured <= row["limit"] if "limit" in row else measured >= row["target"]
    return "[green]yes[/]" if met else "[red]no[/]"


def machine():
    """What the figures depend on."""
    versions = {}
    for package in ("numpy", "manim", "torch"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        **versions,
    }


if __name__ == "__main__":
    sys.exit(main())
