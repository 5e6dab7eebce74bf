"""A file is damaged and read: it is refused in a sentence, or what is read is what it was."""

import contextlib
import functools
import shutil

from nn.errors import DownhillError
from torture import drawn, sound
from torture.attempts import ANOTHER, MEMORY, SAME, Attempt, Wrong, in_silence
from torture.damages import damages
from torture.formats import FORMATS
from torture.leftovers import contents, left_behind

COUNT = 3_000
MEMORY_FOR_DATA = 2**30  # bytes: a data set of one's own may be that large


def attempts(room, formats=tuple(FORMATS)):
    """COUNT attempts, less those of formats that are not asked for: each format in turn, and each
    damage to it in turn."""
    things = sound.made_in(room / "sound")
    if any("project" in FORMATS[name].needs for name in formats):
        with in_silence():
            drawn.make(things / "project", things / "run")
    expected = {name: _read_a_copy(things, name, room / "copy") for name in formats}
    fitting = {name: damages(FORMATS[name].files, FORMATS[name].reseal) for name in formats}
    for number in range(COUNT):
        turn, place = divmod(number, len(FORMATS))
        name = list(FORMATS)[place]
        if name not in formats:
            continue
        damage = fitting[name][turn % len(fitting[name])]
        call = functools.partial(damage_and_read, things, FORMATS[name], damage, expected[name])
        what, limit = f"{name}: {damage.name}", MEMORY if FORMATS[name].sealed else MEMORY_FOR_DATA
        yield Attempt("mutations", number, what, call, memory=limit)


def damage_and_read(things, a_format, damage, expected, folder, generator):
    """Copy a sound thing into a folder, damage one of its files, and read it.

    `expected`: what the format's `read` returns where nothing is damaged.
    """
    _copy(things, a_format, folder)
    files = sorted(folder.glob(a_format.files))
    file = files[generator.integers(len(files))]
    damage.apply(file, generator, _spare(file, files, folder, things))
    if damage.resealed:
        with contextlib.suppress(Exception):  # what can't be read can't be sealed
            a_format.reseal(folder)
    before = contents(folder)
    try:
        content, own_digest = a_format.read(folder)
    except (DownhillError, OSError):
        if contents(folder) != before and not a_format.goes_on:
            raise Wrong("it was refused, and files are changed") from None
        raise
    finally:
        if (folder / "pickle-was-run").exists():
            raise Wrong("a pickle was run")  # whatever else happened
    if left_behind(folder):
        raise Wrong(f"left behind: {', '.join(left_behind(folder))}")
    if content == expected[0]:
        return SAME
    untold = not a_format.sealed and (damage.sound or not a_format.has_checksums)
    if (damage.resealed or untold) and own_digest != expected[1]:
        return ANOTHER
    raise Wrong("changed content was taken for the original")


def _copy(things, a_format, folder):
    for name in a_format.needs:
        copy = shutil.copytree if (things / name).is_dir() else shutil.copy
        copy(things / name, folder / name)


def _read_a_copy(things, name, folder):
    folder.mkdir()
    _copy(things, FORMATS[name], folder)
    with contextlib.chdir(folder), in_silence():
        content = FORMATS[name].read(folder)
    shutil.rmtree(folder)
    return content


def _spare(file, files, folder, things):
    """A sound file to put in a file's place: of the other run, of the same thing, of any."""
    of_the_other = things / "other" / file.relative_to(folder / file.relative_to(folder).parts[0])
    if of_the_other.is_file():
        return of_the_other
    beside = [path for path in files if path != file]
    of_any = [path for path in things.rglob("*.*") if path.is_file() and path.name != file.name]
    return sorted(beside or of_any or [things / file.name])[0]
