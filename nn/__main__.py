"""`python -m nn …`: nn/command.py."""

from nn.start import start

if __name__ == "__main__":
    start("nn.command")
