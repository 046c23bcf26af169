"""docs/extending.md: what it prints is put into a folder, and run there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.processes import ROOT, scrapy

TEXT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```python\n# (my_\w+\.py)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^```\n(export .*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = commands.replace("PYTHONPATH=.", f"PYTHONPATH=.:{ROOT}")
    script = script.replace("mayadeen crawl", f"{sys.executable} -m mayadeen_crawler crawl")
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        ["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.soak
def test_the_files_work_together_as_printed(folder: Path) -> None:
    assert sorted(FILES) == ["my_addons.py", "my_pipelines.py", "my_settings.py", "my_spiders.py"]
    (commands,) = COMMANDS
    # The add-on is made to switch the pace off, whatever the hour.
    (folder / "my_addons.py").write_text(
        FILES["my_addons.py"]
        .replace("2.0", "0")
        .replace("if 8 <=", "if -1 <=")
        .replace("20", "99"),
        encoding="utf-8",
    )
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        # AutoThrottle would still begin with a second between two requests.
        address = f"{replica.url} -s AUTOTHROTTLE_ENABLED=0"
        done = run(commands.replace("http://127.0.0.1:8000", address), folder)
    assert done.returncode == 0, done.stderr
    records = feed(folder / "output")
    assert records
    lines = (folder / "headlines.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(f"{one['published_at']} {one['headline']}" for one in records)
    assert f"{len(records)} new, 0 revised" in done.stderr


def test_a_spider_alone_runs_from_its_file(folder: Path) -> None:
    assert "`mayadeen runspider my_spiders.py -a base_url=http://127.0.0.1:8000`" in TEXT
    words = ("runspider", "my_spiders.py", "-s", "DOWNLOAD_DELAY=0")
    with ReplicaServer(ReplicaSite(articles=3)) as replica:
        done = scrapy(*words, "-a", f"base_url={replica.url}", cwd=folder, code=0)
    assert len(feed(folder / "output")) == 3
    assert "3 new, 0 revised" in done.stderr
    # Checked as a crawl is, before the first request: the folder is another host's.
    done = scrapy(*words, cwd=folder, code=2)
    assert "give this run another OUTPUT_DIR" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("import nothing_there", "ModuleNotFoundError"), ("", "defines no spider that has a name")],
)
def test_a_file_without_a_spider_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "without.py").write_text(text, encoding="utf-8")
    done = scrapy("runspider", "without.py", cwd=tmp_path, code=2)
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_new_spider_lands_in_the_users_folder(tmp_path: Path) -> None:
    scrapy("genspider", "mine", "example.org", cwd=tmp_path, code=0)
    assert 'name = "mine"' in (tmp_path / "mine.py").read_text(encoding="utf-8")


@pytest.mark.soak
def test_the_settings_stay_checked(folder: Path) -> None:
    text = FILES["my_settings.py"].replace("{**ADDONS, ", "{")
    (folder / "my_settings.py").write_text(text, encoding="utf-8")
    (commands,) = COMMANDS
    done = run(commands, folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ADDONS leaves out mayadeen_crawler.addons." in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_parse_and_shell_need_is_printed() -> None:
    assert "mayadeen parse --spider=article URL\nmayadeen shell URL\n" in TEXT
    assert "record = extract(response.body, response.url)\n" in TEXT
