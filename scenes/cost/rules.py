"""What each output adds to the cost, in words and as formulas."""

from nn.runs.run import Run


def rule_of(run: Run) -> tuple[str, str, list[str]]:
    """(headline, caption, formulas) for the run's cost of one output."""
    if run.facts["cost"] == "quadratic":
        return (
            "Square each difference",
            "Each difference is squared. The sign is gone, and twice as far off costs four "
            "times as much.",
            ["$(a - y)^2$"],
        )
    if run.facts["output_activation"] == "softmax":
        return (
            "The wanted output's cost",
            "Its cost is cross-entropy: −ln a of the output that should be 1. As softmax "
            "outputs add up to 1, that pushes down the others.",
            ["$-ln a$", "where $y = 1$"],
        )
    return (
        "Each output's cost",
        "This network's cost is cross-entropy: −ln a for the output that should be 1, "
        "−ln(1 − a) for all that should be 0.",
        ["$y = 1: -ln a$", "$y = 0: -ln(1 - a)$"],
    )


def sum_of(run: Run) -> tuple[str, str]:
    """(headline, the beginning of a caption) for the sum of all outputs' costs."""
    if run.facts["cost"] != "quadratic" and run.facts["output_activation"] == "softmax":
        return "That area is the cost", "The other outputs add nothing. Laid flat, the area is"
    return "The sum is the cost", "Added up, keeping their areas, they are"
