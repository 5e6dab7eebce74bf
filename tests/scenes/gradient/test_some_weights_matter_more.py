import re

import numpy as np
import pytest
from watching import captions_of, scenes_of

from scenes.gradient.some_weights_matter_more import SomeWeightsMatterMore, ratio

nudged = scenes_of(SomeWeightsMatterMore, "gradients")


def test_curves_end_at_the_measured_change_and_numbers_say_it(nudged):
    scene, _, study = nudged
    for i in (0, 1):
        change = study.nudged_costs[i, -1] - study.cost[1]
        end = scene.plot.c2p(study.nudges[-1], change)
        assert scene.measured[i].value == pytest.approx(change, rel=1e-9)
        np.testing.assert_allclose(scene.curves[i].get_end(), end, atol=1e-6)
        np.testing.assert_allclose(scene.dots[i].get_center(), end, atol=1e-6)
        foretold = scene.table[2][i].value
        assert foretold == pytest.approx(study.slopes[i] * study.nudges[-1])


def test_half_way_dot_and_number_are_of_the_nudge_half_way(nudged):
    scene, _, study = nudged
    middle = int(np.flatnonzero(study.nudges == scene.nudges[len(scene.nudges) // 2])[0])
    scene.now.set_value(study.nudges[middle])
    for i in (0, 1):
        change = study.nudged_costs[i, middle] - study.cost[1]
        assert scene._change(i) == pytest.approx(change, rel=1e-9, abs=1e-15)
        assert len(scene._curve(i).get_anchors()) > 1


def test_the_histogram_counts_every_weight_and_bias_once(nudged):
    scene, _, study = nudged
    sizes = abs(study.nabla[1].astype(float))
    counts, edges = scene.histogram.counts, scene.histogram.edges
    assert counts.sum() == len(sizes)
    assert counts[0] == (sizes == 0).sum()
    assert counts[-3:].sum() == (sizes >= 10 ** edges[-4]).sum()


def test_the_ratio_that_is_said_is_that_of_the_numbers_shown(nudged):
    scene, _, study = nudged
    shown = sorted(abs(float(number.words.replace("−", "-"))) for number in scene.measured)
    said = re.findall(r"the cost ([\d.,]+) times", captions_of(scene))
    assert bool(said) == (shown[0] > 0)
    if said:
        assert said == [ratio(shown[1], shown[0])]
    assert f"all {len(study.nabla[1]):,}, sorted" in captions_of(scene)


@pytest.mark.parametrize(
    ("large", "small", "words"), [(46.2, -1, "46"), (3, 2, "1.5"), (12345, 1, "12,345"), (1, 0, "")]
)
def test_a_ratio_in_words(large, small, words):
    assert ratio(large, small) == words
