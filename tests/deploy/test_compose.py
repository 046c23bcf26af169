"""The compose file and the image's recipe; they cannot be run here."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from deploy.every import parse
from tests.helpers.egg import ROOT

COMPOSE = ROOT / "deploy" / "compose.yaml"
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
#: The Containerfile's instructions, each on one line.
STEPS = [
    line for line in re.sub(r"\\\n\s*", " ", CONTAINERFILE).splitlines()
    if line and not line.startswith("#")
]  # fmt: skip


def services() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
    return found


DASK = ROOT / "deploy" / "dask.compose.yaml"


def dask_services() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(DASK)["services"]
    return found


def check(path: Path) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, path], capture_output=True, check=False).returncode


@pytest.mark.soak
def test_it_fits_the_schema_and_a_fault_would_not(tmp_path: Path) -> None:
    assert check(COMPOSE) == 0
    wrong = tmp_path / "compose.yaml"
    text = COMPOSE.read_text(encoding="utf-8")
    wrong.write_text(text.replace("stop_grace_period:", "grace_period:"), encoding="utf-8")
    assert check(wrong) != 0


@pytest.mark.soak
def test_the_cluster_fits_the_schema_and_is_this_machines_own() -> None:
    assert check(DASK) == 0
    found = dask_services()
    assert sorted(found) == ["scheduler", "worker-1", "worker-2"]
    published = [port for service in found.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8786:8786", "127.0.0.1:8787:8787"]
    for service in found.values():
        assert service["image"] == services()["scrapyd"]["image"]  # of the same release
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


@pytest.mark.parametrize("name", ["scheduler", "worker-1"])
@pytest.mark.soak
def test_the_cluster_is_started_by_commands_that_dask_knows(name: str) -> None:
    dask, command, *words = dask_services()[name]["command"]
    assert dask == "dask"
    module = importlib.import_module(f"distributed.cli.dask_{command}")
    module.main.make_context(f"dask {command}", words)


def test_nothing_is_published_beyond_this_machine() -> None:
    published = [port for service in services().values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:6800:6800"]


def test_no_service_has_privileges() -> None:
    for service in services().values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"] is True
        assert "user" not in service  # the image's own
    users = [step for step in STEPS if step.startswith("USER ")]
    assert users == ["USER mayadeen"]
    assert STEPS.index("USER mayadeen") < STEPS.index(STEPS[-1])
    assert STEPS[-1] == 'CMD ["/opt/mayadeen/deploy/start.sh"]'


def test_its_moments_are_those_of_the_timers() -> None:
    _, script, *words = services()["schedule"]["command"]
    assert script == "/opt/mayadeen/deploy/every.py"
    inside, here = "/etc/mayadeen/schedules", str(ROOT / "deploy" / "schedules")
    found = {
        path.stem: moments for path, *moments in (parse(w.replace(inside, here)) for w in words)
    }
    # Timers: *:0/5, *:1/5, *:2/15, *:8, 01:30 UTC.
    assert found == {
        "breaking": [300, 0],
        "latest": [300, 60],
        "section": [900, 120],
        "tag": [3600, 480],
        "archive": [86400, 5400],
    }


def test_its_user_can_read_what_a_checkout_hides_from_others() -> None:
    """Of a checkout that was made with umask 077, each file is its owner's alone."""
    readable = STEPS.index("RUN chmod -R a+rX,go-w /opt/mayadeen")
    copied_later = [step for step in STEPS[readable:] if step.startswith(("COPY ", "ADD "))]
    assert copied_later == ["COPY --from=build /opt/mayadeen /opt/mayadeen"]
    schedules = "chmod -R a+rX schedules\n"  # these are no part of the image
    assert schedules in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_what_the_image_is_made_of_is_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        word
        for step in STEPS
        if step.startswith("COPY ") and "--from" not in step
        for word in shlex.split(step)[1:-1]
    ]
    assert {"setup.py", "requirements-server.lock", "mayadeen_crawler", "deploy"} <= set(copied)
    for word in copied:
        assert (ROOT / word).exists()
        assert f"!{word}" in ignored
