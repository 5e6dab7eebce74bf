"""What is known of a run's network, and whom its film owes something, in words."""

from scenes.stage.words.listed import arrows
from scenes.stage.words.numbers import short
from scenes.stage.words.things import cut, step

FINDINGS = {  # {what was found: by whom}: the film's studies and experiments try them out again
    "the straight line": "Goodfellow, Vinyals and Saxe (2014)",
    "random walks": "Antognini and Sohl-Dickstein (2018)",
    "labels at random": "Zhang, Bengio, Hardt, Recht and Vinyals (2017)",
    "patterns first": "Arpit, Jastrzębski, Ballas, Krueger and others (2017)",
    "momentum": "Goh, Why Momentum Really Works (2017)",
    "RMSprop, Adam": "Tieleman and Hinton (2012), Kingma and Ba (2015)",
    "many minima": "Choromanska, Henaff, Mathieu, Ben Arous and LeCun (2015)",
    "low roads": "Garipov, Izmailov, Podoprikhin, Vetrov and Wilson (2018)",
    "neurons, matched": "Ainsworth, Hayase and Srinivasa, Git Re-Basin (2023)",
    "space, bent": "Olah, Neural Networks, Manifolds, and Topology (2014)",
    "none of the above": "Nguyen, Yosinski and Clune (2015)",
    "weight decay": "Krogh and Hertz (1991)",
}
NAMES = {
    "mnist": "MNIST",
    "fashion": "Fashion-MNIST",
    "kmnist": "KMNIST",
    "sgd": "stochastic gradient descent",
}
DIGITS = "MNIST, by Y. LeCun and C. Cortes (CC BY-SA 3.0)"
MNISTS = ("mnist", "digits")  # data sets whose examples are MNIST's
SETS = {  # whom other data sets with a name are owed to, and their licences
    "fashion": "Fashion-MNIST, by Zalando Research (MIT)",
    "kmnist": "KMNIST, by ROIS-DS Center for Open Data in the Humanities (CC BY-SA 4.0)",
    "qmnist": "QMNIST, by C. Yadav and L. Bottou (BSD)",
}
LONGEST = 60  # signs of a fact


def facts_of(run):
    """{what: how it is} of a run: all that is known."""
    facts, dataset = run.facts, run.facts["dataset"]
    optimizer, batch = facts["optimizer"], facts["mini_batch_size"]
    steps = f"{run.steps[-1]:,} {step(run)}s" + f" of {batch} examples" * (batch is not None)
    data = NAMES.get(dataset["name"], dataset["name"])
    known = {
        "layers": f"{arrows(run.sizes)}, with {run.thetas.shape[1]:,} weights and biases",
        "activations": activations_of(run),
        "cost": facts["cost"].replace("_", " "),
        "trained by": NAMES.get(optimizer["name"], optimizer["name"]),
        "learning rate": learning_rate(optimizer) if is_number(optimizer.get("eta")) else None,
        "for": steps if run.has_history or run.steps_known and run.steps[-1] else None,
        "data": f"{data}, {learned_from(run):,} to learn from" if run.has_data else None,
        "seed": facts["seed"],
        "made with": made_with(run.origin) if run.origin else None,
        "right on the test part": share(run.results.get("test_accuracy")),
        "its SHA-256": f"{run.digest[:16]}…",
    }
    return {
        name: cut(f"{value}", LONGEST)
        for name, value in known.items()
        if value not in (None, "unknown")
    }


def activations_of(run):
    """The activation functions of the hidden layers and of the last, in words."""
    *hidden, last = (name.replace("_", " ") for name in run.activations)
    alone = set(hidden) <= {last}
    return last if alone else ", ".join([*dict.fromkeys(hidden), f"{last} at the end"])


def learned_from(run):
    """How many examples the network was trained on: by default, those of the training part."""
    parts = run.trained_on or ["training"]
    return sum(run.facts["dataset"][part] for part in parts)


def made_with(origin):
    """The framework that a run was trained in, and, as far as whole sentences fit, what of its
    network was folded into ours."""
    name = " ".join(filter(None, (origin["framework"], origin["version"])))
    for sentence in origin["folded"]:
        if len(f"{name}. {sentence}") > LONGEST:
            break
        name = f"{name}. {sentence}"
    return name


def is_number(value):
    return isinstance(value, int | float)


def share(value):
    """A fraction in percent; None stays None."""
    return None if value is None else f"{value:.2%}"


def learning_rate(optimizer):
    """An optimizer's learning rate and how it decays, in words."""
    decay = optimizer.get("decay", 1)
    falling = f", times {short(decay)} after each epoch" if decay != 1 else ""
    return f"η = {short(optimizer['eta'])}{falling}"


def credits_of(run):
    """{what is credited: to whom} for a run. The experiments show digits of MNIST in any film."""
    dataset = run.facts["dataset"]
    name, data = dataset["name"], {"the digits": DIGITS}
    its_own = name == "digits" and "file" in dataset  # the run carries them: others than ours
    if run.has_data and (its_own or name not in MNISTS):
        ours = {"its data": SETS.get(name, cut(name, LONGEST))}
        data = {**ours, "experiments' digits": DIGITS}
    return {
        "the story": "3Blue1Brown, Gradient descent, how neural networks learn (2017)",
        "notation"
        if run.origin
        else "network, notation": "M. Nielsen, Neural Networks and Deep Learning (2015)",
        **data,
        "slices of the cost": "Li, Xu, Taylor, Studer and Goldstein (2018)",
        "the gradient, checked": "Welch Labs, Neural Networks Demystified (2014)",
        "the questions": "viewers of 3Blue1Brown's video",
        "the tools": "Manim Community, NumPy, Typst",
    }
