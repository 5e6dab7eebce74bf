"""How fast it is, as ratios within one run: `python -m bench [NAME …]`.

Each module here with a `measure()` is a benchmark. It returns rows, dicts with a `name` and, of
these, what it has: `ours` and `other` (medians), their `unit`, `ratio` (how many times better ours
is) with the `target` that it should reach; or, of a cost, with the `limit` that it should not pass,
which without a ratio is ours'; or `why`, a sentence on what kept it from measuring.
"""
