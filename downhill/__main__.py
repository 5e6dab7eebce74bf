"""`python -m downhill …`: downhill/cli.py."""

import sys

from downhill.cli import main

if __name__ == "__main__":
    sys.exit(main())
