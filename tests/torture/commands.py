"""Commands as people type them, in processes of their own, and tiny films for them."""

import os
import pathlib
import subprocess
import sys

from nn.errors import DownhillError
from nn.places import ROOT
from torture.attempts import Wrong

TRAINING = "train --dataset data.npz --sizes 12,5,3 --mini-batch-size 5 --no-landscape"
SOME_SECONDS = "--epochs 300 --snapshots 60"
A_MOMENT = "--epochs 2 --snapshots 6"
# The film is made of two tiny clips, whose source is in the folder $SOURCE.
PROGRAM = """
import os, sys
from unittest import mock
from tiny_clips import TINY, clip
from downhill.cli import main
from scenes.rendering import clips, parts, quality
tiny = [clip(os.environ["SOURCE"], name) for name in ("Short", "Round")]
with (
    mock.patch.object(clips, "all_clips", lambda cut=None: tiny),
    mock.patch.dict(quality.QUALITIES, l=TINY),
    mock.patch.object(parts, "SHORTEST", 0.001),  # so that clips are divided
):
    sys.exit(main())
"""


def begin(words, cwd, source=None, **variables):
    """Start a `downhill` command in a folder; `end` waits for it."""
    program = ["-c", PROGRAM] if source else ["-m", "downhill"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths, "SOURCE": str(source)}
    environment.pop("DOWNHILL_PROJECT", None)
    return subprocess.Popen(
        [sys.executable, *program, *words],
        cwd=cwd,
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(process, allowed=(0,)):
    """(status, what it printed) of a command at its end.

    Raises DownhillError if it was refused and that is not allowed, Wrong if it ended otherwise.
    """
    output, errors = (content.decode(errors="replace") for content in process.communicate())
    status, last = process.returncode, errors.strip().splitlines()[-1:]
    if "Traceback" in errors or "Error:" in errors:
        raise Wrong(f"a traceback that ends in {last}")
    sentences = [line for line in errors.splitlines() if line.startswith(("downhill: ", "usage: "))]
    if status == 2 and not sentences:
        raise Wrong(f"status 2 without a sentence: {last}")
    if status not in allowed:
        if status == 2:
            raise DownhillError(errors[errors.find("downhill: ") :].strip())
        raise Wrong(f"exit status {status}: {' '.join(last)}")
    return status, output


def do(words, cwd, **how):
    """What a command printed; it has to succeed."""
    return end(begin(words, cwd, **how))[1]


def films(media):
    """{path: content} of all clips and films under a media folder, with their subtitles."""
    return {
        path.relative_to(media).as_posix(): path.read_bytes()
        for path in sorted(pathlib.Path(media).rglob("*"))
        if path.suffix in (".mp4", ".srt", ".vtt", ".txt") and "cache" not in path.parts
    }
