import math

import numpy as np
import pytest

from scenes.rendering import parts
from scenes.rendering.parts import divided, plan
from scenes.rendering.quality import Quality


def seconds_of(each, ranges):
    return [sum(each[first:last]) for first, last in ranges]


def film(clips, seed):
    """{name: seconds of each animation} for so many clips."""
    generator = np.random.default_rng(seed)
    return {
        f"clip {number}": generator.exponential(2, generator.integers(1, 40)).tolist()
        for number in range(clips)
    }


# --- dividing one clip ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_ranges_follow_each_other_and_have_every_animation_once(seed):
    generator = np.random.default_rng(seed)
    each = generator.exponential(2, generator.integers(1, 60)).tolist()
    ranges = divided(each, generator.uniform(0.5, 40))
    assert ranges[0][0] == 0 and ranges[-1][1] is None
    assert all(end == start for (_, end), (start, _) in zip(ranges, ranges[1:], strict=False))
    assert all(first < last for first, last in ranges[:-1])


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_range_is_as_short_as_that_many_ranges_allow(seed):
    """The oracle tries every way to cut."""
    each = np.random.default_rng(seed).exponential(2, 7).tolist()
    ranges = divided(each, sum(each) / 3)
    best = min(
        max(sum(each[:i]), sum(each[i:j]), sum(each[j:])) for i in range(1, 7) for j in range(i, 7)
    )
    assert len(ranges) <= 3
    assert max(seconds_of(each, ranges)) == pytest.approx(best)


def test_a_short_clip_stays_whole_and_so_does_one_without_animations():
    assert divided([1, 2, 1], 4) == [(0, None)]
    assert divided([], 4) == divided([0, 0], 4) == [(0, None)]


def test_one_long_animation_is_a_range_of_its_own():
    assert divided([1, 50, 1, 1], 10) == [(0, 1), (1, 2), (2, None)]


# --- planning all clips ---------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [2, 7, 40])
@pytest.mark.parametrize("seed", range(5))
def test_every_animation_of_every_clip_is_planned_once(seed, workers):
    seconds = film(6, seed)
    planned = {name: [] for name in seconds}
    for name, first, last in plan(seconds, workers):
        planned[name] += range(len(seconds[name]))[first:last]
    assert {name: sorted(numbers) for name, numbers in planned.items()} == {
        name: list(range(len(each))) for name, each in seconds.items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_shortest_clip_comes_first_then_the_longest_parts(seed):
    seconds = film(6, seed)
    shortest = min(seconds, key=lambda name: sum(seconds[name]))
    planned = [(name, sum(seconds[name][a:b])) for name, a, b in plan(seconds, 4)]
    others = [length for name, length in planned if name != shortest]
    assert planned[0][0] == shortest
    assert others == sorted(others, reverse=True)


@pytest.mark.parametrize("workers", [2, 3, 8])
@pytest.mark.parametrize("seed", range(5))
def test_all_workers_finish_within_the_time_of_one_part(seed, workers):
    seconds = film(12, seed)
    ends = [0.0] * workers
    for name, first, last in plan(seconds, workers):  # the next part goes to whoever is free
        ends[ends.index(min(ends))] += sum(seconds[name][first:last])
    share = sum(map(sum, seconds.values())) / workers
    animation = max(max(each) for each in seconds.values())
    one_part = max(share / parts.PARTS_PER_WORKER, parts.SHORTEST) + animation
    assert max(ends) - min(ends) <= one_part


def test_no_part_is_short_unless_its_clip_is():
    assert plan({"a": [0.1] * 29}, 8) == [("a", 0, None)]
    assert len(plan({"a": [0.1] * 31}, 8)) == 2


@pytest.mark.parametrize("add", [sum, math.fsum])
def test_how_a_sum_is_rounded_makes_no_part_more(add):
    """Python's `sum` of floats became more exact in 3.12; `math.fsum` is exact in all."""
    for count in range(1, 60):
        seconds = [0.1] * count
        assert divided(seconds, add(seconds)) == [(0, None)]
        assert len(divided(seconds, add(seconds) / 2)) == min(count, 2)


def test_one_worker_draws_whole_clips_as_they_come():
    assert plan({"a": [100.0] * 5, "b": [1.0]}, 1) == [("a", 0, None), ("b", 0, None)]


def test_seconds_are_those_measured_before_or_in_proportion_to_pixels():
    metadata = {"animations": [{"frames": 6, "seconds": 2.5}, {"frames": 60, "seconds": None}]}
    quality = Quality(1000, 600, 60)
    guess = 60 * 1000 * 600 / parts.PIXELS_PER_SECOND
    assert parts.expected_seconds(None, metadata, quality) == [2.5, guess]
    assert parts.expected_seconds([6, 60], metadata, quality) == [2.5, guess]
    assert parts.expected_seconds([60], metadata, quality) == [guess]  # the scene has changed
    assert parts.expected_seconds(None, {}, quality) is None
