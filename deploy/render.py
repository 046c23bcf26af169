#!/usr/bin/env python3
"""Writes Scrapyd's configuration: ``render.py TEMPLATE TARGET``.

From the environment: ``MAYADEEN_STATE`` (a folder), ``SCRAPYD_USERNAME``,
``SCRAPYD_PASSWORD``, and, with defaults, ``SCRAPYD_MAX_PROC`` and
``SCRAPYD_POLL_INTERVAL`` (seconds). The target holds a password, so it is the
owner's alone (mode 600). What is missing or cannot be meant is one line, exit
status 2.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

#: Name in the template → variable, its default, what it must look like, in words and as
#: a pattern. Scrapyd reads the file as ASCII-like text and trims what stands around a value.
VALUES: Mapping[str, tuple[str, str | None, str, str]] = {
    "state": ("MAYADEEN_STATE", None, "an absolute path", r"/[^\s]([^\n]*[^\s])?"),
    "username": ("SCRAPYD_USERNAME", None, "printable ASCII without spaces or ':'", r"[!-9;-~]+"),
    "password": ("SCRAPYD_PASSWORD", None, "printable ASCII without spaces", r"[!-~]+"),
    "max_proc": ("SCRAPYD_MAX_PROC", "10", "a whole number from 1 up", r"[1-9][0-9]{0,3}"),
    "poll_interval": (
        "SCRAPYD_POLL_INTERVAL",
        "5",
        "seconds, from 0.1 up",
        r"0\.[1-9]|[1-9][0-9]{0,3}(\.[0-9])?",
    ),
}


def render(template: str, environment: Mapping[str, str]) -> str:
    """Return *template* with the values of *environment*; raises ValueError with one line."""
    values = {}
    for name, (variable, default, meaning, pattern) in VALUES.items():
        value = environment.get(variable) or default
        if not value:
            raise ValueError(f"{variable} is not set: give {meaning}")
        if not re.fullmatch(pattern, value):
            # A password is not for the log.
            shown = "" if name == "password" else f"={value!r}"
            raise ValueError(f"{variable}{shown} is not {meaning}")
        values[name] = value.replace("%", "%%")  # the file's own way to write it
    return Template(template).substitute(values)


def main(template: str, target: str) -> None:
    """Render the file *template* to *target*, whole or not at all."""
    text = render(Path(template).read_text(encoding="utf-8"), os.environ)
    fresh = Path(f"{target}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(target)


if __name__ == "__main__":
    try:
        if len(sys.argv) != 3:
            raise ValueError("say render.py TEMPLATE TARGET")
        main(*sys.argv[1:])
    except (ValueError, OSError) as error:
        print(f"render.py: {error}", file=sys.stderr)
        sys.exit(2)
