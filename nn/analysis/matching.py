"""Which hidden neuron of one network does what a neuron of another does.

Two trainings find their features in an order of their own, and a sigmoid or tanh may come out
turned over: dark where its like is bright. After Ainsworth, Hayase & Srinivasa 2023, "Git
Re-Basin", section 3.1: the neurons of a layer are paired so that together they agree best on some
images. (The paper's networks are of ReLUs, which can't be turned over: there, pairs are all.)
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from nn.analysis.rounding import is_level
from nn.analysis.studies.twins import twin_of


def matched(network, other, X, turn=True):
    """`other`, its hidden neurons in the places of those of `network` that they are most like.

    X (m, n_0): the images on which they are compared. turn: whether neurons may be turned over, if
    their activation can be. Returns (the twin of `other`, orders, turned), the last two as
    nn.analysis.studies.twins.twin_of takes them: it has the outputs of `other`.
    """
    orders, turned = [], []
    turn = turn and network.activation != "relu"
    ours, theirs = network.forward(X).a[1:-1], other.forward(X).a[1:-1]
    for a, b in zip(ours, theirs, strict=True):
        alike = likeness(a, b)
        _, order = linear_sum_assignment(abs(alike) if turn else alike, maximize=True)
        over = np.zeros(len(order), bool)
        over[order] = turn & (alike[np.arange(len(order)), order] < 0)
        orders.append(order)
        turned.append(over)
    return twin_of(other, orders, turned), orders, turned


def likeness(a, b):
    """The correlation (n, n) of each column of a (m, n) with each of b; 0 for a column that is
    constant but for rounding."""
    a, b = (_standardised(values.astype(np.float64)) for values in (a, b))
    return a.T @ b / len(a)


def _standardised(values):
    centred, level = values - values.mean(axis=0), is_level(values, axis=0)
    return np.where(level, 0, centred / np.where(level, 1, centred.std(axis=0)))
