"""What the clip draws and says is what the experiment found."""

import numpy as np
import pytest
from layout import texts, words_of
from watching import captions_of, numbers_in

from nn.experiments.none_of_the_above import KINDS, TAUGHT
from scenes.stage.words.numbers import about
from scenes.what_if.none_of_the_above import (
    DARK,
    LIGHT,
    NAMES,
    NoneOfTheAbove,
)

CLIP = NoneOfTheAbove


def test_every_kind_has_a_name_and_a_row(scene):
    assert set(NAMES) == {"noise", *LIGHT, *DARK} == {*KINDS, "fashion"}
    assert len(scene.rows) == 5 and "noise" not in scene.rows
    assert {kind in LIGHT for kind in scene.rows} == {True, False}


def test_a_row_has_the_shares_that_were_refused_before_and_after(scene, result):
    for kind, row in scene.rows.items():
        refused = [result.found[f"none_{taught}_{kind}"] for taught in ("digits", "eleventh")]
        assert row.bars.values == pytest.approx(refused, abs=1e-6)
        assert numbers_in(row.numbers) == pytest.approx(
            [100 * share for share in refused], abs=1e-4
        )


def test_a_thin_line_goes_from_the_least_to_the_most_of_the_seeds(scene, result):
    for kind, row in scene.rows.items():
        k = scene.kinds.index(kind)
        left, right = row.bars.place([[0, 0], [1, 0]])[:, 0]
        for taught, line in zip(("digits", "eleventh"), row.whiskers, strict=True):
            shares = result.arrays.none[TAUGHT.index(taught), :, -1, k]
            ends = (np.array([line.get_start()[0], line.get_end()[0]]) - left) / (right - left)
            np.testing.assert_allclose(ends, [shares.min(), shares.max()], atol=1e-5)


def test_the_first_picture_has_the_outputs_of_the_network_that_was_taught_so(scene, result):
    noise = KINDS.index("noise")
    outputs = result.arrays.outputs[:, noise]
    i = outputs[0].max(axis=1).argmax()
    np.testing.assert_allclose(
        255 * scene.picture.values.ravel(), result.arrays.pictures[noise, i], atol=1e-4
    )
    np.testing.assert_allclose(scene.ten.bars.values, outputs[0, i, :10])
    np.testing.assert_allclose(scene.eleven.bars.values, outputs[1, i])
    assert scene.eleven.bars.values.argmax() == 10


def test_on_black_the_network_that_knows_none_sees_a_digit_all_the_same(scene, result):
    inside = KINDS.index("inside")
    outputs = result.arrays.outputs[1, inside]
    i = outputs.max(axis=1).argmax()
    np.testing.assert_allclose(
        255 * scene.on_black.values.ravel(), result.arrays.pictures[inside, i], atol=1e-4
    )
    np.testing.assert_allclose(scene.fooled.bars.values, outputs[i])
    assert scene.fooled.bars.values.argmax() < 10


def test_at_first_everything_is_none_as_is_said(scene, result):
    none, eleventh = result.arrays.none[:2], result.arrays.eleventh[1]
    seen = result.arrays.seen[1]
    first = int((none > 0.99).all(axis=(0, 1, 3)).argmax())
    assert scene.curves.plot.x_range[0] == seen[first]
    assert "At first, everything is none. Then the digits get their names." in captions_of(scene)
    assert (none[:, :, first : first + 4] > 0.99).all()  # noise, test digits, the control too
    assert (eleventh[:, first] == 0).all()  # so no digit is over a half
    assert (none[1, :, first:, KINDS.index("noise")] > 0.99).all()
    assert (none[1, :, -1, -1] < 0.1).all()  # digits got names


def test_a_curve_ends_at_the_mean_that_the_rows_and_the_caption_say(scene, result):
    noise = KINDS.index("noise")
    shown = (0, noise), (1, -1), (1, noise)
    for curve, (taught, kind) in zip(scene.curves.spreads, shown, strict=True):
        last = result.arrays.none[taught, :, -1, kind]
        wanted = np.array([last.min(), last.mean(), last.max()]) / curve.plot.y_range[1]
        np.testing.assert_allclose(curve.shares[1:, -1], wanted, atol=1e-6)


def test_a_dot_is_where_its_kind_is_light_and_refused(scene, result):
    dots = scene.dots.means
    np.testing.assert_allclose(dots.x, result.arrays.light, atol=1e-6)
    refused = result.arrays.none[TAUGHT.index("eleventh"), :, -1].mean(axis=0)
    np.testing.assert_allclose(dots.y, refused, atol=1e-6)
    named_dark = [scene.kinds.index(kind) for kind in DARK]
    assert dots.x[named_dark].max() < 0.01


def test_what_is_said_is_what_the_arrays_hold(scene, result):
    said, arrays = captions_of(scene), result.arrays

    def refused(taught, kind):
        return arrays.none[TAUGHT.index(taught), :, -1, KINDS.index(kind)]

    named = 1 - refused("digits", "noise")
    assert f"{about(named.mean())} of the noise" in said
    shown = words_of(scene.note)
    assert f"{named.mean():.0%} of noise" in shown
    assert f"{named.min():.0%} to {named.max():.0%}" in shown
    assert ("every time" in said) == (refused("eleventh", "noise").mean() > 0.99)
    assert ("nearly every time" in said) == (refused("eleventh", "noise").mean() < 1)
    assert all(refused("eleventh", kind).mean() > 0.5 for kind in KINDS if kind in LIGHT)
    assert all(refused("eleventh", kind).mean() < 0.3 for kind in DARK)
    on_black = [refused(taught, "inside").mean() for taught in ("eleventh", "digits")]
    assert abs(on_black[0] - on_black[1]) < 0.1  # "it is fooled again"


def test_the_last_note_says_what_it_costs_the_digits(scene, result):
    right = result.arrays.accuracy[:2, :, -1].mean(axis=1)
    shown = " ".join(words_of(text) for text in texts(scene.mobjects)).replace("\\", "")
    assert f"right: {right[0]:.1%} before, {right[1]:.1%} after" in shown
