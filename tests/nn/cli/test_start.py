import sys

import pytest

from nn.cli.start import start


@pytest.mark.parametrize(
    "source, status",
    [
        ("raise KeyboardInterrupt", 130),
        ("def main():\n    raise KeyboardInterrupt", 130),
        ("def main():\n    return 2", 2),
    ],
)
def test_it_ends_with_mains_status_or_as_stopped_also_while_importing(
    source, status, tmp_path, monkeypatch, capsys
):
    (tmp_path / "short_command.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "short_command", raising=False)
    with pytest.raises(SystemExit) as ended:
        start("short_command")
    assert ended.value.code == status
    assert ("stopped" in capsys.readouterr().err) == (status == 130)
