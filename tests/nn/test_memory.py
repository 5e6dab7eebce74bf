import psutil
import pytest
from data_files import the_sentence

from nn import memory


def test_the_memory_of_this_machine_is_what_the_system_says():
    assert memory.of_this_machine() in (None, psutil.virtual_memory().total)


def test_what_needs_more_memory_than_there_is_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(memory, "of_this_machine", lambda: 8 * 10**9)
    memory.check(8 * 10**9, "it", "less")
    sentence = the_sentence(lambda: memory.check(8_100_000_000, "it", "less"))
    assert sentence == "it would need about 8.1 GB of memory, and this machine has 8.0 GB: less."
    the_sentence(lambda: memory.check(10**2_000, "it", "less"), "000,000 GB")


def test_where_the_system_does_not_say_nothing_is_refused(monkeypatch):
    monkeypatch.delattr("os.sysconf", raising=False)
    memory.check(10**30, "it", "less")


@pytest.mark.parametrize(("count", "words"), [(0, "0.0 GB"), (10**9, "1.0 GB"), (10**13, "10,000")])
def test_bytes_are_told_as_gigabytes(count, words):
    assert memory.gigabytes(count).startswith(words)
