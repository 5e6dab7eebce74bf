"""What clips show of the experiments: a module for each, named as the experiment.

Each has a class that takes the experiment's `Result` (nn/experiments/) and computes from its
arrays. It stands apart from the experiment, so that a clip is not rendered again if the
experiment's code changes and its result does not.
"""
