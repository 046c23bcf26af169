"""``scrapy doctor``: checks whether a crawl would work, and says what to do if not."""

from __future__ import annotations

import argparse
import sys
import tempfile
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from mayadeen_crawler import arguments
from mayadeen_crawler.commands.checks.settings import check_settings, is_given
from mayadeen_crawler.components import check_components
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import is_on_site, rehost
from mayadeen_crawler.utils import terminal

if TYPE_CHECKING:
    from mayadeen_crawler.doctor.findings import Found, Report

WRONG_USE = 2


class Command(ScrapyCommand):
    """Checks this machine, the site and one article, with about seven requests."""

    requires_project = True

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[URL] [--edition en|ar|es] [--base-url URL] [--source ARCHIVE] [--json]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Say whether a crawl would work, and if not, what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options that choose the site and the output."""
        super().add_options(parser)
        parser.add_argument("--edition", default="en", help="en (default), ar or es")
        parser.add_argument("--base-url", help="a mirror or replica in place of the edition's host")
        parser.add_argument(
            "--source",
            help="check a public archive in place of the site: commoncrawl, ccnews or wayback",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check arguments and settings; end with one line and status 2 if one is wrong."""
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            self._site = self._check(args, opts)
        except WrongUseError as error:
            terminal.complain(f"scrapy doctor: {error}")
            sys.exit(WRONG_USE)
        if not is_given(self.settings, "LOG_LEVEL") and not self.settings["LOG_FILE"]:
            # The findings say in the doctor's words whatever a crawl would log.
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def _check(self, args: list[str], opts: argparse.Namespace) -> Site:
        assert self.settings is not None
        given = {"edition": opts.edition}
        if opts.base_url is not None:
            given["base_url"] = opts.base_url
        site = arguments.parse(given, spider="doctor").site
        if len(args) > 1:
            raise WrongUseError(f"give at most one URL, not {len(args)}")
        if args and not is_on_site(args[0], site):
            raise WrongUseError(
                f"{args[0]!r} is not on {site.base_url}: give the whole URL of an article "
                "on the edition's host (--edition and --base-url choose it)"
            )
        check_settings(self.settings)
        check_components(self.settings)
        if opts.source is not None:
            from mayadeen_crawler.spiders.archived import check_service_settings, check_source

            check_source(opts.source)
            check_service_settings(self.settings)
            if args:
                raise WrongUseError("--source checks an archive: give no URL with it")
        return site

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the checks and print each finding at once; the exit status is the report's."""
        from mayadeen_crawler.doctor.findings import ARCHIVE_CHECKS, BLOCKED, Report
        from mayadeen_crawler.doctor.machine_check import check_machine
        from mayadeen_crawler.doctor.text_output import ending, row

        assert self.settings is not None
        site = self._site

        def show(found: Found) -> None:
            terminal.show(row(found))

        report = Report(site) if opts.json else Report(site, show)
        if opts.source:
            report.checks = ARCHIVE_CHECKS
        if not opts.json:
            where = f"{opts.source}, " if opts.source else ""
            terminal.write(f"{site.edition.publisher}, {where}{site.base_url}\n")
        own_ledger = check_machine(report, self.settings)
        if report.status != BLOCKED:
            url = rehost(args[0], site) if args else None
            self._visit(report, url, opts.source, own_ledger=own_ledger)
        if opts.json:
            terminal.write_json(report.as_json(), indent=2)
        else:
            terminal.show(*ending(report))
        self.exitcode = report.status

    def _visit(
        self, report: Report, url: str | None, source: str | None, *, own_ledger: bool
    ) -> None:
        """Check the site, or the archive *source*, at the pace of OUTPUT_DIR's ledger if any."""
        from mayadeen_crawler.doctor.archive_check import ArchiveChecklist
        from mayadeen_crawler.doctor.checklist import SiteChecklist
        from mayadeen_crawler.doctor.spider import DoctorSpider

        assert self.settings is not None
        assert self.crawler_process is not None
        checklist: SiteChecklist | ArchiveChecklist = SiteChecklist(report, url)
        if source is not None:
            checklist = ArchiveChecklist(report, source)
        with tempfile.TemporaryDirectory(prefix="mayadeen-doctor-") as folder:
            process = self.crawler_process
            if not own_ledger:
                process.settings.set("OUTPUT_DIR", folder, priority="cmdline")
            process.crawl(
                DoctorSpider,
                work=checklist.work,
                edition=report.site.edition.code,
                base_url=report.site.base_url,
            )
            process.start()
        if not checklist.ended:
            advice = "unless you interrupted it, see what `-L ERROR` shows"
            report.add("doctor", "FAIL", "the check of the site was interrupted", advice)
