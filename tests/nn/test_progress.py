"""The bar as it is where there is no terminal: lines on standard error."""

import io
import sys

import pytest

from nn import progress
from nn.progress import Bar


@pytest.fixture(autouse=True)
def every_update_is_a_line(monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)


def test_line_tells_title_share_text_and_time_left(capsys, monkeypatch):
    with Bar("drawing", 4) as bar:
        monkeypatch.setattr(progress.time, "monotonic", lambda: bar._started + 30)
        bar.update(1, "a clip")
    out, err = capsys.readouterr()
    assert err == "drawing  25%  a clip  90 s left\n" and not out


def test_nothing_is_claimed_of_a_total_that_is_not_known_yet(capsys):
    with Bar("drawing", None) as bar:
        bar.update(7, "7 frames")
        bar.update(7, "7 frames", total=14)
        bar.update(8, "8 frames")
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "drawing  7 frames"
    assert second.startswith("drawing  50%  7 frames  ")
    assert third.startswith("drawing  57%  8 frames  ")  # the total stays


def test_result_printed_while_the_bar_is_live_goes_to_standard_output(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    err, out = Terminal(), io.StringIO()  # as in `command > file`
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("TERM", "xterm")
    with Bar("drawing", 4) as bar:
        bar.update(1, "a clip")
        print("a result")
    assert out.getvalue() == "a result\n" and "a result" not in err.getvalue()
    assert "a clip" in err.getvalue()  # it was live


def test_a_title_is_shown_as_it_is_called(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with Bar("training [red] [/x] \x1b[2J", 4) as bar:
        bar.update(1, "[/y]")
    shown = sys.stderr.getvalue()
    assert r"training [red] [/x] \x1b[2J" in shown and "[/y]" in shown and "\x1b[2J" not in shown
