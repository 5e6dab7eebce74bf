import types

import numpy as np
import pytest
from layout import texts
from tiny_runs import last_snapshot_of
from watching import captions_in, render, shown, watched

from nn.runs.run import FILM_RUN, Run, find
from scenes.cards.title import Title, question_of
from scenes.mobjects.heatmap import Heatmap
from scenes.stage.drawn import pictured_neurons
from scenes.stage.examples import an_example


@pytest.fixture(scope="module", params=["tiny", "film"])
def a_run(request, tiny_run):
    return tiny_run if request.param == "tiny" else find(FILM_RUN)


def test_it_ends_with_the_weights_that_were_learned_beside_the_example(a_run, media):
    scene, run = watched(Title, a_run, media), Run.load(a_run)
    example, *pictures = [picture.values for picture in shown(scene, Heatmap)]
    np.testing.assert_allclose(example, an_example(run)[0], atol=1e-6)
    weights = [picture.ravel() for picture in pictures]
    np.testing.assert_allclose(weights, run.W[0][-1][pictured_neurons(run)], atol=1e-6)
    words = " ".join(text.typst_code for text in texts(scene.mobjects))
    assert f"{run.facts['dataset']['training']:,} examples" in words.replace("\\", "")


def test_it_asks_before_it_names_itself_and_is_soon_over(media):
    scene = watched(Title, find(FILM_RUN), media)
    first, second = captions_in(scene)
    assert first.endswith("?") and second.startswith("Gradient descent")
    assert scene.time <= 9


def test_it_asks_to_read_what_is_written_by_hand_and_else_what_it_is(tiny_run):
    assert question_of(Run.load(FILM_RUN)) == "How does a machine learn to read this?"
    dataset = {"name": "flowers"}
    other = types.SimpleNamespace(has_data=True, facts={"dataset": dataset}, image_shape=(8, 8))
    assert question_of(other) == "How does a machine learn what this is?"
    assert "this" not in question_of(types.SimpleNamespace(has_data=False))


def test_of_a_single_snapshot_nothing_is_said_to_be_learned_on_screen(tiny_run, tmp_path):
    run = last_snapshot_of(tiny_run, tmp_path / "run")
    scene = render(Title, run, tmp_path, dry_run=True)
    assert "as it learns" not in " ".join(text.typst_code for text in texts(scene.mobjects))


def test_without_data_it_begins_with_the_network_itself(run_without_data, media):
    scene = watched(Title, run_without_data, media)
    assert len(shown(scene, Heatmap)) == 16
    assert "How does a neural network learn?" in captions_in(scene)[0]
    assert not [beat.faults for beat in scene.beats if beat.faults]
