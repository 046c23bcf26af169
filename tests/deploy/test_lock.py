"""The lock files: the pins of constraints.txt, each with the hashes of its files."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers.egg import ROOT

LOCKS = ("requirements.lock", "requirements-server.lock")


def pins(name: str) -> dict[str, str]:
    """Return package → version of a file of pins."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([^ ;\\]+)", line) for line in lines]
    return {canonicalize_name(one[1]): one[2] for one in found if one}


def entries(name: str) -> list[str]:
    """Return each pin with the lines of its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [one for one in re.split(r"\n(?=\S)", text.strip()) if not one.startswith("#")]


def test_the_lock_has_the_pins_of_the_constraints() -> None:
    assert pins("requirements.lock") == pins("constraints.txt")
    assert len(pins("requirements.lock")) > 100


def test_a_server_installs_a_part_of_them() -> None:
    assert set(entries("requirements-server.lock")) < set(entries("requirements.lock"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_registry_is_named(name: str) -> None:
    assert len(entries(name)) == len(pins(name))
    for entry in entries(name):
        pin, *hashes = (line.strip(" \\") for line in entry.splitlines())
        assert "==" in pin
        assert hashes, pin
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), pin
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_what_the_project_requires_is_locked() -> None:
    """Every direct requirement of a server's installation, in a version that it admits."""
    locked = pins("requirements-server.lock")
    for text in requires("mayadeen-crawler") or ():
        one = Requirement(text)
        if one.marker is None or one.marker.evaluate({"extra": "all"}):
            assert one.specifier.contains(locked[canonicalize_name(one.name)]), text
    assert "setuptools" in locked  # the project is built without isolation


def test_servers_and_image_install_by_hashes_only() -> None:
    for name in ("deploy/Containerfile", "docs/operating.md"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"/pip install [^&\n]*", text):
            words = line.split()
            is_project = words[-1] == "." and {"--no-deps", "--no-build-isolation"} <= set(words)
            assert is_project or "--require-hashes" in words, line
