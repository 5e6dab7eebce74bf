import os
import pathlib

from tiny_clips import TINY, clip

from nn.runs.run import Run
from scenes.rendering import jobs
from scenes.rendering.inputs import cache_key, clip_inputs


def test_only_the_newest_caches_of_a_clip_are_kept(tmp_path):
    caches = [tmp_path / name for name in "dacbfe"]
    for age, cache in enumerate(caches):
        cache.mkdir()
        os.utime(cache, (1000 + age, 1000 + age))
    jobs._remove_old_caches(tmp_path)
    kept = jobs.CACHES_KEPT
    assert {path.name for path in tmp_path.iterdir()} == set("dacbfe"[-kept:])


def test_a_cache_that_another_command_removes_just_now_is_no_error(tmp_path, monkeypatch):
    caches = [tmp_path / name for name in "abc"]
    for cache in caches:
        cache.mkdir()
    monkeypatch.setattr(pathlib.Path, "iterdir", lambda _: iter([tmp_path / "gone", *caches]))
    jobs._remove_old_caches(tmp_path)
    assert sum(cache.exists() for cache in caches) == jobs.CACHES_KEPT


def test_two_clips_of_one_file_have_keys_of_their_own(tmp_path, tiny_run):
    """Or the animations of one would be joined into the other, whose seals they fit."""
    run = Run.load(tiny_run)
    short, round_ = (clip_inputs(clip(tmp_path, name), run, TINY) for name in ("Short", "Round"))
    assert cache_key(short) != cache_key(round_)
