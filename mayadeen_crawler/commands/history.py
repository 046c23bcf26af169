"""``scrapy history``: what happened to one article, from the feeds and the ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import NOT_OF_ITS_FORM, LedgerError, WrongUseError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Prints the revisions, captures and removals of one article, and its places on lists."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "ID|URL [-s OUTPUT_DIR=PATH]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print an article's history: edits, removals, places on lists"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the article's history; exit status 1, with one line, if no feed holds it."""
        if len(args) != 1:
            raise UsageError("give one ID or URL: scrapy history ID|URL", print_help=False)
        from mayadeen_crawler.history.story import find, story
        from mayadeen_crawler.history.text_output import story_lines  # imports rich

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            with snapshot(folder) as db:
                lines = list(story_lines(story(db, folder, find(db, args[0]))))
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        except LedgerError as error:
            self._end(str(error))
        except OSError as error:
            self._end(f"{error.filename} cannot be read: {error.strerror}")
        except NOT_OF_ITS_FORM as error:
            self._end(
                f"a record is not of the form of its kind ({type(error).__name__}: {error}): "
                "another program wrote it; `scrapy audit --integrity` names the bytes that are "
                "not ours"
            )
        else:
            terminal.show(*lines)

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy history: {line}")
        self.exitcode = 1
