"""``scrapy publish``: puts finished days and past runs' manifests to object storage."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.exceptions import ExportError, LedgerError, PublishError, WrongUseError
from mayadeen_crawler.utils import terminal

if TYPE_CHECKING:
    from mayadeen_crawler.publishing.finished_files import FinishedFile
    from mayadeen_crawler.publishing.object_store import Location
    from mayadeen_crawler.publishing.publish import Published


class Command(ScrapyCommand):
    """Puts what never changes again of OUTPUT_DIR into a bucket, each file once."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--dry-run] s3://BUCKET[/PREFIX]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Put feed files of finished days to object storage: never twice, never half"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--dry-run``."""
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="only list what would be put there"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Publish; exit status 1, with one line each, for what went wrong."""
        if len(args) != 1:
            raise UsageError("name one place: scrapy publish s3://BUCKET/PREFIX", print_help=False)
        require("scrapy publish", "s3", "boto3")
        from mayadeen_crawler.publishing.finished_files import finished_files
        from mayadeen_crawler.publishing.object_store import connected, location
        from mayadeen_crawler.publishing.publish import publish

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            place = location(args[0])
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        try:
            files = finished_files(folder)
            if not files:
                terminal.write(f"{folder} has no finished day to publish\n")
                return
            with connected(place) as store, _progress(files) as done:
                found = publish(files, store, dry_run=opts.dry_run, done=done)
        except (LedgerError, ExportError, PublishError) as error:
            self._end(terminal.harmless(str(error)))
        except KeyboardInterrupt:
            self._end("interrupted: run it again, and it goes on from there")
        else:
            self._report(found, place, dry_run=opts.dry_run)

    def _report(self, found: Published, place: Location, *, dry_run: bool) -> None:
        for file in found.conflicts:
            self._end(
                f"{place}{file.path} has another content than the file here, and stays as it is: "
                "publish each output folder to a prefix of its own, or move the object away"
            )
        if dry_run:
            for file in found.sent:
                terminal.write(f"{file.path}  {file.size} bytes\n")
        verb = "would publish" if dry_run else "published"
        size = sum(file.size for file in found.sent)
        terminal.write(
            f"{verb} {len(found.sent)} files ({size / 1e6:.1f} MB) to {place}; "
            f"{len(found.there)} were there already\n"
        )

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy publish: {line}")
        self.exitcode = 1


@contextmanager
def _progress(files: list[FinishedFile]) -> Iterator[Callable[[FinishedFile], None]]:
    """Show on a terminal how many bytes of *files* are done; yield what is called after each."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task("", total=sum(file.size for file in files))
        yield lambda file: shown.advance(task, file.size)
