"""What is printed, on any terminal and whatever things are called."""

import io
import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from downhill import cli
from nn import places
from nn.cli import main
from nn.execution.executor import open_executor
from nn.legible import encodable, legible
from nn.places import ROOT
from nn.runs.run import RUN_VARIABLE, Run

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ENCODINGS = ["ascii", "latin-1", "utf-8"]
NAMES = {  # {what a folder is called: how that is printed}
    "a\udcff": r"a\xff",
    "M\udcc3\udcbcller": "Müller",  # as Python reads it in the C locale
    "Müller": "Müller",
    "b\nc": r"b\nc",
    "\x1b[2Je\x07": r"\x1b[2Je\x07",
    "x\u202egpj": r"x\u202egpj",  # which turns around what follows
    "[bold] :smile:": "[bold] :smile:",
    "n" * 240: "n" * 240,
}
plain_files = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there names of files are always text"
)


@pytest.fixture
def terminal(monkeypatch):
    """A function that runs a command of ours as on a terminal of some encoding, and returns its
    status and what it printed on standard output and error."""

    def run(words, encoding="utf-8", program=main.main):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr("sys.stdout", streams[0])
        monkeypatch.setattr("sys.stderr", streams[1])
        try:
            status = program(words)
        except SystemExit as ended:
            status = ended.code
        printed = []
        for stream in streams:
            stream.flush()
            printed.append(stream.buffer.getvalue().decode(encoding))
        assert all(text.replace("\n", "").isprintable() for text in printed)
        return status, *printed

    return run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of no runs."""
    monkeypatch.setenv(places.PROJECT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(places, "SHIPPED", tmp_path / "shipped")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def train_words(data, out):
    words = ["train", "--dataset", str(data), "--sizes", "16,4,3", "--out", str(out)]
    return [*words, "--epochs", "1", "--mini-batch-size", "50", "--snapshots", "3"]


@plain_files
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_command_takes_every_name_on_every_terminal(project, easy_npz, terminal, name):
    data = project / f"{name}.npz"
    os.symlink(easy_npz, data)
    out = project / "data" / "runs" / name
    for encoding in ENCODINGS:
        words = [*train_words(data, out), "--no-landscape", "--overwrite"]
        shown = encodable(NAMES[name], encoding)
        status, printed, progress = terminal(words, encoding)
        assert status == 0 and printed.startswith(shown) and f"training {shown} " in progress
        for words in (
            ["show", name],
            ["list"],
            ["landscape", name, "--points", "3"],
            ["study", name, "lines"],
        ):
            status, printed, _ = terminal(words, encoding)
            assert status == 0 and shown in printed
    facts = Run.load(name).facts
    assert facts["name"] == facts["dataset"]["name"] == NAMES[name]
    assert facts["dataset"]["given"] == str(data)  # exact, so the data are found again
    assert facts["command"].isprintable()


@plain_files
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_what_is_not_there_under_any_name_is_one_sentence(
    project, easy_npz, terminal, monkeypatch, encoding, name
):
    shown = encodable(NAMES[name], encoding)
    (project / "empty").mkdir()
    commands = [
        ["show", name],
        ["landscape", name],
        train_words(name, "new"),
        [*train_words("mnist", "new"), "--data-dir", name],
        ["list", "--project", name],
        ["render", f"{name}.py"],
        ["render", "FeedForward", "--run", name],
        ["new", name],
        [name],
        ["list", name],
        ["train", "--sizes", name, "--out", "new"],
    ]
    monkeypatch.setenv(RUN_VARIABLE, name)
    for words in [*commands, ["film", "--dry-run"]]:
        status, printed, error = terminal(words, encoding, cli.main)
        assert status == 2 and not printed, words
        if not error.startswith("usage: "):
            assert error.startswith("downhill: ") and error.count("\n") == 1, words
        assert shown in error or ascii(name)[1:-1] in error, words
    assert sorted(os.listdir(project)) == ["empty"]


def pictures_of(folder, grey, end=""):
    folder.mkdir(parents=True)
    for number in range(5):
        Image.new("L", (4, 4), grey - number).save(folder / f"{number}{end}.png")


@plain_files
def test_classes_may_be_called_anything(project, terminal):
    names = set(NAMES) - {"Müller"}  # which is one of the others to the disk
    for label, name in enumerate(names):
        pictures_of(project / "data" / name, grey=255 - 10 * label, end="\udcff")
    words = train_words("data", "mine")
    words[words.index("16,4,3")] = f"16,{len(names)}"
    assert terminal([*words, "--no-landscape"])[0] == 0
    assert sorted(Run.load("mine").classes) == sorted(NAMES[name] for name in names)


def test_a_class_has_a_name_to_show(project, terminal):
    for name in ("one", " "):
        pictures_of(project / "data" / name, grey=200)
    status, printed, error = terminal(train_words("data", "mine"))
    assert (status, printed) == (2, "") and "give every class a name" in error


def test_a_strangers_run_json_commands_no_terminal(project, easy_npz, terminal):
    assert terminal([*train_words(easy_npz, "mine"), "--no-landscape"])[0] == 0
    path = project / "mine" / "run.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    for key in ("name", "command", "stopped"):
        path.write_text(json.dumps({**facts, key: "\x1b[2J"}), encoding="utf-8")
        status, printed, error = terminal(["show", "mine"])
        assert (status, printed) == (2, "") and key in error


def test_in_the_c_locale_the_same_is_printed_with_likenesses(tmp_path):
    """In processes of their own, whose names of files are ASCII too."""
    out = tmp_path / "data" / "runs" / "Müller"
    train = [*train_words("digits", out), "--no-landscape"]
    train[train.index("16,4,3")] = "784,10"
    for words in (train, ["list", "--project", str(tmp_path)]):
        run = [sys.executable, "-m", "downhill", *words]
        environment = {**os.environ, **C_LOCALE, "PYTHONPATH": str(ROOT)}
        told = subprocess.run(run, env=environment, capture_output=True, cwd=tmp_path)
        assert told.returncode == 0, told.stderr
    printed = told.stdout.decode("ascii")
    assert "Muller" in printed and "sgd eta=" in printed
    assert Run.load(out).name == "Müller"


def test_what_a_clip_prints_in_a_worker_is_no_error_in_the_c_locale(monkeypatch):
    for name, value in C_LOCALE.items():
        monkeypatch.setenv(name, value)
    with open_executor(1) as executor:
        assert executor.submit(print, "η").result() is None


@pytest.mark.parametrize(
    ("text", "likeness"),
    [
        ("sgd η=0.35 · Δ", "sgd eta=0.35 | delta"),
        ("784×10 … “½”, x², é", '784x10 ... "1/2", x2, e'),
        ("▁▄█", "_-#"),
        ("中", r"\u4e2d"),
        ("😀\udcff\x1b", r"\U0001f600\xff" + "\x1b"),
    ],
)
def test_what_ascii_lacks_gets_a_likeness_or_an_escape(text, likeness):
    assert encodable(text, "ascii") == likeness


def test_an_encoding_keeps_what_it_has():
    assert encodable("é µ η", "latin-1") == "é µ eta"
    assert encodable("é µ η 😀", "utf-8") == "é µ η 😀"


def test_every_character_is_legible_on_one_line_and_stays_so():
    for code in range(0x11000):
        text = legible(chr(code))
        assert text.splitlines() in ([text], []) and legible(text) == text
        assert encodable(text, "ascii").isascii()
        text.encode()
