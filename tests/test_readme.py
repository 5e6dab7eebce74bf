"""What README.md says, held against the project."""

import ast
import importlib.util
import pathlib
import re
import shlex
import sys

import numpy as np
import pytest
from watching import render

from downhill import cli
from nn.runs.run import FILM_RUN, Run, find
from scenes.film import CHAPTERS, CORE, DEEPER
from scenes.rendering import dissolves

ROOT = pathlib.Path(__file__).parents[1]
CARD = 4.5  # seconds that a chapter's card takes at most
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip().split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.replace("\\\n", " ").splitlines()
    if line.strip()
]


def test_its_figures_of_the_films_network_are_the_runs():
    results = Run.load("film").results
    assert f"**{results['test_accuracy']:.2%}**" in README
    assert f"cost is {results['train_cost']:.3f} on" in README


def test_its_command_for_the_films_network_is_the_one_that_made_it():
    kept = Run.load("film").facts["command"].replace("python -m nn", "downhill")
    assert shlex.split(kept) in [shlex.split(command) for command in COMMANDS]


def test_its_commands_are_understood():
    for command in COMMANDS:
        words = shlex.split(command)
        if words[0] == "downhill":
            cli.parser().parse_args(words[1:])
        elif words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.M)


def test_its_table_has_every_clip_with_its_own_sentence():
    for *_, clips in CHAPTERS:
        for clip in (clip for clip in clips if not clip.startswith("cards.")):
            *module, name = clip.split(".")
            tree = ast.parse(
                ROOT.joinpath("scenes", *module).with_suffix(".py").read_text(encoding="utf-8")
            )
            sentence = next(
                ast.get_docstring(node)
                for node in tree.body
                if isinstance(node, ast.ClassDef) and node.name == name
            )
            assert f"| `{name}` | {sentence} |" in README, name


@pytest.mark.parametrize(("chapters", "minutes"), [(CORE, 18), (DEEPER, 11)])
def test_the_story_takes_18_minutes_and_what_goes_deeper_11(chapters, minutes):
    """With the chapters' cards, and the dissolves between clips."""
    lengths = dict(re.findall(r"^\| .*\| `(\w+)` \| .*\| (\d+) s \|$", README, re.M))
    names = [clip.split(".")[-1] for *_, clips in chapters for clip in clips]
    seconds = [int(lengths.get(name, CARD)) for name in names]
    assert sum(seconds) + (len(names) - 1) * dissolves.SECONDS <= 60 * minutes


@pytest.mark.parametrize("which", ["tiny", "film"])
def test_its_clip_to_be_written_by_others_is_drawn_as_printed(which, tiny_run, tmp_path):
    (source,) = re.findall(r"```python\n(.*?)```", README, re.S)
    assert source == cli.TEMPLATE.read_text(encoding="utf-8")  # what `downhill new` writes
    file = tmp_path / "large_weights.py"
    file.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("large_weights", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where the clip asks for its own file
    spec.loader.exec_module(module)
    folder = tiny_run if which == "tiny" else find(FILM_RUN)
    scene = render(module.HowLargeWeightsGrow, folder, tmp_path, dry_run=True)
    assert [beat.faults for beat in scene.beats] == [[], []]
    assert not scene.too_short
    run = Run.load(folder)
    np.testing.assert_array_equal(
        scene.bars.counts, np.histogram(run.W[0][-1], np.linspace(-2, 2, 81))[0]
    )


def test_the_pictures_it_shows_are_there():
    for path in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / path).is_file(), path


def test_the_files_and_folders_it_links_to_are_there():
    links = set(re.findall(r"\]\((?!https?:)([^)#]+)(?:#[\w-]+)?\)", README))
    assert len(links) > 30
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_room_has_its_row():
    table = README.split("### Where things go")[1].split("\n\n")[1]
    rooms = {
        path.parent.relative_to(ROOT).as_posix()
        for half in ("nn", "scenes")
        for path in (ROOT / half).glob("*/__init__.py")
    }
    assert not [room for room in rooms if f"]({room}" not in table]
