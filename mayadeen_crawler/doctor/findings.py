"""The findings of ``scrapy doctor``, check by check, and the verdict and exit status from them.

`Report` is filled by the checks; ``commands/doctor.py`` shows each finding as it is added, and
prints the report as JSON for ``--json``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.utils.terminal import harmless

Mark = Literal["ok", "warn", "FAIL", "-"]
"""How a check went. ``-``: the article lacks an optional field."""

#: All checks, in their order.
CHECKS = (
    "output", "contact", "browser", "robots", "access", "clock", "sections", "listing", "ticker",
    "feed", "sitemap", "article", "tags", "metadata",
)  # fmt: skip

#: The checks of a public archive, which are made in place of those of the site.
ARCHIVE_CHECKS = ("output", "contact", "browser", "archive", "captures", "record")

#: What to do where one of several addresses is out of order.
NEXT_IS_TRIED = "nothing: the next is tried, as in a crawl"

GOOD, BLOCKED, BAD = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    check: str
    mark: Mark
    finding: str
    advice: str = ""
    """What to do; empty if the mark is ``ok``."""
    blocked: bool = False
    """The site refuses, or asks to be left alone for a while."""
    spider: str = ""
    """The one spider that would fail, if the others would work; else empty."""


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """The outcome for one field of the article."""

    field: str
    mark: Mark
    value: str
    """The value as text; ``""`` if the field was not found."""
    strategy: str | None
    modules: tuple[str, ...]
    """The files to mend, relative to ``mayadeen_crawler/``; empty for a field that was found."""


Found = Finding | FieldFinding


@dataclass(slots=True)
class Report:
    """Collects the findings; calls *show* with each one as it is added."""

    site: Site
    show: Callable[[Found], None] = lambda _found: None
    findings: list[Finding] = field(default_factory=list)
    fields: list[FieldFinding] = field(default_factory=list)
    requests: int = 0
    checks: tuple[str, ...] = CHECKS
    """All that are to be made."""

    def add(
        self,
        check: str,
        mark: Mark,
        finding: str,
        advice: str = "",
        *,
        blocked: bool = False,
        spider: str = "",
    ) -> None:
        """Add the outcome of a check; text from pages may be hostile, and is made harmless here."""
        found = Finding(check, mark, harmless(finding), harmless(advice), blocked, spider)
        self.findings.append(found)
        self.show(found)

    def add_field(self, found: FieldFinding) -> None:
        """Add the outcome for one field of the article."""
        found = replace(found, value=harmless(found.value))
        self.fields.append(found)
        self.show(found)

    @property
    def unchecked(self) -> list[str]:
        """Names of the checks that could not be made."""
        done = {found.check for found in self.findings}
        return [check for check in self.checks if check not in done]

    @property
    def status(self) -> int:
        """The exit status: 0 if a crawl would work, 3 if the site refuses, 4 if it would fail."""
        failed = [found for found in self.findings if found.mark == "FAIL"]
        if any(found.blocked for found in failed):
            return BLOCKED
        return BAD if failed else GOOD

    @property
    def verdict(self) -> str:
        """The result of all checks in one line."""
        failed = [found for found in self.findings if found.mark == "FAIL"]
        if failed:
            # A refusal comes first: it may be why the others failed.
            failed.sort(key=lambda found: not found.blocked)
            more = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
            return f"A crawl would not work: {failed[0].finding}{more}."
        lost = [found.spider for found in self.findings if found.spider]
        but = f", but not with the spider {' or '.join(lost)}" if lost else ""
        return f"A crawl would work{but}."

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            "record_type": "doctor",
            "edition": self.site.edition.code,
            "base_url": self.site.base_url,
            "exit_status": self.status,
            "verdict": self.verdict,
            "checks": [asdict(found) for found in self.findings],
            "unchecked": self.unchecked,
            "fields": [asdict(found) for found in self.fields],
            "requests": self.requests,
        }
