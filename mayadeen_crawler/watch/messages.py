"""What an alert says: a title and a text. Pure."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from mayadeen_crawler.health.notification_channels import plain_words
from mayadeen_crawler.urls.parsed_url import writable
from mayadeen_crawler.utils.text import clean
from mayadeen_crawler.watch.matching import Candidate
from mayadeen_crawler.watch.watch_file import Watch

#: Characters of a headline that are sent: services refuse long messages.
_MOST = 300
#: What no address holds unescaped, and what begins or ends a link or a call in a chat.
_IN_CHAT = re.compile(r"[@<>\[\]|\"`\\]")

#: Kind, and what happened where that tells them apart → what the title says.
_TITLES = {
    ("articles", "first"): "new article",
    ("edits", "edited"): "edited",
    ("edits", "moved"): "moved to another address",
    ("breaking", "appeared"): "breaking",
    ("removals", "removed"): "removed",
    ("removals", "returned"): "back on the site",
}


def alert(watch: Watch, found: Candidate) -> tuple[str, str]:
    """Return title and text of the alert on a record.

    The title is ``olive: new article``; lines of the text are the headline, ``2026-11-28 10:50 UTC
    · en · politics``, for edits the changed fields, and the address.
    """
    record = found.subject
    event = str(record.get("revision_cause") if "event" not in record else record["event"])
    title = _TITLES.get((found.kind, event), "edited")
    edition = str(record.get("edition") or str(record["id"]).partition(":")[0])
    about = [_moment(record), edition, record.get("section")]
    said = [
        headline(record),
        " · ".join(str(part) for part in about if part),
        _changed(record) if found.kind == "edits" else "",
    ]
    lines = [plain_words(clean(line)) for line in said]
    address = writable(str(record.get("url") or ""))
    lines.append(_IN_CHAT.sub(lambda match: quote(match[0]), address))
    return f"{watch.name}: {title}", "\n".join(line for line in lines if line)


def more(watch: Watch, count: int, since: str) -> tuple[str, str]:
    """Return title and text of the line that says how many alerts are held back.

    *since*: when the oldest record of these was written, RFC 3339 in UTC.
    """
    text = (
        f"{count} more matched; at most {watch.per_hour} an hour are told. All of them: "
        f"mayadeen watch {watch.name} --dry-run --since {since}"
    )
    return f"{watch.name}: and {count} more", text


def trial(watch: Watch) -> tuple[str, str]:
    """Return title and text of what ``scrapy watch --test`` sends."""
    return f"{watch.name}: a test", f"Alerts of the watch {watch.name} arrive here."


def headline(record: dict[str, Any]) -> str:
    """Return an article's headline or a breaking line's text; the id where there is neither."""
    text = record.get("headline") or record.get("text") or record["id"]
    return str(text)[:_MOST]


def _moment(record: dict[str, Any]) -> str:
    """Return when it was published, or happened."""
    time = record.get("observed_at") or record.get("published_at")
    if isinstance(time, str):
        return f"{time[:16].replace('T', ' ')} UTC"
    return str(record.get("published_date") or "")


def _changed(record: dict[str, Any]) -> str:
    if previous := record.get("previous_text"):
        return f"before: {str(previous)[:_MOST]}"
    fields = [one for one in record.get("changed_fields") or [] if isinstance(one, str)]
    return f"changed: {', '.join(fields)}" if fields else ""
