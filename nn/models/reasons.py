"""Why a layer can't be drawn, by words in the name of its class or function.

A reason goes on after the layer's name: "conv1: Conv2d is a convolution".
"""

REASONS = {  # the first that is in the name counts
    "conv": "is a convolution",
    "attention": "is attention",
    "transformer": "is attention",
    "lstm": "is recurrent",
    "gru": "is recurrent",
    "rnn": "is recurrent",
    "layernorm": "normalizes each example by its own mean",
    "rmsnorm": "normalizes each example by its own size",
    "groupnorm": "normalizes each example by its own mean",
    "instancenorm": "normalizes each example by its own mean",
    "unitnorm": "normalizes each example by its own size",
    "normalize": "normalizes each example by its own size",
    "pool": "is pooling",
    "embedding": "is an embedding",
    "bilinear": "multiplies its inputs with each other",
    "prelu": "has slopes that are learned",
    "interpolate": "changes the size of pictures",
    "upsampl": "changes the size of pictures",
    "pad": "pads pictures",
}
ANOTHER = "is no layer that we know"
JOINS = "joins two branches"
ACTS_ON_PARTS = "acts on parts of an example, one by one"


def why_not(name: str) -> str:
    """Why a layer of this kind can't be drawn."""
    plain = name.lower().replace("_", "")
    return next((why for word, why in REASONS.items() if word in plain), ANOTHER)


def shares(name: str, other: str) -> str:
    """Why a layer `name` can't be drawn that has the weights of another, or is the same."""
    return "is used twice" if name == other else f"has the same weights as {other}"
