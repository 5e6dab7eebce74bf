"""Two commands work on one thing at once: one is refused, or both get what they asked for."""

import functools
import itertools
import pathlib
import shutil
import tempfile
import time

import tiny_clips

from torture import commands, sound
from torture.attempts import SAME, Attempt, Wrong
from torture.kills import RENDER, results
from torture.leftovers import left_behind

TRAIN = f"{commands.TRAINING} {commands.SOME_SECONDS} --out data/runs/new"
LANDSCAPE = "landscape run --points 90"
EXPERIMENT = "experiment permuted_classes --quick --dataset data.npz --jobs 1 --out asked"
OTHER_RENDER = RENDER.replace("--run run", "--run other")
FILM, OTHER_FILM = ("film --run run --quality l", "film --run other --quality l")
# Two commands, and where their results are.
PAIRS = {
    "two trainings": (TRAIN, TRAIN, "data/runs/new"),
    "a training and --resume": (TRAIN, TRAIN + " --resume", "data/runs/new"),
    "a training and --overwrite": (TRAIN, TRAIN + " --overwrite", "data/runs/new"),
    "two with --overwrite": (TRAIN + " --overwrite", TRAIN + " --overwrite", "data/runs/new"),
    "one experiment twice": (EXPERIMENT, EXPERIMENT, "asked"),
    "one landscape twice": (LANDSCAPE, LANDSCAPE, "data/runs/run"),
    "studies and a landscape": ("study run", LANDSCAPE, "data/runs/run"),
    "one clip twice": (RENDER, RENDER, "media"),
    "clips of two runs": (RENDER, OTHER_RENDER, "media"),
    "one film twice": (FILM, FILM, "media"),
    "films of two runs": (FILM, OTHER_FILM, "media"),
    "a clip and the film": (RENDER, FILM, "media"),
}
TIMES = 4  # how often each pair is tried, each time with another delay between the two


def attempts(room):
    """Each pair in turn."""
    things = sound.made_in(room / "sound")
    source = room / "source"
    source.mkdir()
    tiny_clips.clip(source, "Short")
    alone = functools.cache(functools.partial(made_alone, things, source, room))
    for number, (what, pair) in zip(range(TIMES * len(PAIRS)), itertools.cycle(PAIRS.items())):
        *lines, where = pair
        given = lines, where, things, source, [alone(line, where) for line in lines]
        yield Attempt("pairs", number, what, functools.partial(at_once, *given), 200, 2**30)


def made_alone(things, source, room, line, where):
    """The content of a folder after an undisturbed command; None if the command is refused."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=room))
    _lay_out(things, folder)
    command = commands.begin(_words(line, source), folder, source)
    status, _ = commands.end(command, allowed=(0, 2))
    return results(folder / where) if status == 0 else None


def at_once(lines, where, things, source, alone, folder, generator):
    """Whatever succeeds must make what it would have made alone, and there must be nothing else."""
    _lay_out(things, folder)
    first = commands.begin(_words(lines[0], source), folder, source)
    between = generator.uniform(0, 3)
    time.sleep(between)
    second = commands.begin(_words(lines[1], source), folder, source)
    statuses = [commands.end(command, allowed=(0, 2))[0] for command in (first, second)]
    found, ways = results(folder / where), f"{between:.2f} s apart, statuses {statuses}"
    if 0 not in statuses:
        raise Wrong(f"{ways}: neither succeeded")
    if left_behind(folder):
        raise Wrong(f"{ways}: left behind {', '.join(left_behind(folder))}")
    for status, expected in zip(statuses, alone, strict=True):
        # A command that would be refused alone, such as --resume, may continue the other's work.
        other = [name for name in expected or () if found.get(name) != expected[name]]
        if status == 0 and other:
            raise Wrong(f"{ways}: {', '.join(other)} differ")
    unknown = set(found) - {name for expected in alone for name in expected or ()}
    if unknown:
        raise Wrong(f"{ways}: there is also {', '.join(sorted(unknown))}")
    return SAME


def _lay_out(things, folder):
    """The two runs, one without what is measured of it, and the data."""
    shutil.copytree(things / "other", folder / "data" / "runs" / "other")
    for name in ("run.json", "log.npz"):
        target = folder / "data" / "runs" / "run" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(things / "run" / name, target)
    shutil.copy(things / "data.npz", folder)


def _words(line, source):
    return [word.format(source=source) for word in line.split()]
