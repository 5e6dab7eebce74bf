"""The film: clips from a shelf in a row, joined anew only where one of them has changed."""

from scenes.rendering import mux, stale
from scenes.rendering.library import digests, read_sheet, write_sheet


def bring_up_to_date(target, title, clips, shelf):
    """Join clips that stand on a shelf to the film `target`, its captions and its sheet beside it,
    unless just that film stands there; (its seconds, whether it had to be joined)."""
    inputs = {
        "title": title,
        "av": stale.version("av"),
        "joining": stale.digest(mux.__file__),
        "clips": [[clip.title, shelf.sheet(clip)["files"]] for clip in clips],
    }
    sheet = read_sheet(target)
    if sheet.get("inputs") == inputs and sheet["files"] == digests(target):
        return sheet["duration"], False
    key = stale.key(inputs)
    parts = [mux.clip_part(clip.title, shelf.path(clip)) for clip in clips]
    seconds = mux.join(parts, target, title=title, comment=f"key {key}")
    sheet = {"key": key, "duration": seconds, "inputs": inputs, "files": digests(target)}
    write_sheet(target, sheet)
    return seconds, True
