"""Benchmarks, as ratios within one run: `python -m bench [NAME …]`.

Each module here with a function `measure()` is a benchmark. It returns rows: dicts with a `name`
and some of
    ours, other    medians, in `unit`
    ratio          how many times better ours is
    target         the least that the ratio should be (`ours` if there is no ratio)
    limit          the most that it should be, if it is a cost
    why            a sentence on why it could not be measured
"""
