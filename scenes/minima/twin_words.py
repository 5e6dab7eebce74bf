"""What TheSameNetworkTwice says of a network's twins, by its hidden layers' activations."""

from nn.analysis.symmetry import FACTORS
from nn.runs.run import Run
from scenes.stage.words.neurons import kind
from scenes.stage.words.numbers import about
from scenes.stage.words.symbols import squash_name, squash_sign
from scenes.stage.words.things import with_article


def turned_layer(run: Run) -> int | None:
    """The first hidden layer whose neurons can be negated or scaled; None if there is none."""
    hidden = range(1, len(run.sizes) - 1)
    return next((l for l in hidden if kind(run, l) in FACTORS), None)


def negatable(run: Run) -> list[bool]:
    """For each hidden layer, whether its neurons can change the sign of all their weights."""
    return [FACTORS.get(kind(run, l)) == -1 for l in range(1, len(run.sizes) - 1)]


def about_so_few(share: float) -> str:
    """A share that is less than hoped for, in words: "only half", "little more than a third"."""
    words = about(share)
    for start, less in (("more than", "little more than"), ("nearly", "not even"), ("hardly",) * 2):
        if words.startswith(start):
            return less + words.removeprefix(start)
    return f"only {words}"


def law_of(run: Run, l: int) -> tuple[str, str, str, str]:
    """(headline, law in Typst's markup, words, more words) of how neurons of layer l turn over."""
    name, sign = squash_name(run, l), squash_sign(run, l)
    if FACTORS[kind(run, l)] == 2:
        return (
            "Let half speak louder",
            f"{name}(2 z) = 2 {name}(z)",
            f"Let half of them double what comes in: {with_article(sign)} lets it pass.",
            "The next layer halves its weights to make up for it.",
        )
    turns = "bright becomes dark" if run.image_shape else "blue becomes orange"
    return (
        "Flip half of them",
        f"{name}(-z) = {'1 ' * (kind(run, l) == 'sigmoid')}-{name}(z)",
        f"Flip half of them: {turns}.",
        "The next layer makes up for it.",
    )
