import types

import numpy as np
import pytest
from layout import texts, words_of
from watching import Recording, captions_of, render

from scenes.descent.descent_steps import DescentSteps, how_it_follows
from scenes.mobjects.annotations import ARROW
from scenes.stage.paths import single_steps
from scenes.stage.words.numbers import in_words


class RecordedSteps(Recording, DescentSteps):
    """Where the arrows, the steps and the dot are as beats end."""

    watched = ("from_above", "where_downhill_is", "each_step_sees_little", "closer_still")

    def note_down(self):
        return {
            "map": self.map.copy(),
            "dot": self.dot.get_center(),
            "drawn": self.drawn.copy(),
            "words": [words_of(text) for text in texts(self.mobjects)],
        }


@pytest.fixture(scope="module")
def steps_clip(tiny_run, tmp_path_factory):
    return render(RecordedSteps, tiny_run, tmp_path_factory.mktemp("media"), dry_run=True)


def test_the_arrows_point_down_the_true_slope(steps_clip, tiny_planes):
    plane, after = tiny_planes[1]["principal"], steps_clip.after["where_downhill_is"]
    _, arrows, _ = after["drawn"]
    starts = after["map"].c2p(*plane.path.T)
    found = set()
    for arrow in arrows:
        s = np.linalg.norm(starts - arrow.get_start(), axis=1).argmin()
        np.testing.assert_allclose(arrow.get_start(), starts[s], atol=1e-6)
        slope = plane.slopes[s] / np.linalg.norm(plane.slopes[s])
        vector = arrow.get_end() - arrow.get_start()
        np.testing.assert_allclose(vector[:2], -ARROW * slope, atol=1e-6)
        found.add(s)
    assert len(found) >= 3 and 0 in found


@pytest.mark.parametrize("beat", ["each_step_sees_little", "closer_still"])
def test_each_step_is_drawn_beside_what_all_the_data_would_do(beat, steps_clip, tiny_planes):
    run, planes = tiny_planes
    plane, after = planes["first"], steps_clip.after[beat]
    way = after["map"].c2p(*plane.path.T)
    unit = after["map"].unit
    steps, wishes = after["drawn"][::2], after["drawn"][1::2]
    count = single_steps(run.steps[plane.snapshots])
    first = 0 if beat == "each_step_sees_little" else count // 2
    steps, wishes = steps[-(count - first) :], wishes[-(count - first) :]
    assert len(steps) == count - first >= 1
    for k, step, wish in zip(range(first, count), steps, wishes, strict=True):
        np.testing.assert_allclose(step.get_start(), way[k], atol=1e-6)
        np.testing.assert_allclose(step.get_end(), way[k + 1], atol=1e-6)
        np.testing.assert_allclose(wish.get_start(), way[k], atol=1e-6)
        vector = (wish.get_end() - wish.get_start())[:2] / unit
        eta = run.facts["optimizer"]["eta"]
        np.testing.assert_allclose(vector, -eta * plane.slopes[k], atol=1e-6)
    np.testing.assert_allclose(after["dot"], way[count], atol=1e-6)
    assert f"{plane.true_costs[count]:.3f}" in after["words"]


def test_the_dot_ends_where_training_did(steps_clip, tiny_planes):
    run, planes = tiny_planes
    after = steps_clip.after["from_above"]
    end = after["map"].c2p(*planes["principal"].path[-1])
    np.testing.assert_allclose(after["dot"], end, atol=1e-6)
    assert f"{run.steps[-1]:,}" in after["words"] and f"{run.train_cost[-1]:.3f}" in after["words"]


def test_arrows_of_other_optimizers_are_said_to_be_not_to_scale(steps_clip):
    facts = steps_clip.run.facts["optimizer"]
    assert steps_clip._stride() == (facts["eta"], "$-eta nabla C$, all images")
    for changed in {"name": "adam"}, {"l2": 0.1}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(steps_clip.run.facts, "optimizer", {**facts, **changed})
            assert "not to scale" in steps_clip._stride()[1]


def test_a_path_follows_arrows_if_it_goes_where_they_point():
    path = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.1], [3.0, 0.1]])
    down, across = np.tile([-1.0, 0.0], (4, 1)), np.tile([0.0, 1.0], (4, 1))
    planes = (types.SimpleNamespace(path=path, slopes=slopes) for slopes in (down, across))
    said = [how_it_follows(plane, [0, 1, 2]) for plane in planes]
    assert "nearly follows" in said[0] and "doesn't" in said[1]


def test_what_is_said_of_the_steps_is_the_runs(steps_clip, tiny_planes):
    run, planes = tiny_planes
    plane, captions = planes["first"], captions_of(steps_clip)
    count = single_steps(run.steps[plane.snapshots])
    assert (
        f"{in_words(count)} steps, the cost is down to {plane.true_costs[count]:.2f}." in captions
    )
    assert f"only {in_words(run.facts['mini_batch_size'])} " in captions
    assert f"{run.steps[-1]:,} steps" in captions
