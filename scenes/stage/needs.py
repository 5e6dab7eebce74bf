"""What a run must have for a clip to make sense. If it lacks that, the renderer leaves the clip out
of the run's film and says why.

    class SecondLayer(Explainer):
        needs = (PICTURES, TWO_HIDDEN_LAYERS)

The renderer reads these names in the clip's source and judges them without importing it, so they
must be those of this file.
"""

import dataclasses
from collections.abc import Callable, Iterable

from nn.runs.run import Run


@dataclasses.dataclass(frozen=True)
class Need:
    """`met(run)` is true if the run has it; `otherwise` completes "This clip is left out:"."""

    met: Callable[[Run], bool]
    otherwise: str


def first_unmet(needs: Iterable[Need], run: Run) -> str | None:
    """What the first need says that a run does not meet; None if it meets all."""
    return next((need.otherwise for need in needs if not need.met(run)), None)


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
