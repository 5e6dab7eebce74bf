"""The command that writes the script, and the options of other commands that take one back."""

import pathlib
import sys

from nn.cli.command import Command
from nn.legible import legible
from nn.places import media, shown
from scenes import film
from scenes.rendering import clips as contents
from scenes.rendering.quality import QUALITIES

MARKDOWN, CSV, SRT = FORMATS = "md", "csv", "srt"


def write_script(given):
    """Print the script of the clips that suit a run."""
    from nn.runs.run import Run
    from scenes.narration import script, translations
    from scenes.rendering import scripts
    from scenes.rendering.library import Library
    from scenes.rendering.suited import suited

    known = None
    if given.translation:
        known = translations.read(pathlib.Path(given.translation), given.language)
    found = contents.find(given.names) if given.names else contents.all_clips(given.chapters)
    run, quality = Run.shown(given.run_name), QUALITIES["m"]
    library = Library(media(), run, quality)
    told = scripts.tell(suited(found, run, alone=bool(given.names)), library)
    if given.format == SRT:
        beats = {clip.name: each["beats"] for clip, each in told.items()}
        print(script.srt_of(beats, quality.frame_rate), end="")
        return
    of_clips, language = scripts.lines_of(told), given.language or ""
    if known:
        of_clips, language = known.completed(of_clips), known.language
    lines = [line for its in of_clips.values() for line in its]
    title = f"{film.NAME}, the script for the run {run.name}"
    write = script.as_csv if given.format == CSV else script.as_markdown
    print(write(lines, title, language), end="")


def translated(clips, library, given):
    """The library in the language of --words, if that is given; what is wrong with the file is
    printed, in one message."""
    from scenes.rendering.scripts import translate

    if not given.translation:
        return library
    how = {
        "jobs": getattr(given, "jobs", None),
        "scheduler": getattr(given, "scheduler", None),
        "details": given.traceback,
    }
    file = pathlib.Path(given.translation)
    library, faults = translate(clips, library, file, given.language, **how)
    if faults:
        head = f"downhill: {shown(file)}: these lines stay English, or should be looked at:"
        print("\n  ".join(map(legible, [head, *faults])), file=sys.stderr)
    return library


def translation_options(parser):
    """Add --words and --language to a command that draws."""
    add = parser.add_argument
    add(
        "--words",
        dest="translation",
        metavar="FILE",
        help="the script in another language (docs/translate.md)",
    )
    add("--language", metavar="CODE", help="its language, such as de, if the file does not say it")


def clip_names(**_):
    """The names of the film's clips, for shells that complete them."""
    return [clip.name for clip in contents.all_clips()]


def _options(parser):
    add = parser.add_argument
    names = add("names", nargs="*", metavar="NAME", help="clips, as for render; none: all")
    names.completer = clip_names
    add("--run", dest="run_name", metavar="RUN", help="the run to show ($NN_RUN, else film)")
    add("--chapters", choices=film.CUTS, help="only the story (core), or the experiments (deeper)")
    words = "md to read or translate, csv for a spreadsheet, srt of what is said"
    add("--format", choices=FORMATS, default=MARKDOWN, help=f"{words} (md)")
    add("--language", metavar="CODE", help="leave room for a translation, such as de")
    add(
        "--words",
        dest="translation",
        metavar="FILE",
        help="fill in what this earlier translation says",
    )


SCRIPT = Command("script", "write the words of clips, to read or translate", _options, write_script)
