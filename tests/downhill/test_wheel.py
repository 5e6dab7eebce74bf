"""The wheel, as someone gets it who has no checkout."""

import os
import subprocess
import sys
import zipfile

import pytest

from nn.places import ROOT, SHIPPED

MOST_BYTES = 12_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built by way of the source distribution."""
    out = tmp_path_factory.mktemp("dist")
    words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(words, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder that the wheel alone was installed into."""
    target = tmp_path_factory.mktemp("installed")
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*words, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def test_it_holds_every_module_and_the_data_that_ship(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        digits = archive.read("downhill/data/digits.npz")
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in ("downhill", "nn", "scenes")
        for path in (ROOT / package).rglob("*.py")
    }
    tracked = subprocess.check_output(["git", "ls-files", "data"], cwd=ROOT, text=True).split()
    shipped = {f"downhill/{name}" for name in tracked if not name.endswith("make_digits.py")}
    typed = {f"{package}/py.typed" for package in ("downhill", "nn", "scenes")}
    assert names == modules | shipped | typed
    assert digits == (SHIPPED / "digits.npz").read_bytes()
    assert wheel.stat().st_size < MOST_BYTES


def test_installed_elsewhere_it_works_in_an_empty_folder(installed, tmp_path):
    variables = {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}

    def python(*words):
        command, environment = [sys.executable, *words], {**os.environ, **variables}
        return subprocess.check_output(command, cwd=tmp_path, env=environment, text=True)

    def downhill(words):
        return python(str(installed / "bin" / "downhill"), *words.split())

    def package():
        return {path: path.stat().st_mtime_ns for path in installed.rglob("*") if path.is_file()}

    before = package()
    assert python("-c", "import nn; print(nn.__file__)").startswith(str(installed))
    assert "film" in downhill("list")
    assert f"{installed}/downhill/data/runs/film" in downhill("show film")
    settings = "--sizes 784,5,10 --epochs 1 --snapshots 3 --no-landscape"
    downhill(f"train --dataset digits {settings} --out data/runs/mine")
    assert "784-5-10" in downhill("list")
    downhill("new MyClip")
    rendering = "render my_clip.py --quality l --run mine"
    assert downhill(rendering).startswith("media/runs/mine/480p15/MyClip.mp4  ")
    assert downhill(rendering).endswith("unchanged\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "media", "my_clip.py"]
    assert package() == before
