import subprocess
import sys

import pytest

from downhill import __version__, cli
from nn import places
from nn.places import ROOT
from nn.runs.run import Run
from scenes.rendering import clips as contents

HEAVY = ("manim", "numpy", "scipy", "rich", "av")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.delenv(places.PROJECT_VARIABLE, raising=False)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def refusal(capsys, *words):
    assert cli.main(list(words)) == 2
    out, err = capsys.readouterr()
    assert err.startswith("downhill: ") and err.count("\n") == 1 and not out
    return err


def test_help_names_every_command_and_loads_nothing_heavy():
    words = "import sys; from downhill.cli import main\ntry: main(['--help'])\nexcept SystemExit: "
    words += f"print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
    assert told.endswith("[]\n")
    assert all(f"\n    {command.name} " in told for command in cli.COMMANDS)


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: downhill {command} " in capsys.readouterr().out


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0 and capsys.readouterr().out == f"downhill {__version__}\n"


def test_list_tells_of_runs_and_clips_of_clips(project, capsys):
    assert cli.main(["list"]) == 0
    assert "film" in capsys.readouterr().out
    assert cli.main(["clips"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {clip.name}  " in out for clip in contents.all_clips())


@pytest.mark.parametrize("before", [True, False])
def test_project_is_the_folder_that_is_worked_in(easy_npz, project, capsys, before):
    (project / "mine").mkdir()
    option, words = ["--project", "mine"], ["train", "--dataset", str(easy_npz), "--epochs", "1"]
    words += ["--sizes", "16,5,3", "--no-landscape", "--out", "data/runs/one"]
    assert cli.main([*option, *words] if before else [*words, *option]) == 0
    run = Run.load(project / "mine" / "data" / "runs" / "one")
    assert run.facts["command"] == "downhill " + " ".join(words)
    assert Run.load("one").digest == run.digest  # by its name, since one stands there now


def test_a_project_that_is_not_there_is_refused(project, capsys):
    assert "no folder nowhere" in refusal(capsys, "list", "--project", "nowhere")


def test_new_writes_the_template_under_the_name_that_is_asked_for(project, capsys):
    assert cli.main(["new", "MyClip"]) == 0
    assert "downhill render my_clip.py MyClip" in capsys.readouterr().out
    source = (project / "my_clip.py").read_text(encoding="utf-8")
    template = cli.TEMPLATE.read_text(encoding="utf-8")
    assert source == template.replace(cli.TEMPLATE_CLASS, "MyClip") != template
    (clip,) = contents.find(["my_clip.py"])
    assert clip.name == "MyClip" and clip.sentence


def test_new_replaces_nothing(project, capsys):
    (project / "my_clip.py").write_text("mine")
    assert "my_clip.py exists" in refusal(capsys, "new", "MyClip")
    assert (project / "my_clip.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["my_clip", "My Clip", "../Clip", "", "1Clip", "Clip.py"])
def test_new_takes_only_names_of_classes(project, capsys, name):
    assert "cannot name a clip" in refusal(capsys, "new", name)
    assert not any(project.iterdir())


def test_a_shell_completes_commands_runs_and_clips(tmp_path):
    """As argcomplete asks, in a process of its own."""
    pytest.importorskip("argcomplete")
    found = {}
    for line in ("downhill re", "downhill show f", "downhill render Feed"):
        answers = tmp_path / "answers"
        code = f"exec 8>{answers} 9>/dev/null; {sys.executable} -m downhill"
        environment = {
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_SHELL": "bash",
            "_ARGCOMPLETE_IFS": "\n",
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
            "PATH": "/usr/bin:/bin",
        }
        subprocess.run(["bash", "-c", code], cwd=ROOT, env=environment, check=True)
        found[line] = answers.read_text().split()
    assert found == {
        "downhill re": ["render"],
        "downhill show f": ["film"],
        "downhill render Feed": ["FeedForward"],
    }
