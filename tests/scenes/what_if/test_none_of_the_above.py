"""What the clip draws and says is what the experiment found."""

import numpy as np
import pytest
from watching import captions_of, numbers_in

from nn.experiments.none_of_the_above import KINDS, TAUGHT
from scenes.what_if.none_of_the_above import (
    DARK,
    LIGHT,
    NAMES,
    NoneOfTheAbove,
)

CLIP = NoneOfTheAbove


def test_every_kind_has_a_name_and_a_row(scene):
    assert set(NAMES) == {"noise", *LIGHT, *DARK} == {*KINDS, "fashion"}
    assert set(scene.rows) == set(scene.kinds)


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


def test_at_first_everything_is_none_as_the_caption_says(scene, result):
    none, eleventh = result.arrays.none[:2], result.arrays.eleventh[1]
    seen = result.arrays.seen[1]
    first = int((none > 0.99).all(axis=(0, 1, 3)).argmax())
    assert f"After {seen[first]} pictures all is “none”" in captions_of(scene)
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
        return arrays.none[TAUGHT.index(taught), :, -1, scene.kinds.index(kind)]

    named = 1 - refused("digits", "noise")
    assert f"digit in {named.mean():.0%} of noise on average" in said
    assert f"(seeds: {named.min():.0%} to {named.max():.0%})" in said
    assert f"{refused('eleventh', 'noise').mean():.1%} of noise stays" in said
    assert f"shuffled digits, {refused('eleventh', 'shuffled').mean():.0%}" in said
    assert all(refused("eleventh", kind).mean() > 0.5 for kind in scene.kinds if kind in LIGHT)
    on_black = [refused(taught, "inside").mean() for taught in ("eleventh", "digits")]
    assert f"refuses {on_black[0]:.0%} of it" in said and f"“none”, {on_black[1]:.0%}." in said
    assert abs(on_black[0] - on_black[1]) < 0.1
    assert "the same noise fares as without “none”" in said


def test_seeds_differ_by_more_than_what_none_costs_the_digits(scene, result):
    right, said = result.arrays.accuracy[:, :, -1], captions_of(scene)
    assert all(f"{mean:.1%}" in said for mean in right.mean(axis=1))
    assert np.ptp(right, axis=1).min() > np.ptp(right.mean(axis=1))
    assert "Seeds differ by more." in said


def test_the_last_panels_have_a_dot_for_each_training(scene, result):
    right, refused = (panel.seeds.dots for panel in scene.panels)
    np.testing.assert_allclose(right.y, result.arrays.accuracy[:, :, -1].ravel())
    np.testing.assert_allclose(refused.y, result.arrays.none[:, :, -1, -1].ravel())
