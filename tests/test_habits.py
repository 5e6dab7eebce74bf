"""What stands about the code: licence, citation, changelog, and what runs on other machines."""

import re
import tomllib

import yaml

import downhill
from nn.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def makes(command):
    """The targets of a `make` command."""
    words = command.split()
    return set(words[1:]) if words[0] == "make" else set()


def test_the_version_is_said_once_and_the_citation_and_the_changelog_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "version" in PROJECT["dynamic"] and "version" not in PROJECT
    assert str(citation["version"]) == downhill.__version__
    assert re.search(r"^## ([\d.]+)", changelog, re.M)[1] == downhill.__version__


def test_the_licence_is_one():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert text.startswith("MIT License") and PROJECT["license"] == citation["license"] == "MIT"


def test_other_machines_run_targets_that_there_are():
    steps = WORKFLOW["jobs"]["test"]["steps"]
    asked = set().union(*(makes(step["run"]) for step in steps if "run" in step))
    assert asked and asked <= TARGETS


def test_other_machines_have_every_python_that_the_project_says_it_runs_on():
    pythons = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert f">={pythons[0]}" == PROJECT["requires-python"]
    assert {"3.11", "3.12", "3.13"} <= set(pythons)


def test_a_commit_runs_a_target_that_there_is():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    assert entries and all(makes(entry) <= TARGETS for entry in entries)
