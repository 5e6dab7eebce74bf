"""Folders with odd names, odd terminals, odd settings of Manim, odd arguments: a command works as
it does elsewhere, or refuses in a sentence."""

import functools
import os
import shlex
import shutil

import numpy as np
import tiny_clips

from nn.errors import DownhillError
from nn.storage import digest_of
from torture import commands, sound
from torture.attempts import SAME, Attempt, Wrong
from torture.leftovers import contents, left_behind

NAMES = [  # of a project, a data set and a run
    *("plain", "two words", "Küchenkräuter & Co", "猫🍎", "كلب", "{0}", "{}", "%s %d", "[a]{b}*"),
    *("a'b", 'a"b', "new\nline", "tab\there", "-dash", "--out", "~", "~root", "$HOME", "`ls`"),
    *("#1 @2", ".hidden", "dot.", "a:b", "back\\slash", "[bold]red[/]", "\x1b[31mred", "\x7f"),
    *("x" * 200, "e\u0301", "\u202eabc", os.fsdecode(b"bytes \xff\xfe"), "new.part", "a?b", "CON"),
]
TERMINALS = [  # variables of the environment
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "no_SUCH.locale"},
    *({"PYTHONIOENCODING": name} for name in ("latin-1", "ascii", "cp1252", "utf-16", "koi8-r")),
    *({"PYTHONIOENCODING": name} for name in ("ascii:strict", "utf-8:strict", "latin-1:replace")),
    *({"COLUMNS": columns} for columns in ("1", "0", "-5", "many", "100000")),
    *({"TERM": term} for term in ("dumb", "", "nothing")),
    {"FORCE_COLOR": "1"},
    {"NO_COLOR": "1"},
    {"HOME": "/nowhere"},
    {"TMPDIR": "/nowhere"},
    {"OPENBLAS_NUM_THREADS": "7"},
    {"NN_RUN": "no such run"},
    {"DOWNHILL_PROJECT": ""},
]
SETTINGS = [  # of Manim, in a manim.cfg beside
    "[CLI]\nbackground_color = RED\nmedia_dir = elsewhere\n",
    "[CLI]\npixel_width = 10\npixel_height = 10\nframe_rate = 1\n",
    "[CLI]\nmovie_file_extension = .mov\ntransparent = True\nsave_last_frame = True\n",
    "[CLI]\nwrite_to_movie = False\ndisable_caching = False\ndry_run = True\n",
    "[CLI]\nverbosity = DEBUG\nprogress_bar = display\npreview = True\nenable_gui = True\n",
    "[CLI]\nfrom_animation_number = 1\nupto_animation_number = 1\nzero_pad = 1\n",
    "[CLI]\nframe_rate = many\n",
    "[CLI]\nrenderer = opengl\n",
    "[logger]\nlog_level = 3\n[ffmpeg]\nloglevel = NOTHING\n",
    "no settings at all",
    "[CLI\n",
    "\x00\xff",
]
WORDS = [
    *("train --epochs 1" + "0" * 30, "train --epochs nan", "train --epochs 0", "train --epochs -3"),
    *("train --sizes 12,,3", "train --sizes 12", "train --sizes 12,0,3", "train --sizes 12,-1,3"),
    *("train --sizes 12,1" + "0" * 20 + ",3", "train --sizes ١٢,5,3", "train --sizes 13,5,3"),
    *(
        "train --eta nan",
        "train --eta inf",
        "train --eta -1",
        "train --eta 0",
        "train --eta 1e-400",
    ),
    *(
        "train --decay 2",
        "train --decay nan",
        "train --momentum 1",
        "train --l2 nan",
        "train --l2 inf",
    ),
    *("train --seed -1", "train --seed 1e3", "train --seed 1" + "0" * 30, "train --snapshots 0"),
    *("train --snapshots 1" + "0" * 30, "train --mini-batch-size 1" + "0" * 30),
    *(
        "train --cost nothing",
        "train --optimizer adamw",
        "train --dataset nothing",
        "train --out .",
    ),
    *("train --out /", "train --out ''", "train --out /proc/run", "train --out data.npz"),
    *(
        "show nothing",
        "show ''",
        "show .",
        "show /",
        "show data.npz",
        "show " + "x" * 5000,
        "show run/..",
    ),
    *("landscape run --points 1", "landscape run --points 1" + "0" * 30, "landscape run --jobs 0"),
    *(
        "study run nothing",
        "study run --dataset other.npz",
        "experiment nothing",
        "experiment ../x",
    ),
    *(
        "render Nothing",
        "render nothing.py",
        "render data.npz",
        "render . --run run",
        "render x.py X",
    ),
    *("film --quality z", "film --run nothing", "render FeedForward --run run --jobs -1"),
    *(
        "render FeedForward --scheduler nowhere",
        "render FeedForward --run run --scheduler 127.0.0.1:1",
    ),
    *(
        "--project nothing list",
        "--project data.npz list",
        "new lower",
        "new ../Up",
        "new A.B",
        "nothing",
    ),
    *("preview FeedForward --beat 0", "preview FeedForward --run nothing", "preview x.py", ""),
]


TRAIN = f"{commands.TRAINING} {commands.A_MOMENT} --out"


def attempts(room):
    """Each name, each terminal, each of Manim's settings, and each list of words."""
    things = sound.made_in(room / "sound")
    source = room / "source"
    source.mkdir()
    tiny_clips.clip(source, "Short")
    (room / "plain").mkdir()
    expected = trained_and_drawn(room / "plain", "plain", things, source)
    calls = [(f"called {name!r}", functools.partial(at, name)) for name in NAMES]
    calls += [(f"with {some}", functools.partial(at, "plain", **some)) for some in TERMINALS]
    calls += [(f"beside {text!r}", functools.partial(beside, text)) for text in SETTINGS]
    calls = [(what, functools.partial(call, things, source, expected)) for what, call in calls]
    calls += [(f"downhill {line[:60]}", functools.partial(said, line, things)) for line in WORDS]
    for number, (what, call) in enumerate(calls):
        yield Attempt("places", number, what, call, seconds=200, memory=2**30)


def at(name, things, source, expected, folder, generator, **variables):
    """A project, a data set and a run that all have a name, or a terminal of these variables."""
    (folder / name).mkdir()
    made = trained_and_drawn(folder / name, name, things, source, **variables)
    return compared(made, expected)


def compared(made, expected):
    other = [key for key in {**made, **expected} if made.get(key) != expected.get(key)]
    if other:
        raise Wrong(f"{', '.join(other)} differ from what is made elsewhere")
    return SAME


def beside(text, things, source, expected, folder, generator):
    """A project with these settings for Manim."""
    (folder / "manim.cfg").write_text(text, encoding="latin-1")
    return compared(trained_and_drawn(folder, "plain", things, source), expected)


def said(line, things, folder, generator):
    """A command of these words, where there is a run and a data set."""
    shutil.copytree(things / "run", folder / "run")
    shutil.copy(things / "data.npz", folder)
    shutil.copy(things / "run" / "log.npz", folder / "other.npz")
    words = shlex.split(line)
    if words[:1] == ["train"]:
        words = [*TRAIN.split(), "new", *words[1:]]
    before = set(contents(folder).items())
    status, _ = commands.end(commands.begin(words, folder), allowed=(0, 2))
    shutil.rmtree(folder / "media" / "cache", ignore_errors=True)  # only locks, if it was refused
    if status == 2 and before != {each for each in contents(folder).items() if each[0] != "media"}:
        raise Wrong("it was refused, and files are changed")
    if left_behind(folder):
        raise Wrong(f"left behind {', '.join(left_behind(folder))}")
    if status == 2:
        raise DownhillError("It was refused in a sentence.")
    return SAME


def trained_and_drawn(project, name, things, source, **variables):
    """What a training, all commands about its run, and a clip of another run make: {name: digest
    or content}."""
    shutil.copytree(things / "run", project / "data" / "runs" / "drawn")
    shutil.copy(things / "data.npz", project / f"{name}.npz")
    run = f"data/runs/{name}"

    def do(*words):
        commands.do(words, project, source=source, **variables)

    do(*TRAIN.split(), run, "--dataset", f"./{name}.npz")
    do("show", run)
    do("list")
    do("landscape", run, "--points", "5")
    do("study", run, "pixels")
    do("render", f"{source}/tiny_scenes.py", "Short", "--run", "drawn", "--quality", "l")
    kept = [path for path in left_behind(project) if path not in (name, f"{name}.npz")]
    if kept:
        raise Wrong(f"left behind {', '.join(kept)}")
    with (
        np.load(project / run / "log.npz") as log,
        np.load(project / run / "landscape.npz") as land,
    ):
        arrays = {**log, **{key: land[key] for key in land if "digest" not in key}}
        numbers = {key: digest_of({key: array}) for key, array in arrays.items()}
    clips = commands.films(project / "media").items()
    return {**numbers, **{os.path.basename(path): content for path, content in clips}}
