"""What a clip's frames depend on. A clip is drawn again only if one of its inputs has changed."""

import dataclasses
import functools
import hashlib
import json
import os
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from nn import experiments
from nn.datasets import DIGITS
from nn.places import name_of
from nn.runs.run import Run
from scenes.rendering.clips import Clip
from scenes.rendering.quality import Quality
from scenes.stage.sources import declared, sources

PACKAGES = ("manim", "numpy", "pillow", "typst", "av")
RESULT = ("result.json", "result.npz")  # of an experiment
version = functools.cache(metadata.version)
Inputs = dict[str, Any]  # values that JSON can hold


@dataclasses.dataclass(frozen=True)
class Translated:
    """Clips in another language: {clip's name: {English: translated}}."""

    language: str
    words: Mapping[str, Mapping[str, str]]

    def of(self, name: str) -> dict[str, str]:
        """The words of a clip."""
        return dict(self.words.get(name, {}))


def clip_inputs(
    clip: Clip, run: Run, quality: Quality, translated: Translated | None = None
) -> Inputs:
    """{name: its value or a digest} for everything that a clip is drawn from."""
    reads = declared(clip.file, clip.name)
    results = [
        experiments.find(name) / file for name in sorted(reads.experiments) for file in RESULT
    ]
    return {
        "clip": clip.name,  # another clip in the same file may be drawn from the same inputs
        **(_of_the_run(reads, run) if reads.reads_run else {}),
        "picture": f"{quality.width}×{quality.height} at {quality.frame_rate}",
        "encoder": dict(quality.encoder),
        **(_in_words(clip, translated) if translated else {}),
        **{package: version(package) for package in PACKAGES},
        **{name_of(path): digest(path) for path in (*results, *sorted(sources(clip.file)))},
    }


def _of_the_run(reads, run):
    files = ["landscape.npz"] * reads.landscape
    files += [f"studies/{name}.npz" for name in sorted(reads.studies)]
    return {
        "run": run.digest,
        **{file: digest(run.folder / file) for file in files},
        name_of(DIGITS): digest(DIGITS),  # examples of runs on MNIST
    }


def _in_words(clip, translated):
    words = json.dumps(translated.of(clip.name), sort_keys=True)
    return {
        "language": translated.language,
        "words": hashlib.sha256(words.encode()).hexdigest(),
    }


def cache_key(inputs):
    """One SHA-256 of all inputs."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def digest(path):
    """The SHA-256 of a file's bytes, None if there is no file."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
