"""Folders with braces in their names. Manim treats the paths in its settings as templates, and
fills them in again and again: for `{0}` it raises an error, with `{media_dir}` it never ends.
"""

import os
import pathlib
import re

from manim._config.utils import ManimConfig


def _path(config, key, **given):
    """The path of a setting, None if it is empty. Only a relative path is a template."""

    def value(name):
        if name in given:
            return given[name]
        if name == "quality":
            return f"{config.pixel_height}p{config.frame_rate:g}"
        own = config._d[name]
        return own if os.path.isabs(own) else re.sub(r"\{(\w+)\}", lambda it: value(it[1]), own)

    path = value(key)
    return pathlib.Path(path) if path else None


ManimConfig.get_dir = _path  # for the `manim` command too
