"""``--since`` and ``--until`` of the commands that ask for a time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from scrapy.exceptions import UsageError

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.period import Period


def period(since: str | None, until: str | None, edition: str | None) -> Period:
    """Return the period from *since* to *until*: ISO dates or times, None for no bound.

    A date, or a time without an offset, is on the clock of *edition* (None: of ``en``).
    Raises UsageError if one is not such a value, or *since* is later than *until*.
    """
    zone = EDITIONS[edition or "en"].time_zone
    bounds: dict[str, str] = {}
    for name, value in (("since", since), ("until", until)):
        if value is None:
            continue
        try:
            moment = site_time.parse_bound(value, zone, end=name == "until")
        except ValueError as error:
            raise UsageError(f"--{name} {error}", print_help=False) from None
        bounds[name] = site_time.rfc3339(moment)
        bounds[f"{name}_day"] = moment.astimezone(ZoneInfo(zone)).date().isoformat()
    if "since" in bounds and "until" in bounds and bounds["since"] > bounds["until"]:
        raise UsageError("--since is later than --until", print_help=False)
    return Period(**bounds)
