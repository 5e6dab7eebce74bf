"""Data in zip and tar archives, sound and hostile."""

import io
import os
import tarfile
import tempfile
import zipfile

import numpy as np
import pytest
from data_files import arrays, idx_file, npz, packed, peak_memory, the_sentence
from PIL import Image

from nn.datasets import archives, load

GREYS = np.random.default_rng(0).integers(0, 256, (40, 6, 5)).astype(np.uint8)


@pytest.fixture
def letters():
    """The files of a folder of pictures, with the junk that systems add."""
    files = {"letters/.DS_Store": b"junk", "__MACOSX/letters/a/._0.png": b"junk"}
    for i, greys in enumerate(GREYS):
        content = io.BytesIO()
        Image.fromarray(greys).save(content, "png")
        files[f"letters/{'ab'[i % 2]}/{i}.png"] = content.getvalue()
    return files


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path, files, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_a_zip_or_tar_of_a_folder_of_pictures_is_that_folder(tmp_path, letters):
    loaded = [
        load(zipped(tmp_path / "mine.zip", letters)),
        load(tarred(tmp_path / "mine.tar.gz", letters)),
        load(tarred(tmp_path / "mine.tar", letters, "w")),
    ]
    assert {data.sha256 for data in loaded} == {loaded[0].sha256}
    assert loaded[0].classes == ("a", "b") and loaded[0].name == "letters"


def test_whatever_else_is_read_is_read_from_an_archive_and_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    os.mkdir(tmp_path / "temporary")
    npz(tmp_path / "own.npz", **arrays())
    inside = load(zipped(tmp_path / "a.zip", {"own.npz": (tmp_path / "own.npz").read_bytes()}))
    assert inside.sha256 == load(tmp_path / "own.npz").sha256
    images, labels = packed(idx_file(GREYS)), packed(idx_file(np.arange(40) % 3))
    files = {"MNIST/raw/train-images-idx3-ubyte.gz": images}
    files["MNIST/raw/train-labels-idx1-ubyte.gz"] = labels
    data = load(tarred(tmp_path / "b.tgz", files))
    assert "train-images-idx3-ubyte.gz with" in data.understood
    assert str(tmp_path / "b.tgz" / "MNIST") in data.understood
    the_sentence(
        lambda: load(zipped(tmp_path / "c.zip", {"a/readme.txt": b"hello"})), tmp_path / "c.zip"
    )
    assert os.listdir(tmp_path / "temporary") == []


HOSTILE = {
    "a way out": {"../evil.png": b"x"},
    "a way out of a folder": {"letters/../../evil.png": b"x"},
    "an absolute path": {"/tmp/evil.png": b"x"},
    "a drive": {"C:\\evil.png": b"x"},
    "Windows' way out": {"..\\evil.png": b"x"},
}


@pytest.mark.parametrize("how", HOSTILE)
def test_nothing_is_written_outside(tmp_path, letters, how):
    for path in (
        zipped(tmp_path / "a.zip", letters | HOSTILE[how]),
        tarred(tmp_path / "a.tar", letters | HOSTILE[how], "w"),
    ):
        the_sentence(lambda: load(path), path, "outside of its folder")  # noqa: B023
    assert not (tmp_path.parent / "evil.png").exists()


def test_links_in_a_tar_are_not_followed(tmp_path, letters):
    path = tarred(tmp_path / "a.tar", letters, "w")
    with tarfile.open(path, "a") as archive:
        link = tarfile.TarInfo("letters/a/passwd.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert load(path).classes == ("a", "b")


def test_a_bomb_is_refused_before_it_unpacks(tmp_path, letters, monkeypatch):
    monkeypatch.setattr(archives, "SMALL", 2**18)
    bomb = letters | {"letters/a/big.png": bytes(2**25)}
    for path in (zipped(tmp_path / "a.zip", bomb), tarred(tmp_path / "a.tgz", bomb)):
        the_sentence(lambda: load(path), path, "unpacks to more than")  # noqa: B023
        assert peak_memory(lambda: load(path)) < 2**25  # noqa: B023


def test_an_archive_in_an_archive_is_not_unpacked(tmp_path, letters):
    inner = zipped(tmp_path / "inner.zip", letters).read_bytes()
    the_sentence(lambda: load(zipped(tmp_path / "outer.zip", {"inner.zip": inner})), "outer.zip")


def test_a_cut_or_damaged_archive_is_named(tmp_path, letters):
    for path in (zipped(tmp_path / "a.zip", letters), tarred(tmp_path / "a.tgz", letters)):
        content = bytearray(path.read_bytes())
        path.write_bytes(content[: len(content) // 2])
        the_sentence(lambda: load(path), path)  # noqa: B023
        content[len(content) // 2] ^= 255
        path.write_bytes(content)
        the_sentence(lambda: load(path), path)  # noqa: B023
