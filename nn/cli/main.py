"""Train networks, look at runs, and compute what the clips show of them."""

import argparse
import dataclasses
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nn.cli import command, importing
from nn.cli import data as data_options
from nn.cli.command import Command, count, when_stopped
from nn.cli.finish import finish, survey
from nn.legible import legible
from nn.places import written_to

if TYPE_CHECKING:
    from nn.datasets import Dataset
    from nn.runs.run import Run

Given = argparse.Namespace
Parser = argparse.ArgumentParser

FORGOTTEN = ("--data-dir", "--project")  # options that depend on the machine, not kept with a run
FORGOTTEN_FLAGS = ("--resume", "--overwrite")  # nor these, which concern one execution


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m nn`: run a command, return its exit status."""
    return command.main("python -m nn", __doc__, COMMANDS, arguments)


def train(given: Given) -> None:
    """Train a new run, or the rest of one that was stopped."""
    from nn.claims import claimed
    from nn.datasets.published import NotFetched
    from nn.runs.run import Run
    from nn.runs.show import show
    from nn.training.settings import Settings
    from nn.training.train import Diverged, Training

    fields = {field.name for field in dataclasses.fields(Settings)}
    chosen = {name: value for name, value in vars(given).items() if name in fields}
    settings = Settings(**chosen)
    try:
        data = data_options.load(given, settings.dataset)
    except NotFetched as error:  # unlike a folder that was named and holds other data
        if "dataset" in chosen:
            raise
        print(
            f"downhill: {legible(error)}\nSo the network is trained on the digits that ship.",
            file=sys.stderr,
        )
        settings = dataclasses.replace(settings, dataset="digits")
        given.data_dir = None
        data = data_options.load(given, "digits")
    if "sizes" not in chosen:  # the film's hidden layers, between whatever inputs and classes
        ends = data.training_images.shape[1], len(data.classes)
        settings = dataclasses.replace(settings, sizes=(ends[0], *settings.sizes[1:-1], ends[1]))
    training = Training(settings, data, given.out, command=_command(given))
    stopped = None
    with claimed(given.out):  # until its landscape and studies are there too
        with when_stopped("the same command with --resume continues"):
            try:
                finished = training.go(resume=given.resume, overwrite=given.overwrite)
            except Diverged as error:
                finished, stopped = Run.load(given.out), error
        if not given.no_landscape:
            survey(finished, data, given.prog)
    if stopped:
        raise stopped
    show(finished)


def import_model(given: Given) -> None:
    """Make a run of a network that was trained elsewhere."""
    importing.import_files(given, _command(given))


def show_run(given: Given) -> None:
    """Print everything about one run."""
    from nn.analysis.verification import verify
    from nn.runs.run import Run
    from nn.runs.show import show

    run = Run.load(given.run_name)
    show(run, verify(run))


def list_all(_: Given) -> None:
    """Print a line for every run that is found by its name."""
    from nn.runs.show import list_runs

    list_runs()


def compute_landscape(given: Given) -> None:
    """Compute the cost around the path of a run."""
    from nn.analysis import planes

    finished, data = _run_and_data(given)
    print(legible(planes.write(finished, data, given.points, given.jobs, given.scheduler)))


def measure_studies(given: Given) -> None:
    """Measure what the clips show of a run besides its log."""
    from nn.analysis import studies
    from nn.analysis.survey import left_out

    finished, data = _run_and_data(given)
    for path in studies.write(finished, data, given.names):
        print(legible(path))
    for sentence in left_out(finished) if not given.names else []:
        print(f"downhill: {legible(sentence)}", file=sys.stderr)


def experiment(given: Given) -> None:
    """Make an experiment, or the rest of one; without a name, print which experiments there are."""
    from nn import experiments

    if given.name is None:
        for name in experiments.names():
            print(f"{name}  {experiments.question(name)}")
        return
    given.out = given.out or written_to("experiments") / (given.name + ".quick" * given.quick)
    with when_stopped("the same command continues"):
        result = experiments.conduct(
            given.name,
            data_options.load(given, given.dataset),
            given.out,
            quick=given.quick,
            jobs=given.jobs,
            scheduler=given.scheduler,
            command=_command(given),
        )
    for what, number in result.found.items():
        print(f"{what.replace('_', ' ')}  {number:.6g}")
    print(legible(given.out))


def _run_and_data(given: Given) -> "tuple[Run, Dataset]":
    """A run, and the data set that it was trained on, which the command names, or else run.json.
    The run is checked against it."""
    from nn.analysis.verification import verify
    from nn.runs.run import Run

    finished = Run.load(given.run_name)
    data = data_options.of_run(given, finished)
    verify(finished, data)
    return finished, data


def _command(given: Given) -> str:
    """The command line as typed, without what belongs to one machine or one execution."""
    kept, words = [given.prog], iter(given.words)
    for word in words:
        if word in FORGOTTEN:
            next(words)
        elif word not in FORGOTTEN_FLAGS and not word.startswith(tuple(f"{w}=" for w in FORGOTTEN)):
            kept.append(_quoted(word))
    return " ".join(kept)


def _quoted(word: str) -> str:
    """A word as one would type it in a shell, on one line."""
    if legible(word) == word:
        return shlex.quote(word)
    escaped = legible(word.replace("\\", r"\\")).replace("'", r"\'")
    return f"$'{escaped}'"  # bash's and zsh's way to write what can't be seen


def _train_options(parser: Parser) -> None:
    from nn.activations import ANY, OUTPUT
    from nn.costs import COSTS
    from nn.optimizers import OPTIMIZERS

    parser.description = (
        "Train a network and keep its run. The defaults are those of the film's run."
    )
    parser.allow_abbrev = False  # a run keeps its command, which people read
    # What is not given is left out, so that Settings alone holds the defaults.
    parser.argument_default = argparse.SUPPRESS
    add = parser.add_argument
    data_options.add_options(
        parser,
        "a name (mnist, fashion, kmnist, emnist-letters, …; digits are 5,000 that ship), or a file "
        "or folder: npz, npy, IDX, CSV, pictures, zip (docs/data.md); mnist unless given, or "
        "digits where MNIST cannot be fetched",
    )
    add("--sizes", type=_sizes, help="neurons a layer, such as 784,16,16,10")
    add(
        "--activation",
        type=_activations,
        help=f"of the hidden layers: {ANY}; or one for each, as relu,tanh",
    )
    add("--output-activation", choices=OUTPUT)
    add("--cost", choices=COSTS)
    add("--optimizer", choices=OPTIMIZERS)
    add("--eta", type=float, help="learning rate of the first epoch")
    add("--decay", type=float, help="factor by which the learning rate changes each epoch")
    add("--momentum", type=float, help="μ of --optimizer momentum")
    add("--l2", type=float, help="weight decay λ in C + λ/2 Σw²")
    add("--epochs", type=int)
    add("--mini-batch-size", type=int)
    add("--seed", type=int)
    add("--snapshots", type=int, help="how many snapshots of the parameters the run keeps")
    add("--out", required=True, help="the folder to write, such as data/runs/NAME")
    add("--resume", action="store_true", default=False, help="continue a stopped training")
    add("--overwrite", action="store_true", default=False, help="replace the run at --out")
    add(
        "--no-landscape",
        action="store_true",
        default=False,
        help="leave out what only the clips need",
    )


def _activations(text: str) -> str:
    from nn.activations import ANY, is_hidden

    for name in text.split(","):
        if not is_hidden(name):
            raise argparse.ArgumentTypeError(f"there is no {name!r}: choose from {ANY}")
    return text


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a list of sizes: write them as 784,16,16,10"
        ) from None


def run_option(parser: Parser) -> None:
    option = parser.add_argument(
        "run_name", metavar="RUN", help="a run's folder, or its name under data/runs"
    )
    option.completer = _run_names  # type: ignore[attr-defined]  # argcomplete's


def _run_names(**_: object) -> list[str]:
    from nn.runs.run import all_runs

    return [path.parent.name for path in all_runs()]


def _data_options(parser: Parser) -> None:
    run_option(parser)
    data_options.add_options(parser, "the data set that it was trained on, if that has moved")


def _landscape_options(parser: Parser) -> None:
    _data_options(parser)
    add = parser.add_argument
    add("--points", type=int, default=65, help="grid points a side (65)")
    add("--jobs", type=count, help="number of processes (else threads of one process)")
    add("--scheduler", metavar="ADDRESS", help="a Dask cluster to compute on (docs/cluster.md)")


def _study_options(parser: Parser) -> None:
    _data_options(parser)
    parser.add_argument("names", nargs="*", metavar="STUDY", help="a study (all that are missing)")


def _experiment_options(parser: Parser) -> None:
    add = parser.add_argument
    add("name", nargs="?", metavar="NAME", help="an experiment; without a name, list all")
    add("--quick", action="store_true", help="a small version, to try it out")
    data_options.add_options(parser, "as for train (mnist)", default="mnist")
    add("--jobs", type=count, help="trials at a time (as many as there are cores)")
    add("--scheduler", metavar="ADDRESS", help="a Dask cluster to run on (docs/cluster.md)")
    add("--out", help="the folder to write (data/experiments/NAME)")


COMMANDS = [
    Command("train", "train a network and keep its run", _train_options, train),
    Command(
        "import",
        "make a run of a model that was trained elsewhere",
        importing.options,
        import_model,
    ),
    Command("finish", "make what a recorded run lacks for its film", _data_options, finish),
    Command("show", "what a run is and how well it does", run_option, show_run),
    Command("list", "all runs, one a line", lambda parser: None, list_all),
    Command("landscape", "the cost around a run's path", _landscape_options, compute_landscape),
    Command("study", "measure what else the clips show of a run", _study_options, measure_studies),
    Command(
        "experiment", "answer a question by many small trainings", _experiment_options, experiment
    ),
]
