"""Timing contestants in turns, so that whatever else the machine does affects all alike."""

import statistics
import time


def medians(contestants, rounds, calls):
    """Seconds that one call of each contestant takes: the median over rounds.

    `contestants` is {name: function of no arguments}; in each round each is called `calls` times.
    A first round is not counted: it warms caches and allocators.
    """
    seconds = {name: [] for name in contestants}
    for _ in range(1 + rounds):
        for name, call in contestants.items():
            start = time.perf_counter()
            for _ in range(calls):
                call()
            seconds[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(values[1:]) for name, values in seconds.items()}
