"""The table of contents: chapters in the order of the film, each with its clips, FILE.CLASS."""

NAME = "downhill"

CHAPTERS = [
    ("What the network is", ["recap.PixelsToNeurons", "recap.FeedForward"]),
    ("Downhill", ["downhill.CostSurface", "downhill.DescentSteps"]),
    ("What it learned", ["what_it_learned.WeightsWhileLearning"]),
]
