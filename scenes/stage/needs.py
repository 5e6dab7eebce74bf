"""What a run must have for a clip to make sense, and what the clip shows if the run lacks it.

class SecondLayer(Explainer):
    needs = (PICTURES, TWO_HIDDEN_LAYERS)
"""

import dataclasses
from collections.abc import Callable

from nn.runs.run import Run


@dataclasses.dataclass(frozen=True)
class Need:
    """`met(run)` is true if the run has it; `otherwise` completes "This clip cannot be drawn:"."""

    met: Callable[[Run], bool]
    otherwise: str


HIDDEN_LAYER = Need(
    lambda run: len(run.sizes) > 2, "it is about hidden neurons, and there are none"
)
TWO_HIDDEN_LAYERS = Need(
    lambda run: len(run.sizes) > 3,
    "it is about a second hidden layer, and there is none",
)
PICTURES = Need(
    lambda run: run.image_shape is not None, "it draws inputs as pictures, and these are none"
)
TEST_PART = Need(
    lambda run: run.facts["dataset"]["test"] > 0,
    "it is about test examples, and the data set has none",
)
MISTAKES = Need(
    lambda run: run.results.get("test_accuracy", 1) < 1,
    "it is about answers that are wrong, and none of them is",
)
SIGMOID_OUTPUTS = Need(
    lambda run: run.facts["output_activation"] == "sigmoid",
    "it is about outputs that are squashed one by one, and these are not",
)
