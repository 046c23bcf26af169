"""Options of the commands that read the feeds whose value is a list: ``--tag LABEL,…``."""

from __future__ import annotations

from scrapy.exceptions import UsageError

from mayadeen_crawler.arguments import split_list


def listed(option: str, given: str | None) -> tuple[str, ...]:
    """Return the values of *option*, none if it is not *given*; an Arabic comma parts them, too.

    Raises UsageError if it is given without a value: it would select nothing, or everything.
    """
    if given is None:
        return ()
    values = tuple(split_list(given.replace("،", ",")))
    if not values:
        raise UsageError(f"{option} names no value", print_help=False)
    return values
