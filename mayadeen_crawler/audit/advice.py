"""The lines below an audit's table: why articles are missing, and the commands to run next."""

from __future__ import annotations

import shlex
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator

from mayadeen_crawler.audit.audit import Audit
from mayadeen_crawler.urls.parsed_url import month_of
from mayadeen_crawler.utils.terminal import harmless

#: The list in an address's origin (``section:politics``) → the spider that fetches it, and its
#: argument for the name.
_SPIDERS = {"sitemap": ("sitemap", ""), "section": ("section", "sections"), "tag": ("tag", "tags")}


def why(audit: Audit) -> Iterator[str]:
    """Yield a line of reasons for each state in which articles are missing."""
    for state, said in (("pending", "pending"), ("given_up", "given up")):
        if reasons := audit.reasons(state):
            parts = ", ".join(
                f"{many} {harmless(reason) or 'not asked for yet'}"
                for reason, many in reasons.most_common()
            )
            yield f"{said}: {parts}"


def steps(audit: Audit) -> list[tuple[str, str]]:
    """Return (command, what it does), in the order in which to run them."""
    found = []
    if given_up := audit.total.given_up:
        command = f"scrapy audit --requeue{_asked(audit)}"
        found.append((command, f"has {given_up} given up asked for again"))
    if unread := [m.month for m in audit.months if m.reading and not m.reading.is_covered]:
        first, last = min(unread), max(unread)
        _, day = monthrange(int(last[:4]), int(last[5:]))
        bounds = f"-a since={first}-01 -a until={last}-{day:02}"
        many = "1 month" if len(unread) == 1 else f"{len(unread)} months"
        command = f"scrapy crawl sitemap{_site(audit)} {bounds}"
        found.append((command, f"reads {many} not read yet, and fetches what they list"))
        held = [m.month for m in audit.months if m.total.wanted and m.month]
        if held and max(unread) < min(held):
            found.append((f"scrapy audit --since {min(held)}", "leaves those months out"))
    elif not audit.roots_known:
        newest = max((m.month for m in audit.months if m.month), default="")
        bounds = f" -a since={newest}-01" if newest else ""
        command = f"scrapy crawl sitemap{_site(audit)}{bounds}"
        found.append((command, "reads which sitemaps there are"))
    for (spider, given), waiting in _takers(audit).most_common():
        command = f"scrapy crawl {spider}{_site(audit)}{given}"
        found.append((command, f"takes up {waiting} pending"))
    output = audit.asked.output
    folder = f" -s {shlex.quote(f'OUTPUT_DIR={output}')}" if output else ""
    return [(command + folder, does) for command, does in found]


def hints(audit: Audit) -> Iterator[str]:
    """Yield a line for each kind of article that is incomplete or excluded and in no share."""
    total = audit.total
    if total.without_text or total.without_date:
        yield (
            f"{total.without_text} records without text, {total.without_date} without date: "
            "incomplete, not missing; if there are many, see docs/mending.md"
        )
    if total.left_out:
        yield f"{total.left_out} left out by the since/until of the runs: not counted as missing"
    if total.disallowed:
        yield f"{total.disallowed} that robots.txt disallows: not counted as missing"
    if none := {m.month: m.reading.no_articles for m in audit.months if m.reading}:
        most = max(none, key=lambda month: none[month])
        if none[most]:
            yield (
                f"entries of the months' sitemaps whose address is no article's here: "
                f"{sum(none.values())}, most in {most}; not counted as missing"
            )


def _takers(audit: Audit) -> Counter[tuple[str, str]]:
    """Count the pending addresses by (spider, its arguments) that fetches them."""
    found: Counter[tuple[str, str]] = Counter()
    for one in audit.missing:
        kind, _, name = (one.origin or "").partition(":")
        if one.state == "pending" and kind in _SPIDERS:
            spider, argument = _SPIDERS[kind]
            given = f" -a {shlex.quote(f'{argument}={harmless(name)}')}" if argument else ""
            found[spider, given or _since(audit)] += 1
    return found


def _since(audit: Audit) -> str:
    """Return the ``-a since=`` that keeps a sitemap run from months without pending addresses."""
    asked = audit.asked
    if asked.since is None and all(m.reading is None or m.reading.is_covered for m in audit.months):
        return ""  # all months were read, and unchanged sitemaps are not read again
    of = [
        (one.month, month_of(one.origin or ""))
        for one in audit.missing
        if one.state == "pending" and (one.origin or "").startswith("sitemap:")
    ]
    months = [min(filter(None, both), default="") for both in of]
    return f" -a since={min(months)}-01" if all(months) else ""


def _site(audit: Audit) -> str:
    """Return the spider arguments for the audited site: edition and base_url if not the default."""
    edition, base_url = audit.site.edition, audit.site.base_url
    given = "" if edition.code == "en" else f" -a edition={edition.code}"
    return given if base_url == edition.base_url else f"{given} -a base_url={base_url}"


def _asked(audit: Audit) -> str:
    """Return the options of this audit, to repeat them in a command."""
    asked = audit.asked
    options = {
        "--edition": asked.edition, "--since": asked.since, "--until": asked.until,
        "--section": asked.section,
    }  # fmt: skip
    return "".join(f" {name} {shlex.quote(value)}" for name, value in options.items() if value)
