import numpy as np
from tiny_runs import last_snapshot_of
from watching import render, scenes_of, shown

from nn.runs.run import Run
from scenes.cards.ending import Ending
from scenes.mobjects.hill import Hill
from scenes.mobjects.network_diagram import Edges, Neurons
from scenes.mobjects.outputs import Outputs
from scenes.stage import needs
from scenes.stage.examples import an_example

seen = scenes_of(Ending)


def outputs(run, snapshot):
    image, _ = an_example(run)
    return run.network(snapshot).forward(image.reshape(1, -1)).a[-1][0]


def test_the_example_meets_the_untrained_network_first_and_then_the_trained_one(seen, media):
    class Guesses(Ending):
        def construct(self):
            self.lay_out()
            self.it_guesses()

    scene, run = seen
    before = render(Guesses, run.folder, media, dry_run=True)
    for snapshot, stage in ((0, before), (-1, scene)):
        (said,) = shown(stage, Outputs)
        np.testing.assert_allclose(said.bars.values, outputs(run, snapshot), atol=1e-6)
        last = shown(stage, Neurons)[-1]
        np.testing.assert_allclose(last.values, outputs(run, snapshot), atol=1e-6)


def test_the_ball_comes_to_rest_at_the_foot(seen):
    scene, _ = seen
    (hill,) = shown(scene, Hill)
    assert hill.share == 1


def test_halfway_down_the_weights_are_those_of_where_the_ball_is(seen):
    scene, run = seen
    first = scene.weights[0][-1]
    place = scene.hill.at(scene.hill.share)
    scene._show(len(run.steps) - 2)
    last = shown(scene, Edges)[-1]
    np.testing.assert_allclose(last.weights, scene.weights[-2][-1])
    assert (last.weights != first).any()
    np.testing.assert_allclose(scene.hill.at(1), place)
    scene._show(len(run.steps) - 1)


def test_edges_are_on_the_scale_of_the_trained_weights(seen):
    scene, _ = seen
    for edges, W in zip(scene.edges, scene.weights[-1], strict=True):
        assert edges.scale_of == abs(W).max()


def test_without_a_start_data_or_a_cost_that_fell_there_is_no_ending(
    tiny_run, run_without_data, tmp_path
):
    one = Run.load(last_snapshot_of(tiny_run, tmp_path / "run"))
    assert needs.first_unmet(Ending.needs, one) is needs.FROM_THE_START
    bare = Run.load(run_without_data)
    assert needs.first_unmet(Ending.needs, bare) is needs.DATA
    risen = Run.load(tiny_run)
    risen.train_cost = risen.train_cost[::-1]
    assert needs.first_unmet(Ending.needs, risen) is needs.COST_FELL
