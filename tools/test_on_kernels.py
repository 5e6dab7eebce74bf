"""The numerical tests, computed as on other processors: `python tools/test_on_kernels.py`.

NumPy's BLAS (OpenBLAS) has a kernel for each kind of processor, and NumPy itself has loops for
each set of vector instructions. They add in different orders, so they round differently. This runs
the tests that do arithmetic once for each kind below, in a separate process, except for this
machine's own kind, which all tests run as. A kind that this processor can't run is skipped.

To run only some: `python tools/test_on_kernels.py Haswell`, or any other kernel of OpenBLAS.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# OpenBLAS's name of each kind, and the vector instructions that NumPy has there beyond SSE.
KINDS = {
    "Nehalem": set(),
    "Haswell": {"X86_V3", "AVX", "F16C", "FMA3", "AVX2"},  # and AMD's Zen 1 to 3
    "SkylakeX": None,  # any, AVX-512 too; and Zen 4
}
NUMERICAL = [
    "tests/nn/analysis",
    "tests/nn/experiments",
    "tests/nn/training",
    "tests/nn/test_activations.py",
    "tests/nn/test_costs.py",
    "tests/nn/test_network.py",
    "tests/nn/test_optimizers.py",
]
# Tests that kill a process and resume it take long, and compute nothing that others do not.
CHOSEN = "not kill and not ctrl_c"

LOOK = """
import numpy, threadpoolctl
blas = [each.get("architecture") for each in threadpoolctl.threadpool_info()]
print(*blas or ["no OpenBLAS"])
print(*numpy.show_config(mode="dicts")["SIMD Extensions"].get("found", []))
"""


def main(chosen):
    own, instructions = look(os.environ)
    print(f"{own} is this machine's own kind, as which `make test` runs all tests.")
    environments = {}
    for kind in chosen or [kind for kind in KINDS if kind != own]:
        environment = environment_of(kind, instructions)
        kernel, _ = look(environment)
        if kernel == kind:
            environments[kind] = environment
        else:
            print(f"{kind} is skipped: this processor can't run its kernel ({kernel} ran).")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(run_tests, environments.values())
        failures = [report(*each) for each in zip(environments, results, strict=True)]
    return 1 if any(failures) else 0


def look(environment):
    """(OpenBLAS's kernel, NumPy's vector instructions) that really run in an environment."""
    command = [sys.executable, "-c", LOOK]
    kernel, instructions = subprocess.check_output(command, env=environment, text=True).splitlines()
    return kernel, instructions.split()


def environment_of(kind, instructions):
    """The environment in which NumPy, which has these instructions here, computes as on a kind."""
    allowed = KINDS.get(kind)
    disabled = [] if allowed is None else [each for each in instructions if each not in allowed]
    variables = {"OPENBLAS_CORETYPE": kind, "NPY_DISABLE_CPU_FEATURES": " ".join(disabled)}
    return {**os.environ, **variables}


def run_tests(environment):
    """Run the numerical tests in an environment."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", CHOSEN]
    return subprocess.run([*command, *NUMERICAL], env=environment, capture_output=True, text=True)


def report(kind, result):
    """Print how the tests of a kind went, with all output if they failed; return if they failed."""
    failed = result.returncode != 0
    said = result.stdout + result.stderr if failed else result.stdout.splitlines()[-1]
    print(f"As on {kind}: {said}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
