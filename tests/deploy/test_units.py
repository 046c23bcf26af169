"""systemd's units, checked by systemd's own tool; they cannot be run here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers.egg import ROOT

UNITS = ROOT / "deploy" / "systemd"
SCHEDULES = ("breaking", "latest", "section", "tag", "archive")

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is missing: `make tools` installs it as root",
)


def analyze(*words: str, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", *words],
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Return a copy of the units in which the programs they start are this tree's."""
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8").replace("/opt/mayadeen/src", str(ROOT))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


@needs_systemd
@pytest.mark.soak
def test_the_units_are_sound(units: Path) -> None:
    names = [f"./{path.name}" for path in sorted(units.iterdir())]
    assert len(names) == 7
    assert analyze("verify", "--man=no", *names, cwd=units) == (0, "")


@needs_systemd
def test_the_check_would_see_a_fault(units: Path) -> None:
    path = units / "mayadeen-scrapyd.service"
    good = path.read_text(encoding="utf-8")
    for fault in (("KillMode=", "KillMoode="), ("/start.sh", "/no-start.sh")):
        path.write_text(good.replace(*fault), encoding="utf-8")
        assert analyze("verify", "--man=no", f"./{path.name}", cwd=units) != (0, "")


@needs_systemd
@pytest.mark.parametrize(
    ("name", "normalized"),
    [
        ("breaking", "*-*-* *:00/5:00"),
        ("latest", "*-*-* *:01/5:00"),
        ("section", "*-*-* *:02/15:00"),
        ("tag", "*-*-* *:08:00"),
        ("archive", "*-*-* 01:30:00 UTC"),
    ],
)
def test_the_moments_of_the_timers(name: str, normalized: str, tmp_path: Path) -> None:
    text = (UNITS / f"mayadeen-schedule@{name}.timer").read_text(encoding="utf-8")
    (calendar,) = re.findall(r"^OnCalendar=(.+)$", text, re.MULTILINE)
    status, said = analyze("calendar", calendar, cwd=tmp_path)
    assert status == 0
    assert f"Normalized form: {normalized}\n" in said


def test_jobs_are_posted_by_debians_own_python() -> None:
    """What ``env`` finds depends on systemd's PATH, where /usr/local comes before /usr."""
    command = "/usr/bin/python3 /opt/mayadeen/src/deploy/schedule.py"
    schedule = (UNITS / "mayadeen-schedule@.service").read_text(encoding="utf-8")
    assert f"\nExecStart={command} /etc/mayadeen/schedules/%i.conf\n" in schedule
    assert f"\n{command} --check" in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_each_timer_has_its_schedule() -> None:
    timers = {path.name for path in UNITS.glob("*.timer")}
    assert timers == {f"mayadeen-schedule@{name}.timer" for name in SCHEDULES}
    files = {path.name for path in (ROOT / "deploy" / "schedules").iterdir()}
    assert files == {f"{name}.conf" for name in SCHEDULES}


def test_only_what_can_be_made_up_for_is() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in UNITS.glob("*.timer")}
    persistent = [name for name, text in texts.items() if "\nPersistent=true\n" in text]
    assert persistent == ["mayadeen-schedule@archive.timer"]


@needs_systemd
@pytest.mark.parametrize("name", ["mayadeen-scrapyd.service", "mayadeen-schedule@.service"])
def test_what_a_unit_may_do(name: str) -> None:
    """systemd's own sum of what a unit could harm: 0 is nothing, 10 everything."""
    status, said = analyze(
        "security", "--offline=true", "--threshold=30", "--no-pager", f"./{name}", cwd=UNITS
    )
    assert status == 0, said
    (exposure,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert float(exposure) < 3


def test_what_the_service_writes_others_cannot_read() -> None:
    """The crawler's group reads the feeds, the ledger and the manifests; nobody else does."""
    text = (UNITS / "mayadeen-scrapyd.service").read_text(encoding="utf-8")
    assert "\nUMask=0027\n" in text
    assert "\nStateDirectoryMode=0750\n" in text
    assert "\numask 027\n" in (ROOT / "deploy" / "start.sh").read_text(encoding="utf-8")


def test_no_unit_holds_a_password() -> None:
    for path in UNITS.glob("*.service"):
        text = path.read_text(encoding="utf-8")
        assert "EnvironmentFile=/etc/mayadeen/mayadeen.env\n" in text
        assert "PASSWORD" not in text
        assert "\nUser=mayadeen\n" in text
        assert "\nNoNewPrivileges=true\n" in text
