import numpy as np
from manim import FadeIn

from scenes.mobjects.histogram import Histogram
from scenes.mobjects.plot import Plot
from scenes.stage.explainer import Explainer


class HowLargeWeightsGrow(Explainer):
    """Training makes some weights large, and leaves most of them small."""

    def construct(self):
        self.before_training()
        self.after_training()

    def before_training(self):
        start, end = self.run.W[0][[0, -1]].reshape(2, -1)  # all weights into the first layer
        self.beat("Before training", f"All {start.size:,} weights begin small, drawn at random.")
        edges = np.linspace(-2, 2, 81)
        self.counts = [np.histogram(weights, edges)[0] for weights in (start, end)]
        top = max(self.counts[0].max(), self.counts[1].max())
        x, y = {-2: "−2", 0: "0", 2: "2"}, {0: "0", top: f"{top:,}"}
        plot = Plot((-2, 2), (0, top), 9, 4, x, y, "weight", "how many")
        self.bars = Histogram(plot, self.counts[0], edges)
        self.play(FadeIn(plot, self.bars))

    def after_training(self):
        self.beat("After it", f"Then {self.run.steps[-1]:,} steps downhill: now some are large.")
        self.play(self.bars.animate.set_counts(self.counts[1]), run_time=3)
        self.hold(2)
