from nn.places import ROOT, SHIPPED
from nn.runs.run import Run
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import clip_inputs, digest
from scenes.rendering.quality import QUALITIES
from scenes.stage.sources import named_in, reads_the_run, sources

SCENE = """
from scenes.stage.explainer import Explainer

class Clip(Explainer):
    def construct(self):
        self.answers = self.study("test_digits")
        self.renamed = self.experiment("permuted_classes").found
"""


def test_what_a_scene_imports_is_its_source_and_what_that_imports():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources(ROOT / "scenes" / "network" / "feed_forward.py")
    }
    assert {
        "scenes/network/feed_forward.py",
        "scenes/stage/explainer.py",
        "scenes/manim_internals/painted.py",
        "nn/runs/run.py",
    } <= found
    assert "scenes/descent/cost_surface.py" not in found


def test_the_studies_and_experiments_that_a_scene_reads_are_those_it_names(tmp_path):
    scene = tmp_path / "scene.py"
    scene.write_text(SCENE)
    assert named_in(scene, "study") == {"test_digits"}
    assert named_in(scene, "experiment") == {"permuted_classes"}
    assert named_in(ROOT / "scenes" / "network" / "feed_forward.py", "study") == set()


def test_a_clip_is_stale_once_a_study_or_experiment_that_it_reads_is_made_anew(tiny_run, tmp_path):
    scene = tmp_path / "scene.py"
    scene.write_text(SCENE)
    run = Run.load(tiny_run)
    inputs = clip_inputs(Clip(scene, "Clip"), run, QUALITIES["l"])
    asked = SHIPPED / "experiments" / "permuted_classes" / "result.npz"
    assert inputs["data/experiments/permuted_classes/result.npz"] == digest(asked)
    assert asked.is_file()
    assert inputs["studies/test_digits.npz"] == digest(run.folder / "studies" / "test_digits.npz")


def test_a_clip_of_an_experiment_alone_is_not_drawn_again_for_another_run(
    tiny_run, retrained_run, tmp_path
):
    scene = tmp_path / "scene.py"
    scene.write_text("\n".join(line for line in SCENE.splitlines() if "study" not in line))
    assert not reads_the_run(scene)
    one, other = (
        clip_inputs(Clip(scene, "Clip"), Run.load(run), QUALITIES["l"])
        for run in (tiny_run, retrained_run)
    )
    assert one == other


def test_whatever_may_come_from_the_run_is_taken_for_drawn_from_it(tmp_path):
    scene = tmp_path / "scene.py"
    kept = SCENE.splitlines()[:-2]
    for line in (
        "self.run.W",
        "self.planes",
        'self.study("noise")',
        "scene.run",
        "Run.shown()",
        "np.load(path)",
        "needs = ()",
    ):
        scene.write_text("\n".join([*kept, f"        {line}", '        self.experiment("x")']))
        assert reads_the_run(scene), line
    scene.write_text("\n".join(kept))  # it asks for nothing at all: who knows
    assert reads_the_run(scene)
