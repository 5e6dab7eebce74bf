"""What a neuron's sum is made of: numbers side by side, and in words."""

from manim import RIGHT, UP, VGroup

from nn.runs.run import Run
from scenes.mobjects.lettering import Readout, baseline
from scenes.mobjects.table import stacked
from scenes.stage import style
from scenes.stage.words.neurons import lights

NAMES, NUMBERS = -2.1, -2.55  # the baseline of the names, y of the middle of the numbers


def terms_of(up: float, down: float, b: float, z: float) -> VGroup:
    """The sums of the positive and of the negative products, the bias and z, as (name, number)."""
    terms = stacked(
        {
            "blue adds": Readout(up, "{:+.2f}", color=style.POSITIVE),
            "orange takes": Readout(down, "{:+.2f}", color=style.NEGATIVE),
            "bias": Readout(b, "{:+.2f}", color=style.POSITIVE if b > 0 else style.NEGATIVE),
            "sum": Readout(z, "{:+.2f}"),
        }
    )
    terms.arrange(RIGHT, buff=1.3).set_x(0)
    for label, number in terms:  # some letters descend below the baseline, numbers do not
        label.shift((NAMES - baseline(label)) * UP)
        number.set_y(NUMBERS)
    return terms


def what_wins(run: Run, products: float, z: float) -> str:
    """What the sum z comes to, of products whose sum is given and a bias; and what the neuron of
    the first layer then does."""
    if len(run.sizes) == 2:
        return f"With the bias, the sum is {'above' if z > 0 else 'not above'} zero."
    colour = "blue" if z > 0 else "orange"
    wins = f"{colour} wins" if (products > 0) == (z > 0) else f"the bias makes {colour} win"
    return f"Here {wins}, and the neuron {lights(run, z)}."
