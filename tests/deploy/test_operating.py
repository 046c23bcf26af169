"""The commands of docs/operating.md, run as they are printed where that can be done here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from deploy.schedule import read
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl
from tests.helpers.egg import ROOT

TEXT = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
#: What stands between fences, with the language it is said to be in.
_FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
BLOCKS: list[str] = [text for language, text in _FENCED if not language]

needs_sqlite = pytest.mark.skipif(
    shutil.which("sqlite3") is None, reason="sqlite3 is missing: `make tools` installs it as root"
)


def block(words: str) -> str:
    """Return the one block that holds *words*."""
    (found,) = (one for one in BLOCKS if words in one)
    return found


def run(commands: str, folder: Path, **environment: str) -> str:
    """Run *commands* as this user, with *folder* before their paths; return what they print."""
    here = re.sub(r"(?<![\w.])/(etc|var|opt)/", rf"{folder}/\1/", commands)
    here = here.replace("runuser -u mayadeen -- ", "").replace("-o mayadeen ", "")
    here = here.replace("-g mayadeen ", "")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here],
        cwd=ROOT, env={**os.environ, "PATH": path, **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Return a folder that stands for an installed server's root."""
    for path in ("etc/systemd/system", "var/lib/mayadeen/output", "var/backups", "opt/mayadeen"):
        (tmp_path / path).mkdir(parents=True)
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        shutil.copy(unit, tmp_path / "etc/systemd/system")
    return tmp_path


def configured(server: Path, first: str = "") -> Path:
    run(first + block("install -m 600 deploy/mayadeen.env.example"), server)
    return server / "etc/mayadeen"


@pytest.mark.parametrize("commands", BLOCKS)
def test_every_command_can_be_read_by_a_shell(commands: str) -> None:
    done = subprocess.run(["bash", "-n", "-c", commands], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"\bdeploy/[\w.@/-]*\w", TEXT))
    assert {"deploy/schedules", "deploy/schedule.py", "deploy/mayadeen"} <= named
    assert [name for name in named if not (ROOT / name).exists()] == []
    units = set(re.findall(r"mayadeen-[\w@]+\.(?:service|timer)", TEXT)) - {
        "mayadeen-schedule@section.service",  # an instance
        "mayadeen-schedule@breaking-ar.timer",  # made there
    }
    assert [name for name in units if not (ROOT / "deploy" / "systemd" / name).exists()] == []


def test_a_server_is_configured(server: Path, tmp_path: Path) -> None:
    folder = configured(server)
    file = folder / "mayadeen.env"
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o750
    values = dict(re.findall(r"^(\w+)=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert re.fullmatch(r"[0-9a-f]{48}", values["SCRAPYD_PASSWORD"])
    assert values["MAYADEEN_CONTACT"] == "you@example.org"
    assert values["MAYADEEN_OUTPUT_DIR"] == "/var/lib/mayadeen/output"
    # What it holds is all that Scrapyd's configuration needs beside the unit's own.
    target = tmp_path / "scrapyd.conf"
    sourced = "set -a; . /etc/mayadeen/mayadeen.env; set +a"
    assert sourced in TEXT
    run(
        f"{sourced}; python deploy/render.py deploy/scrapyd.conf.template {target}",
        server,
        MAYADEEN_STATE="/srv/state",
    )
    assert f"password = {values['SCRAPYD_PASSWORD']}\n" in target.read_text(encoding="utf-8")


def test_the_schedule_it_shows_can_be_read(tmp_path: Path) -> None:
    (shown,) = (text for language, text in _FENCED if language == "ini")
    file = tmp_path / "tag.conf"
    file.write_text(shown, encoding="utf-8")
    found = read(file)
    assert (found["spider"], found["tags"]) == (["tag"], ["Palestine,Lebanon"])
    assert found["setting"] == ["DOWNLOAD_DELAY=2"]


def test_another_edition_is_scheduled(server: Path) -> None:
    folder = configured(server)
    commands = "\n".join(
        line for line in block("breaking-ar").splitlines() if not line.startswith("systemctl")
    )
    run(commands, server)
    found = read(folder / "schedules" / "breaking-ar.conf")
    assert (found["spider"], found["priority"], found["edition"]) == (["breaking"], ["10"], ["ar"])
    assert (server / "etc/systemd/system/mayadeen-schedule@breaking-ar.timer").is_file()


def test_roots_own_umask_hides_nothing_from_the_service(server: Path) -> None:
    folder = configured(server, "umask 077\n") / "schedules"
    another = block("breaking-ar").partition("\ncp ")[0]
    run(f"umask 077\n{another}", server)
    assert folder.stat().st_mode & 0o777 == 0o755
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert (len(modes), set(modes.values())) == (6, {0o644})
    # What these install cannot be installed here.
    installing = [one for one in BLOCKS if "pip install" in one]
    assert [one.partition("\n")[0] for one in installing] == ["umask 022"] * 2


@needs_sqlite
def test_a_backup_that_was_made_between_two_runs_is_restored(server: Path) -> None:
    output, backups = server / "var/lib/mayadeen/output", server / "var/backups/mayadeen"
    site = ReplicaSite(articles=60, page_size=4)
    with ReplicaServer(site) as replica:
        crawl("section", output, base_url=replica.url, sections="politics", max_pages="1")
        run(block("VACUUM INTO"), server)
        (copy,) = backups.glob("ledger-*.sqlite3")
        assert (backups / "articles").is_dir()
        early = {path: path.read_bytes() for path in backups.glob("*/*.jsonl")}
        # What is written after the ledger was copied is in the feeds that are copied then.
        site.publish(3, section="politics")
        crawl("section", output, base_url=replica.url, sections="politics", max_pages="1")
        before = feed(output)
        run("\n".join(block("VACUUM INTO").splitlines()[2:]), server)
        restored = server / "restored"
        for kind in ("articles", "listings"):
            shutil.copytree(backups / kind, restored / kind)
        shutil.copy(copy, restored / "ledger.sqlite3")
        again = crawl("section", restored, base_url=replica.url, sections="politics", max_pages="1")
        assert (again.status, again.stats.get("article/new", 0)) == (0, 0)
        assert feed(restored) == before
    assert len(before) == 7
    # The other way round: a ledger that counts lines which are not there.
    wrong = server / "wrong"
    shutil.copytree(backups / "articles", wrong / "articles")
    for path, data in early.items():
        if path.parent.name == "articles":
            (wrong / "articles" / path.name).write_bytes(data)
    run(f"sqlite3 {output}/ledger.sqlite3 \"VACUUM INTO '{wrong}/ledger.sqlite3'\"", server)
    with Ledger(wrong) as ledger, pytest.raises(LedgerError, match="bytes, but"):
        ledger.settle()


@pytest.mark.no_records("days are stood for by a word")
def test_finished_days_are_moved_away_and_back(server: Path) -> None:
    output, backups = server / "var/lib/mayadeen/output", server / "var/backups/mayadeen"
    backups.mkdir()
    old, month = time.time() - 40 * 86400, time.time() - 20 * 86400
    for kind in ("articles", "breaking", "removals", "listings"):
        (output / kind).mkdir()
        for name, at in (("2026-01-01.jsonl", old), ("2026-02-01.jsonl", month)):
            (output / kind / name).write_text(f"{kind}\n")
            os.utime(output / kind / name, (at, at))
    run(block("--remove-files"), server)
    left = sorted(path.relative_to(output).as_posix() for path in output.rglob("*.json*"))
    assert left == [
        "articles/2026-02-01.jsonl",
        "breaking/2026-02-01.jsonl",
        "listings/2026-02-01.jsonl",
        "removals/2026-02-01.jsonl",
    ]
    (archive,) = backups.glob("feeds-*.tar.gz")
    with tarfile.open(archive) as packed:
        assert sorted(packed.getnames()) == [
            f"{kind}/2026-01-01.jsonl" for kind in ("articles", "breaking", "listings", "removals")
        ]
    (unpack,) = re.findall(r"`(tar -xzf FILE -C [^`]+)`", TEXT)
    run(unpack.replace("FILE", str(archive)), server)
    assert (output / "removals/2026-01-01.jsonl").read_text() == "removals\n"


@pytest.mark.soak
def test_scrapy_as_the_service_runs_it(server: Path) -> None:
    configured(server)
    program = server / "opt/mayadeen/venv/bin/scrapy"
    program.parent.mkdir(parents=True)
    program.symlink_to(Path(sys.executable).with_name("scrapy"))
    env = server / "etc/mayadeen/mayadeen.env"
    output = server / "var/lib/mayadeen/output"
    text = env.read_text(encoding="utf-8")
    env.write_text(text.replace("/var/lib/mayadeen/output", str(output)), encoding="utf-8")
    Ledger(output).close()
    script = (ROOT / "deploy" / "mayadeen").read_text(encoding="utf-8")
    assert 'exec runuser -u mayadeen -- /opt/mayadeen/venv/bin/scrapy "$@"\n' in script
    said = run(script.replace('"$@"', "ledger show"), server)
    assert str(output / "ledger.sqlite3") in said
