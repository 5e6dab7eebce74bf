from manim import Square

from scenes.stage.giving_way import giving_way


def opacities(*squares):
    return [square.get_fill_opacity() for square in squares]


def test_one_goes_and_the_other_comes_and_at_no_time_is_the_frame_empty():
    old, new = (Square(fill_opacity=1, stroke_width=0) for _ in range(2))
    change = giving_way(old, new)
    change.begin()
    seen = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        change.interpolate(share)
        seen.append(opacities(old, new))
    assert seen[0] == [1, 0] and seen[-1][1] == 1 and seen[-1][0] < 0.01
    assert all(max(pair) > 0.2 for pair in seen)
    assert seen[1][0] > seen[1][1] and seen[3][0] < seen[3][1]
