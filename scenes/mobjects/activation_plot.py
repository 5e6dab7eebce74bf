"""An activation function over the distribution of its inputs."""

import numpy as np
from manim import VGroup

from scenes.mobjects.histogram import Histogram
from scenes.mobjects.plot import Plot
from scenes.stage import style
from scenes.stage.words.numbers import within

BINS = 60
TALLEST = 0.8  # the height of the highest bar, as a fraction of the plot


class ActivationPlot(VGroup):
    """The curve of activations (n,) at weighted sums x (n,), which increase from −reach to reach,
    over a histogram of weighted sums z (m,).

    width, height: of the axes, in scene units. Parts: `plot`, `curve`, `bars`.
    """

    def __init__(
        self,
        x: np.ndarray,
        activations: np.ndarray,
        z: np.ndarray,
        width: float = 6.2,
        height: float = 3.6,
    ):
        reach = x[-1]
        low, high = min(0, activations.min()), max(1, activations.max())
        self.plot = Plot(
            (-reach, reach),
            (low, high),
            width=width,
            height=height,
            x_ticks={value: within("{:.0f}", value) for value in (-reach, 0, reach)},
            y_ticks={value: within("{:.0f}", value) for value in (low, high)},
            x_title="weighted sum z of a neuron of the first layer",
            y_title="activation a, and where the sums lie",
        )
        edges = np.linspace(-reach, reach, BINS + 1)
        counts, _ = np.histogram(z, edges)
        heights = counts / max(counts.max(), 1) * TALLEST * (high - low)
        self.bars = Histogram(self.plot, heights, edges, color=style.FAINT, gap=0)
        self.curve = self.plot.curve(x, activations, style.WHITE)
        super().__init__(self.plot, self.bars, self.curve)
