import av
import numpy as np
import pytest

from scenes.narration.fitting import Hold
from scenes.rendering import dissolves, mux
from scenes.rendering.quality import Quality
from scenes.rendering.stretches import with_holds

QUALITY = Quality(64, 36, 5)
GREYS = [(10, 20, 30, 40), (90, 100, 110), (200, 210)]  # of the frames of three animations


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clip")
    segments = []
    for greys in GREYS:
        pictures = [np.full((36 * 3 // 2, 64), grey, np.uint8) for grey in greys]
        segments.append(folder / f"{greys[0]}.mp4")
        dissolves.encode(segments[-1], pictures, QUALITY)
    mux.join([mux.Piece("A clip", segments)], folder / "clip.mp4")
    return folder / "clip.mp4"


def greys_of(path):
    with av.open(path) as file:
        return [
            int(frame.to_ndarray(format="gray").mean().round()) for frame in file.decode(video=0)
        ]


def joined(clip, holds, folder):
    target = folder / "joined.mp4"
    mux.join([mux.Piece("A clip", with_holds(clip, holds, QUALITY, folder))], target)
    return target


def packets_of(path):
    with av.open(path) as file:
        return [bytes(packet) for packet in file.demux(video=0) if packet.dts is not None]


def test_without_holds_the_clip_itself_is_taken(clip, tmp_path):
    assert with_holds(clip, [], QUALITY, tmp_path) == [clip]


@pytest.mark.parametrize(
    ("holds", "repeated"),
    [
        ([Hold(4, 3, 1)], {4: 3}),
        ([Hold(4, 1, 1), Hold(7, 2, 1)], {4: 1, 7: 2}),
        ([Hold(9, 2, 1)], {9: 2}),
        ([Hold(4, 1, 1), Hold(7, 1, 2), Hold(9, 4, 3)], {4: 1, 7: 1, 9: 4}),
    ],
)
def test_the_frame_before_is_shown_longer(clip, tmp_path, holds, repeated):
    before = greys_of(clip)
    expected = []
    for count, grey in enumerate(before, 1):
        expected += [grey] * (1 + repeated.get(count, 0))
    np.testing.assert_allclose(greys_of(joined(clip, holds, tmp_path)), expected, atol=1)


def test_all_other_frames_are_copied_as_they_are(clip, tmp_path):
    after = packets_of(joined(clip, [Hold(4, 3, 1), Hold(9, 2, 2)], tmp_path))
    assert after[:4] + after[7:12] == packets_of(clip)


def test_a_picture_inside_an_animation_waits_until_it_ends(clip, tmp_path):
    assert packets_of(joined(clip, [Hold(5, 3, 1)], tmp_path)) == packets_of(
        joined(clip, [Hold(7, 3, 1)], tmp_path)
    )
