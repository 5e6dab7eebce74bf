"""The names of weights and biases, by their places in the flat list of all: W¹, b¹, W², b², …

Neurons are counted from 1 on the screen, and wˡⱼₖ leads from neuron k to neuron j, as on paper.
"""


def entry(place, sizes):
    """(l, j, k) of the parameter at a place of `Network.theta`; k is None for a bias. From 1."""
    for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        if place < n_out * n_in:
            j, k = divmod(int(place), n_in)
            return l, j + 1, k + 1
        place -= n_out * n_in
        if place < n_out:
            return l, int(place) + 1, None
        place -= n_out
    raise IndexError(f"a network of {sizes} has no parameter there")


def symbol(place, sizes):
    """The parameter's name as a formula: w¹₅,₄₀₇ or b³₂."""
    l, j, k = entry(place, sizes)
    return f"b^{l}_{j}" if k is None else f'w^{l}_({j}"," thick {k})'
