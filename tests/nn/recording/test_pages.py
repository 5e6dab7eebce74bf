"""The pages about frameworks: what they print works as pasted."""

import re
import subprocess
import sys

import pytest

from nn.places import ROOT
from nn.runs.run import Run


@pytest.mark.parametrize(("page", "framework"), [("pytorch", "torch"), ("jax", "jax")])
def test_the_lines_of_a_page_work_as_pasted(page, framework, tmp_path):
    pytest.importorskip(framework)
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", text, re.S)
    (tmp_path / "training.py").write_text(lines, encoding="utf-8")
    words = f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); runpy.run_path('training.py')"
    ended = subprocess.run([sys.executable, "-c", words], cwd=tmp_path, capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    run = Run.load(tmp_path / "data/runs/mine")
    assert run.results["test_accuracy"] > 0.75
    assert run.has_history and run.origin["framework"].lower() in (framework, "pytorch")
