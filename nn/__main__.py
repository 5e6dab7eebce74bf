"""`python -m nn …`: nn/cli/main.py."""

import sys

from nn.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
