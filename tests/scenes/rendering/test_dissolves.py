"""Between two clips of a film stands a dissolve, in which what both pictures show stays."""

import itertools
import os

import av
import numpy as np
import pytest
from tiny_clips import TINY

from scenes.rendering.dissolves import (
    SECONDS,
    blends,
    dissolve,
    first_picture,
    keep_only,
    last_picture,
)
from scenes.rendering.mux import Piece, join
from scenes.stage.style import rgb

LENGTH = round(SECONDS * TINY.frame_rate)


def drawn(path, *pictures):
    """An mp4 of some RGB pictures, encoded as clips are."""
    with av.open(path, "w") as file:
        stream = file.add_stream("libx264", rate=TINY.frame_rate, options=dict(TINY.encoder))
        stream.width, stream.height, stream.pix_fmt = TINY.width, TINY.height, "yuv420p"
        for picture in pictures:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode())
    return path


def with_square(left, color="#f2f1ec"):
    """A dark picture with a square that starts at a column."""
    picture = np.full((TINY.height, TINY.width, 3), 20, np.uint8)
    picture[20:50, left : left + 30] = 255 * rgb(color)
    return picture


def pictures(path):
    with av.open(path) as file:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in file.decode(video=0)]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two clips; the second begins with its square elsewhere than where the first ends."""
    folder = tmp_path_factory.mktemp("clips")
    first = drawn(folder / "a.mp4", *[with_square(left) for left in range(0, 30, 2)])
    return first, drawn(folder / "b.mp4", *[with_square(left) for left in range(70, 50, -2)])


def test_a_dissolve_leads_in_small_steps_from_the_last_picture_to_the_first_of_the_next(
    pair, tmp_path
):
    path = dissolve(*pair, TINY, tmp_path)
    shown = pictures(path)
    assert len(shown) == LENGTH
    whole = [pictures(pair[0])[-1], *shown, pictures(pair[1])[0]]
    steps = [abs(b - a).max() for a, b in itertools.pairwise(whole)]
    assert max(steps) < 1.5 * 235 / (LENGTH + 1)


def test_what_both_pictures_show_in_the_same_place_stays():
    before, after = np.array([[0, 100, 235, 16]], np.uint8), np.array([[0, 100, 16, 235]], np.uint8)
    shown = list(blends(before, after, TINY))
    assert all((picture[0, :2] == [0, 100]).all() for picture in shown)
    falling = [int(picture[0, 2]) for picture in shown]
    assert falling == sorted(falling, reverse=True) and 16 < falling[-1] < falling[0] < 235


def test_first_and_last_picture_are_those_of_the_clip(pair):
    with av.open(pair[0]) as file:
        every = [frame.to_ndarray(format="yuv420p") for frame in file.decode(video=0)]
    np.testing.assert_array_equal(first_picture(pair[0]), every[0])
    np.testing.assert_array_equal(last_picture(pair[0]), every[-1])


def test_the_same_clips_give_the_same_bytes(pair, tmp_path):
    one, other = (dissolve(*pair, TINY, tmp_path / name) for name in ("one", "other"))
    assert one.name == other.name and one.read_bytes() == other.read_bytes()


def test_a_dissolve_is_made_once_and_again_if_it_was_damaged(pair, tmp_path):
    path = dissolve(*pair, TINY, tmp_path)
    content, made = path.read_bytes(), path.stat().st_mtime_ns
    os.utime(path, ns=(0, made - 10**9))
    assert dissolve(*pair, TINY, tmp_path).stat().st_mtime_ns == made - 10**9
    path.write_bytes(content[:-9])
    assert dissolve(*pair, TINY, tmp_path).read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_other_clips_or_another_encoder_have_a_dissolve_of_their_own(pair, tmp_path):
    path = dissolve(*pair, TINY, tmp_path)
    others = {
        dissolve(*reversed(pair), TINY, tmp_path),
        dissolve(*pair, TINY.encoded_with({"crf": 30}), tmp_path),
    }
    assert len({path, *others}) == 3
    keep_only([path], tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_film_with_dissolves_has_no_hard_cut(pair, tmp_path):
    clips = [Piece("One", [pair[0]]), Piece("Two", [pair[1]])]
    join(clips, tmp_path / "cut.mp4")
    join(
        [clips[0], Piece("", [dissolve(*pair, TINY, tmp_path)]), clips[1]],
        tmp_path / "film.mp4",
    )
    last = len(pictures(pair[0])) - 1
    before, after = pictures(tmp_path / "cut.mp4")[last : last + 2]
    shown = pictures(tmp_path / "film.mp4")[last : last + LENGTH + 2]
    np.testing.assert_array_equal(shown[0], before)
    np.testing.assert_array_equal(shown[-1], after)
    steps = [abs(b - a).mean() for a, b in itertools.pairwise(shown)]
    assert max(steps) < 1.2 * abs(after - before).mean() / (LENGTH + 1)
