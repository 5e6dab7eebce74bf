"""Rewrite the table of clips in README.md: a picture, the name, the idea, the length of each.

Names and ideas come from the scenes; pictures and lengths from the clips as `make film` left them
in media: at 720p30, or at the quality given. A clip that is not rendered keeps its picture and
length.

    python tools/readme_table.py [l|m|h|k]
"""

import pathlib
import re
import sys

import av

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nn.runs.run import FILM_RUN, Run  # noqa: E402
from scenes.rendering.clips import chapters  # noqa: E402
from scenes.rendering.library import Library  # noqa: E402
from scenes.rendering.quality import QUALITIES  # noqa: E402

README = ROOT / "README.md"
PICTURES = ROOT / "media" / "readme"
HEAD = "| | clip | its idea | length |\n|---|---|---|---:|\n"
WIDTH = 224  # pixels
QUALITY = QUALITIES[sys.argv[1] if sys.argv[1:] else "m"]
LIBRARY = Library(ROOT / "media", Run.load(FILM_RUN), QUALITY)


def main():
    text = README.read_text(encoding="utf-8")
    (old,) = re.findall(re.escape(HEAD) + r"(?:\|.*\n)*", text)
    lengths = dict(re.findall(r"`(\w+)` \| .* \| (\d+ s) \|\n", old))
    README.write_text(text.replace(old, HEAD + "".join(rows(lengths))), encoding="utf-8")


def rows(lengths):
    """The table, line by line: a row a chapter, and one for each of its clips."""
    for title, clips in chapters():
        clips = [clip for clip in clips if not clip.is_card]
        if clips:
            yield f"| | **{title}** | | |\n"
        for clip in clips:
            metadata = LIBRARY.metadata(clip)
            length = f"{metadata['duration']:.0f} s" if metadata else lengths.get(clip.name, "")
            yield f"| {picture(clip)} | `{clip.name}` | {clip.sentence} | {length} |\n"


def picture(clip):
    """Markdown for a clip's picture, its last frame; made again if the clip is rendered."""
    path, video = PICTURES / f"{clip.name}.jpg", LIBRARY.path(clip)
    if video.is_file():
        with av.open(str(video)) as container:
            *_, last = container.decode(video=0)
        image = last.to_image()
        image.resize((WIDTH, WIDTH * image.height // image.width)).save(path, quality=88)
    return f"![]({path.relative_to(ROOT)})" if path.is_file() else ""


if __name__ == "__main__":
    main()
