"""``--edition`` of the commands that read the feeds."""

from __future__ import annotations

from scrapy.exceptions import UsageError

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.utils.suggestion import suggestion


def check_edition(code: str | None, option: str = "--edition") -> None:
    """Raise UsageError, with one line that names *option*, if *code* is given and no edition's."""
    if code not in (None, *EDITIONS):
        raise UsageError(
            f"{option} {code!r} is none of {', '.join(EDITIONS)}{suggestion(str(code), EDITIONS)}",
            print_help=False,
        )
