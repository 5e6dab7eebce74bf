"""`python -m nn …`: train a network, look at runs, compute what the scenes show of one."""

import argparse
import contextlib
import dataclasses
import shlex
import sys

from nn.activations import HIDDEN, OUTPUT
from nn.cli.start import STOPPED_BY_HAND
from nn.costs import COSTS
from nn.errors import DownhillError
from nn.optimizers import OPTIMIZERS
from nn.places import written_to
from nn.runs import run


def main(arguments=None):
    """Run a command; return the exit status: 2 for a DownhillError, printed as its sentence."""
    words = sys.argv[1:] if arguments is None else arguments
    parsed = _parser().parse_args(words)
    parsed.words = words
    try:
        return parsed.run(parsed) or 0
    except DownhillError as error:
        print(f"downhill: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a full disk, a folder that may not be written to
        print(f"downhill: {error.filename or 'a file'}: {error.strerror}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(f"\nstopped{stop}", file=sys.stderr)
        return STOPPED_BY_HAND


def train(given):
    """`python -m nn train`: a new run, or the rest of one that was stopped."""
    from nn.training.train import Settings, Training

    fields = {field.name for field in dataclasses.fields(Settings)}
    chosen = {name: value for name, value in vars(given).items() if name in fields}
    settings = Settings(**chosen)
    try:
        data = _dataset(settings.dataset, given.data_dir)
    except DownhillError as error:
        if "dataset" in chosen or given.data_dir:
            raise
        print(f"downhill: {error}\nSo it is trained on the digits that ship.", file=sys.stderr)
        settings = dataclasses.replace(settings, dataset="digits")
        data = _dataset("digits", None)
    if "sizes" not in chosen:  # the hidden layers of the film, for whatever images there are
        ends = data.training_images.shape[1], len(data.classes)
        settings = dataclasses.replace(settings, sizes=(ends[0], *settings.sizes[1:-1], ends[1]))
    training = Training(settings, data, given.out, command=_command(given.words))
    with _when_stopped("the same command with --resume goes on"):
        finished = training.go(resume=given.resume, overwrite=given.overwrite)
    if not given.no_landscape:
        from nn.analysis import planes, studies

        with _when_stopped(f"the run is whole, `python -m nn landscape {given.out}` does the rest"):
            planes.write(finished, data)
        with _when_stopped(f"the run is whole, `python -m nn study {given.out}` does the rest"):
            studies.write(finished, data)
    show_run(argparse.Namespace(run_name=str(finished.folder)))


def show_run(given):
    """`python -m nn show`: one run, whole."""
    from nn.runs.show import show

    show(run.Run.load(given.run_name))


def list_all(_):
    """`python -m nn list`: every run under data/runs."""
    from nn.runs.show import list_runs

    list_runs()


def compute_landscape(given):
    """`python -m nn landscape`: the cost around the path of a run."""
    from nn.analysis import planes

    finished = run.Run.load(given.run_name)
    data = _data_of(finished, given)
    print(planes.write(finished, data, given.points, given.jobs, given.scheduler))


def measure_studies(given):
    """`python -m nn study`: what the scenes show of a run beside its log."""
    from nn.analysis import studies

    finished = run.Run.load(given.run_name)
    for path in studies.write(finished, _data_of(finished, given), given.names):
        print(path)


def experiment(given):
    """`python -m nn experiment`: make an experiment, or the rest of one; no name: say which are."""
    from nn import experiments

    if given.name is None:
        for name in experiments.names():
            print(f"{name}  {experiments.question(name)}")
        return
    given.out = given.out or written_to("experiments") / (given.name + ".quick" * given.quick)
    with _when_stopped("the same command goes on"):
        result = experiments.conduct(
            given.name,
            _dataset(given.dataset, given.data_dir),
            given.out,
            quick=given.quick,
            jobs=given.jobs,
            scheduler=given.scheduler,
            command=_command(given.words),
        )
    for what, number in result.found.items():
        print(f"{what.replace('_', ' ')}  {number:.6g}")
    print(given.out)


def _data_of(finished, given):
    """The data set that a run was trained on, from where the command says, or its run.json."""
    dataset = finished.facts["dataset"]
    return _dataset(given.dataset or dataset.get("given", dataset["name"]), given.data_dir)


def _dataset(name, data_dir):
    from nn import datasets

    return datasets.load(name, data_dir)


def _command(words):
    """The command line as typed, less what belongs to this machine and this occasion."""
    kept, words = [], iter(words)
    for word in words:
        if word == "--data-dir":
            next(words)
        elif word not in ("--resume", "--overwrite") and not word.startswith("--data-dir="):
            kept.append(word)
    return "python -m nn " + shlex.join(kept)


@contextlib.contextmanager
def _when_stopped(how_to_go_on):
    """Let a Ctrl-C in the block say how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"; {how_to_go_on}") from None


def _parser():
    parser = argparse.ArgumentParser(prog="python -m nn", description=__doc__)
    commands = parser.add_subparsers(
        required=True, metavar="train|show|list|landscape|study|experiment"
    )
    _add_train(commands)
    one = commands.add_parser("show", help="what a run is and how well it does")
    one.add_argument("run_name", metavar="RUN", help="a run's folder, or its name under data/runs")
    one.set_defaults(run=show_run)
    commands.add_parser("list", help="all runs, a line each").set_defaults(run=list_all)
    grid = commands.add_parser("landscape", help="the cost around a run's path, for the scenes")
    study = commands.add_parser("study", help="what else the scenes show of a run")
    for command in (grid, study):
        command.add_argument("run_name", metavar="RUN", help="a run's folder, or its name")
        command.add_argument("--dataset", help="its training data, if it moved")
        command.add_argument("--data-dir", help="the folder of the four MNIST files")
    study.add_argument("names", nargs="*", metavar="STUDY", help="none: all that it lacks")
    study.set_defaults(run=measure_studies)
    _add_experiment(commands)
    grid.add_argument("--points", type=int, default=65, help="grid points a side (65)")
    grid.add_argument("--jobs", type=_count, help="by so many processes (else by threads of one)")
    grid.add_argument("--scheduler", metavar="ADDRESS", help="by a Dask cluster (docs/cluster.md)")
    grid.set_defaults(run=compute_landscape)
    return parser


def _add_experiment(commands):
    command = commands.add_parser("experiment", help="ask many small trainings (nn/experiments)")
    add = command.add_argument
    add("name", nargs="?", metavar="NAME", help="none: which there are, and what they ask")
    add("--quick", action="store_true", help="a small one, to see how it goes")
    add("--dataset", default="mnist", help="as for train (mnist)")
    add("--data-dir", help="the folder of the four MNIST files")
    add("--jobs", type=_count, help="trials at a time (as many as there are cores)")
    add("--scheduler", metavar="ADDRESS", help="a Dask cluster that makes them (docs/cluster.md)")
    add("--out", help="the folder to write (data/experiments/NAME)")
    command.set_defaults(run=experiment)


def _add_train(commands):
    command = commands.add_parser(
        "train",
        help="train a network and keep its run",
        allow_abbrev=False,  # a run keeps its command, which is to be read
        # What is not given is left out, so that Settings alone holds the defaults.
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Train a network; everything not given is as for the film's run.",
    )
    add = command.add_argument
    add(
        "--dataset",
        help="mnist, digits (the 5,000 that ship), an npz file, a folder of images; "
        "mnist unless given, or digits where MNIST can't be had",
    )
    add("--sizes", type=_sizes, help="neurons a layer, such as 784,16,16,10")
    add("--activation", choices=HIDDEN, help="of the hidden layers")
    add("--output-activation", choices=OUTPUT)
    add("--cost", choices=COSTS)
    add("--optimizer", choices=OPTIMIZERS)
    add("--eta", type=float, help="learning rate of the first epoch")
    add("--decay", type=float, help="what the learning rate is multiplied by each epoch")
    add("--momentum", type=float, help="μ of --optimizer momentum")
    add("--l2", type=float, help="weight decay λ in C + λ/2 Σw²")
    add("--epochs", type=int)
    add("--mini-batch-size", type=int)
    add("--seed", type=int)
    add("--snapshots", type=int, help="how many times the network is written down")
    add("--out", required=True, help="the folder to write, such as data/runs/NAME")
    add("--data-dir", default=None, help="the folder of the four MNIST files (else $MNIST_DIR)")
    add("--resume", action="store_true", default=False, help="go on where it was stopped")
    add("--overwrite", action="store_true", default=False, help="replace what stands at --out")
    add(
        "--no-landscape",
        action="store_true",
        default=False,
        help="leave out what only the scenes need",
    )
    command.set_defaults(run=train)


def _count(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes, such as 2")
    return int(text)


def _sizes(text):
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of sizes: write them as 784,16,16,10"
        ) from None
