"""What each output adds to the cost, in words and as formulas."""

from nn.runs.run import Run


def rule_of(run: Run) -> tuple[str, str, list[str]]:
    """(headline, what is said, formulas) for the run's cost of one output."""
    if run.facts["cost"] == "quadratic":
        return (
            "Square each difference",
            "We square each difference. Twice as far off costs four times as much.",
            ["$(a - y)^2$"],
        )
    if run.facts["output_activation"] == "softmax":
        return (
            "The wanted output's cost",
            "Only the wanted output costs something: minus its logarithm, which is called "
            "cross-entropy. To raise it, the others must go down.",
            ["$-ln a$", "where $y = 1$"],
        )
    return (
        "Each output's cost",
        "Each output costs minus the logarithm of how right it is. That is called cross-entropy.",
        ["$y = 1: -ln a$", "$y = 0: -ln(1 - a)$"],
    )


def sum_of(run: Run) -> tuple[str, str]:
    """(headline, what is said before "that is the cost") for the sum of all outputs' costs."""
    if run.facts["cost"] == "quadratic":
        return "The sum is the cost", "Add up the squares"
    if run.facts["output_activation"] == "softmax":
        return "That area is the cost", "The other outputs add nothing"
    return "The sum is the cost", "Add them all up"
