"""`PatternsFirst` says and shows what the experiment `noisy_labels` found."""

import numpy as np
import pytest
from watching import captions_of

from nn.experiments.noisy_labels import CURVES
from scenes.memory.labels import WRONG
from scenes.memory.patterns_first import GRIDS_AT, SHARE, PatternsFirst
from scenes.stage.words.numbers import about, in_words

CLIP = PatternsFirst


def in_percent(share):
    """As the names of what was found end."""
    return f"{100 * share:.0f}"


def at(result, share):
    return result.settings["wrong"].index(share)


def test_the_wall_has_as_large_a_share_of_wrong_labels_as_the_training_set(scene, result):
    arrays = result.arrays
    labels = arrays.labels[at(result, SHARE)]
    chosen = np.array(list(scene.cells))
    lying = labels[chosen] != arrays.true[chosen]
    assert lying.sum() == SHARE * len(chosen)
    np.testing.assert_array_equal(chosen[lying], scene.wrong)
    assert f"one label in {in_words(round(1 / SHARE))} is wrong" in captions_of(scene)
    for i, (picture, label) in scene.cells.items():
        np.testing.assert_array_equal(picture.values, arrays.images[i] / 255)
        framed = picture.get_stroke_color().to_hex().lower() == WRONG
        ink = label.family_members_with_points()[0].get_fill_color().to_hex().lower()
        assert framed == (ink == WRONG) == (i in scene.wrong)
        given = labels if i in scene.wrong else arrays.true
        assert int(label.typst_code) == given[i]


def test_the_answers_are_those_of_the_network_pink_where_they_are_the_wrong_label(scene, result):
    arrays, p = result.arrays, at(result, SHARE)
    early = result.found[f"by_true_class_most_epoch_{in_percent(SHARE)}"]
    looks = [int(np.flatnonzero(arrays.look_epochs == early)[0]), -1]
    for (_, row), look in zip(scene.answers, looks, strict=True):
        answers = arrays.answers[p, look, scene.wrong]
        assert [int(words.typst_code) for words in row] == answers.tolist()
        pink = [
            words.family_members_with_points()[0].get_fill_color().to_hex().lower() == WRONG
            for words in row
        ]
        np.testing.assert_array_equal(pink, answers == arrays.labels[p, scene.wrong])


def test_beside_the_answers_stands_the_share_of_all_that_are_read_as_what_they_are(scene, result):
    for (name, _), when in zip(scene.answers, ("most", "end"), strict=True):
        share = result.found[f"by_true_class_{when}_{in_percent(SHARE)}"]
        assert name[-1].typst_code == rf"of all: {share:.1%} true"


def test_captions_tell_the_medians_over_seeds(scene, result):
    arrays, p, said = result.arrays, at(result, SHARE), captions_of(scene)
    middle = np.median(arrays.accuracy[p], axis=0)
    curves = dict(zip(CURVES, middle.T, strict=True))
    obeyed, looks = curves["wrong_by_true_class"], arrays.look_epochs
    half = {kind: looks[(curves[kind] >= 0.5).argmax()] for kind in ("clean", "wrong")}
    for words in (
        f"reads {about(obeyed.max())} of the mislabelled digits",
        f"In the end, it reads {about(obeyed[-1])} correctly.",
        f"Most right labels are learned in {in_words(half['clean'])} epoch",
        f"Most wrong ones take {half['wrong']}.",
    ):
        assert words in said


def test_past_its_peak_learning_by_heart_outweighs(result):
    found, p = result.found, in_percent(SHARE)
    assert found[f"validation_end_{p}"] < found[f"validation_peak_{p}"] - 0.05
    assert found[f"wrong_at_peak_{p}"] < 0.1 < 0.9 < found[f"wrong_end_{p}"]


def test_the_more_labels_are_wrong_the_lower_it_ends(result):
    ends = [result.found[f"validation_end_{in_percent(p)}"] for p in result.settings["wrong"]]
    assert (np.diff(ends) < -0.1).all()


def test_a_peak_is_marked_where_the_median_curve_is_highest(scene, result):
    arrays, plot = result.arrays, scene._plot("validation digits right")
    for share, dot in scene.peaks.items():
        curve = arrays.accuracy[at(result, share), :, :, CURVES.index("validation")]
        middle = np.median(curve, axis=0)
        top = plot.c2p(arrays.look_epochs[middle.argmax()], middle.max())
        np.testing.assert_allclose(dot.get_center(), top, atol=1e-6)


def test_what_is_called_strokes_and_noise_is(result):
    assert result.found["smoothness_end_0"] > 0.6
    assert max(result.found[f"smoothness_end_{in_percent(s)}"] for s in GRIDS_AT if s > 0) < 0.5


def test_the_pictures_end_as_training_did_on_one_scale(scene, result):
    for share, grid in zip(GRIDS_AT, scene.grids.grids, strict=True):
        changed = result.arrays.changed[at(result, share), -1]
        assert grid.below.value == pytest.approx(
            result.found[f"smoothness_end_{in_percent(share)}"]
        )
        for picture, values in zip(grid.pictures, changed, strict=True):
            np.testing.assert_allclose(picture.values, values, atol=1e-6)
            assert picture.limits[1] == pytest.approx(float(scene.grids.bar.ends[1].value))
