import os
import subprocess
import sys

import pytest

from nn.cli.command import Command, main, when_stopped
from nn.errors import DownhillError
from nn.places import ROOT


def commands(run, add_options=lambda parser: None):
    return [Command("go", "do it", add_options, run)]


def raising(error):
    def run(_):
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (DownhillError("x is wrong: mend it."), 2, "downhill: x is wrong: mend it.\n"),
        (
            OSError(28, "No space left on device", "/full"),
            2,
            "downhill: /full: No space left on device: fix that, then repeat the command.\n",
        ),
        (OSError("odd"), 2, "downhill: a file: odd: fix that, then repeat the command.\n"),
        (
            MemoryError("Unable to allocate 8 GiB"),
            2,
            "downhill: there is not enough memory (Unable to allocate 8 GiB): "
            "use fewer or smaller images.\n",
        ),
        (MemoryError(), 2, "downhill: memory ran out: use fewer or smaller images.\n"),
        (KeyboardInterrupt(), 130, "\nstopped\n"),
    ],
    ids=repr,
)
def test_an_error_for_people_is_one_sentence_and_a_status(error, status, told, capsys):
    assert main("it", "", commands(raising(error)), ["go"]) == status
    assert capsys.readouterr().err == told


def test_a_name_that_the_locale_has_no_letters_for_is_one_sentence(monkeypatch, capsys):
    error = UnicodeEncodeError("ascii", "clips/Größe", 8, 10, "ordinal not in range")
    with pytest.raises(UnicodeEncodeError):  # in UTF-8 it would be a fault of ours
        main("it", "", commands(raising(error)), ["go"])
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    assert main("it", "", commands(raising(error)), ["go"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("downhill: clips/Größe can't name a file") and told.count("\n") == 1


@pytest.mark.parametrize(("returned", "status"), [(None, 0), (0, 0), (1, 1)])
def test_the_status_is_what_the_command_returns(returned, status):
    assert main("it", "", commands(lambda given: returned), ["go"]) == status


def test_an_error_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        main("it", "", commands(lambda given: 1 / 0), ["go"])


def test_who_stops_a_block_is_told_how_to_go_on(capsys):
    def run(_):
        with when_stopped("go on like this"):
            raise KeyboardInterrupt

    assert main("it", "", commands(run), ["go"]) == 130
    assert capsys.readouterr().err == "\nstopped; go on like this\n"


def test_a_command_adds_its_options_only_once_it_is_chosen(capsys):
    added = []
    one = Command("one", "", lambda parser: added.append("one"), lambda given: None)
    other = Command("other", "", lambda parser: added.append("other"), lambda given: None)
    with pytest.raises(SystemExit):
        main("it", "", [one, other], ["--help"])
    assert added == []
    assert main("it", "", [one, other], ["other"]) == 0
    assert added == ["other"]


def test_a_reader_that_has_seen_enough_is_no_error():
    """`… | head -1`, in processes of their own."""
    words = "from nn.cli.command import Command, main; import sys\n"
    words += "def run(given):\n    for _ in range(100_000): print('line')\n"
    words += "sys.exit(main('it', '', [Command('go', '', lambda parser: None, run)], ['go']))"
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        ended = subprocess.run(
            [sys.executable, "-c", words], cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, text=True
        )
    assert (ended.returncode, ended.stderr) == (1, "")
