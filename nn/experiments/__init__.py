"""Experiments: a question, answered by many small trainings, and its result, kept as data.

    data/experiments/NAME/result.json   question, settings, data, versions, what was found
    data/experiments/NAME/result.npz    the arrays behind it, plain

An experiment is a module of this package with

    VERSION                            a number that its author raises when its results change
    QUESTION, AFTER                    what it asks; the paper or the viewers that asked it
    SETTINGS, QUICK                    {name: value}; the settings that a quick run changes
    CONSTANTS                          {name: value}, optional: what else a reader of the result
                                       needs, such as the order of an axis
    examples(data, settings)           → {name: array}: what its trials need from a `Dataset`
    trials(settings)                   → [{name: value}, …]: what sets each trial apart
    trial(settings, given, examples)   → {name: array}: one trial, `given` an entry of `trials`
    gather(settings, trials, results)  → ({name: array}, {name: number}): the result of all trials

Trials are independent, and each has its own seed. So they run on any core or cluster
(nn/execution/) in any order, each is saved as soon as it is finished, and an experiment that was
stopped resumes and ends with the same bytes.
"""

import dataclasses
import functools
import importlib
import os
import pathlib
import pkgutil
import platform
import types
from concurrent.futures import as_completed
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nn import places
from nn.arrays import read_arrays, write_arrays
from nn.claims import claimed, settle_to_read
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.execution.executor import open_executor
from nn.folders import (
    begin_anew,
    check_name,
    folder_read_whole,
    folder_written_whole,
    part_of,
)
from nn.progress import Bar
from nn.schema import check_facts, count, dict_of, like, number, one_of, text
from nn.seals import read_sealed, write_sealed
from nn.storage import Arrays, Facts, digest_of, json_bytes, read_json, write_json

FORMAT = "downhill experiment 1"
RESULT_FILES = {"result.json", "result.npz"}
NOT_CONTENT = ("command", "versions", "digest")  # what may change while the result does not
KINDS = {  # of the entries of result.json, besides its settings and constants
    "format": one_of([FORMAT]),
    "name": text,
    "question": text,
    "after": text,
    "dataset": dict_of(name=text, sha256=text),
    "version": count,
    "found": dict_of(number),
    "command": text,
    "versions": dict_of(text),
    "digest": text,
}


@dataclasses.dataclass(frozen=True, eq=False)
class Result:
    """The result of an experiment: `arrays`, an attribute for each; `found`, {name: number};
    `settings` and `constants`; `facts`, all of result.json; and the `digest` of all this."""

    arrays: types.SimpleNamespace
    facts: Facts

    @property
    def found(self) -> dict[str, Any]:
        return self.facts["found"]

    @property
    def settings(self) -> Facts:
        return self.facts["settings"]

    @property
    def constants(self) -> Facts:
        return self.facts.get("constants", {})

    @property
    def digest(self) -> str:
        return self.facts["digest"]


def names() -> list[str]:
    """The names of all experiments."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def question(name: str) -> str:
    """What an experiment asks."""
    return _module(name).QUESTION


def conduct(
    name: str,
    data: Dataset,
    out: str | os.PathLike[str],
    quick: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
    command: str = "",
) -> Result:
    """Run the trials of an experiment that have not run yet, and write its result to `out`.

    jobs, scheduler: see nn.execution.executor.open_executor. Raises DownhillError if there is no
    such experiment, or the executor can't be used.
    """
    module, out = _module(name), pathlib.Path(out)
    settings = {**module.SETTINGS, **(module.QUICK if quick else {})}
    facts = {
        "format": FORMAT,
        "name": name,
        "question": module.QUESTION,
        "after": module.AFTER,
        "settings": settings,
        **({"constants": module.CONSTANTS} if hasattr(module, "CONSTANTS") else {}),
        "dataset": {"name": data.name, "sha256": data.sha256},
        "version": version(name),
    }
    check_name(out)
    with claimed(out):
        examples = module.examples(data, settings)
        all_of_it = {**facts, "examples": digest_of(examples)}
        part = _begun(out, all_of_it)
        trials = module.trials(settings)
        write_arrays(part / "examples.npz", examples)
        files = [_TrialFile(part, i, {**all_of_it, "trial": trials[i]}) for i in range(len(trials))]
        _make(name, settings, trials, files, jobs, scheduler)
        arrays, found = module.gather(settings, trials, [file.read() for file in files])
        _write(out, {**facts, "found": found, "command": command}, arrays)
    return read(out)


def read(name_or_folder: str | os.PathLike[str]) -> Result:
    """The `Result` in a folder, or of that name under data/experiments.

    Raises DownhillError if it is missing, damaged, of another version, or was changed.
    """
    return folder_read_whole(
        lambda: _folder_of(name_or_folder), "result.json", lambda at: _read(at, name_or_folder)
    )


def _folder_of(name_or_folder: str | os.PathLike[str]) -> pathlib.Path:
    folder = pathlib.Path(name_or_folder)
    settle_to_read(folder)
    return folder if (folder / "result.json").is_file() else find(folder)


def _read(folder: pathlib.Path, name_or_folder: str | os.PathLike[str]) -> Result:
    mend = f"make it with `downhill experiment {folder.name}`"
    try:
        facts = read_json(folder / "result.json")
    except (OSError, ValueError):
        raise DownhillError(f"{folder} holds no result of an experiment: {mend}.") from None
    _check_facts(folder / "result.json", facts, mend)
    if name_or_folder in names() and facts["name"] != name_or_folder:
        raise DownhillError(f"{folder} holds a result of the experiment {facts['name']!r}: {mend}.")
    arrays = read_arrays(folder / "result.npz", mend=mend)
    if facts["digest"] != _digest(facts, arrays):
        raise DownhillError(f"{folder} was changed since it was measured: {mend}.")
    return Result(types.SimpleNamespace(**arrays), facts)


def _check_facts(path: pathlib.Path, facts: Any, mend: str) -> None:
    """Check what result.json says, also against the experiment: its version, the kinds of its
    settings, and its constants."""
    if not isinstance(facts, dict):
        raise DownhillError(f"{path} is not the result of an experiment: {mend}.")
    check_facts(path, facts, KINDS, mend)
    if facts["name"] not in names():
        raise DownhillError(f"{path} is the result of an experiment that does not exist: {mend}.")
    module = _module(facts["name"])
    if facts["version"] != module.VERSION:
        raise DownhillError(f"{path} was made by another version of the experiment: {mend}.")
    check_facts(path, facts, {"settings": like(module.SETTINGS)}, mend)
    if json_bytes(facts.get("constants", {})) != json_bytes(getattr(module, "CONSTANTS", {})):
        raise DownhillError(f"{path} has other constants than the experiment: {mend}.")


def find(name: str | os.PathLike[str]) -> pathlib.Path:
    """The folder of the result of that name: under the project's data/experiments, else among the
    results that ship, else where it would be made."""
    folders = [folder / name for folder in places.searched_for("experiments")]
    for folder in folders:
        settle_to_read(folder)
    holding = (folder for folder in folders if (folder / "result.json").is_file())
    return next(holding, folders[0])


def version(name: str) -> int:
    """The version of an experiment's code: results of another version are computed again."""
    return _module(name).VERSION


def _module(name: str) -> Any:
    if name not in names():
        raise DownhillError(f"there is no experiment {name!r}: choose from {', '.join(names())}.")
    return importlib.import_module(f"{__name__}.{name}")


def _begun(out: pathlib.Path, facts: Facts) -> pathlib.Path:
    """The folder of finished trials, without any that have other settings, examples or another
    version: those are removed."""
    there = os.listdir(out) if out.exists() else []
    if not {name for name in there if not name.startswith(".")} <= RESULT_FILES:
        raise DownhillError(
            f"{out} holds more than the result of an experiment, and the rest would be lost: "
            "choose another --out."
        )
    part = part_of(out)
    file = part / "experiment.json"
    if not file.is_file() or file.read_bytes() != json_bytes(facts):
        begin_anew(out, file.name)
        write_json(file, facts)
    return part


def _make(
    name: str,
    settings: Facts,
    trials: list[Facts],
    files: "list[_TrialFile]",
    jobs: int | None,
    scheduler: str | None,
) -> None:
    """Run the trials that are missing, and save each as soon as it is finished."""
    missing = [i for i, file in enumerate(files) if not file.holds_it()]
    if not missing:
        return
    with (
        open_executor(jobs, scheduler, packages=("numpy",)) as executor,
        Bar(name, len(trials)) as bar,
    ):
        examples = executor.add_file(files[0].path.with_name("examples.npz"))
        futures = {
            executor.submit(_carry_out, name, settings, trials[i], examples): i for i in missing
        }
        for done, future in enumerate(as_completed(futures), start=len(trials) - len(missing) + 1):
            files[futures[future]].write(future.result())
            bar.update(done, f"{done} of {len(trials)} trials")


def _carry_out(name: str, settings: Facts, given: Facts, examples: str) -> Arrays:
    """Run one trial, in this process."""
    with threadpool_limits(1):
        return _module(name).trial(settings, given, _examples(examples))


@functools.lru_cache(maxsize=1)
def _examples(path: str) -> Arrays:
    return read_arrays(path)


class _TrialFile:
    """The file of a finished trial: its arrays, sealed with the trial's settings (nn/seals.py)."""

    def __init__(self, part: pathlib.Path, i: int, trial: Facts) -> None:
        self.path, self.trial = part / f"trial-{i:04}.npz", trial

    def write(self, arrays: Arrays) -> None:
        write_sealed(self.path, {name: np.asarray(a) for name, a in arrays.items()}, self.trial)

    def read(self) -> Arrays:
        return read_sealed(self.path, self.trial, "repeat the command, which makes it again")

    def holds_it(self) -> bool:
        """Whether the file holds the trial, so that it need not be run again."""
        try:
            return bool(self.read())
        except DownhillError:  # it is missing, damaged, or a copy of another
            return False


def _write(out: pathlib.Path, facts: Facts, arrays: Arrays) -> None:
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    facts["versions"] = {"python": platform.python_version(), "numpy": np.__version__}
    facts["digest"] = _digest(facts, arrays)
    with folder_written_whole(out) as new:
        write_arrays(new / "result.npz", arrays)
        write_json(new / "result.json", facts)


def _digest(facts: Facts, arrays: Arrays) -> str:
    content = {key: value for key, value in facts.items() if key not in NOT_CONTENT}
    return digest_of(arrays, content)
