import dataclasses

import numpy as np
import pytest

from nn.analysis import studies
from nn.analysis.studies import noise
from nn.datasets import sample
from nn.runs.run import Run

KINDS = ["digits", "noise", "shuffled"]


@pytest.fixture(scope="module")
def run(tiny_run):
    return Run.load(tiny_run)


@pytest.fixture(scope="module")
def study(run):
    return studies.read(run, "noise")[0]


def of(study, kind, what):
    return getattr(study, f"{kind}_{what}")


@pytest.mark.parametrize("kind", KINDS)
def test_the_outputs_are_the_networks(run, study, few_digits, kind):
    images = of(study, kind, "images") / np.float32(255)
    outputs = run.network().forward(images).a[-1]
    np.testing.assert_allclose(of(study, kind, "outputs"), outputs, atol=1e-6)
    shown = slice(len(images)) if kind == "noise" else sample(few_digits.test_labels, noise.SHOWN)
    np.testing.assert_allclose(of(study, kind, "tops")[shown], outputs.max(axis=1), atol=1e-6)
    np.testing.assert_array_equal(of(study, kind, "answers")[shown], outputs.argmax(axis=1))


def test_the_digits_are_all_of_the_test_part_and_those_shown_are_a_sample(run, study, few_digits):
    some = few_digits.test_images[sample(few_digits.test_labels, noise.SHOWN)]
    np.testing.assert_array_equal(study.digits_images / np.float32(255), some)
    np.testing.assert_array_equal(study.digits_answers, run.test_predictions)
    assert study.digits_grey == pytest.approx(few_digits.test_images.mean(), abs=1e-6)


def test_shuffled_digits_have_the_pixels_of_the_digits_in_other_places(study):
    assert study.shuffled_grey == study.digits_grey
    for digit, shuffled in zip(study.digits_images, study.shuffled_images, strict=True):
        assert (digit != shuffled).any()
        np.testing.assert_array_equal(np.sort(digit), np.sort(shuffled))


def test_each_is_shuffled_in_an_order_of_its_own(run, few_digits):
    same = np.tile(np.linspace(0, 1, run.sizes[0], dtype=np.float32), (2, 1))
    data = dataclasses.replace(few_digits, test_images=same, test_labels=np.zeros(2, int))
    first, second = noise.measure(run, data)["shuffled_images"]
    assert (first != second).any()


def test_noise_is_of_every_grey_equally(study):
    assert study.noise_tops.shape == (noise.NOISE,)
    assert study.noise_grey == pytest.approx(0.5, abs=1e-3)
    counts = np.bincount(study.noise_images.ravel(), minlength=256)
    expected = study.noise_images.size / 256
    assert ((counts - expected) ** 2 / expected).sum() < 255 + 5 * np.sqrt(2 * 255)  # χ²


def test_without_a_test_part_there_is_noise_alone(run, few_digits):
    none = dataclasses.replace(
        few_digits, test_images=few_digits.test_images[:0], test_labels=few_digits.test_labels[:0]
    )
    found = noise.measure(run, none)
    assert found["digits_tops"].shape == found["shuffled_tops"].shape == (0,)
    assert found["digits_grey"] == 0 and len(found["noise_tops"]) == noise.NOISE
