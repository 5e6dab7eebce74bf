"""What ManyMinima says about the correlation of training and test cost, depending on the result."""


def outside(r: float, interval: tuple[float, float]) -> bool:
    """Whether a correlation lies outside an interval (low, high)."""
    return not interval[0] <= r <= interval[1]


def about_correlations(interval: tuple[float, float]) -> str:
    """What is said of the correlation of training and test cost in the widest networks, of which
    this is the 95% interval."""
    low, high = interval
    if low <= 0 <= high:
        return "Among the widest networks, the lowest does no better on the test."
    if high < 0:
        return "Among the widest networks, the lowest does worse on the test."
    return "Even among the widest networks, the lowest does better on the test."
