import os

from scenes.rendering import jobs


def test_only_the_newest_caches_of_a_clip_are_kept(tmp_path):
    caches = [tmp_path / name for name in "dacbfe"]
    for age, cache in enumerate(caches):
        cache.mkdir()
        os.utime(cache, (1000 + age, 1000 + age))
    jobs._remove_old_caches(tmp_path)
    kept = jobs.CACHES_KEPT
    assert {path.name for path in tmp_path.iterdir()} == set("dacbfe"[-kept:])
