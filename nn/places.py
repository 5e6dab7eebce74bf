"""Where things are on this disk.

Two folders matter. The code and the data that ships with it are only read: in a checkout they are
the repository and its `data/`; in an installed wheel, site-packages and `downhill/data/` there.
The project folder is where someone works: runs and experiments are written to its `data/`, clips to
its `media/`. It is the current folder, or the one that $DOWNHILL_PROJECT names.
"""

import os
import pathlib

from nn.legible import legible

ROOT = pathlib.Path(__file__).resolve().parents[1]  # holds our packages
_PACKAGED = ROOT / "downhill" / "data"
SHIPPED = _PACKAGED if _PACKAGED.is_dir() else ROOT / "data"  # data that comes with the code

PROJECT_VARIABLE = "DOWNHILL_PROJECT"


def project() -> pathlib.Path:
    """The folder that someone works in, absolute."""
    return pathlib.Path(os.environ.get(PROJECT_VARIABLE) or ".").resolve()


def media() -> pathlib.Path:
    """Where clips and films are written."""
    return project() / "media"


def cache() -> pathlib.Path:
    """This user's folder for what can be made again: fetched data sets, records of checked runs."""
    import pooch  # here, since it takes longer to import than the rest of this file

    return pooch.os_cache("downhill")


def written_to(kind: str) -> pathlib.Path:
    """Where new `kind`, "runs" or "experiments", are written."""
    return project() / "data" / kind


def searched_for(kind: str) -> list[pathlib.Path]:
    """Where `kind`, "runs" or "experiments", are looked for, in this order: the project's own come
    before those that ship."""
    return list(dict.fromkeys([written_to(kind), SHIPPED / kind]))


def name_of(path: pathlib.Path) -> str:
    """A name for a file that does not depend on where the code and the project are: its path from
    ROOT, else from the project folder. For a file outside of both, its absolute path."""
    path = path.resolve()
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    if path.is_relative_to(project()):
        name = path.relative_to(project())
        if not (ROOT / name).exists():  # that name is taken
            return name.as_posix()
    return str(path)


def file_of(name: str) -> pathlib.Path:
    """The path of the file that has this name by `name_of`."""
    return ROOT / name if (ROOT / name).exists() else project() / name


def shown(path: pathlib.Path) -> str:
    """A path as it is printed: relative to the current folder if it lies in it, and legible."""
    path, here = pathlib.Path(path).resolve(), pathlib.Path.cwd()
    return legible(path.relative_to(here) if path.is_relative_to(here) else path)
