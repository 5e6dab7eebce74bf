"""A folder of pictures of one's own."""

import os

import numpy as np
import pytest
from data_files import flipped, npz, the_sentence
from PIL import Image

from nn.datasets import load


@pytest.fixture
def pictures(tmp_path):
    """A folder of twelve classes "0"…"11" of ten 6×5 pictures, as PNG, each named by number."""
    rng = np.random.default_rng(4)
    greys = rng.integers(0, 256, (12, 10, 6, 5)).astype(np.uint8)
    folder = tmp_path / "letters"
    for label in range(12):
        (folder / str(label)).mkdir(parents=True)
        for i in range(10):
            Image.fromarray(greys[label, i]).save(folder / str(label) / f"{i + 1}.png")
    return folder, greys


def test_folders_and_pictures_are_read_in_the_order_of_their_numbers(pictures):
    folder, greys = pictures
    data = load(folder)
    assert data.name == "letters" and data.image_shape == (6, 5)
    assert data.classes == tuple(str(label) for label in range(12))
    assert data.validation_labels.tolist() == list(range(12))
    rows = np.rint(data.validation_images * 255).astype(np.uint8).reshape(12, 6, 5)
    assert np.array_equal(rows, greys[:, 4])
    rows = np.rint(data.test_images * 255).astype(np.uint8).reshape(12, 6, 5)
    assert np.array_equal(rows, greys[:, 9])


def test_a_folder_and_an_npz_of_the_same_pictures_are_one_data_set(pictures, tmp_path):
    folder, greys = pictures
    own = npz(
        tmp_path / "letters.npz", images=greys.reshape(120, 6, 5), labels=np.arange(120) // 10
    )
    assert load(folder).sha256 == load(own).sha256


def test_a_coloured_picture_is_made_grey(pictures):
    folder, _ = pictures
    Image.new("RGB", (5, 6), (255, 0, 0)).save(folder / "0" / "5.png")
    luma = round(255 * 0.299)  # ITU-R 601, as Pillow says
    assert np.rint(load(folder).validation_images[0] * 255).tolist() == [luma] * 30


def test_hidden_and_loose_files_are_not_looked_at(pictures):
    folder, _ = pictures
    before = load(folder).describe()
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "0" / ".DS_Store").write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / "README.txt").write_text("x")
    assert load(folder).describe() == before


def test_the_odd_file_in_a_folder_is_named(pictures):
    folder, greys = pictures
    odd = folder / "3" / "4.png"
    sound = odd.read_bytes()
    Image.new("L", (6, 5)).save(odd)
    the_sentence(lambda: load(folder), odd, "6×5", "5×6")
    for broken in (b"", b"not a picture", sound[:40], sound[:-13], flipped(sound, 45)):
        odd.write_bytes(broken)
        the_sentence(lambda: load(folder), odd)
    Image.fromarray(greys[3, 3].astype(np.uint16) * 257).save(odd)
    the_sentence(lambda: load(folder), odd, "8 bits")
    Image.new("RGBA", (5, 6), (0, 0, 0, 0)).save(odd)
    the_sentence(lambda: load(folder), odd, "transparent")
    odd.unlink()
    odd.mkdir()
    the_sentence(lambda: load(folder), odd)


def test_a_pipe_among_pictures_is_refused_without_waiting_for_it(pictures):
    folder, _ = pictures
    os.mkfifo(folder / "3" / "pipe.png")
    the_sentence(lambda: load(folder), "pipe.png", "pipe or a device")


def test_a_format_for_which_pillow_runs_another_program_is_not_read(pictures):
    folder, _ = pictures
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 5 6\n%%EndComments\nshowpage\n"
    (folder / "3" / "4.png").write_bytes(postscript)
    the_sentence(lambda: load(folder), folder / "3" / "4.png", "none of PNG")


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"])
def test_other_formats_of_pictures_are_read(pictures, kind):
    folder, greys = pictures
    (folder / "3" / "4.png").unlink()
    Image.fromarray(greys[3, 3]).save(folder / "3" / f"4.{kind.lower()}", kind)
    load(folder)


def test_dark_pictures_are_refused_with_a_way_out(pictures):
    folder, greys = pictures
    for label, images in enumerate(greys):
        for i, image in enumerate(images):
            Image.fromarray(image // 16).save(folder / str(label) / f"{i + 1}.png")
    the_sentence(
        lambda: load(folder), folder, "brighter than 15", "`greys`", "255 if the images really are"
    )


def test_an_opaque_alpha_channel_changes_nothing(pictures):
    folder, greys = pictures
    before = load(folder).sha256
    Image.fromarray(greys[0, 0]).convert("RGBA").save(folder / "0" / "1.png")
    assert load(folder).sha256 == before


def test_an_empty_class_is_named(pictures):
    folder, _ = pictures
    (folder / "12").mkdir()
    the_sentence(lambda: load(folder), folder / "12", "empty")


def test_a_folder_without_classes_is_named(tmp_path):
    the_sentence(lambda: load(tmp_path), tmp_path, "subfolder", "--dataset mnist")
    (tmp_path / "only").mkdir()
    the_sentence(lambda: load(tmp_path), tmp_path, "1 class")


def test_outsized_pictures_are_refused_before_room_is_made(pictures, monkeypatch):
    folder, _ = pictures
    monkeypatch.setattr("nn.datasets.pictures.LIMIT", 12 * 10 * 30 - 1)
    monkeypatch.setattr("nn.datasets.pictures._read_picture", None)  # no picture is decoded
    the_sentence(lambda: load(folder), folder, "3,600")
