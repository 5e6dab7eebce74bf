import pytest

from nn.errors import DownhillError
from nn.places import ROOT, SHIPPED
from nn.runs.run import Run
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import clip_inputs, digest
from scenes.rendering.quality import QUALITIES
from scenes.stage.sources import Declared, declared, sources

FEED_FORWARD = ROOT / "scenes" / "network" / "feed_forward.py"
ALONE = """
from scenes.stage.explainer import Explainer


class Alone(Explainer):
    reads_run = False
    experiments = ("permuted_classes",)
"""
BOTH = """
class Both(Explainer):
    landscape: bool = True
    studies = ("noise", "lines")
    experiments = ("permuted_classes",)


class Child(Both):
    studies = ("pixels",)


class Plain(Explainer):
    pass
"""


@pytest.fixture
def scene(tmp_path):
    file = tmp_path / "scene.py"
    file.write_text(ALONE + BOTH)
    return file


def test_what_a_scene_imports_is_its_source_and_what_that_imports():
    found = {path.relative_to(ROOT).as_posix() for path in sources(FEED_FORWARD)}
    assert {
        "scenes/network/feed_forward.py",
        "scenes/stage/explainer.py",
        "scenes/manim_internals/painted.py",
        "nn/runs/run.py",
    } <= found
    assert "scenes/descent/cost_surface.py" not in found


def test_each_class_declares_for_itself(scene):
    asked = ("permuted_classes",)
    assert declared(scene, "Alone") == Declared(reads_run=False, experiments=asked)
    assert declared(scene, "Both") == Declared(True, True, ("noise", "lines"), asked)
    assert declared(scene, "Plain") == declared(scene, "NotThere") == Declared()
    assert declared(FEED_FORWARD, "FeedForward") == Declared(needs=("DATA",))


def test_a_class_inherits_what_a_class_in_its_file_declares(scene):
    assert declared(scene, "Child") == Declared(True, True, ("pixels",), ("permuted_classes",))


def test_what_is_not_written_out_is_refused_by_name(tmp_path):
    file = tmp_path / "scene.py"
    file.write_text("NAMES = ('lines',)\n\n\nclass Clip(Explainer):\n    studies = NAMES\n")
    with pytest.raises(DownhillError, match="`studies` of Clip is not written out"):
        declared(file, "Clip")


def test_a_clip_depends_on_just_what_it_declares(scene, tiny_run):
    run = Run.load(tiny_run)
    both, plain = (
        clip_inputs(Clip(scene, name), run, QUALITIES["l"]) for name in ("Both", "Plain")
    )
    result = SHIPPED / "experiments" / "permuted_classes" / "result.npz"
    assert result.is_file()
    files = {
        "data/experiments/permuted_classes/result.npz": result,
        "data/experiments/permuted_classes/result.json": result.with_suffix(".json"),
        "landscape.npz": run.folder / "landscape.npz",
        "studies/noise.npz": run.folder / "studies" / "noise.npz",
        "studies/lines.npz": run.folder / "studies" / "lines.npz",
    }
    for name, path in files.items():
        assert both[name] == digest(path) is not None
    assert {name for name in both if name not in plain} == set(files)
    assert both["run"] == plain["run"] == run.digest


def test_a_clip_of_experiments_alone_is_not_drawn_again_for_another_run(
    scene, tiny_run, retrained_run
):
    one, other = (
        clip_inputs(Clip(scene, "Alone"), Run.load(run), QUALITIES["l"])
        for run in (tiny_run, retrained_run)
    )
    assert one == other and "run" not in one


def test_a_clip_elsewhere_is_drawn_by_what_stands_beside_it_too(tmp_path):
    files = {
        "my_clip.py": "import helper, numpy\nfrom tools.shapes import box\n"
        "from scenes.stage import style",
        "helper.py": "",
        "tools/__init__.py": "",
        "tools/shapes.py": "from . import lines\nfrom .areas import fill",
        "tools/lines.py": "",
        "tools/areas.py": "",
        "other.py": "",
    }
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    found = sources(tmp_path / "my_clip.py")
    own = {path.relative_to(tmp_path).as_posix() for path in found if path.is_relative_to(tmp_path)}
    assert own == set(files) - {"other.py"}
    assert ROOT / "scenes" / "stage" / "style.py" in found
