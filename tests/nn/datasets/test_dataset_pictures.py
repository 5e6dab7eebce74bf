"""A folder of pictures of one's own."""

import os
import shutil

import numpy as np
import pytest
from data_files import flipped, npz, peak_memory, the_sentence
from PIL import Image

from nn.datasets import Told, load


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
    Image.fromarray(greys[3, 3].astype(np.int32)).save(odd.with_suffix(".tif"))
    odd.unlink()
    the_sentence(lambda: load(folder), "4.tif", "8 or 16 bits")
    odd.with_suffix(".tif").unlink()
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


def test_of_dark_pictures_the_brightest_pixel_is_white(pictures):
    folder, greys = pictures
    for label, images in enumerate(greys):
        for i, image in enumerate(images):
            Image.fromarray(image // 4).save(folder / str(label) / f"{i + 1}.png")
    data = load(folder)
    assert data.training_images.max() == 1 and data.high == 63
    assert "from 0 to 63" in data.understood


def test_sixteen_bits_a_pixel_are_kept_beside_eight(pictures):
    folder, greys = pictures
    before = load(folder)
    deep = greys[3, 4].astype(np.uint16) * 257
    deep[0, 0] = 300
    Image.fromarray(deep).save(folder / "3" / "5.png")
    data = load(folder)
    assert data.high == 65535
    assert np.allclose(data.training_images, before.training_images, atol=1e-7)
    assert data.as_fed(data.validation_images)[3, 0] == 300


def test_pictures_that_a_camera_took_are_turned_upright(pictures):
    folder, greys = pictures
    before = load(folder).sha256
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is at the right
    on_its_side = Image.fromarray(greys[3, 4]).transpose(Image.Transpose.ROTATE_90)
    for ending in ("png", "tif", "webp"):
        (folder / "3" / "5.png").unlink(missing_ok=True)
        path = folder / "3" / f"5.{ending}"
        on_its_side.save(path, exif=exif, lossless=True)
        assert load(folder).sha256 == before, ending
        path.unlink()


def test_pictures_of_many_sizes_are_stretched_to_the_one_that_is_told(pictures):
    folder, greys = pictures
    Image.fromarray(greys[3, 4]).resize((10, 12), Image.Resampling.NEAREST).save(
        folder / "3" / "5.png"
    )
    the_sentence(lambda: load(folder), "10×12", "5×6", "--shape 6x5")
    data = load(folder, told=Told(shape=(6, 5)))
    assert "1 of 120 are stretched to 6×5" in data.understood
    assert data.asked == {"shape": [6, 5]} == data.describe()["asked"]
    told_again = load(folder, told=Told.again(data.describe()["asked"]))
    assert told_again.sha256 == data.sha256
    error = abs(data.validation_images[3] * 255 - greys[3, 4].ravel())
    assert error.max() < 90 and data.image_shape == (6, 5)  # smoothed a little
    assert load(folder, told=Told(shape=(3, 4))).training_images.shape == (96, 12)


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (("training", "testing"), ("training", "validation")),
        (("Train", "TEST", "Valid"), ("training",)),
    ],
)
def test_a_tree_of_training_and_testing_has_its_own_parts(pictures, tmp_path, names, known):
    folder, greys = pictures
    tree = tmp_path / "wrapped" / "letters"
    for part in names:
        shutil.copytree(folder, tree / part)
    shutil.rmtree(tree / names[1] / "7")  # nothing of this class is tested
    (tree / ".DS_Store").write_bytes(b"x")
    (tree / "__MACOSX").mkdir()
    (tree / names[0] / "3" / "Thumbs.db").write_bytes(b"x")
    (tree / names[0] / "3" / "._1.png").write_bytes(b"x")
    (tree / names[0] / "desktop.ini").write_bytes(b"x")
    for data in (load(tree), load(tree.parent)):
        assert data.name == "letters" and data.classes == tuple(str(label) for label in range(12))
        assert len(data.test_labels) == 110 and 7 not in data.test_labels
        assert data.trained_on == known
        assert len(data.training_labels) == 120 - 12 * (len(names) == 2)
    (tree / "other").mkdir()
    the_sentence(lambda: load(tree), "other", "no part")


def test_classes_are_in_natural_order_and_renamed_in_it(tmp_path):
    for name in ("class 10", "class 2", "class 1"):
        (tmp_path / name).mkdir()
        for i in range(5):
            Image.new("L", (2, 2), int(name[6:]) * 20 + i).save(tmp_path / name / f"{i}.png")
    data = load(tmp_path)
    assert data.classes == ("class 1", "class 2", "class 10")
    assert (data.training_images[:4] < data.training_images[-1]).all()
    renamed = load(tmp_path, told=Told(classes=("one", "two", "ten"), one="card"))
    assert renamed.classes == ("one", "two", "ten") and renamed.many == "cards"
    assert np.array_equal(renamed.training_labels, data.training_labels)


def test_a_bomb_among_pictures_is_refused_before_it_is_unpacked(pictures):
    folder, _ = pictures
    odd = folder / "3" / "4.png"
    Image.new("1", (12_000, 12_000)).save(odd)
    assert odd.stat().st_size < 20_000
    assert peak_memory(lambda: load(folder)) < 2**22
    the_sentence(lambda: load(folder, told=Told(shape=(6, 5))), odd, "12,000×12,000")


def test_a_picture_with_many_frames_is_refused(pictures):
    folder, greys = pictures
    (folder / "3" / "4.png").unlink()
    frames = [Image.fromarray(image) for image in greys[3]]
    frames[0].save(folder / "3" / "4.gif", save_all=True, append_images=frames[1:])
    the_sentence(lambda: load(folder), "4.gif", "10 pictures")


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
    monkeypatch.setattr("nn.datasets.pictures._grey", None)  # no picture is decoded
    the_sentence(lambda: load(folder), folder, "3,600")
