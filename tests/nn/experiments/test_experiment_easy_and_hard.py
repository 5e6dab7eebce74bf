"""Easy and hard examples: what the networks share, told from chance."""

import math

import numpy as np
import pytest

from nn import datasets, experiments
from nn.experiments import easy_and_hard
from nn.experiments.easy_and_hard import DATA, binomial, binomial_numbers, gather, told_of

SMALL = {**easy_and_hard.SETTINGS, "training": 60, "hidden": [8], "seeds": [0, 1, 2, 3]}


def claim(found):
    """Real digits differ by far more than chance, many easy for all and some hard for all; noise
    lies near chance, with none that all get right."""
    assert found["real_all_right"] > 0.3 > 100 * found["real_all_right_by_chance"]
    assert found["real_nearly_all_wrong"] > 0.01 > 1e6 * found["real_nearly_all_wrong_by_chance"]
    assert found["real_spread"] > 4 * found["real_spread_by_chance"]
    assert found["real_halves_correlate"] > 0.9
    for kind in ("labels", "noise"):
        assert found[f"{kind}_all_right"] == 0
        assert found[f"{kind}_spread"] < 2.5 * found[f"{kind}_spread_by_chance"]
        assert found[f"{kind}_halves_correlate"] < 0.8
    assert found["real_rate"] < found["noise_rate"] < 0.9


def test_real_examples_are_easy_or_hard_for_all_networks_and_noise_is_nearly_alike():
    found = experiments.read("easy_and_hard").found
    claim(found)
    # Other than in the paper, noise is wider than chance, and two halves of the networks agree.
    assert found["noise_spread"] > 1.5 * found["noise_spread_by_chance"]
    assert found["noise_halves_correlate"] > 0.4


@pytest.mark.slow
def test_it_is_so_in_a_fresh_small_run_too(tmp_path):
    out = tmp_path / "fresh"
    claim(experiments.conduct("easy_and_hard", datasets.load("digits"), out, quick=True).found)


def test_what_is_committed_shows_the_examples_that_its_counts_say():
    arrays = experiments.read("easy_and_hard").arrays
    starts = arrays.hardest_answers.shape[1]
    total = arrays.wrong[DATA.index("real")].sum(axis=0)
    for pick, wrong in (("easiest", total.min()), ("hardest", total.max())):
        answers, labels = getattr(arrays, f"{pick}_answers"), getattr(arrays, f"{pick}_labels")
        assert ((answers != labels[:, None]).sum(axis=1) == wrong).all()
    between = (arrays.between_answers != arrays.between_labels[:, None]).sum()
    assert abs(between - starts / 2) == abs(total - starts / 2.0).min()


@pytest.mark.parametrize(("n", "p"), [(100, 0.093), (7, 0.5), (40, 0.999), (5, 0.0), (5, 1.0)])
def test_the_binomial_is_that_of_the_textbook(n, p):
    exact = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    np.testing.assert_allclose(binomial(n, p), exact, atol=1e-12)


def test_the_numbers_by_chance_rise_and_lie_as_the_binomial_does():
    numbers = binomial_numbers(100, 0.3, 20_000)
    assert (np.diff(numbers) >= 0).all()
    assert numbers.mean() == pytest.approx(30, abs=0.05)
    assert numbers.std() == pytest.approx(math.sqrt(100 * 0.3 * 0.7), rel=0.01)
    shares = np.bincount(numbers, minlength=101) / len(numbers)
    np.testing.assert_allclose(shares, binomial(100, 0.3), atol=1e-4)


def told(rates, starts=100):
    """What is told of answers that are wrong with given probabilities (n,), each by itself."""
    is_wrong = np.random.default_rng(0).random((starts, len(rates))) < rates
    return told_of(is_wrong, np.array([half.sum(axis=0) for half in np.array_split(is_wrong, 2)]))


def test_examples_that_are_alike_lie_on_chance_and_their_halves_know_nothing_of_each_other():
    alike = told(np.full(5_000, 0.3))
    assert alike["spread"] == pytest.approx(alike["spread_by_chance"], rel=0.03)
    assert abs(alike["halves_correlate"]) < 0.05
    assert alike["nearly_all_right"] == pytest.approx(alike["nearly_all_right_by_chance"], abs=2e-3)


def test_examples_that_differ_lie_off_chance_and_their_halves_agree():
    differ = told(np.repeat([0.0, 0.2, 1.0], [500, 400, 100]))
    assert differ["spread"] > 3 * differ["spread_by_chance"]
    assert differ["halves_correlate"] > 0.9
    assert differ["all_right"] == pytest.approx(0.5, abs=0.01)
    assert differ["all_wrong"] == differ["nearly_all_wrong"] == 0.1


@pytest.fixture(scope="module")
def made():
    """A small experiment by hand: examples, trials, their results, and what came of them."""
    given = easy_and_hard.examples(datasets.load("digits"), SMALL)
    trials = easy_and_hard.trials(SMALL)
    results = [easy_and_hard.trial(SMALL, each, given) for each in trials]
    return given, trials, results, gather(SMALL, trials, results)


def test_noise_has_the_greys_of_the_digits_and_random_labels_are_as_many_of_each_class(made):
    given, *_ = made
    assert given["noise"].shape == given["digits"].shape == (60, 28, 28)
    assert set(np.unique(given["noise"])) <= set(np.unique(given["digits"]))
    assert given["noise"].mean() == pytest.approx(given["digits"].mean(), rel=0.05)
    np.testing.assert_array_equal(np.bincount(given["random_labels"]), 6)


def test_each_start_gives_answers_of_its_own_and_the_same_ones_again(made):
    given, trials, results, _ = made
    answers = [result["answers"] for result in results]
    again = easy_and_hard.trial(SMALL, trials[5], given)["answers"]
    np.testing.assert_array_equal(answers[5], again)
    assert all((answers[0] != other).any() for other in answers[1:])


def test_counts_are_those_of_the_answers_by_kind_and_half(made):
    given, trials, results, (arrays, found) = made
    for k, kind in enumerate(DATA):
        labels = given["labels" if kind == "real" else "random_labels"]
        of_kind = [r["answers"] for t, r in zip(trials, results, strict=True) if t["data"] == kind]
        wrong = np.array([answers != labels for answers in of_kind])
        np.testing.assert_array_equal(arrays["wrong"][k], [wrong[:2].sum(0), wrong[2:].sum(0)])
        assert found[f"{kind}_rate"] == pytest.approx(wrong.mean())
        assert (np.diff(arrays["chance"][k].astype(int)) >= 0).all()


def test_the_easiest_are_one_of_each_class_and_none_is_harder_than_the_hardest(made):
    given, _, _, (arrays, _) = made
    np.testing.assert_array_equal(arrays["easiest_labels"], np.unique(given["labels"]))
    total = arrays["wrong"][0].sum(axis=0)
    hardest = (arrays["hardest_answers"] != arrays["hardest_labels"][:, None]).sum(axis=1)
    np.testing.assert_array_equal(hardest, np.sort(total)[::-1][: len(hardest)])
    np.testing.assert_array_equal(arrays["noise_images"], given["noise"][:10])
    for pick in ("between", "easiest", "hardest"):
        places = arrays[f"{pick}_places"]
        np.testing.assert_array_equal(arrays[f"{pick}_images"], given["digits"][places])
        np.testing.assert_array_equal(arrays[f"{pick}_labels"], given["labels"][places])
