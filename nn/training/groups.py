"""Into how many ensembles networks are best divided: a step is fastest if all that it reads and
writes is in the processor's cache, and if as many networks as possible share its calls of NumPy."""

import pathlib
import re
from collections.abc import Sequence

from nn.network import Network
from nn.optimizers import SGD
from nn.training.ensemble import is_small

CACHES = pathlib.Path("/sys/devices/system/cpu/cpu0/cache")  # where Linux describes them
UNKNOWN = 8 * 2**20  # bytes of cache that a core has, if the system does not say
SHARE = 0.5  # of it that a group fills; from three quarters on, steps take longer


def groups(networks: Sequence[Network], optimizer: type[SGD], m: int) -> list[Sequence[Network]]:
    """The networks in groups, as equal as can be, to train each as an ensemble with this optimizer
    and mini_batches of m.

    What a training gives does not depend on the groups: networks whose first layers an ensemble
    multiplies as one, which could round otherwise, are all in one group.
    """
    if is_small(networks[0]):
        return [networks]
    most = max(1, int(SHARE * cache_of_a_core()) // bytes_of_a_step(networks[0], optimizer, m))
    count = -(-len(networks) // most)
    ends = [len(networks) * k // count for k in range(count + 1)]
    return [networks[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def bytes_of_a_step(network: Network, optimizer: type[SGD], m: int) -> int:
    """The bytes that a step of one network reads and writes, without its mini_batch."""
    theta = network.theta
    state = sum(array.nbytes for array in optimizer(theta).arrays.values())
    values = 4 * m * sum(network.sizes[1:]) * theta.itemsize  # z, a, delta and gradient
    return 3 * theta.nbytes + state + values  # θ, ∇C and the optimizer's scratch


def cache_of_a_core(caches: pathlib.Path = CACHES) -> int:
    """The bytes of the second and third level of cache, those shared by cores divided by them."""
    total = 0
    for cache in caches.glob("index*"):
        try:
            level, size, cores = (
                (cache / what).read_text().strip() for what in ("level", "size", "shared_cpu_list")
            )
        except OSError:
            continue
        if level in ("2", "3") and re.fullmatch(r"\d+K", size):
            total += int(size[:-1]) * 1024 // _count(cores)
    return total or UNKNOWN


def _count(cores: str) -> int:
    """How many cores a list of Linux names: five in 0-3,8."""
    ends = [[int(end) for end in part.split("-")] for part in re.findall(r"[\d-]+", cores)]
    return sum(end[-1] - end[0] + 1 for end in ends) or 1
