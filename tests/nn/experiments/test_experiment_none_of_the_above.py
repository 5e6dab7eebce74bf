"""What a network that was taught "none" says of noise, of what it never saw, and of digits."""

import numpy as np
import pytest
from data_files import idx_file, publish

from nn import datasets, experiments
from nn.experiments import none_of_the_above
from nn.experiments.none_of_the_above import KINDS, SIDE, TAUGHT, no_digits, shares

LIKE_DIGITS = "inside", "strokes", "halves", "turned"  # dark where digits are
LIKE_NOISE = "inverted", "smooth"  # light there


def claim(found, slack=0.0):
    """Noise is refused by whoever was taught so, and what is as light where digits are dark; what
    is dark there is refused about as often as by who was not; digits lose nearly nothing."""
    for taught in ("eleventh", "zeros"):
        assert found[f"none_{taught}_noise"] > 0.99 - slack
        for kind in LIKE_NOISE:
            assert found[f"none_{taught}_{kind}"] > 0.85 - slack
        for kind in ("strokes", "halves", "turned"):
            gain = found[f"none_{taught}_{kind}"] - found[f"none_digits_{kind}"]
            assert abs(gain) < 0.15 + slack
        assert abs(found[f"accuracy_{taught}"] - found["accuracy_digits"]) < 0.005 + slack
        assert found[f"none_{taught}_test_digits"] < 0.05 + slack
    assert found["none_digits_noise"] < 0.6


def test_none_carries_over_to_what_is_light_at_the_border_and_costs_digits_nothing():
    found = experiments.read("none_of_the_above").found
    claim(found)
    for kind in LIKE_DIGITS:
        assert found[f"none_eleventh_{kind}"] < 0.5
        assert found[f"light_{kind}"] < 0.01
    for kind in ("noise", *LIKE_NOISE):
        assert found[f"light_{kind}"] > 0.4


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    digits = datasets.load("digits")
    result = experiments.conduct("none_of_the_above", digits, tmp_path / "fresh", quick=True)
    claim(result.found, slack=0.1)


def test_without_fashion_mnist_the_result_says_so():
    result = experiments.read("none_of_the_above")
    kinds = len(result.arrays.pictures)
    assert result.found["fashion_mnist"] == kinds - len(KINDS)
    assert result.arrays.none.shape[-1] == result.arrays.sure.shape[-1] == kinds + 1


def test_fashion_mnist_is_one_more_kind_where_its_files_are(tmp_path, few_digits, monkeypatch):
    clothes = np.random.default_rng(0).integers(0, 256, (20, SIDE, SIDE))
    publish(monkeypatch, "fashion", {"t10k-images-idx3-ubyte": idx_file(clothes)})
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx_file(clothes))
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    small = {"training": 100, "noise": 10, "pictures": 10, "epochs": 1, "looks": 2, "seeds": [0]}
    monkeypatch.setattr(none_of_the_above, "QUICK", small)
    result = experiments.conduct("none_of_the_above", few_digits, tmp_path / "out", quick=True)
    assert result.found["fashion_mnist"] == 1
    assert {f"none_{taught}_fashion" for taught in TAUGHT} <= set(result.found)
    np.testing.assert_array_equal(
        result.arrays.pictures[-1], clothes[: none_of_the_above.SHOWN].reshape(-1, SIDE**2)
    )


def test_none_is_an_eleventh_that_is_highest_or_ten_that_are_low():
    outputs = np.zeros((5, 11))
    outputs[0, 3] = 0.95  # sure of a digit
    outputs[1, 3], outputs[1, 10] = 0.95, 0.99  # the eleventh is higher
    outputs[2, 3] = 0.4  # all are low
    outputs[3, 3] = 0.6  # a digit, not sure
    outputs[4, 10] = 0.3  # low, but the highest
    np.testing.assert_allclose(shares(outputs), [3 / 5, 2 / 5, 1 / 5])
    np.testing.assert_allclose(shares(outputs[:, :10]), [2 / 5, 0, 2 / 5])


@pytest.fixture(scope="module")
def test_part():
    data = datasets.load("digits")
    return np.round(data.test_images * 255).astype(np.uint8), data.test_labels


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_pictures_are_drawn_each_time_and_none_is_a_test_digit(test_part, kind):
    pictures = no_digits(kind, *test_part, 30)
    assert pictures.shape == (30, SIDE**2) and pictures.dtype == np.uint8
    np.testing.assert_array_equal(pictures, no_digits(kind, *test_part, 30))
    assert not (pictures[:, None] == test_part[0][None]).all(axis=2).any()


def test_each_kind_is_what_it_is_said_to_be(test_part):
    digits, labels = test_part
    made = {kind: no_digits(kind, *test_part, 50).reshape(-1, SIDE, SIDE) for kind in KINDS}

    def owners(pictures, part):
        """Of each picture, the labels of the digits that have its pixels in a part of it."""
        wholes = digits.reshape(-1, SIDE, SIDE)[(slice(None), *part)]
        return [set(labels[(wholes == one[part]).all(axis=(1, 2))]) for one in pictures]

    everywhere = slice(None), slice(None)
    assert all(owners(255 - made["inverted"], everywhere))
    turned = owners(made["turned"][:, ::-1, ::-1], everywhere)
    assert all(of_it and of_it <= {3, 4, 7} for of_it in turned)
    left, right = (slice(None), slice(SIDE // 2)), (slice(None), slice(SIDE // 2, None))
    for one, other in zip(*(owners(made["halves"], part) for part in (left, right)), strict=True):
        assert one and other and (len(one | other) > 1)
    sorted_digits = {digit.tobytes() for digit in np.sort(digits, axis=1)}
    shuffled = np.sort(made["shuffled"].reshape(50, -1), axis=1)
    assert all(pixels.tobytes() in sorted_digits for pixels in shuffled)
    border = np.ones((SIDE, SIDE), bool)
    border[7:-7, 7:-7] = False
    assert not made["inside"][:, border].any() and made["inside"][:, ~border].mean() > 100
    assert made["noise"].min() == 0 and made["noise"].max() == 255
    steps = {kind: abs(np.diff(made[kind].astype(int), axis=2)).mean() for kind in KINDS}
    assert steps["smooth"] < steps["noise"] / 3


def test_a_stroke_is_white_on_its_line_and_black_away_from_it():
    picture = none_of_the_above.strokes(np.array([[[[5.0, 5.0], [5.0, 20.0]]]]))
    picture = picture.reshape(SIDE, SIDE)
    assert (picture[5, 5:21] == 255).all()
    assert not picture[8:].any() and not picture[:, 23:].any()
