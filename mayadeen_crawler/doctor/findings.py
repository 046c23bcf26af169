"""What was found, check by check, and the verdict that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from mayadeen_crawler.outlet import Site
from mayadeen_crawler.utils.terminal import harmless

Mark = Literal["ok", "warn", "FAIL", "-"]
"""``-`` stands for a field that the article does not have, and need not."""

#: Every check, in the order in which they are made.
CHECKS = (
    "output", "contact", "browser", "robots", "access", "clock", "sections", "listing", "ticker",
    "sitemap", "article", "tags", "metadata",
)  # fmt: skip

GOOD, BLOCKED, BAD = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a check."""

    check: str
    mark: Mark
    finding: str
    advice: str = ""
    """What to do, for whatever is not ``ok``."""
    blocked: bool = False
    """The site refuses, or asks to be left alone."""
    spider: str = ""
    """The one spider that would get nothing, where the others would."""


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """A field of the article."""

    field: str
    mark: Mark
    value: str
    """As text; empty where there is none."""
    strategy: str | None
    modules: tuple[str, ...]
    """The files to mend, relative to ``mayadeen_crawler/``; empty for a field that was found."""


Found = Finding | FieldFinding


@dataclass(slots=True)
class Report:
    """Collects what is found; *show* is told of each as it comes."""

    site: Site
    show: Callable[[Found], None] = lambda _found: None
    findings: list[Finding] = field(default_factory=list)
    fields: list[FieldFinding] = field(default_factory=list)
    requests: int = 0

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
        """Note the outcome of a check; what a page said is hostile, and made harmless here."""
        found = Finding(check, mark, harmless(finding), harmless(advice), blocked, spider)
        self.findings.append(found)
        self.show(found)

    def add_field(self, found: FieldFinding) -> None:
        """Note a field of the article."""
        found = replace(found, value=harmless(found.value))
        self.fields.append(found)
        self.show(found)

    @property
    def unchecked(self) -> list[str]:
        """The checks that something else stood in the way of."""
        done = {found.check for found in self.findings}
        return [check for check in CHECKS if check not in done]

    @property
    def status(self) -> int:
        """The exit status: 0 a crawl would work, 3 the site refuses, 4 it would not."""
        failed = [found for found in self.findings if found.mark == "FAIL"]
        if any(found.blocked for found in failed):
            return BLOCKED
        return BAD if failed else GOOD

    @property
    def verdict(self) -> str:
        """The whole in one line."""
        failed = [found for found in self.findings if found.mark == "FAIL"]
        if failed:
            # The refusal first: it is what all else hangs on.
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
