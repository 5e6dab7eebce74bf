"""What clips show of the experiments: one module per experiment, with the same name.

Each has a class that takes the experiment's `Result` (nn/experiments/) and computes from its
arrays. The two are kept apart, so that a clip is not rendered again if the experiment's code
changes but its result does not.
"""
