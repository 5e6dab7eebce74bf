"""A project with a tiny film, drawn once, and how our code continues from it."""

import contextlib
import hashlib
import shutil

import tiny_clips
from tiny_clips import TINY

from nn.errors import DownhillError
from nn.runs.run import Run
from nn.storage import digest_of, read_json
from scenes.rendering.inputs import clip_inputs
from scenes.rendering.jobs import ClipJob
from scenes.rendering.library import Library
from scenes.rendering.render import render

FILM = "tiny"


def make(project, run):
    """Draw two clips of a run and join them into a film."""
    shutil.copytree(run, project / "data" / "runs" / "run")
    with contextlib.chdir(project):
        clips, finished = _clips(project), Run.load("run")
        assert render(clips, finished, TINY, project / "media", jobs=2) == []
        _joined(project)


def read_film(folder):
    """Join the film if all clips are up to date; see formats.py."""
    project = folder / "project"
    with contextlib.chdir(project):
        library, inputs = _library(project)
        for clip in inputs:
            ClipJob(clip, inputs[clip], library, project / "media" / "cache")
            reasons = library.why_stale(clip, inputs[clip])
            if reasons:
                raise DownhillError(f"It is drawn again: {'; '.join(reasons)}.")
        _joined(project)
    return _what_stands_in(project / "media" / "runs"), None


def read_segments(folder):
    """Join a clip again from the animations that are kept of it."""
    project = folder / "project"
    with contextlib.chdir(project):
        library, inputs = _library(project)
        for clip in inputs:
            numbers = range(len(library.metadata(clip)["animations"]))
            facts = {
                "animations": [each["frames"] for each in library.metadata(clip)["animations"]],
                "sections": [("all", list(numbers))],
                "beats": library.metadata(clip)["beats"],
            }
            job = ClipJob(clip, inputs[clip], library, project / "media" / "cache")
            job.add({"seconds": {}, "clip": facts})
            job.finish()
    return _what_stands_in(project / "media" / "runs"), None


def _clips(project):
    return [tiny_clips.clip(project, name) for name in ("Short", "Round")]


def _library(project):
    """The library of the run, and {clip: what it should be drawn from}."""
    run = Run.load("run")
    inputs = {clip: clip_inputs(clip, run, TINY) for clip in _clips(project)}
    return Library(project / "media", run, TINY), inputs


def _joined(project):
    library, inputs = _library(project)
    library.join_film(inputs, library.film(FILM), FILM)


def _what_stands_in(folder):
    """One digest of all clips and films, their captions and what their metadata say."""
    found = {}
    for path in sorted(folder.rglob("*.*")):
        metadata = path.suffix == ".json"
        content = read_json(path) if metadata else hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.relative_to(folder).as_posix()] = content
    return digest_of({}, found)
