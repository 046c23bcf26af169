"""``scrapy audit`` in this process: the command itself, without Scrapy's second to start."""

from __future__ import annotations

import argparse
import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

from scrapy.utils.project import get_project_settings

from mayadeen_crawler.commands.audit import Command


@dataclass(frozen=True)
class Said:
    """What the command printed, and its exit status."""

    status: int
    out: str
    err: str


def scrapy_audit(folder: Path, *words: str) -> Said:
    """Run ``scrapy audit`` with *words* on *folder*."""
    command = Command()
    command.settings = get_project_settings()
    command.settings.set("OUTPUT_DIR", str(folder), priority="cmdline")
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, args = parser.parse_known_args(words)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        command.process_options(args, opts)
        command.run(args, opts)
    return Said(command.exitcode, out.getvalue(), err.getvalue())
