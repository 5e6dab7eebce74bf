"""Whether the network that is recorded computes what the model does."""

import numpy as np

from nn.activations import output
from nn.errors import DownhillError
from nn.models.chain import Folded
from nn.network import Network

TOLERANCE = 1e-5  # of the outputs, which are from 0 to 1
PER_SUM = 1e-6  # and for each unit of the largest sum, which float32 holds to that


def network_of(folded: Folded) -> Network:
    """The network of ours."""
    *hidden, output = folded.activations
    network = Network(folded.sizes, hidden, output, folded.cost)
    network.theta[:] = folded.theta
    return network


def check_alike(folded: Folded, images: np.ndarray, outputs: np.ndarray | None, model: str) -> None:
    """Check a network against a model's own outputs (n, outputs) for images (n, inputs); None if
    the model can't be asked.

    Raises DownhillError if they differ, saying by how much.
    """
    if outputs is None:
        return
    with np.errstate(all="ignore"):
        end = network_of(folded).forward(images)
    theirs = in_shares(outputs, folded)
    if theirs.shape != end.a[-1].shape:
        raise DownhillError(
            f"{model} gives outputs of the shape {theirs.shape}, where its last dense layer has "
            f"{folded.sizes[-1]}: it can't be drawn."
        )
    if not np.isfinite(theirs).all():
        return  # neither is to be drawn, which is told where costs are measured
    difference = float(np.abs(end.a[-1] - theirs).max())
    allowed = max(TOLERANCE, PER_SUM * float(np.abs(end.z[-1]).max()))
    if not difference <= allowed:
        raise DownhillError(
            f"{model} does more than its layers show: its outputs on {len(images)} examples and "
            f"those of the network that would be drawn differ by up to {difference:.2g}, and "
            f"{allowed:.0e} is allowed; record a model whose forward is a chain of dense layers."
        )


def in_shares(outputs: np.ndarray, folded: Folded) -> np.ndarray:
    """A model's outputs as those of the network: shares from 0 to 1."""
    values = outputs.astype(np.float64)
    if folded.end == "log_softmax":
        return np.exp(values)
    if folded.end == "" and folded.activations[-1] == "sigmoid":
        return output("sigmoid").forward(values)
    if folded.end == "":  # sums; one of them is the difference of two
        values = np.hstack([-values / 2, values / 2]) if values.shape[1] == 1 else values
        shares = np.exp(values - values.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)
    return np.hstack([1 - values, values]) if values.shape[1] == 1 else values
