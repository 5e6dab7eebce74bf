"""The formats that are damaged: which files each has, and how our code reads them.

A reader takes a folder of things, one of which is damaged. It returns (a digest of what was read;
the digest that the thing itself carries, None if it has none).
"""

import dataclasses
import hashlib
from collections.abc import Callable
from functools import partial

import numpy as np

from nn import datasets, experiments
from nn.analysis import planes, studies
from nn.analysis.landscape import Plane
from nn.datasets import idx
from nn.errors import DownhillError
from nn.runs import format as run_format
from nn.runs.run import Run
from nn.runs.show import show
from nn.storage import digest_of, read_json, write_json
from torture import drawn, sound


@dataclasses.dataclass(frozen=True)
class Format:
    """`files`: patterns of the files that are damaged; `needs`: what is copied to read them.

    `reseal(folder)` computes its own digest again, as someone else's program might. `sealed`:
    whether other content can be recognised; a user's data set may hold anything. `goes_on`:
    whether reading is part of continued work, which writes. `has_checksums`: whether damaged
    bytes can be recognised; in a JPEG they can't.
    """

    files: str
    needs: tuple[str, ...]
    read: Callable
    reseal: Callable | None = None
    sealed: bool = True
    goes_on: bool = False
    has_checksums: bool = True


# -- runs --------------------------------------------------------------------------------------


def read_run(folder):
    """A run, what a command prints about it, and what clips ask of it first."""
    run = Run.load(folder / "run")
    show(run)
    run.network().predict(run.examples()[0][:5])
    assert run.classes and run.results and run.image_shape
    return digest_of(run.arrays, _content(run.facts, run_format.NOT_CONTENT)), run.digest


def reseal_run(folder):
    facts = read_json(folder / "run" / "run.json")
    with np.load(folder / "run" / "log.npz", allow_pickle=False) as archive:
        facts["digest"] = run_format.digest(facts, dict(archive))
    write_json(folder / "run" / "run.json", facts)


def read_landscape(folder):
    found, own_digest = planes.read(Run.load(folder / "run"))
    fields = [field.name for field in dataclasses.fields(Plane)]
    arrays = {f"{name}.{f}": getattr(plane, f) for name, plane in found.items() for f in fields}
    assert all(np.isfinite(array).all() for name, array in arrays.items() if "null" not in name)
    return digest_of(arrays), own_digest


def reseal_landscape(folder):
    _reseal(folder / "run" / "landscape.npz")


def read_studies(folder):
    run, arrays, digests = Run.load(folder / "run"), {}, []
    for name in studies.names():
        study, digest = studies.read(run, name)
        arrays |= {f"{name}.{key}": np.asarray(array) for key, array in vars(study).items()}
        digests.append(digest)
    assert all(np.isfinite(array).all() for array in arrays.values() if array.dtype.kind in "fc")
    return digest_of(arrays), digests


def reseal_studies(folder):
    for path in (folder / "run" / "studies").iterdir():
        _reseal(path)


def _reseal(path):
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive if name != "digest"}
    np.savez(path, digest=np.array(digest_of(arrays)), **arrays)


def resume_training(folder):
    run = sound.train_at(folder / "stopped", folder / "data.npz", resume=True)
    return _file_digest(folder / "stopped" / "log.npz"), run.digest


# -- experiments -------------------------------------------------------------------------------


def read_result(folder):
    result = experiments.read(folder / "result")
    assert isinstance(result.found, dict) and isinstance(result.settings, dict)
    arrays = {name: np.asarray(array) for name, array in vars(result.arrays).items()}
    return digest_of(arrays, _content(result.facts, experiments.NOT_CONTENT)), result.digest


def reseal_result(folder):
    facts = read_json(folder / "result" / "result.json")
    with np.load(folder / "result" / "result.npz", allow_pickle=False) as archive:
        facts["digest"] = digest_of(dict(archive), _content(facts, experiments.NOT_CONTENT))
    write_json(folder / "result" / "result.json", facts)


def resume_experiment(folder):
    result = sound.conduct_at(folder / "unfinished", folder / "data.npz")
    return _file_digest(folder / "unfinished" / "result.npz"), result.digest


# -- data sets ---------------------------------------------------------------------------------


def read_npz(folder):
    return _of_data(datasets.load(folder / "data.npz"))


def read_pictures(kind, folder):
    return _of_data(datasets.load(folder / kind))


def read_idx(folder):
    """A file of which a checksum is known, as MNIST's are."""
    checksum = (folder / "checksum").read_text()
    file = idx.file_in(folder, "this test", "images", "put it there")
    images = idx.read(file, 3)
    if idx.sha256(images) != checksum:
        raise DownhillError(f"{file} is another file: restore it.")
    return digest_of({"images": images}), checksum


def read_file(name, folder):
    return _of_data(datasets.load(folder / name))


def _of_data(data):
    parts = "training", "validation", "test"
    pixels = np.concatenate([getattr(data, f"{part}_images") for part in parts])
    labels = np.concatenate([getattr(data, f"{part}_labels") for part in parts])
    assert pixels.dtype == np.float32 and ((pixels >= 0) & (pixels <= 1)).all()
    assert ((labels >= 0) & (labels < len(data.classes))).all()
    inputs = data.image_shape or (len(data.features),)
    assert pixels.shape == (len(labels), np.prod(inputs))
    facts = {"classes": data.classes, "shape": [int(n) for n in inputs]}
    return digest_of({"pixels": pixels, "labels": labels}, facts), data.sha256


def _content(facts, left_out):
    return {key: value for key, value in facts.items() if key not in left_out}


def _file_digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What is read to go on with it: what is copied, the reader, no seal of its own, and both flags.
STOPPED = ("stopped.part", "data.npz"), resume_training, None, True, True
FILM = ("project",), drawn.read_film, None, True, True
ANIMATIONS = ("project",), drawn.read_segments, None, True, True
UNFINISHED = ("unfinished.part", "data.npz"), resume_experiment, None, True, True
OPEN = None, False, False, False  # anything may be in it, and nothing tells that it was changed

FORMATS = {
    "run.json": Format("run/run.json", ("run",), read_run, reseal_run),
    "log.npz": Format("run/log.npz", ("run",), read_run, reseal_run),
    "landscape.npz": Format("run/landscape.npz", ("run",), read_landscape, reseal_landscape),
    "a study": Format("run/studies/*.npz", ("run",), read_studies, reseal_studies),
    "result.json": Format("result/result.json", ("result",), read_result, reseal_result),
    "result.npz": Format("result/result.npz", ("result",), read_result, reseal_result),
    "a checkpoint": Format("stopped.part/checkpoint.npz", *STOPPED),
    "a snapshot": Format("stopped.part/snapshot-*.npz", *STOPPED),
    "settings.json": Format("stopped.part/settings.json", *STOPPED),
    "a trial": Format("unfinished.part/trial-*.npz", *UNFINISHED),
    "its examples": Format("unfinished.part/examples.npz", *UNFINISHED),
    "experiment.json": Format("unfinished.part/experiment.json", *UNFINISHED),
    "a clip's metadata": Format("project/media/runs/run/*/*.json", *FILM),
    "a clip": Format("project/media/runs/run/*/*.mp4", *FILM),
    "a clip's subtitles": Format("project/media/runs/run/*/*.srt", *FILM),
    "a clip's transcript": Format("project/media/runs/run/*/*.txt", *FILM),
    "a film's metadata": Format("project/media/runs/run/*.json", *FILM),
    "a film": Format("project/media/runs/run/*.mp4", *FILM),
    "an animation": Format("project/media/cache/runs/**/0*.mp4", *ANIMATIONS),
    "data.npz": Format("data.npz", ("data.npz",), read_npz, sealed=False),
    "a PNG": Format("png/*/*", ("png",), partial(read_pictures, "png"), sealed=False),
    "a JPEG": Format("jpg/*/*", ("jpg",), partial(read_pictures, "jpg"), None, False, False, False),
    "a table": Format("data.csv", ("data.csv",), partial(read_file, "data.csv"), *OPEN),
    "a packed table": Format(
        "data.csv.gz", ("data.csv.gz",), partial(read_file, "data.csv.gz"), *OPEN
    ),
    "a zip": Format("letters.zip", ("letters.zip",), partial(read_file, "letters.zip"), *OPEN),
    "a tar": Format("letters.tgz", ("letters.tgz",), partial(read_file, "letters.tgz"), *OPEN),
    "an npy": Format("pair/*.npy", ("pair",), partial(read_file, "pair"), *OPEN),
    "an IDX file": Format("images", ("images", "checksum"), read_idx),
    "a gzipped IDX file": Format("images.gz", ("images.gz", "checksum"), read_idx),
}
