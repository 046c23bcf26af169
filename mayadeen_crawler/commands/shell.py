"""``scrapy shell URL``: Scrapy's own, with ``extract`` at hand and a note how to call it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from scrapy.commands import shell

from mayadeen_crawler.commands.parse import keep_hold, without_runs

NOTE = """\
The record that the feed would hold of this page:
    record = extract(response.body, response.url)
On a mirror: extract(response.body, response.url, edition="en")
"""


class Command(shell.Command):
    """Opens a Python prompt with the response of a page; nothing is written."""

    asks = False
    """Whether there is a prompt, and so somebody who reads a note."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the shell; its ledger is a temporary one."""
        assert self.crawler_process is not None
        self.asks = opts.code is None
        settings = self.crawler_process.settings
        settings.set("EXTENSIONS", without_runs(settings), priority="cmdline")
        with tempfile.TemporaryDirectory(prefix="mayadeen-shell-") as folder:
            keep_hold(settings, Path(folder), args[0] if args else "")
            settings.set("OUTPUT_DIR", folder, priority="cmdline")
            super().run(args, opts)

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002 - Scrapy's name
        """Called by Scrapy's shell with the names of its prompt: add ``extract``."""
        from mayadeen_crawler.page_to_record import extract

        vars["extract"] = extract
        if self.asks:
            print(NOTE, file=sys.stderr)
