"""What stands beside a network and its twin: how many there are, and the cost between the two."""

from collections.abc import Sequence

from nn.analysis.symmetry import number_of_twins
from scenes.mobjects.plot import Plot
from scenes.mobjects.ticks import halves
from scenes.stage.words.numbers import power_in_formula

MOST_FACTORS = 4  # that are written out
BETWEEN = 0, -0.15, 0  # the centre of the plot of the cost between the twins


def formula_of_twins(sizes: Sequence[int], negatable: Sequence[bool]) -> str:
    """The number of a network's twins as a product, in Typst's markup; negatable: for each hidden
    layer, whether its neurons can change the sign of all their weights."""
    layers = zip(sizes[1:-1], negatable, strict=True)
    factors = [f"{n}!" + f" dot 2^{n}" * turns for n, turns in layers]
    if len(factors) > MOST_FACTORS:
        factors = [factors[0], "dots.c", factors[-1]]
    return f"{' dot '.join(factors)} = {power_in_formula(number_of_twins(sizes, negatable))}"


def plot_of_costs(high: float, images: str) -> Plot:
    """Axes for the cost on the line between the twins. images: what examples are called."""
    return Plot(
        (0, 1),
        (0, high),
        width=7.6,
        height=3.7,
        x_ticks={0: "the network", 0.5: "halfway", 1: "its twin"},
        y_ticks=halves(high),
        y_title=f"cost over all training {images}",
    ).move_to(BETWEEN)
