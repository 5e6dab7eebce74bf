from scenes.rendering.clips import Clip
from scenes.rendering.progress import RenderProgress


def test_the_total_is_known_once_all_clips_are_and_ends_at_the_frames_drawn():
    seen = []
    a, b = Clip(None, "a"), Clip(None, "b")
    progress = RenderProgress([a, b])
    progress._bar.update = lambda completed, text, total: seen.append((completed, total))
    progress.on_message({"clip": "a", "part": 0, "beat": "one"})
    progress.expect(a, 100)
    progress.expect(b, 60)
    progress.on_message({"clip": "a", "part": 0, "frames": 40})
    progress.on_message({"clip": "a", "part": 5, "frames": 50})
    progress.on_message({"clip": "b", "part": 0, "frames": 61})
    progress.finish(a)
    progress.finish(b)
    assert seen == [
        (0, None), (0, 160), (40, 160), (90, 160), (151, 160), (151, 150), (151, 151)
    ]  # fmt: skip
    assert progress.beats == {("a", 0): "one"}


def test_progress_tells_clips_frames_speed_and_what_is_cached():
    told = []
    names = "abcde"
    progress = RenderProgress([Clip(None, name) for name in names], unchanged=30)
    progress._bar.update = lambda completed, text, total: told.append(text)
    progress._began -= 10
    progress.expect(Clip(None, "a"), 1_100, cached=1_900)
    for name in names[:3]:
        progress.on_message({"clip": name, "part": 0, "frames": 400})
    assert told[-1] == (
        "0 of 5 clips, 30 unchanged · 1,200 frames, 120/s, 1,900 cached · a 400/1,100, b 400, c 400"
    )
    progress.finish(Clip(None, "c"))
    for name in names[3:]:
        progress.on_message({"clip": name, "part": 0, "frames": 1})
    assert told[-1].startswith("1 of 5 clips") and told[-1].endswith("a 400/1,100, b 400, d 1, …")
