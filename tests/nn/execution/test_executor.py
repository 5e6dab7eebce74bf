"""Calls in other processes of this machine. The function called is Python's own `eval`: each test
passes an expression, so no function of the tests has to be importable elsewhere."""

import os
import pathlib
import pickle
import time

import pytest
from data_files import the_sentence

from nn.execution import process
from nn.execution.executor import open_executor

DIE = "__import__('os').kill(__import__('os').getpid(), 9)"


def test_results_come_from_other_processes_as_many_as_there_are_jobs():
    with open_executor(2) as executor:
        done = list(executor.map(eval, ["__import__('os').getpid()"] * 6))
    assert os.getpid() not in done and len(set(done)) <= 2


@pytest.mark.parametrize("jobs", [10**9, 10**400], ids=["a billion", "more"])
def test_more_processes_than_there_is_memory_for_are_refused(jobs):
    the_sentence(lambda: open_executor(jobs=jobs), "processes", "--jobs")


def test_a_process_carries_out_one_order_after_the_other():
    with open_executor(1) as executor:
        first, second = (executor.submit(eval, "__import__('os').getpid()") for _ in range(2))
        assert first.result() == second.result()


def test_what_is_raised_there_is_raised_here_and_the_next_order_is_carried_out():
    with open_executor(1) as executor:
        with pytest.raises(ZeroDivisionError):
            executor.submit(eval, "1 / 0").result()
        with pytest.raises((pickle.PicklingError, AttributeError)):  # its answer can't be sent
            executor.submit(eval, "lambda: 1").result()
        assert executor.submit(eval, "6 * 7").result() == 42


def test_what_is_printed_or_read_there_disturbs_nothing(capfd):
    with open_executor(1) as executor:
        assert executor.submit(eval, "print('loud') or 1").result() == 1
        assert executor.submit(eval, "__import__('os').write(1, b'louder')").result() == 6
        assert executor.submit(eval, "__import__('sys').stdin.read()").result() == ""
    assert capfd.readouterr().out == ""


def test_messages_are_received_in_order():
    heard = []
    with open_executor(1, on_message=heard.append) as executor:
        tell = "__import__('nn.execution.process').execution.process.report"
        executor.submit(eval, f"[{tell}(n=n) for n in range(3)]").result()
    assert heard == [{"n": 0}, {"n": 1}, {"n": 2}]
    process.report(n=3)  # outside a worker process nobody receives it
    assert len(heard) == 3


def test_process_that_is_killed_once_is_replaced_and_its_order_done(tmp_path):
    seen = str(tmp_path / "seen")
    once = f"open({seen!r}, 'x') and {DIE} if not __import__('os').path.exists({seen!r}) else 7"
    with open_executor(1) as executor:
        assert executor.submit(eval, once).result() == 7


def test_process_that_is_killed_twice_is_told_of_with_its_last_words():
    loudly = f"print('these words', file=__import__('sys').stderr, flush=True) or {DIE}"
    with open_executor(2) as executor:
        killed, other = executor.submit(eval, loudly), executor.submit(eval, "3")
        with pytest.raises(process.WorkerLost, match="killed by signal 9") as lost:
            killed.result()
        assert "these words" in lost.value.details
        assert other.result() == 3
        with pytest.raises(process.WorkerLost, match="ended with status 3 and no result"):
            executor.submit(eval, "__import__('os')._exit(3)").result()


def test_leaving_by_an_exception_ends_what_is_at_work(tmp_path):
    told = tmp_path / "process"
    long = f"open({str(told)!r}, 'w').write(str(__import__('os').getpid()))"
    with pytest.raises(KeyboardInterrupt), open_executor(1) as executor:
        executor.submit(eval, f"({long}, __import__('time').sleep(60))")
        waiting = executor.submit(eval, "1")
        while not (told.exists() and told.read_text()):
            time.sleep(0.02)
        raise KeyboardInterrupt
    assert waiting.cancelled()
    assert not pathlib.Path("/proc", told.read_text()).exists()


def test_process_ends_when_nobody_is_there_any_more():
    one = process.WorkerProcess(".")
    one.close()
    assert one._process.returncode == 0
