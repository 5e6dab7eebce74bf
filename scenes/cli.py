"""`python -m scenes …`: what clips there are, render them, join them into the film."""

import argparse
import sys

from nn.cli.start import STOPPED_BY_HAND
from nn.errors import DownhillError
from nn.places import media
from nn.runs.run import Run
from scenes import film
from scenes.rendering import clips as contents
from scenes.rendering.library import Library, qualities_of, shown
from scenes.rendering.quality import QUALITIES
from scenes.rendering.render import rehearse, render


def main(arguments=None):
    """Run a command; return the exit status: 1 where a clip failed, 2 for a DownhillError, which
    is printed as its sentence."""
    parsed = _parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except DownhillError as error:
        print(f"downhill: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # a full disk, a folder that may not be written to
        where = f"{error.filename or 'a file'}: {error.strerror}"
        print(f"downhill: {where}: mend that, and the same command goes on.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on where it was", file=sys.stderr)
        return STOPPED_BY_HAND


def list_all(_):
    """`python -m scenes list`: chapters and clips, with what each shows and where it stands."""
    for title, clips in contents.chapters():
        print(title)
        for clip in clips:
            print(f"  {clip.name}  {clip.sentence}")
            finished = ", ".join(qualities_of(clip, media())) or "not rendered yet"
            print(f"    {shown(clip.file)} · {finished}")
    return 0


def render_clips(given):
    """`python -m scenes render`: clips by name, or all."""
    clips = contents.find(given.names)
    if given.dry_run:
        return _rehearse(clips, given)
    return 1 if _render(clips, given) else 0


def make_film(given):
    """`python -m scenes film`: all clips, or those of a shorter cut, joined."""
    quality, clips = QUALITIES[given.quality], contents.all_clips(given.chapters)
    if given.dry_run:
        return _rehearse(clips, given)
    failed = _render(clips, given)
    if failed:
        names = ", ".join(clip.name for clip in failed)
        print(f"downhill: there is no new film without {names}", file=sys.stderr)
        return 1
    name = "-".join(filter(None, (film.NAME, given.chapters, str(quality))))
    library, target = Library(media(), quality), media() / "film" / f"{name}.mp4"
    seconds, joined = library.join_film(clips, target, film.NAME)
    minutes, seconds = divmod(round(seconds), 60)
    print(f"{shown(target)}  {minutes} min {seconds} s{'' if joined else ', unchanged'}")
    return 0


def _rehearse(clips, given):
    rehearse(clips, Run.shown(given.run_name), QUALITIES[given.quality])
    return 0


def _render(clips, given):
    quality, run = QUALITIES[given.quality], Run.shown(given.run_name)
    return render(clips, run, quality, media(), given.jobs, given.traceback, given.scheduler)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m scenes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="list|render|film")
    commands.add_parser("list", help="every clip, in the film's order").set_defaults(run=list_all)
    some = commands.add_parser("render", help="clips, into media/clips")
    some.add_argument("names", nargs="*", metavar="NAME", help="a clip's name; none: all")
    some.set_defaults(run=render_clips)
    whole = commands.add_parser("film", help="all clips, joined into media/film")
    cuts = "core, the story; deeper, the experiments; none: both"
    whole.add_argument("--chapters", choices=film.CUTS, help=f"a shorter cut: {cuts}")
    whole.set_defaults(run=make_film)
    for command in (some, whole):
        add = command.add_argument
        sizes = ", ".join(f"{letter} {quality}" for letter, quality in QUALITIES.items())
        add("--quality", choices=QUALITIES, default="m", help=f"{sizes} (m)")
        add("--run", dest="run_name", metavar="RUN", help="the run to show ($NN_RUN, else film)")
        add("--jobs", type=_count, help="clips drawn at a time (as many as there are cores)")
        add("--scheduler", metavar="ADDRESS", help="a Dask cluster that draws (docs/cluster.md)")
        add("--dry-run", action="store_true", help="say what would be drawn, and why; draw nothing")
        add("--traceback", action="store_true", help="say all about a clip that fails")
    return parser


def _count(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of clips, such as 2")
    return int(text)
