"""The examples of docs/onnx.md and docs/files.md work as they are pasted."""

import os
import re
import shlex

import pytest
from threadpoolctl import threadpool_limits

from nn.cli.main import main
from nn.places import PROJECT_VARIABLE, ROOT
from nn.runs.run import Run

BLOCK = re.compile(r"```python\n(.*?)```\s+```sh\n(.*?)```", re.DOTALL)
PAGES = {
    page: (ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("onnx.md", "files.md")
}
EXAMPLES = [pair for text in PAGES.values() for pair in BLOCK.findall(text)]
NEEDED = ("torch", "keras", "sklearn", "skops", "safetensors", "onnx")


def commands(text):
    """The commands of `downhill` in a block, as words."""
    lines = text.replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("downhill import")]


@pytest.mark.parametrize(("code", "shell"), EXAMPLES, ids=[s.split()[2] for _, s in EXAMPLES])
def test_an_example_works_as_pasted(tmp_path, monkeypatch, capsys, code, shell):
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    for package in NEEDED:
        if re.search(rf"\b{package}\b", code):
            pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    with threadpool_limits(1):  # the matrices are small, and threads wait for each other
        exec(compile(code, "docs", "exec"), {})
    (words,) = commands(shell)
    assert main([*words, "--no-landscape"]) == 0
    said = capsys.readouterr().err
    run = Run.load(words[words.index("--out") + 1])
    assert run.origin["files"]
    if "--data" in words:
        assert run.facts["results"]["train_accuracy"] > 0.9
        assert "it would get" not in said
    if "--checkpoints" in words:
        assert run.steps.tolist() == [0, 3, 10, 30, 100, 300]


def test_the_pages_have_an_example_for_each_format_and_are_ten_lines_each():
    assert len(EXAMPLES) == 6
    for code, _ in EXAMPLES:
        assert len([line for line in code.splitlines() if line.strip()]) <= 14


def test_links_of_the_pages_lead_somewhere():
    for text in PAGES.values():
        for link in re.findall(r"\]\(([^)#]+)", text):
            assert os.path.exists(ROOT / "docs" / link), link
