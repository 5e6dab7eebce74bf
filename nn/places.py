"""Where things stand on this disk."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]  # the project
RUNS = ROOT / "data" / "runs"
