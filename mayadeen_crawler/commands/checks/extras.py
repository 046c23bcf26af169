"""Whether the packages of an extra are installed: asked by commands that need more than a crawl.

The extras and their packages are in setup.py. Each command calls ``require`` before its first
import of such a package, so that a user reads one line instead of a traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module

from mayadeen_crawler.runs.outcome import WRONG_USE
from mayadeen_crawler.utils import terminal


def missing(extra: str, *packages: str) -> str | None:
    """Return why *packages* of *extra* cannot be imported and how to install them, else None.

    *packages* are import names. Each is really imported: one that is installed but broken is
    named with its error.
    """
    if errors := import_errors(*packages):
        return f"{errors}: run `pip install '.[{extra}]'` in the checkout"
    return None


def import_errors(*packages: str) -> str:
    """Return why *packages* cannot be imported, in one line; empty if they can."""
    errors = []
    for name in packages:
        try:
            import_module(name)
        except ImportError as error:
            errors.append(" ".join(str(error).split()))
    return "; ".join(errors)


def require(command: str, extra: str, *packages: str) -> None:
    """End *command* with one line and exit status 2 if one of *packages* cannot be imported."""
    if line := missing(extra, *packages):
        terminal.complain(f"{command} needs the extra [{extra}]: {line}")
        sys.exit(WRONG_USE)
