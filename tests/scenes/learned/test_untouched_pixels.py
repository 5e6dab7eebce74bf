import numpy as np
from watching import Recording, captions_of, numbers_in, render, watched

from scenes.learned.untouched_pixels import UntouchedPixels
from scenes.stage.words.numbers import in_words

CLIP = UntouchedPixels


def test_the_picture_is_the_share_of_images_that_light_each_pixel(scene, study):
    np.testing.assert_allclose(scene.picture.values.ravel(), study.lit / study.images)


def test_yellow_are_the_pixels_never_lit(scene, study):
    np.testing.assert_array_equal(scene.yellow.values.ravel(), study.lit == 0)
    count = int((study.lit == 0).sum())
    assert f"These {in_words(count)} pixels are never lit" in captions_of(scene)


def test_their_weights_are_the_same_at_the_start_and_the_end(scene, run, study):
    never = study.lit == 0
    before, after = run.W[0][0][:, never], run.W[0][-1][:, never]
    assert before.tobytes() == after.tobytes()
    assert numbers_in(scene.counted) == [before.size, before.size]
    for s, values in zip((0, -1), scene.values, strict=True):
        np.testing.assert_array_equal(values.reshape(len(values), -1), run.W[0][s][: len(values)])
    assert "Not one bit has changed." in captions_of(scene)
    for veil in scene.veils:
        assert not veil.values.any()  # it is lifted in the end


def test_the_slopes_shown_are_those_measured_and_there_exactly_zero(scene, study):
    never = study.lit == 0
    assert numbers_in(scene.found) == [0, study.steepest[~never].max()]
    assert "No light, no slope, no movement." in captions_of(scene)


def test_each_pixel_is_a_dot_where_it_was_lit_so_often_and_went_so_far(scene, run, study):
    moved = np.sqrt(((run.W[0][-1] - run.W[0][0]) ** 2).mean(axis=0))
    expected = sorted(zip(study.lit.tolist(), moved.tolist(), strict=True))
    shown = zip(scene.scatter.x, scene.scatter.y, strict=True)
    np.testing.assert_allclose(sorted(shown), expected, rtol=1e-5, atol=1e-7)
    assert (scene.scatter.y[scene.scatter.marked] == 0).all()
    assert scene.scatter.marked.sum() == (study.lit == 0).sum()


def test_at_the_end_stand_the_weights_of_the_end(scene, run):
    for j, picture in enumerate(scene.pictures):
        np.testing.assert_array_equal(picture.values.ravel(), run.W[0][-1, j])


def test_with_weight_decay_it_is_said_that_they_move_all_the_same(
    tmp_path_factory, few_digits, media
):
    from tiny_runs import surveyed, trained

    folder = surveyed(trained(tmp_path_factory, few_digits, l2=0.001), few_digits)
    scene = watched(UntouchedPixels, folder, media)
    assert "Weight decay pulls each towards zero" in captions_of(scene)
    assert numbers_in(scene.counted)[1] == 0
    grain = "how it began" in captions_of(scene) + scene.beats[-1].headline
    assert not grain
    assert not [beat.faults for beat in scene.beats if beat.faults]


def test_veils_leave_just_the_pixels_never_lit(folder, media, study):
    class Veiled(Recording, UntouchedPixels):
        watched = ("before_and_after",)

        def note_down(self):
            return [veil.values.copy() for veil in self.veils]

    for veil in render(Veiled, folder, media, dry_run=True).after["before_and_after"]:
        np.testing.assert_array_equal(veil.ravel(), study.lit != 0)
