"""What this chapter's experiments found, in words: what clips say that depends on results."""

SMALL_GAIN = 0.005  # accuracies that differ by less are said to hardly differ


def about_the_accuracy(found, n):
    """(words, note): what weight decay does to the accuracy on test digits."""
    without, with_it = (found[f"test_accuracy_{name}"] for name in ("without", "with"))
    gains = found["seeds_that_gain"]
    if gains == n:
        words = "A little."
    elif abs(with_it - without) < SMALL_GAIN:
        words = "Hardly."
    else:
        words = "Not for every network."
    return words, f"{gains} of {n} seeds gain"
