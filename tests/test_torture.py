"""`make torture` finds what it looks for."""

import contextlib
import os
import signal
import time
from functools import partial

import numpy as np
import pytest

pytest.importorskip("resource")  # Windows has no such limits, and does not fork

from torture import __main__ as command
from torture import formats, killing, kills, leftovers, mutations, report, sound
from torture.attempts import ANOTHER, REFUSED, SAME, WRONG, Attempt, Wrong, carry_out
from torture.damages import damages

from nn.errors import DownhillError
from nn.storage import digest_of, written_whole

SEED = 16


def ending(call, folder, **limits):
    """How an attempt to make a call ends."""
    return carry_out(Attempt("planted", 0, "a call", call, **limits), 0, folder)


def raising(error):
    def call(folder, generator):
        raise error

    return call


@pytest.mark.parametrize(
    ("call", "how"),
    [
        (lambda folder, generator: SAME, SAME),
        (lambda folder, generator: ANOTHER, ANOTHER),
        (raising(DownhillError("This is damaged: restore it.")), REFUSED),
        (raising(FileNotFoundError(2, "No such file", "x")), REFUSED),
        (raising(DownhillError("no sentence")), WRONG),
        (raising(DownhillError("Two\nlines.")), WRONG),
        (raising(Wrong("it left something")), WRONG),
        (raising(KeyError("eta")), WRONG),
        (raising(SystemExit(0)), WRONG),
        (lambda folder, generator: os.kill(os.getpid(), signal.SIGKILL), WRONG),
        (lambda folder, generator: time.sleep(60), WRONG),
        (lambda folder, generator: np.ones(30 * 2**20).sum() and SAME, WRONG),
    ],
)
def test_an_attempt_ends_in_one_of_four_ways(call, how, tmp_path):
    assert ending(call, tmp_path, seconds=1, memory=100 * 2**20).how == how
    assert list(tmp_path.iterdir()) == []


def test_an_attempt_can_be_repeated_alone(tmp_path):
    def call(folder, generator):
        raise Wrong(str(generator.random()))

    one, again = (ending(call, tmp_path) for _ in range(2))
    assert one.why == again.why
    assert report.how_to_repeat(one, 7) == "make torture ARGS='planted --seed 7 --case 0'"


def believing(name):
    """The format of that name, with a reader that believes what it reads."""

    def read(folder):
        with contextlib.suppress(OSError, ValueError), np.load(folder / "data.npz") as archive:
            return digest_of(dict(archive)), None
        return None, None

    return formats.Format("data.npz", ("data.npz",), read)


FOUND_OUT = {"halved", "shuffled", "missing", "twice the same name", "a bomb beside", "cut short"}
HARMLESS = {"compressed", "in another order"}


def test_a_reader_that_believes_what_it_reads_is_found_out(tmp_path):
    things, believes = tmp_path / "things", believing("data.npz")
    things.mkdir()
    sound.write_data(things / "data.npz")
    expected, how = believes.read(things), {}
    for damage in damages("data.npz", resealable=False):
        if damage.name in FOUND_OUT | HARMLESS:
            given = things, believes, damage, expected
            how[damage.name] = ending(partial(mutations.damage_and_read, *given), tmp_path).how
    assert how == dict.fromkeys(FOUND_OUT, WRONG) | dict.fromkeys(HARMLESS, SAME)


def test_a_work_is_killed_before_the_step_that_is_chosen(tmp_path):
    def work():
        (tmp_path / "first").touch()
        os.replace(tmp_path / "first", tmp_path / "second")

    def names_after_a_kill_at(step):
        killed = killing.kill_at_step(work, tmp_path, step)
        return killed, sorted(path.name for path in tmp_path.iterdir())

    assert killing.steps_of(work, tmp_path) == 2
    (tmp_path / "second").unlink()
    assert names_after_a_kill_at(1) == (True, [])
    assert names_after_a_kill_at(2) == (True, ["first"])
    assert names_after_a_kill_at(3) == (False, ["second"])


def test_what_is_left_behind_is_seen(tmp_path):
    for name in ("run.part", "run.part.removed", "run.replaced.part", "work-1", ".1-film.mp4"):
        (tmp_path / name).mkdir()
    with contextlib.suppress(ValueError), written_whole(tmp_path / "file"):
        assert len(leftovers.left_behind(tmp_path)) == 6
    assert len(leftovers.left_behind(tmp_path)) == 5
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "run.json").touch()
    assert leftovers.left_behind(tmp_path / "runs") == []


def test_what_is_wrong_is_printed_and_is_the_exit_status(capsys, monkeypatch):
    def planted(room):
        yield Attempt("mutations", 0, "sound", lambda folder, generator: SAME)
        yield Attempt("mutations", 1, "unsound", raising(KeyError("eta")))

    monkeypatch.setattr(mutations, "attempts", planted)
    monkeypatch.setattr(command, "_planned", {})
    assert command.main(["mutations", "--seed", "3", "--jobs", "1"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("wrong: unsound: KeyError: 'eta'")
    assert printed[0].endswith("[make torture ARGS='mutations --seed 3 --case 1']")
    assert printed[2].split() == ["mutations", "2", "0", "1", "0", "1", "0", "0"]
    monkeypatch.setattr(command, "_planned", {})
    assert command.main(["mutations", "--case", "0"]) == 0


IN_THE_TESTS = [name for name, one in formats.FORMATS.items() if "project" not in one.needs]


@pytest.mark.slow
def test_a_share_of_it_finds_nothing_wrong(tmp_path):
    """Without films and commands, which take longer."""
    rooms = [tmp_path / "mutations", tmp_path / "kills", tmp_path / "attempts"]
    for room in rooms:
        room.mkdir()
    planned = [
        *mutations.attempts(rooms[0], formats=tuple(IN_THE_TESTS)),
        *kills.attempts(rooms[1], steps=12, moments=0),
    ]
    chosen = np.random.default_rng(SEED).permutation(len(planned) - 12)[:100]
    share = [*(planned[i] for i in chosen), *planned[-12:]]
    endings = [carry_out(attempt, SEED, rooms[2]) for attempt in share]
    assert [report.line(ending, SEED) for ending in endings if ending.how == WRONG] == []
    assert {ending.how for ending in endings} >= {REFUSED, SAME}
