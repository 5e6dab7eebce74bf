import pathlib
import sys
import time
import types

import numpy as np
import pytest
from tiny_clips import TINY, all_files, clip, task_for

from bench import __main__ as bench
from bench import encoder, rendering, timing, training, whole
from nn import datasets
from nn.execution.executor import open_executor
from scenes.rendering import worker


@pytest.fixture
def examples():
    generator = np.random.default_rng(5)
    X = generator.random((60, 784), dtype=np.float32)
    return X, datasets.one_hot(generator.integers(0, 10, 60), 10)


@pytest.mark.parametrize("other", [training.book_loops, training.eager_pytorch])
def test_contestants_take_the_same_steps_as_ours(examples, other):
    if other is training.eager_pytorch:
        pytest.importorskip("torch")
    mini_batches = np.random.default_rng(6).permutation(60).reshape(6, 10)
    ends = []
    for step, parameters in (training.ours(*examples), other(*examples)):
        start = parameters().copy()
        for rows in mini_batches:
            step(rows)
        ends.append(parameters())
        assert np.abs(ends[-1] - start).max() > 0.01
    np.testing.assert_allclose(*ends, atol=1e-5)


def test_contestants_take_turns_and_each_is_called_equally_often():
    calls = []
    contestants = {name: lambda name=name: calls.append(name) for name in "ab"}
    seconds = timing.medians(contestants, rounds=2, calls=3)
    assert "".join(calls) == "aaabbb" * 3  # the first round only warms up
    assert set(seconds) == {"a", "b"}


def test_a_benchmark_that_fails_says_why_in_its_row(monkeypatch):
    broken = types.ModuleType("bench.broken")
    broken.measure = lambda: 1 / 0
    monkeypatch.setitem(sys.modules, "bench.broken", broken)
    assert bench.measured("broken") == [
        {"name": "broken", "why": "ZeroDivisionError: division by zero"}
    ]


def test_encoding_in_turn_gives_the_bytes_and_the_seconds_of_either(tmp_path, tiny_run):
    short = clip(tmp_path, "Short")
    tasks = [
        task_for(short, tiny_run, tmp_path / name, tmp_path / f"{name} cache", TINY)
        for name in ("alone", "drawn")
    ]
    with open_executor(1) as executor:
        began = time.perf_counter()
        drawing, encoding = executor.submit(rendering.in_turn, tasks[0]).result()
        assert 0 < encoding < encoding + drawing < time.perf_counter() - began
        executor.submit(worker.draw, tasks[1]).result()
    made = [all_files(pathlib.Path(task["cache"])) for task in tasks]
    assert made[0] == made[1] and made[0]


def test_a_command_is_charged_for_the_processor_time_of_its_processes():
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    wall, processor = whole.spent(["bash", "-c", f"'{sys.executable}' -c '{burn}'"], "")
    assert 0.25 < processor < wall + 0.1  # of clocks that tick a hundred times a second


def test_sets_of_options_are_judged_by_the_same_pictures(tmp_path):
    grey = np.linspace(10, 40, 128 * 72).reshape(72, 128, 1).astype(np.uint8)
    pictures = [(np.roll(grey, k).repeat(4, axis=2), repeat) for k, repeat in enumerate([1, 1, 40])]
    results = encoder.in_turns(pictures, tmp_path / "piece.mp4")
    assert set(results) == set(encoder.CANDIDATES)
    for frames, seconds, size, judged in results.values():
        assert frames == 42 and seconds > 0 and size > 0
        assert all(0.9 < ssim <= 1 and flat <= dark for ssim, dark, flat in judged)


def test_banding_counts_the_dark_pixels_of_gradients_that_became_flat():
    slope = np.tile(np.arange(64) // 5 + 20, (3, 1)).astype(np.uint8)
    steps = np.tile(np.arange(64) // 20 * 4 + 20, (3, 1)).astype(np.uint8)
    dark, none = encoder.flattened(slope, slope)
    assert dark > 0 and none == 0
    assert encoder.flattened(slope, steps) == (dark, 3 * sum(x % 20 >= 7 for x in range(7, 64)))
    assert encoder.flattened(slope + 100, steps + 100) == (0, 0)  # bright
    assert encoder.flattened(slope * 3, steps) == (0, 0)  # an edge, not a gradient


def test_a_benchmark_that_is_not_there_is_named_with_those_that_are(capsys):
    assert bench.main(["nothing"]) == 2
    said = capsys.readouterr().err
    assert "'nothing'" in said and "training" in said


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"ratio": 11.99, "target": 12}, "no"),
        ({"ratio": 12.0, "target": 12}, "yes"),
        ({"target": 12, "why": "not installed"}, ""),
        ({"ratio": 1.5, "limit": 1.5}, "yes"),
        ({"ratio": 1.51, "limit": 1.5}, "no"),
        ({"ours": 2.9, "limit": 3}, "yes"),
        ({"ours": 3.1, "limit": 3}, "no"),
        ({"ours": 3.1, "unit": "s"}, ""),
    ],
)
def test_a_target_is_met_from_its_ratio_on_and_a_limit_up_to_it(row, verdict):
    assert verdict in bench.verdict(row)
    assert bool(verdict) == bool(bench.verdict(row))
