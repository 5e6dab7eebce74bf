"""`python -m torture [KIND …]`: make the attempts, print those that went wrong, and count all."""

import argparse
import concurrent.futures
import importlib
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported: two work at once

import numpy as np

from torture import report
from torture.attempts import WRONG, carry_out

KINDS = ("mutations", "kills", "pairs", "places", "numbers")
MINUTES = 16.5  # then no attempt begins; those that have begun take three minutes at most
AT_MOST = {"numbers": 250}  # attempts of a kind, drawn by the seed
_planned = {}  # {kind: its attempts}, made before the workers are forked, which share it


def main(arguments=None):
    """Make the attempts of the kinds named, or of all; return 1 if one is wrong, else 0."""
    given = _parser().parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        for kind in given.kinds or KINDS:
            room = pathlib.Path(folder) / kind
            room.mkdir()
            _planned[kind] = list(importlib.import_module(f"torture.{kind}").attempts(room))
        chosen = _chosen(given)
        endings = []
        for ending in _endings(chosen, given, pathlib.Path(folder), began + 60 * given.minutes):
            endings.append(ending)
            if ending.how == WRONG or given.verbose or given.case is not None:
                print(report.line(ending, given.seed), flush=True)
    planned = {kind: sum(k == kind for k, _ in chosen) for kind in _planned}
    report.console().print(report.table(endings, planned))
    return int(any(ending.how == WRONG for ending in endings))


def _endings(chosen, given, room, until):
    """The ending of each attempt, as it ends; none begins after the time `until`."""
    with concurrent.futures.ProcessPoolExecutor(
        given.jobs, multiprocessing.get_context("fork")
    ) as executor:
        waiting = {executor.submit(_attempt, *one, given.seed, room, until) for one in chosen}
        for future in concurrent.futures.as_completed(waiting):
            if future.result() is not None:
                yield future.result()


def _attempt(kind, number, seed, room, until):
    if time.monotonic() > until:
        return None
    return carry_out(_planned[kind][number], seed, room)


def _chosen(given):
    """(kind, number) of the attempts to make, in an order that the seed determines, so that each
    kind gets its share of a time that is too short for all."""
    if given.case is not None:
        return [(kind, given.case) for kind in _planned]
    generator = np.random.default_rng(given.seed)
    chosen = []
    for kind, planned in _planned.items():
        numbers = generator.permutation(len(planned))[: AT_MOST.get(kind)]
        chosen += [(kind, number) for number in numbers.tolist()]
    return [chosen[i] for i in generator.permutation(len(chosen))]


def _parser():
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    add = parser.add_argument
    add("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)}; none: all")
    add("--seed", type=int, default=0, help="the seed of all random choices (0)")
    add("--case", type=int, help="the number of one attempt")
    add("--minutes", type=float, default=MINUTES, help=f"no attempt begins later ({MINUTES:g})")
    add("--jobs", type=int, default=2, help="attempts at a time (2)")
    add("--verbose", action="store_true", help="print a line for every attempt")
    return parser


if __name__ == "__main__":
    sys.exit(main())
