import pathlib
import tomllib

import pytest
from packaging.requirements import Requirement

ROOT = pathlib.Path(__file__).parents[1]


def lines_of(path):
    lines = (line.partition("#")[0].strip() for line in (ROOT / path).read_text().splitlines())
    return [line for line in lines if line]


def pins_of(path):
    return {pin.name.lower(): pin for pin in map(Requirement, lines_of(path))}


PINS, FRAMEWORKS = pins_of("pins.txt"), pins_of("pins-frameworks.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize(
    "wanted", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
)
def test_what_the_project_needs_is_pinned_within_its_range(wanted):
    wanted = Requirement(wanted)
    (pin,) = PINS[wanted.name.lower()].specifier
    assert pin.operator == "==" and pin.version in wanted.specifier


@pytest.mark.parametrize(
    "wanted",
    [
        wanted
        for extra in ("models", "frameworks")
        for wanted in PROJECT["optional-dependencies"][extra]
    ],
)
def test_frameworks_are_pinned_within_their_range_and_only_for_tests(wanted):
    wanted = Requirement(wanted)
    (pin,) = FRAMEWORKS[wanted.name.lower()].specifier
    assert pin.version in wanted.specifier
    assert wanted.name.lower() not in PINS  # which a newcomer's film waits for


@pytest.mark.parametrize("path", ["pins.txt", "pins-frameworks.txt"])
def test_pins_are_exact_and_name_no_address(path):
    for line in lines_of(path):
        pin = Requirement(line)  # an option such as an index would not parse
        assert pin.url is None and "://" not in line
        assert [part.operator for part in pin.specifier] == ["=="], line
