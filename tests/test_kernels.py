"""tools/test_on_kernels.py: NumPy really computes as on another kind of processor."""

import importlib.util
import os

import pytest

from nn.places import ROOT

SPECIFICATION = importlib.util.spec_from_file_location("kernels", ROOT / "tools/test_on_kernels.py")
kernels = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(kernels)


def test_an_older_kind_runs_its_own_kernel_without_newer_instructions():
    own, instructions = kernels.look(os.environ)
    if own not in ("Haswell", "SkylakeX", "Zen"):
        pytest.skip(f"{own} is no newer kind than Nehalem")
    environment = kernels.environment_of("Nehalem", instructions)
    assert instructions and kernels.look(environment) == ("Nehalem", [])


def test_a_kind_that_the_processor_cannot_run_is_skipped_and_said(capsys):
    assert kernels.main(["Abacus"]) == 0
    assert "Abacus is skipped" in capsys.readouterr().out


def test_the_numerical_tests_are_there():
    assert all((ROOT / path).exists() for path in kernels.NUMERICAL)


def test_tests_that_fail_on_a_kind_fail_the_command(monkeypatch, capsys):
    _, instructions = kernels.look(os.environ)
    environment = kernels.environment_of("Nehalem", instructions)
    if kernels.look(environment)[0] != "Nehalem":
        pytest.skip("this processor can't run Nehalem's kernel")
    monkeypatch.setattr(kernels, "NUMERICAL", ["tests/nn/test_costs.py", "--nothing-of-the-kind"])
    assert kernels.main(["Nehalem"]) == 1
    assert "As on Nehalem" in capsys.readouterr().out
