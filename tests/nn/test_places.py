import subprocess
import sys

import pytest

from nn import experiments, places
from nn.runs import run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder beside which the data stand that ship."""
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    return tmp_path / "mine"


def test_one_works_in_the_current_folder_or_in_the_one_that_is_named(project, monkeypatch):
    assert places.project() == project.resolve()
    monkeypatch.setenv(places.PROJECT_VARIABLE, str(project.parent))
    assert places.media() == project.parent.resolve() / "media"
    assert places.written_to("runs") == project.parent.resolve() / "data" / "runs"


def test_in_the_repository_what_is_written_stands_beside_what_ships(monkeypatch):
    monkeypatch.chdir(places.ROOT)
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    assert places.searched_for("runs") == [places.ROOT / "data" / "runs"]
    assert places.media() == places.ROOT / "media"


def test_what_ships_is_found_from_anywhere_unless_the_project_has_its_own(project, monkeypatch):
    for kind, find, mark in (
        ("runs", run.find, "run.json"),
        ("experiments", experiments.find, "result.json"),
    ):
        name = next(path.parent.name for path in (places.SHIPPED / kind).glob(f"*/{mark}"))
        assert find(name) == places.SHIPPED / kind / name
        own = project / "data" / kind / name
        own.mkdir(parents=True)
        (own / mark).touch()
        assert find(name).resolve() == own.resolve()
    assert places.SHIPPED / "runs" / "film" / "run.json" not in run.all_runs()


def test_a_file_is_called_by_its_place_in_the_code_or_in_the_project(project):
    clip = project / "my_clip.py"
    clip.touch()
    code = places.ROOT / "scenes" / "film.py"
    taken = project / "scenes" / "film.py"
    taken.parent.mkdir()
    taken.touch()
    elsewhere = project.parent / "other.py"
    names = [places.name_of(path) for path in (clip, code, taken, elsewhere)]
    assert names == ["my_clip.py", "scenes/film.py", str(taken.resolve()), str(elsewhere.resolve())]
    for name, path in zip(names, (clip, code, taken, elsewhere), strict=True):
        assert places.file_of(name) == path.resolve()


def test_a_worker_process_knows_the_project_folder(project):
    from nn.execution.executor import open_executor

    code = "str(__import__('nn.places').places.project())"
    with open_executor(jobs=1) as executor:
        assert executor.submit(eval, code).result() == str(project.resolve())


def test_places_are_known_without_numpy():
    words = "import sys, nn.places; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", words], cwd=places.ROOT, check=True)
