"""Puts the data that ship into a wheel, as downhill/data; all else is said in pyproject.toml.

In the repository they stay in data/, beside runs of one's own, which are not shipped.
"""

import pathlib
import shutil

from setuptools import setup
from setuptools.command.build_py import build_py

DATA = pathlib.Path("data")
SHIPPED = ["README.md", "digits.npz", "runs/film/**/*.*", "experiments/*/result.*"]


class BuildWithData(build_py):
    """The usual step, then the copy; an editable install finds data/ where it is."""

    def run(self):
        super().run()
        if not self.editable_mode:
            for source, target in self._copies():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode=True):
        copies = [] if self.editable_mode else [str(target) for _, target in self._copies()]
        return super().get_outputs(include_bytecode) + copies

    def _copies(self):
        """[(file, where it is copied to), …] of all that ships."""
        target = pathlib.Path(self.build_lib, "downhill", "data")
        files = [path for pattern in SHIPPED for path in sorted(DATA.glob(pattern))]
        return [(path, target / path.relative_to(DATA)) for path in files if not _of_a_quick(path)]


def _of_a_quick(path):
    """Whether it belongs to an experiment that was made with --quick, which git ignores."""
    return path.parent.name.endswith((".quick", ".part"))


setup(cmdclass={"build_py": BuildWithData})
