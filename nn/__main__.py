"""`python -m nn …`: nn/cli/main.py."""

from nn.cli.start import start

if __name__ == "__main__":
    start("nn.cli.main")
