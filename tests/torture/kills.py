"""A command is killed and repeated: then everything is as if it had not been killed."""

import contextlib
import functools
import itertools
import os
import shutil
import signal
import time

import psutil
import tiny_clips

from nn import datasets
from nn.analysis import planes, studies
from nn.errors import DownhillError
from nn.runs.run import Run
from torture import commands, sound
from torture.attempts import SAME, Attempt, Wrong
from torture.killing import kill_at_step, steps_of
from torture.leftovers import contents, left_behind

AT_A_STEP = 90  # kills at a step with files, which can be repeated exactly
AT_A_MOMENT = 45  # kills of commands, which have processes of their own
SIGNALS = signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT


def attempts(room, steps=AT_A_STEP, moments=AT_A_MOMENT):
    """Each work in turn, then each command in turn, killed wherever the random numbers say."""
    things = sound.made_in(room / "sound")
    source = room / "source"
    source.mkdir()
    tiny_clips.clip(source, "Short")
    whole = {}
    for number, (what, work) in zip(range(steps), itertools.cycle(WORKS.items())):
        yield Attempt("kills", number, what, functools.partial(at_a_step, work, things))
    for number, what in zip(range(moments), itertools.cycle(COMMANDS)):
        if what not in whole:
            whole[what] = carried_out(what, things, source, room / f"whole-{len(whole)}")
        call = functools.partial(at_a_moment, what, things, source, *whole[what])
        yield Attempt("kills", steps + number, what, call, seconds=150, memory=2**30)


# -- at a step with files ----------------------------------------------------------------------


def at_a_step(work, things, folder, generator):
    """Kill a piece of work at a step, do it again, and compare the results with the right ones."""
    prepare, do, again, results = work
    for name in ("rehearsal", "real"):
        (folder / name).mkdir()
        shutil.copy(things / "data.npz", folder / name)
        prepare(things, folder / name)
    os.chdir(folder / "rehearsal")
    steps = steps_of(lambda: do(folder / "rehearsal"), folder / "rehearsal")
    os.chdir(folder / "real")
    step = int(generator.integers(1, steps + 1))
    if not kill_at_step(lambda: do(folder / "real"), folder / "real", step):
        raise Wrong(f"it ended before step {step} of {steps}")
    again(folder / "real")
    if left_behind(folder / "real"):
        raise Wrong(f"after a kill at step {step}: left {', '.join(left_behind(folder / 'real'))}")
    for name in results:
        if (folder / "real" / name).read_bytes() != (things / name).read_bytes():
            raise Wrong(f"after a kill at step {step}: {name} has other bytes")
    return SAME


def nothing(things, folder):
    """Nothing is there before."""


def the_other_run(things, folder):
    shutil.copytree(things / "other", folder / "run")


def the_run_alone(things, folder):
    (folder / "run").mkdir()
    for name in ("run.json", "log.npz"):
        shutil.copy(things / "run" / name, folder / "run")


def the_whole_run(things, folder):
    shutil.copytree(things / "run", folder / "run")


def train(folder, **how):
    sound.train_at(folder / "run", folder / "data.npz", **how)


def train_on(folder):
    """What a person does: resume if something was stopped, else begin if there is nothing."""
    try:
        train(folder, resume=True)
    except DownhillError:
        if not (folder / "run" / "run.json").is_file():
            train(folder)


def train_instead(folder):
    train(folder, overwrite=True)


def train_on_instead(folder):
    """The old run or the new one is there; then as in `train_on`."""
    Run.load(folder / "run")
    try:
        train(folder, resume=True)
    except DownhillError:
        train_instead(folder)


def conduct(folder):
    sound.conduct_at(folder / "result", folder / "data.npz")


def survey(folder):
    planes.write(Run.load(folder / "run"), datasets.load("data.npz"), points=5)


def study(folder):
    studies.write(Run.load(folder / "run"), datasets.load("data.npz"))


RUN = "run/run.json", "run/log.npz"
STUDIES = tuple(f"run/studies/{name}.npz" for name in studies.names())
WORKS = {  # what is there, what is done, what is done after the kill, what must be there then
    "a training": (nothing, train, train_on, RUN),
    "a training with --overwrite": (the_other_run, train_instead, train_on_instead, RUN),
    "an experiment": (nothing, conduct, conduct, ("result/result.json", "result/result.npz")),
    "a landscape": (the_run_alone, survey, survey, (*RUN, "run/landscape.npz")),
    "a landscape again": (the_whole_run, survey, survey, (*RUN, "run/landscape.npz")),
    "studies": (the_run_alone, study, study, (*RUN, *STUDIES)),
}


# -- at a moment -------------------------------------------------------------------------------

RENDER = "render {source}/tiny_scenes.py Short Round --run run --quality l"
COMMANDS = {  # the command, and where its results are
    "a render command": (RENDER, "media"),
    "a train command": (f"{commands.TRAINING} {commands.SOME_SECONDS} --out new", "new"),
    "a film command": ("film --run run --quality l", "media"),
    "an experiment command": (
        "experiment permuted_classes --quick --dataset data.npz --jobs 2 --out asked",
        "asked",
    ),
}


def carried_out(what, things, source, folder):
    """(the results of a command that was not killed, the seconds that it took)."""
    _lay_out(things, folder)
    began = time.monotonic()
    commands.do(_words(what, source), folder, source=source)
    return results(folder / COMMANDS[what][1]), time.monotonic() - began


def at_a_moment(what, things, source, expected, seconds, folder, generator):
    """Kill a command or one of its processes, repeat it, and compare."""
    _lay_out(things, folder)
    killed = commands.begin(_words(what, source), folder, source=source)
    moment, signal_sent = generator.uniform(0, seconds), SIGNALS[generator.integers(len(SIGNALS))]
    time.sleep(moment)
    if signal_sent == signal.SIGINT:  # Python itself shows a traceback while it starts
        _wait_for_a_file(killed, folder)
    workers = []
    with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
        workers = psutil.Process(killed.pid).children(recursive=True)
    how = f"{signal_sent.name} after {moment:.2f} s"
    if workers and generator.random() < 0.3:
        how = f"a worker killed after {moment:.2f} s"
        with contextlib.suppress(psutil.NoSuchProcess):
            workers[0].kill()
        commands.end(killed)
    else:
        killed.send_signal(signal_sent)
        commands.end(killed, allowed=(0, 130, -signal_sent))
        if psutil.wait_procs(workers, timeout=10)[1]:
            raise Wrong(f"{how}: its workers live on")
    _repeat(what, source, folder)
    if left_behind(folder):
        raise Wrong(f"{how}: left behind {', '.join(left_behind(folder))}")
    found = results(folder / COMMANDS[what][1])
    if found != expected:
        other = [name for name in {*found, *expected} if found.get(name) != expected.get(name)]
        raise Wrong(f"{how}: {', '.join(sorted(other))} differ")
    return SAME


def _wait_for_a_file(process, folder):
    before = set(folder.rglob("*"))
    while process.poll() is None and set(folder.rglob("*")) == before:
        time.sleep(0.02)


def results(folder):
    """What a command has made, without the metadata of clips, which say how long drawing took, and
    without what is kept while they are drawn."""
    return {
        name: content
        for name, content in contents(folder).items()
        if not name.startswith("cache") and b'"animations"' not in content
    }


def _lay_out(things, folder):
    folder.mkdir(exist_ok=True)
    shutil.copytree(things / "run", folder / "data" / "runs" / "run")
    shutil.copy(things / "data.npz", folder)


def _words(what, source):
    return [word.format(source=source) for word in COMMANDS[what][0].split()]


def _repeat(what, source, folder):
    words = _words(what, source)
    if words[0] == "train":
        if (folder / "new").exists() and not (folder / "new.part").exists():
            return  # it was finished
        if (folder / "new.part" / "settings.json").exists():
            words.append("--resume")
    commands.do(words, folder, source=source)
