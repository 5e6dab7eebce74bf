"""How long and how large a training may be. It is checked before anything is computed."""

from nn import memory
from nn.errors import DownhillError
from nn.network import CHUNK, parameter_count
from nn.training.settings import Settings

MOST_STEPS = 10**12  # at ten microseconds, which is short, they would take four months
LARGEST_FILE = 4 * 10**9  # bytes: an npz that everyone can read counts them in 32 bits
MOST_LAYERS = 1_000  # the directory of an npz has room for the arrays of some 5,000
IN_A_CHECKPOINT = 3  # copies of the parameters, if it is Adam's
COPIES = 12  # of the parameters at once: gradient, optimizer, checkpoints; most of them for Adam


def check(settings: Settings, examples: int) -> None:
    """Raise DownhillError if a training on so many examples is too long, or too large for this
    machine."""
    steps = -(-examples // settings.mini_batch_size) * settings.epochs
    if steps >= MOST_STEPS:
        raise DownhillError(
            f"{settings.epochs:,} epochs are {steps:,} steps, and a training must have fewer than "
            f"{MOST_STEPS:,}: give fewer --epochs, or a larger --mini-batch-size."
        )
    if len(settings.sizes) > MOST_LAYERS:
        raise DownhillError(
            f"a network may have at most {MOST_LAYERS:,} layers, not {len(settings.sizes):,}: give "
            "fewer --sizes."
        )
    parameters, snapshots = parameter_count(settings.sizes), min(settings.snapshots, steps + 1)
    log = 4 * parameters * snapshots
    largest = max(log, 4 * parameters * IN_A_CHECKPOINT)
    if largest >= LARGEST_FILE:
        what = f"{snapshots:,} snapshots" if largest == log else "a checkpoint"
        raise DownhillError(
            f"{what} of {parameters:,} parameters would take {memory.gigabytes(largest)}, and a "
            f"file must be smaller than {memory.gigabytes(LARGEST_FILE)}: give smaller --sizes, or "
            "fewer --snapshots."
        )
    evaluation = 2 * 4 * sum(settings.sizes) * min(examples, CHUNK)  # z and a of each neuron
    memory.check(
        4 * COPIES * parameters + evaluation + 4 * log,  # the log is put together, and read back
        f"a network of {sum(settings.sizes):,} neurons and {snapshots:,} snapshots of it",
        "give smaller --sizes, or fewer --snapshots",
    )
