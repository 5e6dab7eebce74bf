"""Rules of the house that can be read off the source."""

import ast
import math
import re

import pytest
from watching import clips

from nn import experiments
from nn.places import ROOT
from nn.runs.run import FILM_RUN, Run
from scenes.stage.explainer import Explainer, ExplainerInSpace

SOURCES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("downhill", "nn", "scenes", "bench", "data", "tools")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
CHAPTERS = sorted({clip.__module__ for clip in clips()})
EXPERIMENTS = {f"nn.experiments.{name}" for name in experiments.names()}
GLOBAL_RANDOMNESS = re.compile(r"random$|(np|numpy)\.random\.(?!default_rng\b|Generator\b)")


def under(folder):
    return {name: tree for name, tree in SOURCES.items() if name.startswith(folder)}


def offences(trees, rule):
    """What a rule finds in each file, files without a fault left out."""
    found = {name: sorted(rule(tree)) for name, tree in trees.items()}
    return {name: faults for name, faults in found.items() if faults}


def imported(tree):
    """The modules that a file imports, by their full names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def a_scene(tree):
    return set(imported(tree)) & set(CHAPTERS)


def manim_or_scenes(tree):
    return {name for name in imported(tree) if name.split(".")[0] in ("manim", "scenes")}


def an_experiment(tree):
    return set(imported(tree)) & EXPERIMENTS


def a_file_or_run(tree):
    """What a mobject has no business with."""
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    files = {name for name in called if name in ("open", "np.load", "np.loadtxt", "np.fromfile")}
    return files | {name for name in imported(tree) if name.startswith(("nn.runs.run", "pathlib"))}


def dotted(tree):
    """Every name with a dot in it that a file uses."""
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def randomness(tree):
    return {name for name in {*imported(tree), *dotted(tree)} if "random" in name.split(".")}


def global_randomness(tree):
    used = {*imported(tree), *dotted(tree)} - {"np.random", "numpy.random"}
    return {name for name in used if GLOBAL_RANDOMNESS.match(name)}


def pickles(tree):
    allowed = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and ast.unparse(node.value) != "False"
    }
    return allowed | (set(imported(tree)) & {"pickle", "dill", "joblib"})


def the_first_images(tree):
    """Slices of a part of a data set that begin at its beginning."""
    return {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and re.search(r"\.(training|validation|test)_(images|labels)$", ast.unparse(node.value))
        and isinstance(node.slice, ast.Slice)
        and node.slice.lower is None
    }


def figures_of(run):
    """The numbers that a run might be known by, as they would be typed, but for commas."""
    dataset, results = run.facts["dataset"], run.facts["results"]
    products = (math.prod(pair) for pair in zip(run.sizes, run.sizes[1:], strict=False))
    parts = (dataset[part] for part in ("training", "validation", "test"))
    counts = {run.sizes[0], run.thetas.shape[1], int(run.steps[-1]), *products, *parts}
    figures = {str(count) for count in counts if count > 500}
    for result in (value for value in results.values() if isinstance(value, float)):
        figures |= {f"{result:.{n}f}" for n in (3, 4)}
        figures |= {f"{100 * result:.{n}f}" for n in (1, 2)}
    return figures


def typed_figures(tree, figures):
    """Numbers of a run in a file's code and words; what explains the code may name them."""
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in explained:
            words = str(node.value).replace(",", "").replace("_", "")
            yield from set(re.findall(r"\d+(?:\.\d+)?", words)) & figures


def test_nothing_imports_a_scene():
    assert offences(SOURCES, a_scene) == {}


def test_nn_imports_neither_manim_nor_scenes():
    assert offences(under("nn/"), manim_or_scenes) == {}


def test_what_reads_a_result_imports_no_experiment():
    """Or editing the experiment would draw clips again whose result is the same: constants stand
    in the result, functions that both need in nn/analysis."""
    assert (
        offences(under("scenes/") | under("nn/analysis/") | under("nn/results/"), an_experiment)
        == {}
    )


def test_mobjects_take_arrays_never_files():
    assert offences(under("scenes/mobjects/"), a_file_or_run) == {}


def test_no_scene_draws_at_random():
    assert offences(under("scenes/"), randomness) == {}


def test_nothing_uses_the_global_random_state():
    assert offences(SOURCES, global_randomness) == {}


def test_nothing_loads_a_pickle_but_from_a_pipe_of_our_own():
    """Orders between our own processes are pickled, as those of concurrent.futures are; the file
    that does so opens no other."""
    found = offences(SOURCES, pickles)
    assert set(found) <= {"nn/execution/process.py"}
    opened = [
        node for node in ast.walk(SOURCES["nn/execution/process.py"]) if isinstance(node, ast.Call)
    ]
    assert "open" not in {ast.unparse(node.func) for node in opened}


def test_some_images_are_drawn_and_not_the_first():
    """Which in a folder of pictures are all of one class: `Dataset.some`, `nn.datasets.sample`."""
    assert offences(under("nn/") | under("scenes/"), the_first_images) == {}


def test_no_figure_of_the_films_run_is_typed_into_a_scene():
    figures = figures_of(Run.load(FILM_RUN))
    assert offences(under("scenes/"), lambda tree: typed_figures(tree, figures)) == {}


def test_a_clip_extends_the_base_and_nothing_else():
    assert {clip.__bases__ for clip in clips()} <= {(Explainer,), (ExplainerInSpace,)}


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (a_scene, "from scenes.network import feed_forward"),
        (a_scene, "from scenes.network.feed_forward import FeedForward"),
        (a_scene, "def f():\n    import scenes.network.feed_forward"),
        (manim_or_scenes, "import manim as m"),
        (manim_or_scenes, "from scenes.stage.style import grey"),
        (an_experiment, "from nn.experiments.momentum import QUICK"),
        (an_experiment, "from nn.experiments import momentum"),
        (a_file_or_run, "import numpy as np\nnp.load('x')"),
        (a_file_or_run, "from nn.runs.run import Run"),
        (randomness, "import numpy as np\nx = np.random.default_rng(0)"),
        (randomness, "import random"),
        (randomness, "from numpy.random import default_rng"),
        (global_randomness, "import numpy as np\nnp.random.seed(0)"),
        (global_randomness, "import numpy as np\nx = np.random.rand(3)"),
        (global_randomness, "import random"),
        (pickles, "import numpy as np\nnp.load('x', allow_pickle=True)"),
        (pickles, "import pickle"),
        (the_first_images, "X = data.training_images[:SHOWN]"),
        (the_first_images, "y = self.data.test_labels[: settings['pictures']]"),
    ],
)
def test_each_rule_finds_a_planted_fault(rule, source):
    assert set(rule(ast.parse(source)))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (a_scene, "from scenes.stage import style"),
        (manim_or_scenes, "import numpy as np"),
        (an_experiment, "from nn.experiments import Result"),
        (global_randomness, "import numpy as np\nx = np.random.default_rng(0).random(3)"),
        (pickles, "import numpy as np\nnp.load('x', allow_pickle=False)"),
        (the_first_images, "X = data.training_images[order[:SHOWN]]"),
    ],
)
def test_no_rule_finds_a_fault_where_there_is_none(rule, source):
    assert not set(rule(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "n = 13002",
        "words = 'a point of 13,002 dimensions'",
        "words = f'{n} of 784 pixels'",
        "n = 50_000",
        "x = 0.952",
        "words = 'it gets 95.2% right'",
    ],
)
def test_a_figure_of_the_run_is_found(source):
    figures = figures_of(Run.load(FILM_RUN))
    assert list(typed_figures(ast.parse(source), figures))
    explained = ast.parse('"""A point of 13,002 dimensions."""\nn = 16')
    assert not list(typed_figures(explained, figures))
