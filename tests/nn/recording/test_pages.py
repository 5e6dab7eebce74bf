"""The pages about frameworks: what they print works as pasted."""

import os
import re
import subprocess
import sys

import pytest

from nn.places import ROOT
from nn.runs.run import Run

PAGES = [("pytorch", "torch"), ("jax", "jax"), ("keras", "keras"), ("scikit-learn", "sklearn")]


@pytest.mark.parametrize(("page", "framework"), PAGES)
def test_the_lines_of_a_page_work_as_pasted(page, framework, tmp_path):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip(framework)
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    (tmp_path / "training.py").write_text(lines, encoding="utf-8")
    words = f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); runpy.run_path('training.py')"
    ended = subprocess.run(
        [sys.executable, "-c", words],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP")}},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    run = Run.load(tmp_path / "data/runs/mine")
    assert run.results["test_accuracy"] > 0.75
    assert run.has_history and run.origin["framework"].lower() in (page, framework)
