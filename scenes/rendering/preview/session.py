"""`downhill preview`: draw the beat that was edited, once or at every save."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time
from concurrent.futures import wait

from nn.execution.process import WorkerLost
from nn.places import media, shown
from nn.runs.run import Run
from nn.schema import count, dict_of
from nn.storage import read_json, write_json
from scenes.rendering.clips import Clip
from scenes.rendering.inputs import Translated
from scenes.rendering.mux import Piece, join
from scenes.rendering.parts import segment
from scenes.rendering.preview.edits import places_to_look, touched
from scenes.rendering.preview.workers import WarmWorkers
from scenes.rendering.quality import QUALITIES
from scenes.rendering.scheduler import ClipFailed, print_failure
from scenes.stage.sources import sources

MISSING = 0, 0  # the time and size of a file that is not there
QUALITY = QUALITIES["l"]
SCREENS = {"DISPLAY", "WAYLAND_DISPLAY"}  # variables, one of which is set where there is one
SECONDS_BETWEEN_LOOKS = 0.1  # at the files, for one that was saved
SECONDS_TO_SETTLE = 0.03  # an editor may write a file in pieces
MEMORY = dict_of(source=lambda value: value is None or isinstance(value, str), beat=count)


def preview(
    clip: Clip,
    run: Run,
    beat: int | None = None,
    watch: bool = False,
    details: bool = False,
    opens: bool = True,
    translated: Translated | None = None,
) -> bool:
    """Draw a beat of a clip, print its path, and open it if there is a screen and `opens`. Return
    whether it could be drawn. The beat is number `beat`, from 1, or else the one edited since the
    last preview, or since the last commit if there was no preview.

    watch: draw again whenever the clip, or a file that it imports, is saved, until Ctrl-C.
    """
    one = Session(clip, run, None if beat is None else beat - 1, translated)
    with WarmWorkers() as workers:
        while True:
            began = one.look()
            drawn = one.draw(workers, interruptible=watch)
            if drawn is None:  # a save interrupted it
                continue
            if watch:
                workers.get_ready()
            one.tell(drawn, began, details, opens)
            if not watch:
                return "failed" not in drawn
            one.wait_for_save()


class Session:
    """The previews of one clip: its sources at the last preview, and its sources now."""

    def __init__(self, clip, run, beat, translated=None):
        self.clip, self.run, self.beat = clip, run, beat
        self.translated = translated
        self.folder = media() / "cache" / "preview" / clip.name
        self.target = media() / "preview" / f"{clip.name}.mp4"
        self._memory = self.folder / "last.json"
        last = self._remembered()
        self.last_beat = last.get("beat", 0)
        self.texts, self.times = _texts(clip.file), {}
        before = last.get("source", _committed(clip.file))
        self.drawn = {**self.texts, clip.file: before or self.texts.get(clip.file, "")}

    def look(self) -> float:
        """Read the sources; return when the newest was saved, or now if none has changed since they
        were read."""
        old = self.texts
        self.times = _times(self.clip.file)
        self.texts = _texts(self.clip.file)
        changed = [path for path in self.texts if old.get(path) != self.texts[path]]
        return max((self.times[path][0] for path in changed), default=time.time_ns()) / 1e9

    def draw(self, workers, interruptible):
        """Draw the beat and return one worker's result, a failed one if any failed; None if a save
        interrupted it."""
        cache = self.folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)
        changed = {str(path) for path in self.texts if self.drawn.get(path) != self.texts[path]}
        try:
            futures = workers.draw(self._task(cache), changed)
            while wait(futures, SECONDS_BETWEEN_LOOKS).not_done:
                if interruptible and self._is_saved():
                    workers.abandon()
                    return None
            results = [future.result() for future in futures]
        except WorkerLost as lost:
            return {"failed": {"error": str(lost), "line": None, "traceback": lost.details}}
        result = next((result for result in results if "failed" in result), results[0])
        if "failed" not in result:
            self.drawn = self.texts
            self._join(cache, result)
        return result

    def tell(self, result, began, details, opens):
        """Print what was drawn and how long it took, or why it could not be."""
        if "failed" in result:
            failed = result["failed"]
            error = ClipFailed(
                failed["error"], result.get("at"), failed["line"], failed["traceback"]
            )
            print_failure(self.clip, error, details)
            return
        number, count = result["beat"] + 1, len(result["beats"])
        headline, seconds = result["beats"][result["beat"]], time.time() - began
        of = f"beat {number} of {count}, {headline!r}" if headline else "the whole clip"
        print(f"{shown(self.target)}  {of}, in {seconds:.1f} s", flush=True)
        if opens:
            open_file(self.target)

    def wait_for_save(self):
        """Wait until a source has been saved and all of them are completely written."""
        while not self._is_saved():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        times = None
        while times != (times := _times(self.clip.file)) or MISSING in times.values():
            time.sleep(SECONDS_TO_SETTLE)

    def _task(self, cache):
        return {
            "file": str(self.clip.file),
            "name": self.clip.name,
            "run": str(self.run.folder.resolve()),
            "language": self.translated.language if self.translated else None,
            "words": self.translated.of(self.clip.name) if self.translated else None,
            "width": QUALITY.width,
            "height": QUALITY.height,
            "frame_rate": QUALITY.frame_rate,
            "encoder": dict(QUALITY.encoder),
            "folder": str(self.folder),
            "cache": str(cache),
            "places": self._places(),
            "beat": self.beat,
            "otherwise": self.last_beat,
        }

    def _is_saved(self):
        return _times(self.clip.file) != self.times

    def _remembered(self):
        """What was drawn last, {} if unknown."""
        try:
            last = read_json(self._memory)
        except (OSError, ValueError):
            return {}
        return last if MEMORY(last) else {}

    def _places(self):
        source, places, names = self.texts.get(self.clip.file, ""), [], set()
        for path, text in self.texts.items():
            if text != self.drawn.get(path, text):
                its_places, its_names = touched(self.drawn[path], text)
                names |= its_names
                places += its_places if path == self.clip.file else []
        return places_to_look(places, names, source)

    def _join(self, cache, result):
        segments = [cache / segment(number) for number in result["animations"]]
        self.target.parent.mkdir(parents=True, exist_ok=True)
        join([Piece(self.clip.title, segments)], self.target, title=self.clip.title)
        shutil.rmtree(cache)
        self.last_beat = result["beat"]
        write_json(self._memory, {"source": self.texts.get(self.clip.file), "beat": self.last_beat})


def open_file(path: pathlib.Path) -> None:
    """Open a file with the desktop's program for it, if there is a screen."""
    if sys.platform == "win32":
        os.startfile(path)
        return
    mac = sys.platform == "darwin"
    command = "open" if mac else "xdg-open"
    if (mac or SCREENS & set(os.environ)) and shutil.which(command):
        subprocess.Popen(
            [command, str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _times(file):
    """{path: (time of the last save, size)} of a clip's sources; MISSING if one is not there."""
    found = {}
    for path in sources(file):
        try:
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size
        except OSError:  # an editor is about to replace it
            found[path] = MISSING
    return found


def _texts(file):
    """{path: text} of those of a clip's sources that exist."""
    found = {}
    for path in sources(file):
        with contextlib.suppress(OSError):
            found[path] = path.read_text(encoding="utf-8", errors="replace")
    return found


def _committed(file):
    """A file's text in the last commit; None if there is no git or no such file in it."""
    words = ["git", "show", f"HEAD:./{file.name}"]
    try:
        shown = subprocess.run(words, cwd=file.parent, capture_output=True)
    except OSError:
        return None
    return shown.stdout.decode(errors="replace") if shown.returncode == 0 else None
