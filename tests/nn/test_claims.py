import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from nn.claims import Claimed, claimed, settle_to_read
from nn.storage import locked

HOLDER = """
import sys
from nn.claims import claimed
with claimed(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def elsewhere(tmp_path):
    """Another process that has claimed `tmp_path / "x"`."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "x")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_and_told_who_the_first_is(tmp_path, elsewhere):
    with pytest.raises(Claimed) as refused, claimed(tmp_path / "x"):
        pass
    for told in (f"process {elsewhere.pid}", socket.gethostname(), time.strftime("%Y-"), "-c "):
        assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    with claimed(tmp_path / "y"):  # which nobody holds
        pass


def test_a_claim_ends_with_its_process_and_the_next_leaves_nothing(tmp_path, elsewhere):
    os.kill(elsewhere.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    elsewhere.wait()
    assert all(name.startswith(".x.") for name in os.listdir(tmp_path))
    with claimed(tmp_path / "x"):
        assert json.loads((tmp_path / ".x.holder").read_text())["process"] == os.getpid()
    assert os.listdir(tmp_path) == []


def test_a_claim_ends_with_its_block_however_that_ends(tmp_path):
    for _ in range(2):
        with pytest.raises(ValueError), claimed(tmp_path / "x"):
            raise ValueError
    assert os.listdir(tmp_path) == []


def test_within_a_claim_the_same_thread_may_claim_again_but_no_other(tmp_path):
    refused = []

    def other():
        try:
            with claimed(tmp_path / "x"):
                pass
        except Claimed as error:
            refused.append(str(error))

    with claimed(tmp_path / "x"):
        with claimed(tmp_path / "a" / ".." / "x"):
            pass
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert f"process {os.getpid()} " in refused[0]
    other()
    assert len(refused) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_folder_is_the_same_by_a_link_to_it(tmp_path, elsewhere):
    (tmp_path / "x").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "x")
    with pytest.raises(Claimed), claimed(tmp_path / "link"):
        pass


@pytest.mark.parametrize("command", [claimed, settle_to_read])
def test_what_a_stopped_command_left_is_settled(tmp_path, command):
    (tmp_path / "x.part.whole").mkdir()
    (tmp_path / "x.part.removed").mkdir()
    with command(tmp_path / "x") or contextlib.nullcontext():
        pass
    assert os.listdir(tmp_path) == ["x"]


def test_a_read_waits_for_a_folder_that_is_just_being_replaced(tmp_path):
    ready = threading.Event()

    def replacing():
        with claimed(tmp_path / "x"):
            (tmp_path / "x.part.whole").mkdir()
            ready.set()
            time.sleep(0.1)
            os.rename(tmp_path / "x.part.whole", tmp_path / "x")

    thread = threading.Thread(target=replacing)
    thread.start()
    ready.wait()
    assert not (tmp_path / "x").exists()
    settle_to_read(tmp_path / "x")
    assert (tmp_path / "x").is_dir()
    thread.join()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"process": 1}', "\x00", "[" * 9_999])
def test_a_holder_that_can_not_be_read_is_another_command(tmp_path, content):
    (tmp_path / ".x.holder").write_text(content)
    with (
        locked(tmp_path / ".x.lock"),
        pytest.raises(Claimed, match="by another command"),
        claimed(tmp_path / "x"),
    ):
        pass


CONTENDER = """
import os, sys
from nn.claims import Claimed, claimed
folder, times = sys.argv[1], 0
while times < 20:
    try:
        with claimed(folder):
            os.mkdir(folder + ".inside")  # raises if somebody else is
            os.rmdir(folder + ".inside")
            times += 1
    except Claimed:
        pass
"""


def test_whoever_only_reads_keeps_no_other_from_writing(tmp_path):
    """A reader claims what is not settled, for a moment."""
    begun = threading.Event()

    def settle_for_a_moment():
        with claimed(tmp_path / "x"):
            begun.set()
            time.sleep(0.05)

    reader = threading.Thread(target=settle_for_a_moment)
    reader.start()
    begun.wait()
    with claimed(tmp_path / "x"):
        reader.join()
    assert os.listdir(tmp_path) == []


def test_of_many_who_claim_again_and_again_only_one_is_inside_at_a_time(tmp_path):
    """While each removes the lock that the others are about to take."""
    command = [sys.executable, "-c", CONTENDER, str(tmp_path / "x")]
    for process in [subprocess.Popen(command) for _ in range(3)]:
        assert process.wait() == 0
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc here")
def test_where_no_file_can_be_made_a_claim_fails_and_does_not_wait():
    with pytest.raises(OSError, match=r"/proc/\.x\.lock"), claimed("/proc/x"):
        pass
