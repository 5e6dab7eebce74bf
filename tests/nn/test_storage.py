import os
import signal
import stat
import subprocess
import sys
import textwrap

import pytest

from nn.storage import remove_whole, written_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def killed(code, *arguments):
    """Run Python code in a process that has to end by kill -9."""
    code = "import os, signal, sys\nfrom nn import storage\n" + textwrap.dedent(code)
    ended = subprocess.run([sys.executable, "-c", code, *map(str, arguments)])
    assert ended.returncode == -signal.SIGKILL


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
            os.kill(os.getpid(), signal.SIGKILL)
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


def test_others_may_read_what_is_written(tmp_path):
    with written_whole(tmp_path / "file"):
        pass
    assert stat.S_IMODE(os.stat(tmp_path / "file").st_mode) == 0o644


def test_a_folder_is_removed_and_one_that_is_not_there_is_no_error(tmp_path):
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    remove_whole(tmp_path / "folder")
    remove_whole(tmp_path / "folder")
    assert names(tmp_path) == []


def test_a_removal_that_is_killed_leaves_no_folder_that_lacks_files(tmp_path):
    (tmp_path / "folder").mkdir()
    for name in "abc":
        (tmp_path / "folder" / name).touch()
    killed(
        """
        unlink = os.unlink
        def last(*given, **named):
            unlink(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        os.unlink = last
        storage.remove_whole(sys.argv[1])
        """,
        tmp_path / "folder",
    )
    assert names(tmp_path) == ["folder.removed"]
    (tmp_path / "folder").mkdir()
    remove_whole(tmp_path / "folder")
    assert names(tmp_path) == []
