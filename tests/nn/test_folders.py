"""Folders replaced whole: a kill is simulated at every call to the system that changes the disk."""

import itertools
import os

import pytest

from nn import folders
from nn.errors import DownhillError
from nn.folders import folder_written_whole, part_of, remove_whole, settle

CHANGES = ("mkdir", "rename", "replace", "unlink", "rmdir")  # of the disk, as calls of `os`


class Killed(BaseException):
    pass


@pytest.fixture
def killed_at(monkeypatch):
    """A function that calls another one and kills it before its n-th change of the disk: nothing
    changes after that, not even by a `finally`. Returns whether it came so far."""

    def run(n, function):
        left = n

        def dying(change):
            def counted(*given, **named):
                nonlocal left
                left -= 1
                if left <= 0:
                    raise Killed
                return change(*given, **named)

            return counted

        with monkeypatch.context() as patch:
            for name in CHANGES:
                patch.setattr(os, name, dying(getattr(os, name)))
            try:
                function()
            except Killed:
                return True
        return False

    return run


def tree(folder):
    """{path from the folder: content} of every file under it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def write(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content)


def replace(folder, content):
    with folder_written_whole(folder) as new:
        write(new, first=content, second=content)


@pytest.mark.parametrize("making", [{}, {"progress": "half"}], ids=["", "with progress"])
@pytest.mark.parametrize("old", [{}, {"first": "old", "second": "old"}], ids=["new", "replaced"])
def test_killed_at_any_moment_it_is_the_old_folder_or_the_new(tmp_path, killed_at, old, making):
    """And what its making needs is there until it is the new one. The next try ends it."""
    new, outcomes = {"first": "new", "second": "new"}, []
    for n in itertools.count(1):
        folder = tmp_path / str(n) / "x"
        write(folder.parent)
        for place, content in ((folder, old), (part_of(folder), making)):
            if content:
                write(place, **content)
        killed = killed_at(n, lambda: replace(folder, "new"))  # noqa: B023
        settle(folder)
        outcomes.append(tree(folder) == new)
        if outcomes[-1]:
            assert os.listdir(folder.parent) == ["x"]
        else:
            assert tree(folder) == old
            assert {**tree(part_of(folder)), **making} == tree(part_of(folder))
        replace(folder, "new")
        assert tree(folder) == new and os.listdir(folder.parent) == ["x"]
        if not killed:
            break
    assert outcomes == sorted(outcomes) and len(set(outcomes)) == 2


def test_killed_at_any_moment_a_removal_leaves_no_folder_that_lacks_files(tmp_path, killed_at):
    for n in itertools.count(1):
        folder = tmp_path / str(n) / "x"
        write(part_of(folder), a="a", b="b", c="c")
        killed = killed_at(n, lambda: remove_whole(folder))  # noqa: B023
        assert len(tree(part_of(folder))) in (0, 3)
        settle(folder)
        assert os.listdir(folder.parent) in ([], ["x.part"])
        if not killed:
            break
    assert n > 4
    remove_whole(tmp_path / "nothing")


def test_a_kill_while_it_is_settled_is_settled_too(tmp_path, killed_at):
    for n in itertools.count(1):
        folder = tmp_path / str(n) / "x"
        write(folder, first="old")
        write(folder.with_name("x.part"), progress="half")
        write(folder.with_name("x.part.whole"), first="new")
        write(folder.with_name("x.part.removed"), first="older")
        killed = killed_at(n, lambda: settle(folder))  # noqa: B023
        settle(folder)
        assert tree(folder.parent) == {"x/first": "new"}
        if not killed:
            break
    assert n > 8


def test_an_error_leaves_the_folder_as_it_was_and_the_next_try_begins_anew(tmp_path):
    folder = tmp_path / "x"
    replace(folder, "old")
    with pytest.raises(ValueError), folder_written_whole(folder) as new:
        write(new, half="h")
        raise ValueError
    assert tree(folder) == {"first": "old", "second": "old"}
    replace(folder, "new")
    assert tree(tmp_path) == {"x/first": "new", "x/second": "new"}


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_of_a_link_only_the_link_is_replaced(tmp_path):
    write(tmp_path / "elsewhere", first="theirs")
    (tmp_path / "x").symlink_to(tmp_path / "elsewhere")
    replace(tmp_path / "x", "new")
    assert tree(tmp_path / "elsewhere") == {"first": "theirs"}
    assert tree(tmp_path / "x") == {"first": "new", "second": "new"}
    assert sorted(os.listdir(tmp_path)) == ["elsewhere", "x"]


def test_folders_that_are_not_settled_are_found_by_their_names(tmp_path):
    for name in ("a", "b.c", "c.part", "d.part.whole", "e.f.part.removed", ".part.other"):
        write(tmp_path / name)
    assert folders.unsettled(tmp_path) == {tmp_path / "d", tmp_path / "e.f"}
    assert folders.unsettled(tmp_path / "nowhere") == set()
    assert folders.is_settled("/") and folders.is_settled(".") and folders.is_settled("x" * 5_000)


@pytest.mark.parametrize("name", ["x.part", "x.part.whole", "x.part.removed", "", ".", "..", "/"])
def test_some_names_are_kept_for_what_is_unfinished(name):
    with pytest.raises(DownhillError, match="--out"):
        folders.check_name(name)
