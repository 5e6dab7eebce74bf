"""Folders with braces in their names. Manim takes the paths of its settings for templates, which it
fills in again and again: `{0}` is an error to it, and with `{media_dir}` it never ends.
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
