"""Starting a command: what it imports takes a moment, and Ctrl-C is as good then as later."""

import importlib
import sys

STOPPED_BY_HAND = 130  # what a shell reports for a program ended by Ctrl-C


def start(module):
    """End this program with the status that a module's `main` returns."""
    try:
        sys.exit(importlib.import_module(module).main())
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        sys.exit(STOPPED_BY_HAND)
