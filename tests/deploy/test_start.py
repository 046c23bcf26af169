"""Scrapyd's configuration, from template and environment; what is missing is one line."""

from __future__ import annotations

import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.helpers.egg import ROOT

DEPLOY = ROOT / "deploy"
GIVEN = {
    "MAYADEEN_STATE": "/srv/a state",
    "SCRAPYD_USERNAME": "operator",
    "SCRAPYD_PASSWORD": "%(state)s$state#;=%",
}


def render(target: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, DEPLOY / "render.py", DEPLOY / "scrapyd.conf.template", target],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_template_is_rendered(tmp_path: Path) -> None:
    target = tmp_path / "scrapyd.conf"
    target.touch(0o644)
    done = render(target, GIVEN)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["scrapyd.conf"]
    config = ConfigParser()
    config.read(target, encoding="utf-8")
    assert dict(config["scrapyd"]) == {
        "bind_address": "127.0.0.1",
        "http_port": "6800",
        "username": "operator",
        "password": "%(state)s$state#;=%",
        "eggs_dir": "/srv/a state/eggs",
        "logs_dir": "/srv/a state/logs",
        "dbs_dir": "/srv/a state/dbs",
        "items_dir": "",
        "jobs_dir": "",
        "max_proc": "10",
        "poll_interval": "5",
        "jobstorage": "scrapyd.jobstorage.SqliteJobStorage",
        "finished_to_keep": "800",
        "jobs_to_keep": "2016",
        "debug": "off",
    }


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SCRAPYD_USERNAME", "", "SCRAPYD_USERNAME is not set"),
        ("SCRAPYD_PASSWORD", "", "SCRAPYD_PASSWORD is not set"),
        ("MAYADEEN_STATE", "", "MAYADEEN_STATE is not set"),
        ("MAYADEEN_STATE", "state", "MAYADEEN_STATE='state' is not an absolute path"),
        ("SCRAPYD_USERNAME", "a:b", "SCRAPYD_USERNAME='a:b' is not printable"),
        ("SCRAPYD_PASSWORD", "two words", "SCRAPYD_PASSWORD is not printable"),
        ("SCRAPYD_PASSWORD", "x\n[services]", "SCRAPYD_PASSWORD is not printable"),
        ("SCRAPYD_MAX_PROC", "0", "SCRAPYD_MAX_PROC='0' is not a whole number"),
        ("SCRAPYD_POLL_INTERVAL", "soon", "SCRAPYD_POLL_INTERVAL='soon' is not seconds"),
    ],
)
@pytest.mark.sampled(9)
def test_what_is_missing_is_one_line(tmp_path: Path, name: str, value: str, says: str) -> None:
    done = render(tmp_path / "scrapyd.conf", {**GIVEN, name: value})
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr
    assert "two words" not in done.stderr


def test_nothing_is_started_without_credentials(tmp_path: Path) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MAYADEEN_STATE": str(tmp_path),
    }
    for given, says in ((environment, "SCRAPYD_USERNAME"), ({"PATH": "/bin"}, "MAYADEEN_STATE")):
        done = subprocess.run(
            [DEPLOY / "start.sh"],
            env=given, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert f"{says} is not set" in done.stderr


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_scripts_parse(shell: str) -> None:
    for script in DEPLOY.glob("*.sh"):
        done = subprocess.run([shell, "-n", script], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_scripts_are_executable() -> None:
    scripts = [path for path in DEPLOY.iterdir() if path.suffix in (".py", ".sh")]
    assert len(scripts) == 4
    assert all(os.access(script, os.X_OK) for script in scripts)
