"""``scrapy doctor``: checks whether a crawl would work, and says what to do if not."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from mayadeen_crawler import arguments
from mayadeen_crawler.commands.checks.settings import check_settings, is_given
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
        return "[URL] [--edition en|ar|es] [--base-url URL] [--json]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Say whether a crawl would work, and if not, what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options that choose the site and the output."""
        super().add_options(parser)
        parser.add_argument("--edition", default="en", help="en (default), ar or es")
        parser.add_argument("--base-url", help="a mirror or replica in place of the edition's host")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check arguments and settings; end with one line and status 2 if one is wrong."""
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            self._site = self._check(args, opts)
        except WrongUseError as error:
            print(f"scrapy doctor: {error}", file=sys.stderr)
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
        return site

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the checks and print each finding at once; the exit status is the report's."""
        from mayadeen_crawler.doctor.findings import BLOCKED, Report
        from mayadeen_crawler.doctor.machine_check import check_machine
        from mayadeen_crawler.doctor.text_output import ending, row

        assert self.settings is not None
        site = self._site

        def show(found: Found) -> None:
            terminal.show(row(found))

        report = Report(site) if opts.json else Report(site, show)
        if not opts.json:
            terminal.write(f"{site.edition.publisher}, {site.base_url}\n")
        own_ledger = check_machine(report, self.settings)
        if report.status != BLOCKED:
            self._visit(report, rehost(args[0], site) if args else None, own_ledger=own_ledger)
        if opts.json:
            terminal.write(f"{json.dumps(report.as_json(), ensure_ascii=False, indent=2)}\n")
        else:
            terminal.show(*ending(report))
        self.exitcode = report.status

    def _visit(self, report: Report, url: str | None, *, own_ledger: bool) -> None:
        """Check the site, at the pace of OUTPUT_DIR's own ledger if there is one."""
        from mayadeen_crawler.doctor.checklist import SiteChecklist
        from mayadeen_crawler.doctor.spider import DoctorSpider

        assert self.settings is not None
        assert self.crawler_process is not None
        checklist = SiteChecklist(report, url)
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
