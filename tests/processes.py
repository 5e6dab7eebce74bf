"""The processes that a test has started."""

import os

import psutil


def children(process=None):
    """The ids of a process's children, by default those of this process."""
    return [child.pid for child in psutil.Process(process or os.getpid()).children()]
