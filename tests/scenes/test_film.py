"""The table of contents against the scenes' source, which is read and not imported."""

import ast
import collections

from scenes import film
from scenes.rendering.clips import SCENES, all_clips, chapters

BASES = {"Explainer", "ExplainerInSpace"}


def classes(file):
    """(name, names of its bases) of each class in a file."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ClassDef):
            yield node.name, {base.id for base in node.bases if isinstance(base, ast.Name)}


def test_film_has_every_clip_of_the_scene_files_exactly_once_and_no_other():
    written = {
        (file, name)
        for file in SCENES.rglob("*.py")
        for name, bases in classes(file)
        if bases & BASES and name not in BASES
    }
    listed = collections.Counter((clip.file, clip.name) for clip in all_clips())
    assert set(listed) == written
    assert set(listed.values()) == {1}


def test_no_two_clips_share_a_name_for_clips_are_embedded_by_name():
    names = [clip.name for clip in all_clips()]
    assert len(set(names)) == len(names)


def test_chapters_have_titles_and_clips():
    assert all(title and clips for title, clips in chapters())


def test_the_shorter_cuts_are_the_film_in_two_parts_in_its_order():
    core, deeper = all_clips("core"), all_clips("deeper")
    assert set(core) | set(deeper) == set(all_clips())
    assert {clip.name for clip in set(core) & set(deeper)} == {"Title", "Ending", "Credits"}
    for cut in (core, deeper):
        assert cut == [clip for clip in all_clips() if clip in cut]


def test_table_of_contents_imports_nothing():
    tree = ast.parse((SCENES / "film.py").read_bytes())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert film.NAME.isidentifier()  # it goes into file names
