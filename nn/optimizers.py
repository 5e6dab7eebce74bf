"""Ways to step downhill. Each changes `theta` in place, given the gradient and the learning rate.

`arrays` holds the optimizer's state between steps, so that a resumed training gives bitwise the
same result. All work on the flat parameter vector, shape (parameters,).
"""

import numpy as np


class SGD:
    """θ ← θ − η ∇C."""

    numbers: dict[str, float] = {}

    def __init__(self, theta: np.ndarray) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self._scratch = np.empty_like(theta)

    def step(self, theta: np.ndarray, nabla: np.ndarray, eta: float) -> None:
        np.multiply(nabla, np.array(eta, nabla.dtype), out=self._scratch)
        theta -= self._scratch


class Momentum(SGD):
    """v ← μv − η ∇C, θ ← θ + v (Polyak 1964; Nielsen, chapter 3; Goh, Distill 2017)."""

    numbers = {"mu": 0.9}

    def __init__(self, theta: np.ndarray, mu: float = 0.9) -> None:
        super().__init__(theta)
        self.mu = mu
        self.velocity = np.zeros_like(theta)
        self.arrays = {"velocity": self.velocity}

    def step(self, theta: np.ndarray, nabla: np.ndarray, eta: float) -> None:
        np.multiply(nabla, np.array(eta, nabla.dtype), out=self._scratch)
        self.velocity *= self.mu
        self.velocity -= self._scratch
        theta += self.velocity


class RMSprop(SGD):
    """s ← ρs + (1−ρ)(∇C)², θ ← θ − η ∇C / (√s + ε) (Tieleman & Hinton 2012)."""

    numbers = {"rho": 0.9, "epsilon": 1e-8}

    def __init__(self, theta: np.ndarray, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(theta)
        self.rho, self.epsilon = rho, epsilon
        self.square = np.zeros_like(theta)
        self.arrays = {"square": self.square}

    def step(self, theta: np.ndarray, nabla: np.ndarray, eta: float) -> None:
        _blend_square(self.square, nabla, self.rho, self._scratch)
        np.sqrt(self.square, out=self._scratch)
        self._scratch += self.epsilon
        np.divide(nabla, self._scratch, out=self._scratch)
        self._scratch *= eta
        theta -= self._scratch


class Adam(SGD):
    """Momentum and RMSprop together, both corrected for their start at zero (Kingma & Ba 2014)."""

    numbers = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}

    def __init__(
        self, theta: np.ndarray, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(theta)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.mean, self.square = np.zeros_like(theta), np.zeros_like(theta)
        self.count = np.zeros((), dtype=np.int64)
        self.arrays = {"mean": self.mean, "square": self.square, "count": self.count}

    def step(self, theta: np.ndarray, nabla: np.ndarray, eta: float) -> None:
        self.count += 1
        t = int(self.count)
        np.multiply(nabla, 1 - self.beta1, out=self._scratch)
        self.mean *= self.beta1
        self.mean += self._scratch
        _blend_square(self.square, nabla, self.beta2, self._scratch)
        np.multiply(self.square, 1 / (1 - self.beta2**t), out=self._scratch)
        np.sqrt(self._scratch, out=self._scratch)
        self._scratch += self.epsilon
        np.divide(self.mean, self._scratch, out=self._scratch)
        self._scratch *= eta / (1 - self.beta1**t)
        theta -= self._scratch


def _blend_square(square: np.ndarray, nabla: np.ndarray, keep: float, scratch: np.ndarray) -> None:
    """square ← keep · square + (1 − keep) · nabla², in place."""
    np.multiply(nabla, nabla, out=scratch)
    scratch *= 1 - keep
    square *= keep
    square += scratch


OPTIMIZERS: dict[str, type[SGD]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSprop,
    "adam": Adam,
}
