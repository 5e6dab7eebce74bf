"""What SECURITY.md says, held against the code."""

import re

from nn import arrays, storage
from nn.datasets import archives, idx, pictures, tables
from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering.clips import find
from scenes.rendering.inputs import clip_inputs
from scenes.rendering.quality import QUALITIES

SAYS = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())


def test_its_limits_are_those_of_the_readers():
    assert f"at most {arrays.LIMIT // 2**30} GiB" in SAYS
    assert f"beyond {arrays.SMALL // 2**20} MiB to at most {arrays.TIMES} times its size" in SAYS
    assert f"at most {storage.JSON_LIMIT // 2**20} MiB and {storage.MOST_LEVELS} levels" in SAYS
    assert f"over {storage.MOST_DIGITS} digits" in SAYS
    small = f"beyond {idx.SMALL // 2**20} MiB to at most {idx.TIMES} times their size"
    assert f"at most {idx.LIMIT // 2**30} GiB, and {small}" in SAYS
    assert f"at most {tables.MOST // 2**30} GiB, and {small}" in SAYS
    small = f"beyond {archives.SMALL // 2**20} MiB to at most {archives.TIMES} times their size"
    files = f"{archives.MOST // 2**30} GiB and {archives.MOST_FILES:,} files"
    assert f"at most {files}, and {small}" in SAYS
    *most, last = pictures.FORMATS
    assert f"{', '.join(most)} or {last}".lower() in SAYS.lower()


def test_its_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)#]+)", SAYS):
        assert (ROOT / link).exists(), link
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_is_only_listed_is_not_run(tmp_path):
    file = tmp_path / "clip.py"
    file.write_text(
        "from scenes.stage.explainer import Explainer\n"
        "raise SystemExit('it was run')\n"
        "class Clip(Explainer):\n    '''A clip.'''\n"
    )
    (clip,) = find([str(file)])
    assert clip.sentence == "A clip."
    assert clip_inputs(clip, Run.load("film"), QUALITIES["l"])
