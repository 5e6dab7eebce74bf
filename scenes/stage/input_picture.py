"""An example as it is drawn where it stands alone: a picture, or named features as bars."""

import numpy as np

from nn.analysis.importance import most_important, of_neurons
from nn.runs.run import Run
from scenes.mobjects.digit import digit
from scenes.mobjects.feature_bars import FeatureBars
from scenes.mobjects.heatmap import Heatmap
from scenes.stage.examples import EXAMPLES_WEIGHED, features_of

MOST_FEATURES = 6  # rows with a name; of more, those that matter most have one


def input_picture(
    run: Run, image: np.ndarray, width: float, most: int = MOST_FEATURES
) -> Heatmap | FeatureBars:
    """An example (rows, columns) of a run, no wider and no higher than `width` if it is a picture.
    Features have a row each, as wide as that; of more than `most`, those that matter most to the
    network."""
    features = features_of(run)
    if features is None:
        picture = digit(image, width)
        return picture.scale(min(1, width / picture.height))
    shown = None
    if len(features) > most:
        weight = of_neurons(run.network(), 0, run.examples()[0][:EXAMPLES_WEIGHED])
        shown = most_important(weight, most)
    return FeatureBars(image, features, width, shown)
