"""What TheSameNetworkTwice says of a network's twins, by its hidden layers' activations."""

from nn.analysis.symmetry import FACTORS
from nn.runs.run import Run
from scenes.stage.words.neurons import kind
from scenes.stage.words.symbols import squash_name, squash_sign


def turned_layer(run: Run) -> int | None:
    """The first hidden layer whose neurons can be negated or scaled; None if there is none."""
    hidden = range(1, len(run.sizes) - 1)
    return next((l for l in hidden if kind(run, l) in FACTORS), None)


def negatable(run: Run) -> list[bool]:
    """For each hidden layer, whether its neurons can change the sign of all their weights."""
    return [FACTORS.get(kind(run, l)) == -1 for l in range(1, len(run.sizes) - 1)]


def scalable(run: Run) -> bool:
    """Whether the neurons of a hidden layer can be scaled by any factor above 0."""
    return any(FACTORS.get(kind(run, l)) == 2 for l in range(1, len(run.sizes) - 1))


def law_of(run: Run, l: int) -> tuple[str, str, str]:
    """(headline, law in Typst's markup, caption) of how neurons of layer l turn over."""
    name, sign = squash_name(run, l), squash_sign(run, l)
    if FACTORS[kind(run, l)] == 2:
        one = "An" if sign[0] in "AEIOU" else "A"
        return (
            "Some speak louder",
            f"{name}(2 z) = 2 {name}(z)",
            f"{one} {sign} can't change its sign. But half may double what comes in, if those that "
            "listen halve their weights.",
        )
    turns = "bright turns dark" if run.image_shape else "blue turns orange"
    return (
        "Some are turned over",
        f"{name}(-z) = {'1 ' * (kind(run, l) == 'sigmoid')}-{name}(z)",
        f"Half change the signs of all their weights: {turns}, and those that listen make up for "
        "it.",
    )
