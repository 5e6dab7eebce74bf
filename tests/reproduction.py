"""What is committed is computed again, and compared.

The last bits depend on the BLAS kernel (tools/test_on_kernels.py). On the kernel with which a file
was made, it is reproduced to the bit; on others to a tolerance that each test states.

A failure to the bit alone means that the code now rounds differently, or that the file was made
again on another kernel, which is then to be named here. A failure beyond the tolerance means that
results have changed: raise the VERSION of the module concerned, and make its file again.
"""

import numpy as np
from threadpoolctl import threadpool_info

# The kernel with which it was made, with NumPy's loops for AVX2 or newer, in one thread of BLAS.
# (The landscape was made in two threads, so it is nowhere reproduced to the bit.)
RUN, STUDIES, EXPERIMENTS = "SkylakeX", "Haswell", "Haswell"
NUMPY = "2.4.6"


def kernel_here() -> str | None:
    """The BLAS kernel of this process, if all else is as it was for what is committed."""
    kernels = [
        each.get("architecture") for each in threadpool_info() if "numpy" in each["filepath"]
    ]
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    as_it_was = np.__version__ == NUMPY and "X86_V3" in found
    return kernels[0] if as_it_was and kernels else None


def assert_reproduced(made, committed, tolerance, name="", kernel=None):
    """Arrays are equal, to the bit if this process has the kernel. If it has another, numbers
    differ by at most `tolerance` of the largest, or a share `tolerance` of the whole numbers; with
    a tolerance of None they are not compared."""
    committed = np.asarray(committed)
    made = np.asarray(made).astype(committed.dtype)
    assert made.shape == committed.shape, name
    if kernel is not None and kernel == kernel_here():
        np.testing.assert_array_equal(made, committed, err_msg=name)
    elif tolerance is None:
        return
    elif committed.dtype.kind == "f":
        largest = np.nanmax(np.abs(committed), initial=0)
        np.testing.assert_allclose(
            made.astype(float), committed, rtol=0, atol=tolerance * largest, err_msg=name
        )
    else:
        assert np.mean(made != committed) <= tolerance, name
