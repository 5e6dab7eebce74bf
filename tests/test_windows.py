"""A stand-in for Windows: Linux without the modules that only Unix has. It shows that nothing needs
them to start or to lock a file; it is no proof that Windows works.

What else differs there is not seen here: files that are open can't be removed or replaced, folders
are not replaced by a rename, names of paths use other separators and text other encodings.
"""

import os
import subprocess
import sys

import pytest

from nn.places import ROOT

UNIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios")
IMPORT_ALL = """
import importlib, pkgutil, downhill, nn, scenes
count = 0
for package in (downhill, nn, scenes):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):  # which would start a command
            importlib.import_module(module.name)
            count += 1
print(count)
"""


@pytest.fixture
def as_on_windows(tmp_path):
    """A function that runs Python with these arguments where the Unix modules can't be imported."""
    hide = f"import sys\nsys.modules |= dict.fromkeys({UNIX_ONLY})\n"
    (tmp_path / "sitecustomize.py").write_text(hide)  # Python runs it at the start, in all children
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def run(*arguments, **variables):
        command, env = [sys.executable, *map(str, arguments)], environment | variables
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)

    return run


def test_the_modules_are_hidden(as_on_windows):
    for name in UNIX_ONLY:
        assert "ModuleNotFoundError" in as_on_windows("-c", f"import {name}").stderr


def test_every_module_can_be_imported(as_on_windows):
    ended = as_on_windows("-c", IMPORT_ALL)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 100


def test_files_are_written_and_locked_and_folders_claimed(as_on_windows):
    tests = [ROOT / "tests" / "nn" / f"test_{name}.py" for name in ("storage", "claims")]
    ended = as_on_windows("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert ended.returncode == 0, ended.stdout
    assert "passed" in ended.stdout and "skipped" not in ended.stdout


def test_what_a_pipe_cannot_encode_is_printed_as_a_likeness(as_on_windows):
    ended = as_on_windows("-m", "nn", "show", "film", PYTHONIOENCODING="cp1252")
    assert ended.returncode == 0, ended.stderr
    assert "training cost  #~-" in ended.stdout
