"""What the examples of a data set are called: a word for one, a word for many."""

import re
from collections.abc import Sequence

# A name such as mnist, few_digits or qmnist speaks of digits; fashion-mnist and kmnist do not.
OF_DIGITS = re.compile(r"digit|(?<![a-z])q?mnist", re.IGNORECASE)
OF_OTHERS = re.compile(r"fashion|kuzushiji|letter|not.?mnist", re.IGNORECASE)


def usual_words(
    name: str, classes: Sequence[str], image_shape: Sequence[int] | None
) -> tuple[str, str]:
    """(one, many) if a data set does not say it: "digit" where its name and all its classes do,
    "image" for other pictures, "example" for what is no picture.

    Ten classes that have only numbers need not be digits: Fashion-MNIST's files hold no names.
    """
    if not image_shape:
        return "example", "examples"
    numbered = all(len(one) == 1 and one in "0123456789" for one in classes)
    if numbered and OF_DIGITS.search(name) and not OF_OTHERS.search(name):
        return "digit", "digits"
    return "image", "images"
