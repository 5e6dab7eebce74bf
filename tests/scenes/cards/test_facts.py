import re
import types

import numpy as np

from nn.places import ROOT
from nn.runs.run import FILM_RUN, Run
from scenes.cards import facts


def test_the_learning_rate_is_told_with_what_becomes_of_it():
    assert facts.learning_rate({"eta": 0.5, "decay": 0.9}) == "η = 0.5, times 0.9 after each epoch"
    assert facts.learning_rate({"eta": 0.5, "decay": 1}) == "η = 0.5"


def test_whoever_a_clip_names_is_thanked():
    thanks = facts.credits_of(Run.load(FILM_RUN)), facts.FINDINGS
    credited = " ".join(words for part in thanks for words in (*part, *part.values()))
    files = (ROOT / "scenes").rglob("*.py")
    named = r'after(?: |=")([A-Z][^"{}]*)"'
    sources = [name for file in files for name in re.findall(named, file.read_text())]
    assert len(sources) >= 2
    for source in sources:
        for name in re.findall(r"[A-Z]\w+|\d{4}", source):
            assert name in credited, f"{name} of {source!r} is not among the credits."


def others_run(**more):
    """What the cards read of a run of somebody else's training, of which little is known."""
    told = {
        "cost": "cross_entropy",
        "optimizer": {"name": "unknown"},
        "mini_batch_size": None,
        "seed": None,
        "dataset": {"name": "flowers", "training": 90},
    }
    known = {
        "facts": told,
        "sizes": [4, 16, 8, 3],
        "thetas": np.zeros((1, 99)),
        "steps": np.array([0]),
        "activations": ["gelu", "leaky_relu(0.2)", "softmax"],
        "origin": {
            "framework": "PyTorch",
            "version": "2.13",
            "folded": ["It had a BatchNorm.", "So much was folded: " + "x" * 60],
        },
        "has_data": True,
        "has_history": False,
        "trained_on": None,
        "results": {"test_accuracy": 0.9},
        "digest": "0" * 64,
        "arrays": {},
        "steps_known": True,
    }
    return types.SimpleNamespace(**{**known, **more})


def test_of_anybodys_run_what_is_known_is_told_and_no_more():
    told = facts.facts_of(others_run())
    assert told["activations"] == "gelu, leaky relu(0.2), softmax at the end"
    assert told["made with"] == "PyTorch 2.13. It had a BatchNorm."
    assert told["right on the test part"] == "90.00%"
    assert not {"trained by", "learning rate", "seed", "for"} & told.keys()
    assert "None" not in str(told) and "unknown" not in str(told)
    assert "for" not in facts.facts_of(others_run(steps=np.array([1]), steps_known=False))
    bare = facts.facts_of(others_run(has_data=False, results={}, origin=None))
    assert not {"data", "made with", "right on the test part"} & bare.keys()


def test_a_network_learned_from_all_the_parts_that_it_was_trained_on():
    run = others_run(trained_on=("training", "test"))
    run.facts["dataset"]["test"] = 10
    assert facts.learned_from(run) == 100 and "100 to learn from" in facts.facts_of(run)["data"]


def test_the_data_are_credited_and_mnist_whose_digits_the_experiments_show():
    credits = facts.credits_of(others_run())
    assert "notation" in credits and "network, notation" not in credits
    assert credits["its data"] == "flowers" and "MNIST" in credits["experiments' digits"]
    carried = others_run()
    carried.facts["dataset"].update({"name": "digits", "file": "0" * 64})
    assert facts.credits_of(carried)["its data"] == "digits"
    film = facts.credits_of(Run.load(FILM_RUN))
    assert "network, notation" in film
    assert "MNIST" in film["the digits"] and "its data" not in film
