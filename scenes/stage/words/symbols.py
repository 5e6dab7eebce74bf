"""The symbols of a network's parameters, in the order W¹, b¹, W², b², … of `Network.theta`, and of
its activation functions.

On the screen neurons are counted from 1, and wˡⱼₖ leads from neuron k to neuron j, as on paper.
"""

from collections.abc import Sequence

from nn.activations import kind_of
from nn.runs.run import Run

ACTIVATIONS = {  # {name: (in plain text, in a formula)}
    "sigmoid": ("σ", "sigma"),
    "tanh": ("tanh", "tanh"),
    "relu": ("ReLU", 'op("ReLU")'),
    "leaky_relu": ("leaky ReLU", 'op("leaky ReLU")'),
    "elu": ("ELU", 'op("ELU")'),
    "gelu": ("GELU", 'op("GELU")'),
    "gelu_tanh": ("GELU", 'op("GELU")'),
    "silu": ("SiLU", 'op("SiLU")'),
    "identity": ("id", 'op("id")'),
    "softmax": ("softmax", 'op("softmax")'),
}


def entry(place: int, sizes: Sequence[int]) -> tuple[int, int, int | None]:
    """(l, j, k), each from 1, of the parameter at index `place` of `Network.theta`; k is None for a
    bias."""
    for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        if place < n_out * n_in:
            j, k = divmod(int(place), n_in)
            return l, j + 1, k + 1
        place -= n_out * n_in
        if place < n_out:
            return l, int(place) + 1, None
        place -= n_out
    raise IndexError(f"a network of {sizes} has no parameter there")


def symbol(place: int, sizes: Sequence[int]) -> str:
    """The parameter's name as a formula: w¹₅,₄₀₇ or b³₂."""
    l, j, k = entry(place, sizes)
    return f"b^{l}_{j}" if k is None else f'w^{l}_({j}"," thick {k})'


def squash_sign(run: Run, l: int = 1) -> str:
    """The symbol of layer l's activation function in plain text."""
    return ACTIVATIONS[kind_of(run.activations[l - 1])][0]


def squash_name(run: Run, l: int = 1) -> str:
    """The symbol of layer l's activation function in a formula."""
    return ACTIVATIONS[kind_of(run.activations[l - 1])][1]


def under(words: str) -> str:
    """Words under a brace in a formula, no smaller than style.SMALL."""
    return f"#text(size: 1.15em)[{words}]"
