"""`python -m scenes …`: scenes/command.py."""

from nn.start import start

if __name__ == "__main__":
    start("scenes.command")
