"""The index of the mobjects, in the docstring of their package."""

import importlib
import pathlib
import re

import pytest

import scenes.mobjects

LINES = re.findall(r"^    (\w+)\.py +((?:`\w+`(?:, )?)+): ", scenes.mobjects.__doc__, re.MULTILINE)


def test_the_index_lists_every_file_once_and_no_other():
    folder = pathlib.Path(scenes.mobjects.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert sorted(name for name, _ in LINES) == sorted(files)
    assert sorted(re.findall(r"(\w+)\.py", scenes.mobjects.__doc__)) == sorted({*files, "painted"})


@pytest.mark.parametrize(("file", "names"), LINES)
def test_the_names_in_the_index_are_defined_in_that_file(file, names):
    module = importlib.import_module(f"scenes.mobjects.{file}")
    for name in re.findall(r"\w+", names):
        assert getattr(module, name).__module__ == module.__name__
