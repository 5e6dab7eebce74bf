"""A disk that is full, or can only be read: a small one is mounted, which takes root."""

import shutil
import subprocess

import pytest
from test_cli import folder, the_film  # noqa: F401 (a fixture)

from scenes import cli

SIZE = 300  # kB


@pytest.fixture
def disk(tmp_path):
    """A function that mounts a disk of SIZE with some options; it holds the media folder."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options=""):
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}k{options}", "tmpfs", place]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("only root may mount a small disk, and not in every container")
        return place

    yield mount
    subprocess.run(["umount", "--lazy", place], capture_output=True)  # however busy it is


def said(capsys):
    lines = capsys.readouterr().err.splitlines()
    return [line for line in lines if not line.startswith("drawing")]


def test_full_disk_is_told_in_a_sentence_and_with_room_it_goes_on_to_the_same_bytes(
    disk,
    folder,  # noqa: F811
    tiny_run,
    monkeypatch,
    capsys,
):
    place = disk()
    the_film(monkeypatch, "Slow", "Round")
    monkeypatch.setattr(cli, "media", lambda: place / "media")
    filler = place / "filler"
    for left in (4, 32, 40, 55):  # kB: in the first animation, a later one, a clip, the film
        shutil.rmtree(place / "media", ignore_errors=True)
        filler.write_bytes(bytes(1024 * (SIZE - left)))
        assert cli.main(["film", "--run", str(tiny_run)]) == 2
        (sentence,) = said(capsys)
        assert "No space left on device" in sentence and "Error" not in sentence
        assert not list(place.glob("media/runs/*/*.mp4"))

    filler.unlink()
    made = []
    for media in (place / "media", folder / "undisturbed"):
        monkeypatch.setattr(cli, "media", lambda media=media: media)
        assert cli.main(["film", "--run", str(tiny_run)]) == 0
        (film,) = media.glob("runs/*/downhill-72p5.mp4")
        made.append(film.read_bytes())
    assert made[0] == made[1]


def test_disk_that_can_only_be_read_is_told_in_a_sentence(
    disk,
    folder,  # noqa: F811
    tiny_run,
    monkeypatch,
    capsys,  # noqa: F811
):
    media = disk(",ro") / "media"
    monkeypatch.setattr(cli, "media", lambda: media)
    assert cli.main(["film", "--run", str(tiny_run)]) == 2
    (sentence,) = said(capsys)
    assert "can't be written (Read-only file system)" in sentence
