"""What the examples of a run, their inputs and their classes are called in a sentence.

one(run), a(run), many(run)     digit, a digit, digits; image, an image, images; …
image(run), images(run)         image, images; or the same as `one`, `many` if it is no picture
step(run)                       step; or snapshot, if it is unknown which step it is of
start_of(run)                   before training; or after 1 step, when the first snapshot was taken
pixel(run), pixels(run)         pixel, pixels; or input, inputs, if examples are no pictures
class_name(run, j)              3; “Ankle boot”: a class, as a sentence names it
this(run, j), a_class(run, j)   this 3, a 3; this “Ankle boot”, an “Ankle boot”
kinds(run)                      digit, digits; class, classes: what outputs stand for
handwritten(run), unseen(run)   whether that is known, and may be said
is_plain_descent(run)           the same of: each step was −η times a gradient
"""

import re
import unicodedata

from nn.runs.run import Run

LONGEST = 24  # signs of a class's name in a sentence; a longer one is cut
PLAIN = 2  # signs of a name that a sentence holds without quotation marks
BY_HAND = re.compile(r"^(mnist|qmnist|kmnist|emnist.*|digits)$")  # data sets written by hand
JOINER = "\u200d"
SPOKEN_WITH_A_VOWEL = re.compile(r"8|11$|18$|[aeio]|u(?!se|ni|$)|[fhlmnrsx]$", re.IGNORECASE)


def one(run: Run) -> str:
    """The word for one example of the run's data: "digit", "image", "example"."""
    return run.one


def many(run: Run) -> str:
    """The word for several examples of the run's data: "digits"."""
    return run.many


def image(run: Run) -> str:
    """The word for one example where a digit is seen as a picture: "image", or else `one`."""
    return "image" if run.image_shape else one(run)


def images(run: Run) -> str:
    """The same for several: "images", or else `many`."""
    return "images" if run.image_shape else many(run)


def a(run: Run) -> str:
    """One example, with its article: "a digit", "an image"."""
    return with_article(one(run))


def pixel(run: Run) -> str:
    """The word for one number that goes into the network: "pixel" if examples are pictures."""
    return "pixel" if run.image_shape else "input"


def pixels(run: Run) -> str:
    """The word for several numbers that go into the network."""
    return pixel(run) + "s"


def step(run: Run) -> str:
    """What the run's snapshots are numbered by: "step", an update of the weights; or "snapshot", if
    it is unknown after how many updates they were taken."""
    return "step" if run.steps_known else "snapshot"


def start_of(run: Run) -> str:
    """When the run's first snapshot was taken: "before training", "after 1 step"."""
    first = int(run.steps[0])
    if not run.steps_known:
        return "at the first snapshot"
    return f"after {first:,} step{'s' * (first != 1)}" if first else "before training"


def handwritten(run: Run) -> bool:
    """Whether the run's examples are known to be written by hand."""
    return bool(BY_HAND.match(run.facts["dataset"]["name"])) and run.image_shape is not None


def kinds(run: Run) -> tuple[str, str]:
    """What one output stands for, and what all do: "digit", "digits"; "class", "classes"."""
    return ("digit", "digits") if one(run) == "digit" else ("class", "classes")


def unseen(run: Run, part: str = "validation") -> bool:
    """Whether the run is known not to have been trained on a part of its data. (Its examples are of
    the validation part.)"""
    return run.trained_on is not None and part not in run.trained_on


def is_plain_descent(run: Run) -> bool:
    """Whether it is known that each step was −η times the gradient of its mini-batch."""
    optimizer = run.facts["optimizer"]
    return bool(run.replayable and optimizer["name"] == "sgd" and not optimizer["l2"])


def class_name(run: Run, j: int) -> str:
    """The name of class j in a sentence: in quotation marks unless it is a sign or two, and cut if
    it is long."""
    name = cut(run.classes[j], LONGEST)
    return name if len(name) <= PLAIN and name.isalnum() else f"“{name}”"


def this(run: Run, j: int) -> str:
    """An example of class j that is shown: "this 3"."""
    return f"this {class_name(run, j)}"


def a_class(run: Run, j: int) -> str:
    """Any example of class j, with its article: "a 3", "an 8", "an “Ankle boot”"."""
    return with_article(class_name(run, j))


def with_article(words: str) -> str:
    """A noun with "a" or "an", as it is spoken: a digit, an image, an 8, an F."""
    return f"{'an' if SPOKEN_WITH_A_VOWEL.match(words.lstrip('“')) else 'a'} {words}"


def cut(name: str, longest: int) -> str:
    """A name of at most so many signs: if it has more, its beginning and "…"."""
    if len(name) <= longest:
        return name
    end = max(longest - 1, 1)
    while end > 1 and _belongs_to_the_one_before(name, end):
        end -= 1
    return name[:end].rstrip() + "…"


def _belongs_to_the_one_before(name: str, i: int) -> bool:
    """Whether sign i of a name is a mark upon the one before it, or joined to it."""
    return unicodedata.category(name[i]).startswith("M") or JOINER in name[i - 1 : i + 1]
