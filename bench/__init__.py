"""How fast it is, as ratios within one run: `python -m bench [NAME …]`.

Each module here with a `measure()` is a benchmark. It returns rows, dicts with a `name` and, of
these, what it has: `ours` and `other` (medians), their `unit`, `ratio` (how many times better ours
is), `target` (what the ratio should reach); or `why`, a sentence on what kept it from measuring.
"""
