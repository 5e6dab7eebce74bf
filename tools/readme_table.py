"""Write the table of clips in README.md anew, from the film's table of contents, less its cards."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scenes.rendering.clips import chapters  # noqa: E402

README = ROOT / "README.md"
HEAD = "| chapter | clip | its idea |\n|---|---|---|\n"


def table():
    """A row a clip, the chapter's title before its first."""
    rows = []
    for title, clips in chapters():
        for clip in (clip for clip in clips if clip.file.stem != "cards"):
            rows.append(f"| {title} | `{clip.name}` | {clip.sentence} |\n")
            title = ""
    return HEAD + "".join(rows).replace("|  |", "| |")


def main():
    text = README.read_text(encoding="utf-8")
    found = re.search(re.escape(HEAD) + r"(\|.*\n)*", text)
    README.write_text(text.replace(found.group(), table()), encoding="utf-8")


if __name__ == "__main__":
    main()
