import re

import numpy as np
from watching import captions_in, captions_of

from nn.experiments.shuffled_labels import PAPER
from scenes.memory.shuffled_labels import ShuffledLabels, no_slower_beyond
from scenes.stage import style

CLIP = ShuffledLabels


def test_the_digits_and_what_they_are_called_are_those_of_the_first_seed(scene, result):
    arrays = result.arrays
    shown = [picture.values.ravel() for picture in scene.digits.pictures]
    np.testing.assert_allclose(shown, arrays.digits / 255)
    _, anew, _ = scene.drawn
    assert [int(label.typst_code) for label in anew] == arrays.given[-1].tolist()
    yellow = [label.get_color().to_hex().lower() == style.FOCUS for label in anew]
    np.testing.assert_array_equal(yellow, arrays.given[-1] != arrays.labels)


def test_what_is_said_are_the_medians_over_seeds(scene, result):
    words, arrays = captions_in(scene), result.arrays
    few, most = (int(n) for n in arrays.images[[0, -1]])
    steps = np.median(arrays.steps_to_enough, axis=1)
    assert f"{few:,} training digits" in words[0]
    assert f"after {steps[0]:,.0f} steps" in words[1]
    assert f"too, after {steps[-1]:,.0f}" in words[1]
    true, drawn = (np.median(arrays.test[share, :, -1]) for share in (0, -1))
    assert f"gets {true:.0%} right, the other {drawn:.0%}" in words[2]
    assert f"all of them {steps[-1] / steps[0]:.0f}" in words[3]
    right = np.median(arrays.training_of_most[:, -1])
    assert f"Of {most:,} random labels it gets {right:.0%} right" in words[4]
    assert f"training reaches {right:.0%}" in words[5]
    assert f"{result.found[f'accuracy_within_room_{most}']:.0%} of {most:,} labels" in words[5]


def test_no_training_held_more_bits_than_is_said(scene, result):
    (said,) = re.findall(r"holds ([\d.]+) bits a weight at most", captions_in(scene)[5])
    held = result.arrays.bits.max() / result.found["weights"]
    assert held <= float(said) < held + 0.1
    assert held < result.settings["bits_a_weight"]


def test_it_is_said_beyond_which_share_it_is_no_slower(scene, result):
    shares, steps = result.settings["shares"], np.median(result.arrays.steps_to_enough, axis=1)
    slowest = steps.argmax()
    assert f"beyond {shares[slowest]:.0%} no slower" in captions_in(scene)[3]
    assert no_slower_beyond([0, 0.5, 1], [1, 3, 2]) == "; beyond 50% no slower"
    assert no_slower_beyond([0, 0.5, 1], [1, 2, 3]) == ""


def test_where_it_is_unlike_the_paper_the_paper_is_quoted(scene):
    assert PAPER["slower"] in captions_of(scene)
    assert f"{PAPER['weights'] / PAPER['images']:.0f}" in captions_in(scene)[4]


def test_the_curves_are_all_seeds_at_every_share(scene, result):
    arrays = result.arrays
    steps, errors = (line.shares for line in scene.lines)
    assert len(steps[0]) == len(errors[0]) == len(result.settings["shares"])
    top = scene.lines[0].plot.y_range[1]
    np.testing.assert_allclose(steps[1:] * top, spread_of(arrays.steps_to_enough.T), rtol=1e-5)
    np.testing.assert_allclose(errors[1:], spread_of(1 - arrays.test[:, :, -1].T), atol=1e-6)


def spread_of(values):
    return values.min(axis=0), np.median(values, axis=0), values.max(axis=0)


def test_the_bars_of_bits_have_one_scale(scene, result):
    lengths = scene.bars.rectangles[:, 2].reshape(-1, 2)
    found = result.found
    bits = [[found[f"asked_bits_{n}"], found[f"bits_{n}"]] for n in result.arrays.images]
    np.testing.assert_allclose(lengths / lengths.max(), bits / np.max(bits), rtol=1e-6)
