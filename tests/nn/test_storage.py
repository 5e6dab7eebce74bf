import os
import stat
import subprocess
import sys
import textwrap

import pytest

from nn.storage import locked, read_json, write_json, written_whole

KILLED = -9, 15  # the status of a killed process, on Unix and on Windows


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def killed(code, *arguments):
    """Run Python code in a process that has to be killed while it does so."""
    begin = """
        import os, signal, sys
        from nn import storage
        SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows both kill
    """
    code = textwrap.dedent(begin) + textwrap.dedent(code)
    ended = subprocess.run([sys.executable, "-c", code, *map(str, arguments)])
    assert ended.returncode in KILLED


def test_a_file_takes_its_name_only_once_it_is_complete(tmp_path):
    path = tmp_path / "new" / "folder" / "file"
    with written_whole(path) as file:
        file.write(b"first half, ")
        assert not path.exists()
        file.write(b"second half")
    assert path.read_bytes() == b"first half, second half"
    assert names(path.parent) == ["file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_what_stood_there(tmp_path, error):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(error), written_whole(tmp_path / "file") as file:
        file.write(b"half of the n")
        raise error
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_a_kill_leaves_what_stood_there(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    killed(
        """
        with storage.written_whole(sys.argv[1]) as file:
            file.write(b"half of the n")
            file.flush()
            os.kill(os.getpid(), SIGKILL)
        """,
        tmp_path / "file",
    )
    assert (tmp_path / "file").read_bytes() == b"old"


def test_two_who_write_one_file_do_not_mix(tmp_path):
    with written_whole(tmp_path / "file") as one, written_whole(tmp_path / "file") as other:
        one.write(b"one")
        other.write(b"other")
    assert (tmp_path / "file").read_bytes() == b"one"  # whoever ends last
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_may_read_what_is_written(tmp_path):
    with written_whole(tmp_path / "file"):
        pass
    assert stat.S_IMODE(os.stat(tmp_path / "file").st_mode) == 0o644


HOLDER = """
import os, signal, sys
from nn.storage import locked
with locked(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_a_lock_is_refused_at_once_and_ends_with_a_process_that_is_killed(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(BlockingIOError), locked(tmp_path / "lock", wait=False):
        pass
    holder.communicate(b"die\n")
    assert holder.returncode in KILLED
    with locked(tmp_path / "lock", wait=False):
        pass


def test_a_lock_is_released_where_the_block_ends_or_raises(tmp_path):
    for _ in range(2):
        with pytest.raises(ValueError), locked(tmp_path / "lock", wait=False):
            raise ValueError


def test_json_is_read_as_it_was_written_and_in_the_same_bytes(tmp_path):
    value = {"η": [0.1, None, True], "name": "—"}
    for name in "ab":
        write_json(tmp_path / name, value)
    assert read_json(tmp_path / "a") == value
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes() and "η".encode() in content


NO_JSON = ["", "{", "[" * 100_000, "[" * 51 + "]" * 51, '{"a":' * 1_000 + "1" + "}" * 1_000]
NO_JSON += ["NaN", "-Infinity", "1e999", "1" * 301, "1" * 5_000, '{"a": 1, "b": {"c": 1, "c": 1}}']
NO_JSON += ['"\\ud800"', "\x00", " " * (2**24 + 1)]


@pytest.mark.parametrize("content", NO_JSON, ids=range(len(NO_JSON)))
def test_what_is_no_json_is_a_value_error(tmp_path, content):
    (tmp_path / "file").write_text(content)
    with pytest.raises(ValueError):
        read_json(tmp_path / "file")
