import pathlib
import re
import types

import numpy as np
import pytest
from watching import render, shown

from nn.runs.run import FILM_RUN, Run, find
from scenes import cards, film
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.table import Table
from scenes.stage.drawn import pictured_neurons


@pytest.fixture(scope="module", params=["tiny", "film"])
def a_run(request, tiny_run):
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


def words_on(scene):
    family = [part for mobject in scene.mobjects for part in mobject.get_family()]
    return " ".join(part.typst_code for part in family if hasattr(part, "typst_code"))


def test_the_title_ends_with_the_weights_that_were_learned(a_run, tmp_path):
    scene, run = render(cards.Title, a_run, tmp_path, dry_run=True), Run.load(a_run)
    pictures = [picture.values.ravel() for picture in shown(scene, Heatmap)]
    np.testing.assert_allclose(pictures, run.W[0][-1][pictured_neurons(run)], atol=1e-6)
    assert f"{run.facts['dataset']['training']:,} examples" in words_on(scene)


def test_every_chapter_between_opening_and_credits_begins_with_its_own_card():
    first, *chapters, last = film.CHAPTERS
    assert (first[-1], last[-1]) == (["cards.Title"], ["cards.Credits"])
    openings = [clips[0] for *_, clips in chapters]
    assert all(map(cards.is_chapter_card, openings)) and len(set(openings)) == len(openings)
    assert not [clip for *_, clips in chapters for clip in clips[1:] if clip.startswith("cards.")]


def test_a_card_shows_the_chapter_in_which_the_film_has_it(tiny_run, tmp_path):
    scene = render(cards.ChapterThree, tiny_run, tmp_path, dry_run=True)
    ((title, idea, _),) = [one for one in film.CHAPTERS if "cards.ChapterThree" in one[-1]]
    shown = words_on(scene).replace("\\", "")
    assert title in shown and idea in shown
    assert scene.renderer.file_writer.subcaptions[0].content == f"Chapter 3: {title}."


def test_the_facts_at_the_end_are_the_runs(a_run, tmp_path):
    class Facts(cards.Credits):
        def construct(self):
            self.the_network_you_saw()

    words, run = words_on(render(Facts, a_run, tmp_path, dry_run=True)), Run.load(a_run)
    words = words.replace("\\", "")
    assert f"{run.thetas.shape[1]:,}" in words
    assert f"{run.results['test_accuracy']:.2%}" in words
    assert run.digest[:16] in words
    assert f"{run.steps[-1]:,} steps of {run.facts['mini_batch_size']} examples" in words


def test_the_learning_rate_is_told_with_what_becomes_of_it():
    assert cards.learning_rate({"eta": 0.5, "decay": 0.9}) == "η = 0.5, times 0.9 after each epoch"
    assert cards.learning_rate({"eta": 0.5, "decay": 1}) == "η = 0.5"


def test_the_credits_stand_flush_left_beside_their_names(a_run, tmp_path):
    scene = render(cards.Credits, a_run, tmp_path, dry_run=True)
    (table,) = [mobject for mobject in scene.mobjects if isinstance(mobject, Table)]
    left = [value.get_left()[0] for _, value in table]
    assert left == pytest.approx([left[0]] * len(left))
    assert max(name.get_right()[0] for name, _ in table) < left[0]


def test_whoever_a_clip_names_is_thanked():
    thanks = cards.credits_of(Run.load(FILM_RUN)), cards.PAPERS
    credited = " ".join(words for part in thanks for words in (*part, *part.values()))
    files = pathlib.Path(cards.__file__).parent.rglob("*.py")
    named = r'after(?: |=")([A-Z][^"{}]*)"'
    sources = [name for file in files for name in re.findall(named, file.read_text())]
    assert len(sources) >= 2
    for source in sources:
        for name in re.findall(r"[A-Z]\w+|\d{4}", source):
            assert name in credited, f"{name} of {source!r} is not among the credits."


def others_run(**more):
    """What the cards read of a run of somebody else's training, of which little is known."""
    facts = {
        "cost": "cross_entropy",
        "optimizer": {"name": "unknown"},
        "mini_batch_size": None,
        "seed": None,
        "dataset": {"name": "flowers", "training": 90},
    }
    known = {
        "facts": facts,
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
    told = cards.facts_of(others_run())
    assert told["activations"] == "gelu, leaky relu(0.2), softmax at the end"
    assert told["made with"] == "PyTorch 2.13. It had a BatchNorm."
    assert told["right on the test part"] == "90.00%"
    assert not {"trained by", "learning rate", "seed", "for"} & told.keys()
    assert "None" not in str(told) and "unknown" not in str(told)
    assert "for" not in cards.facts_of(others_run(steps=np.array([1]), steps_known=False))
    bare = cards.facts_of(others_run(has_data=False, results={}, origin=None))
    assert not {"data", "made with", "right on the test part"} & bare.keys()


def test_a_network_learned_from_all_the_parts_that_it_was_trained_on():
    run = others_run(trained_on=("training", "test"))
    run.facts["dataset"]["test"] = 10
    assert cards.learned_from(run) == 100 and "100 to learn from" in cards.facts_of(run)["data"]


def test_the_data_are_credited_and_mnist_whose_digits_the_experiments_show():
    credits = cards.credits_of(others_run())
    assert "notation" in credits and "network, notation" not in credits
    assert credits["its data"] == "flowers" and "MNIST" in credits["experiments' digits"]
    carried = others_run()
    carried.facts["dataset"].update({"name": "digits", "file": "0" * 64})
    assert cards.credits_of(carried)["its data"] == "digits"
    film = cards.credits_of(Run.load(FILM_RUN))
    assert "network, notation" in film
    assert "MNIST" in film["the digits"] and "its data" not in film
