"""The memory of this machine: what needs more is refused before it begins."""

import os

from nn.errors import DownhillError


def check(needed: int, what: str, mend: str) -> None:
    """Raise DownhillError if `what` needs more bytes of memory than this machine has."""
    there = of_this_machine()
    if there is not None and needed > there:
        raise DownhillError(
            f"{what} would need about {gigabytes(needed)} of memory, and this machine has "
            f"{gigabytes(there)}: {mend}."
        )


def of_this_machine() -> int | None:
    """Bytes of memory; None where the system does not say (Windows)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def gigabytes(count: int) -> str:
    """A number of bytes, for people."""
    if count < 10**13:
        return f"{count / 1e9:.1f} GB"
    return f"{count // 10**9:,} GB"  # no float holds every whole number
