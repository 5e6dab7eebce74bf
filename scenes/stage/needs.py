"""What a run must have for a clip to make sense. If it lacks that, the renderer leaves the clip out
of the run's film and says why.

    class SecondLayer(Explainer):
        needs = (PICTURES, TWO_HIDDEN_LAYERS)

The renderer reads these names in the clip's source and checks them without importing it, so they
must be defined in this file.
"""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nn.analysis import planes, studies
from nn.analysis.landscape import Plane
from nn.analysis.rounding import is_level
from nn.analysis.studies import training_costs
from nn.datasets import one_hot
from nn.errors import DownhillError
from nn.runs.run import Run
from scenes.stage.examples import a_confident_mistake, an_example

FEW = 100  # examples that show whether slopes are finite
HIGHEST = 1_000  # times the cost at the start: the highest cost on a map that still shows the path
MOST = training_costs.HIGHEST  # the most that an image may cost to be drawn beside others
RIGHT = -2.9  # the weighted sum up to which a sigmoid's output, 0.05 or less, is as good as 0
SURE = 30.0  # the weighted sum from which on an output is rounded to 1


@dataclasses.dataclass(frozen=True)
class Need:
    """`met(run)`: whether the run has it; `otherwise`: why not, to follow "CLIP is left out:".

    lacking: what a run lacks that does not meet it, as scenes/stage/absence.py names it. A film
    leaves out such a clip too; drawn alone, the clip shows what is lacking and how to record it.
    """

    met: Callable[[Run], bool]
    otherwise: str
    lacking: str = ""


def first_unmet(needs: Iterable[Need], run: Run) -> Need | None:
    """The first need that a run does not meet; None if it meets all."""
    return next((need for need in needs if not need.met(run)), None)


HISTORY = Need(
    lambda run: run.has_history,
    "it is about training, and this run has only one snapshot",
    lacking="history",
)
FROM_THE_START = Need(
    lambda run: run.from_the_start,
    "it is about the network before training, of which this run has no snapshot",
    lacking="start",
)
DATA = Need(
    lambda run: run.has_data,
    "it shows what the network makes of examples, and this run came without data",
    lacking="data",
)
REPLAYED = Need(
    lambda run: run.replayable,
    "it repeats training's first steps, and this run does not say how to",
)

HIDDEN_LAYER = Need(
    lambda run: len(run.sizes) > 2, "it is about hidden neurons, and there are none"
)
TWO_HIDDEN_LAYERS = Need(
    lambda run: len(run.sizes) > 3,
    "it is about a second hidden layer, and there is none",
)
PICTURES = Need(
    lambda run: run.image_shape is not None,
    "it draws inputs as pictures, and these are not pictures",
)
TEST_PART = Need(
    lambda run: run.facts["dataset"]["test"] > 0,
    "it is about test examples, and the data set has none",
)
MISTAKES = Need(
    lambda run: run.results.get("test_accuracy", 1) < 1,
    "it is about wrong answers, and there are none",
)
SIGMOID_OUTPUTS = Need(
    lambda run: run.activations[-1] == "sigmoid",
    "it is about outputs that are squashed one by one, and these are not",
)
MOVED = Need(
    lambda run: bool((run.thetas[0] != run.thetas[-1]).any()),
    "it is about what training changes, and in this run no weight moved",
)
FINITE_SLOPES = Need(
    lambda run: _has_finite_slopes(run),
    "the weights are so large that their slopes overflow",
)
FINITE_PRODUCTS = Need(
    lambda run: _has_finite_products(run),
    "the weights are so large that their products overflow",
)
A_PLANE = Need(
    lambda run: planes.path_of(run).is_file() or planes.are_spanned(run),
    "it draws a plane of the path of training, and this path spans none",
)
COSTS_THAT_DIFFER = Need(
    lambda run: _holds_on(run, ["principal"], lambda plane: not is_level(plane.costs)),
    "it draws how the cost changes around the path, and it does not change",
)
COSTS_OF_ONE_SIZE = Need(
    lambda run: _holds_on(
        run,
        ["path", "principal", "first"],
        lambda plane: plane.costs.max() <= HIGHEST * max(plane.true_costs[0], 1),
    ),
    f"the cost around the path rises to more than {HIGHEST:,} times that at the start",
)
A_SLOPE = Need(
    lambda run: _measured(run, "gradients", lambda study: study.nabla[1].any()),
    "it is about the slopes at a step on the way, and all of them are zero",
)
AN_ERROR = Need(
    lambda run: _measured(
        run, "gradient_check", lambda study: (study.differences != study.backpropagation).any()
    ),
    "it is about an error of a slope, and there is none",
)
A_STEP_DOWN = Need(
    lambda run: _measured(run, "lines", lambda study: len(study.rolled) > 1),
    "it rolls down the cost along one weight, and no step of this learning rate goes down",
)
TWO_STEPS = Need(
    lambda run: _measured(
        run, "mini_batches", lambda study: np.isfinite(study.single_costs[:3]).sum() == 3
    ),
    "it is about training's first steps, and after two of them the cost is not finite",
)
COST_FELL = Need(
    lambda run: run.has_data and bool(run.train_cost[-1] < run.train_cost[0]),
    "it rolls down the cost of training, and the cost of this one did not fall",
)
RIGHT_AT_LAST = Need(
    lambda run: run.has_data and _is_right(run),
    "it ends with a right answer, and this network gives none",
)
COSTS_OF_IMAGES = Need(
    lambda run: _measured(run, "training_costs", lambda study: not is_level(study.end)),
    "it is about some images costing more than others, and here all cost the same",
)
COSTS_NOT_TOO_HIGH = Need(
    lambda run: _measured(
        run, "training_costs", lambda study: max(study.start.max(), study.end.max()) < MOST
    ),
    f"some images cost more than {MOST:,}, which no axis shows beside the others",
)
UNLIT_PIXELS = Need(
    lambda run: _measured(run, "pixels", lambda study: (study.lit == 0).any()),
    "it is about pixels that no training image lights, and there are none",
)
A_MISTAKE = Need(
    lambda run: weighted_sum_of(run, *a_confident_mistake(run)) > RIGHT,
    "it is about an output that is too high, and none is above 0.05",
)
FINITE_MISTAKE = Need(
    lambda run: weighted_sum_of(run, *a_confident_mistake(run)) < SURE,
    "its surest mistake is so sure that its cross-entropy is infinite",
)


def weighted_sum_of(run: Run, i: int, j: int) -> float:
    """The weighted sum of output j for the run's example i."""
    images, _ = run.examples()
    return float(run.network().forward(images[[i]]).z[-1][0, j])


def _is_right(run: Run) -> bool:
    """Whether the trained network gives the film's example its class."""
    image, label = an_example(run)
    return bool(run.network().predict(image.reshape(1, -1))[0] == label)


def _has_finite_slopes(run: Run) -> bool:
    """Whether backpropagation through the network of every snapshot gives finite numbers."""
    images, labels = (some[:FEW] for some in run.examples())
    Y = one_hot(labels, run.sizes[-1])
    with np.errstate(all="ignore"), threadpool_limits(1):  # of so little, threads only wait
        slopes = (run.network(s).gradient(images, Y) for s in range(len(run.steps)))
        return all(np.isfinite(each).all() for each in slopes)


def _has_finite_products(run: Run) -> bool:
    """Whether the weights of the second layer times those of the first are finite."""
    first, second = run.network().weights[:2]
    with np.errstate(all="ignore"):
        return bool(np.isfinite(second @ first).all())


def _holds_on(run: Run, names: Iterable[str], holds: Callable[[Plane], bool]) -> bool:
    """Whether something is true of planes of the run's landscape. True if no landscape can be
    read: then the clip itself says how to make it."""
    try:
        found, _ = planes.read(run)
    except DownhillError:
        return True
    return all(holds(found[name]) for name in names)


def _measured(run: Run, study: str, holds: Callable[[Any], bool]) -> bool:
    """Whether something is true of a study of the run. True if it can't be read: then the clip
    itself says how to make it."""
    try:
        return bool(holds(studies.read(run, study)[0]))
    except DownhillError:
        return True
