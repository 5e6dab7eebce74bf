"""`python -m scenes …`: scenes/cli.py."""

from nn.cli.start import start

if __name__ == "__main__":
    start("scenes.cli")
