"""How formulas name what a run is made of."""


def squash_name(run):
    """The hidden layers' activation, as a formula."""
    return {"sigmoid": "sigma", "tanh": "tanh", "relu": 'op("ReLU")'}[run.facts["activation"]]


def squash_sign(run):
    """The hidden layers' activation, in plain text."""
    return {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU"}[run.facts["activation"]]


def under(words):
    """Words under a brace in a formula, no smaller than style.SMALL."""
    return f"#text(size: 1.15em)[{words}]"
