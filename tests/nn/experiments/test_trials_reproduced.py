"""One trial of each experiment, computed again, is the one that was gathered into the result.

So a change anywhere that changes results is noticed, also of what experiments share: the network,
the optimizers, the training loop. Where a trial takes long, only its beginning is computed again:
`shortened` are the settings that end it early, and looks are then taken at the moments at which the
whole trial took them.
"""

import dataclasses
import importlib
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from data_files import REAL_MNIST, needs_mnist
from reproduction import EXPERIMENTS, assert_reproduced
from threadpoolctl import threadpool_limits

from nn import datasets, experiments
from nn.training.train import snapshot_steps

pytestmark = [needs_mnist, pytest.mark.slow]


@dataclasses.dataclass
class Part:
    """A trial by what is `given` to it, what it returns (`made`), and where that is `committed`.

    tolerance: on another kind of processor, see tests/reproduction.py. What is trained for
    thousands of steps drifts apart from rounding alone.
    """

    given: dict
    committed: Callable[[SimpleNamespace], dict]
    tolerance: float
    made: Callable = lambda result, arrays: result
    shortened: dict = dataclasses.field(default_factory=dict)


def answers_of_seed(seed):
    """The answers of one network to the digits that are shown."""
    picks = "between", "easiest", "hardest"
    return {
        "made": lambda result, arrays: {
            pick: result["answers"][getattr(arrays, f"{pick}_places")] for pick in picks
        },
        "committed": lambda arrays: {
            pick: getattr(arrays, f"{pick}_answers")[:, seed] for pick in picks
        },
    }


PARTS = {
    "easy_and_hard": Part({"data": "real", "seed": 3}, tolerance=0.1, **answers_of_seed(3)),
    "many_minima": Part(
        {"width": 25, "seed": 6},
        lambda arrays: {name: getattr(arrays, name)[0, 6] for name in ("cost", "accuracy")},
        tolerance=1e-3,
    ),
    "mode_connectivity": Part(
        {"hidden": [16, 16], "pair": 1},
        lambda arrays: {
            name: getattr(arrays, name)[0, 1] for name in ("costs", "right", "alike", "turned")
        },
        tolerance=0.05,
    ),
    "momentum": Part(
        {"seed": 1},
        lambda arrays: {
            "curvatures": arrays.curvatures[1],
            **{name: getattr(arrays, name)[1, [0, 9]] for name in ("path", "costs", "theory")},
        },
        tolerance=1e-6,
        shortened={"momenta": [0.0, 0.9]},
    ),
    "noisy_labels": Part(
        {"wrong": 0.4, "seed": 2},
        lambda arrays: {
            name: getattr(arrays, name)[2, 2] for name in ("accuracy", "critical", "smoothness")
        },
        tolerance=5e-3,
        shortened={"epochs": 8},
    ),
    "none_of_the_above": Part(
        {"taught": "eleventh", "seed": 1},
        lambda arrays: {
            name: getattr(arrays, name)[1, 1] for name in ("none", "eleventh", "sure", "accuracy")
        },
        tolerance=5e-3,
        shortened={"epochs": 1},
    ),
    "optimizers": Part(
        {"optimizer": "sgd", "eta": 0.3, "seed": 2},
        lambda arrays: {"costs": arrays.sgd_costs[2, 2]},
        tolerance=1e-3,
        shortened={"steps": 564},
    ),
    "permuted_classes": Part(
        {"labels": "shuffled", "seed": 1},
        lambda arrays: {"accuracy": arrays.accuracy[2, 1]},
        tolerance=2e-3,
        shortened={"epochs": 1},
    ),
    "shuffled_labels": Part(
        {"images": 2_000, "p": 0, "seed": 1},
        lambda arrays: {name: getattr(arrays, name)[0, 1] for name in ("training", "test")},
        tolerance=0.02,
    ),
    "untouched_weights": Part(
        {"lambda": 3e-5, "seed": 1},
        lambda arrays: {name: getattr(arrays, name)[2, 1] for name in ("size", "accuracy")},
        tolerance=1e-3,
        shortened={"epochs": 1},
    ),
    "warping_space": Part(
        {"task": "spirals", "width": 2, "depth": 4},
        lambda arrays: {"mean accuracy": arrays.spiral_accuracy.mean()},
        tolerance=0.03,
        made=lambda result, arrays: {"mean accuracy": result["accuracy"][-1].astype("f4").mean()},
    ),
}


@pytest.fixture(scope="module")
def mnist():
    return datasets.load("mnist", REAL_MNIST)


def looks_within(settings, shortened):
    """`snapshot_steps` of a trial that ends early: those of the whole one until then."""
    ((length, ends),) = shortened.items()  # in epochs or steps

    def looks(total, count):
        steps = snapshot_steps(total * settings[length] // ends, count)
        return steps[steps <= total]

    return looks


def test_every_experiment_has_a_trial_that_is_computed_again():
    assert set(PARTS) == set(experiments.names())


@pytest.mark.parametrize("name", PARTS)
def test_a_trial_computed_again_is_the_one_that_is_committed(name, mnist, monkeypatch):
    part, result = PARTS[name], experiments.read(name)
    module = importlib.import_module(f"nn.experiments.{name}")
    assert part.given in module.trials(result.settings)
    if {"epochs", "steps"} & set(part.shortened) and hasattr(module, "snapshot_steps"):
        monkeypatch.setattr(module, "snapshot_steps", looks_within(result.settings, part.shortened))
    examples = module.examples(mnist, result.settings)
    with threadpool_limits(1):
        made = module.trial({**result.settings, **part.shortened}, part.given, examples)
    made = part.made(made, result.arrays)
    for array, committed in part.committed(result.arrays).items():
        if part.shortened:
            committed = committed[: len(made[array])]
        assert_reproduced(made[array], committed, part.tolerance, f"{array} of {name}", EXPERIMENTS)
