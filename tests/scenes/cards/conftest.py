import numpy as np
import pytest

from nn.network import Network
from nn.runs import outside
from nn.runs.outside import Trained

ORIGIN = {"framework": "pytorch", "version": "2.13", "files": [], "folded": []}


@pytest.fixture(scope="session")
def run_without_data(tmp_path_factory):
    """The folder of a run of two snapshots, of which there are no data, and so no costs."""
    network = Network([64, 16, 3], ["relu"], "softmax", "cross_entropy", seed=3)
    thetas = np.stack([network.theta, 2 * network.theta])
    activations, optimizer = ["relu", "softmax"], {"name": "unknown"}
    trained = Trained([64, 16, 3], activations, "cross_entropy", [0, 10], thetas, ORIGIN, optimizer)
    return outside.write(tmp_path_factory.mktemp("runs") / "bare", trained).folder
