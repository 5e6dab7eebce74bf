"""What ManyMinima says about the correlation of training and test cost, depending on the result."""


def outside(r: float, interval: tuple[float, float]) -> bool:
    """Whether a correlation lies outside an interval (low, high)."""
    return not interval[0] <= r <= interval[1]


def about_correlations(
    ours: list[float], theirs: list[float], intervals: list[tuple[float, float]]
) -> str:
    """The caption on the correlations of training and test cost, one for each width: ours, the
    paper's, and the 95% intervals of ours."""
    goes = f"from {ours[0]:.2f} to {ours[-1]:.2f}"
    in_the_paper = f"from {theirs[0]:.2f} to {theirs[-1]:.2f}"
    apart = sum(map(outside, theirs, intervals))
    if ours[-1] >= ours[0]:
        return (
            f"In the paper less so if wide: {in_the_paper}. Not here: the correlation goes {goes}."
        )
    if not apart:
        return f"Less so if wide: the correlation falls {goes}, in the paper {in_the_paper}."
    return (
        f"Less so if wide: the correlation falls {goes}; of the paper's {len(theirs)}, {apart} "
        f"lie{'s' * (apart == 1)} outside our intervals."
    )
