"""List clips, render them, and join them into the film."""

import sys

from nn.cli import command
from nn.cli.command import Command, count, when_stopped
from nn.errors import DownhillError
from nn.legible import legible
from nn.places import media, shown
from scenes import film
from scenes.rendering import clips as contents
from scenes.rendering import encoder
from scenes.rendering.quality import QUALITIES
from scenes.script_cli import SCRIPT, clip_names, translated, translation_options

GOES_ON = "the same command continues"


def main(arguments=None):
    """`python -m scenes`: run a command, return its exit status; 1 if a clip failed."""
    listing = Command("list", CLIPS.help, CLIPS.add_options, CLIPS.run)
    return command.main("python -m scenes", __doc__, [listing, RENDER, FILM, SCRIPT], arguments)


def list_clips(given):
    """Print the chapters and clips, what each clip shows, its file, and for which runs and in which
    qualities it is finished; or, of a run, which clips suit it, and why the others do not."""
    if given.run_name:
        _list_for(given.run_name)
    else:
        _list_all()


def _list_all():
    from scenes.rendering.library import finished

    for title, clips in contents.chapters():
        print(title)
        for clip in clips:
            print(f"  {clip.name}  {clip.sentence}")
            places = ", ".join(map(legible, finished(clip, media()))) or "not rendered yet"
            print(f"    {shown(clip.file)} · {places}")


def _list_for(run_name):
    from nn.runs.run import Run
    from scenes.rendering.suited import reasons_against

    unmet = reasons_against(contents.all_clips(), Run.load(run_name))
    for title, clips in contents.chapters():
        print(title)
        for clip in clips:
            need = unmet[clip]
            print(f"  {'✗' if need else '✓'} {clip.name}  {clip.sentence}")
            if need:
                print(f"      left out: {need.otherwise}")
    suits = sum(need is None for need in unmet.values())
    print(f"{suits} of {len(unmet)} clips suit the run")


def render_clips(given):
    """Render the named clips of the film or of a user's own file; without names, the whole film."""
    _, _, failed = _rendered(contents.find(given.names), given, alone=bool(given.names))
    return 1 if failed else 0


def make_film(given):
    """Render all clips that suit the run, or those of a shorter cut, and join them."""
    asked = contents.all_clips(given.chapters)
    library, drawn_from, failed = _rendered(asked, given)
    partial = given.keep_going and bool(drawn_from)
    if failed:
        names = ", ".join(clip.name for clip in failed)
        kind = "only a partial film" if partial else "no new film"
        print(f"downhill: there is {kind}, since these failed: {names}", file=sys.stderr)
    if partial or not (failed or given.dry_run):
        name = "-".join(filter(None, (film.NAME, given.chapters, "partial" if failed else None)))
        left_out = len(asked) - len(drawn_from) - len(failed)
        _join(library, drawn_from, name, {"left out": left_out, "missing": len(failed)})
    return 1 if failed else 0


def preview_clip(given):
    """Draw one beat of a clip at 480p15."""
    from nn.analysis.verification import verify
    from nn.runs.run import Run
    from scenes.rendering.library import Library
    from scenes.rendering.preview.session import preview
    from scenes.rendering.suited import suited

    clips = contents.find(given.names)
    if len(clips) != 1:
        names = ", ".join(clip.name for clip in clips)
        raise DownhillError(f"preview draws one clip: name one of {names}.")
    run = Run.shown(given.run_name)
    (clip,) = suited(clips, run, alone=True)
    verify(run)
    library = translated([clip], Library(media(), run, QUALITIES["l"]), given)
    how = given.watch, given.traceback, not given.no_open, library.translated
    drawn = preview(clip, run, given.beat, *how)
    return 0 if drawn else 1


def _join(library, drawn_from, name, absent):
    target = library.film(name)
    seconds, joined = library.join_film(drawn_from, target, film.NAME)
    minutes, seconds = divmod(round(seconds), 60)
    facts = [f"{minutes} min {seconds} s"]
    facts += [f"{n} clip{'s' * (n > 1)} {how}" for how, n in absent.items() if n]
    facts += ["unchanged"] * (not joined)
    print(f"{shown(target)}  {', '.join(facts)}")


def _rendered(clips, given, alone=False):
    """Render the clips that suit the run, or only print what would be rendered. Return (the run's
    library, {finished clip: what it was drawn from}, the clips that failed)."""
    from nn.runs.run import Run
    from scenes.rendering.library import Library
    from scenes.rendering.render import bring_up_to_date, rehearse
    from scenes.rendering.suited import suited

    library = Library(media(), Run.shown(given.run_name), _quality(given))
    voice = _voice(given)
    clips = suited(clips, library.run, alone)
    library = translated(clips, library, given)
    if given.dry_run:
        rehearse(clips, library)
        return library, {}, []
    with when_stopped(GOES_ON):
        how = given.jobs, given.scheduler, given.traceback
        drawn_from, failed = bring_up_to_date(clips, library, *how)
        if voice:
            from scenes.rendering.narrated import narrated

            return *narrated(library, drawn_from, voice), failed
        return library, drawn_from, failed


def _voice(given):
    """The voice that is asked for, or None."""
    from scenes.narration.voices import SILENT, open_voice

    return None if given.voice == SILENT else open_voice(given.voice)


def _quality(given):
    """The quality asked for, with the encoder's options; print a warning if some are not safe."""
    options = encoder.parsed(given.encoder)
    quality = QUALITIES[given.quality].encoded_with(options)
    unsafe = encoder.not_repeatable(quality.encoder)
    if unsafe:
        words = "the same frames may give different bytes each time"
        print(f"downhill: with {', '.join(unsafe)} {words}", file=sys.stderr)
    return quality


def _clips_options(parser):
    words = "a run: say which clips suit it, and why the others do not"
    parser.add_argument("--run", dest="run_name", metavar="RUN", help=words)


def _render_options(parser):
    names = parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a clip of the film, or FILE.py and the names of clips in it; none: all",
    )
    names.completer = clip_names
    _drawing_options(parser)


def _film_options(parser):
    cuts = "core, the story; deeper, the papers and questions; none: both"
    add = parser.add_argument
    add("--chapters", choices=film.CUTS, help=f"a shorter cut: {cuts}")
    add(
        "--keep-going",
        action="store_true",
        help="if a clip fails, still join the others, into a film that is named partial",
    )
    _drawing_options(parser)


def _drawing_options(parser):
    add = parser.add_argument
    sizes = ", ".join(f"{letter} {quality}" for letter, quality in QUALITIES.items())
    add("--quality", choices=QUALITIES, default="m", help=f"{sizes} (m)")
    add("--run", dest="run_name", metavar="RUN", help="the run to show ($NN_RUN, else film)")
    voices = "hibari, piper, a voice file of Piper, or a folder of recordings (docs/voice.md)"
    add("--voice", metavar="NAME", default="none", help=f"who tells it: {voices}; none: silence")
    add("--jobs", type=count, help="processes that draw at a time (as many as there are cores)")
    add("--scheduler", metavar="ADDRESS", help="a Dask cluster to draw on (docs/cluster.md)")
    add(
        "--encoder",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="an option of x264, such as crf=18; may be given more than once (docs/encoder.md)",
    )
    translation_options(parser)
    add("--dry-run", action="store_true", help="print what would be drawn, and why; draw nothing")
    add("--traceback", action="store_true", help="print the traceback of a clip that fails")


def _preview_options(parser):
    add = parser.add_argument
    names = add("names", nargs="+", metavar="NAME", help="a clip of the film, or FILE.py NAME")
    names.completer = clip_names
    add("--beat", type=count, help="its number, from 1 (the beat that was edited last)")
    add(
        "--watch",
        action="store_true",
        help="draw again whenever the clip or what it imports is saved",
    )
    add("--run", dest="run_name", metavar="RUN", help="the run to show ($NN_RUN, else film)")
    translation_options(parser)
    add("--no-open", action="store_true", help="only print the path of what was drawn")
    add("--traceback", action="store_true", help="print the traceback of a clip that fails")


CLIPS = Command("clips", "the film's chapters and clips", _clips_options, list_clips)
RENDER = Command("render", "render clips into media/runs/RUN", _render_options, render_clips)
FILM = Command("film", "render all clips of a run and join them", _film_options, make_film)
PREVIEW = Command("preview", "draw the beat that was edited", _preview_options, preview_clip)
COMMANDS = [CLIPS, PREVIEW, RENDER, FILM, SCRIPT]
