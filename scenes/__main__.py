"""`python -m scenes …`: scenes/cli.py."""

import sys

from scenes.cli import main

if __name__ == "__main__":
    sys.exit(main())
