"""``scrapy settings``: Scrapy's own, without the credentials among the values."""

from __future__ import annotations

import argparse
import contextlib
import io

from scrapy.commands.settings import Command as ScrapysCommand

from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.secrets import MASK, is_credential, masked


class Command(ScrapysCommand):
    """Prints the value of a setting; what looks like a credential is ``***``."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the setting that *opts* name."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            super().run(args, opts)
        text = printed.getvalue().rstrip("\n")
        is_named = opts.get and text not in ("", "None") and is_credential(opts.get, "named")
        terminal.write(f"{MASK if is_named else masked(text)}\n")
