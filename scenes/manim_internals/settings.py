"""Manim with its default settings: no manim.cfg changes what our commands draw.

Manim reads ./manim.cfg and the user's own while it is imported, and some of their settings
(plugins, the renderer, the log) take effect at once. So they are hidden during the import. The
`manim` command imports Manim before any of our code, so it still reads them.
"""

import configparser
import contextlib
import os
import pathlib


@contextlib.contextmanager
def without_configuration_files():
    """Inside, no ConfigParser finds a file named manim.cfg."""

    def read(parser, filenames, encoding=None):
        files = [filenames] if isinstance(filenames, str | os.PathLike) else filenames
        others = [file for file in files if pathlib.Path(file).name != "manim.cfg"]
        return configparser.RawConfigParser.read(parser, others, encoding)

    configparser.ConfigParser.read = read
    try:
        yield
    finally:
        del configparser.ConfigParser.read  # the inherited method is used again


with without_configuration_files():
    import manim  # noqa: F401
