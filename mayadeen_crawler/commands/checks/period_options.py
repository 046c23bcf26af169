"""``--since`` and ``--until`` of commands."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from scrapy.exceptions import UsageError

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.period import Period


def period(since: str | None, until: str | None, edition: str | None) -> Period:
    """Return the time from *since* to *until* (ISO dates or times), on the edition's clock.

    Raises UsageError for what is neither, and where nothing can lie between.
    """
    zone = EDITIONS[edition or "en"].time_zone
    bounds: dict[str, str] = {}
    for name, value in (("since", since), ("until", until)):
        if value is None:
            continue
        try:
            moment = site_time.parse_bound(value, zone, end=name == "until")
        except ValueError:
            raise UsageError(
                f"--{name} {value!r} is no ISO date or time, such as 2026-11-22 or "
                "2026-11-22T08:00",
                print_help=False,
            ) from None
        bounds[name] = site_time.rfc3339(moment)
        bounds[f"{name}_day"] = moment.astimezone(ZoneInfo(zone)).date().isoformat()
    if "since" in bounds and "until" in bounds and bounds["since"] > bounds["until"]:
        raise UsageError("--since is later than --until: nothing can lie between", print_help=False)
    return Period(**bounds)
