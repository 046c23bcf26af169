"""``scrapy audit`` in this process: the command itself, without Scrapy's second to start."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.commands.audit import Command
from tests.helpers.command_in_process import Said, run_command


def scrapy_audit(folder: Path, *words: str) -> Said:
    """Run ``scrapy audit`` with *words* on *folder*."""
    return run_command(Command, folder, *words)
