"""What Datasette does differently here, as one of its plugins.

Pages have no script and ask other hosts for nothing. The server answers only to its own name, so
that a page of another site cannot read it by pointing a name of its own to this machine.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from datasette import Response, hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Base400, Request
from datasette.views.base import DatasetteError
from jinja2 import Environment

from mayadeen_crawler.browse.descriptions import DATABASE, FACETS, TABLES
from mayadeen_crawler.browse.freshness import Freshness
from mayadeen_crawler.browse.story import front, names, paragraphs, story
from mayadeen_crawler.search.find import Wanted, as_match
from mayadeen_crawler.search.words import parse
from mayadeen_crawler.utils.terminal import harmless

logger = logging.getLogger(__name__)

#: Bytes of the longest value that SQL may make.
_LONGEST = 64 << 20
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_HOSTS = (b"127.0.0.1", b"localhost")
_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

#: Of the index that is served; `server.application` sets it.
freshness: Freshness | None = None

Scope = Mapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Search by the words of `scrapy search`, and read only."""
    if database != DATABASE:  # Datasette's own, in memory
        return
    conn.create_function("escape_fts", 1, _as_match, deterministic=True)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    conn.execute("PRAGMA query_only = 1")


def _as_match(query: object) -> str:
    return as_match(Wanted(tuple(parse(str(query)))))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Add the filters and names that our templates use."""
    env.finalize = _shown
    env.filters["tilde"] = lambda value: tilde_encode(str(value))
    env.filters["names"] = names
    env.filters["paragraphs"] = paragraphs
    env.filters["moment"] = _moment
    env.filters["site_link"] = site_link
    env.filters["in_order"] = _in_order
    env.globals["described"] = {name: holds for name, (_, holds) in TABLES.items()}


def _shown(value: Any) -> Any:
    """Return *value* with characters as escapes that are not seen, or turn the text around."""
    if not isinstance(value, str):
        return value
    return type(value)(_UNSEEN.sub(lambda match: ascii(match[0])[1:-1], value))


def _moment(time: object) -> str:
    """Return a time as people read it: ``2026-03-01 10:00 UTC``; a day as it is."""
    text = str(time or "")
    is_time = len(text) > 16 and text[10] == "T"
    return f"{text[:10]} {text[11:16]}{' UTC' if text.endswith('Z') else ''}" if is_time else text


def _in_order(facets: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return facets in the order in which they are described, not by their number of values."""
    return sorted(facets, key=lambda facet: (*FACETS, facet["name"]).index(facet["name"]))


def site_link(url: object) -> str | None:
    """Return an address that a link may lead to; None for anything but http(s) with a host."""
    try:
        parts = urlsplit(str(url or ""))
    except ValueError:
        return None
    return str(url) if parts.scheme in ("http", "https") and parts.netloc else None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    table: str | None, view_name: str, request: Request | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give the page of an article, and the first page, what they show; and each what it lacks."""

    async def more() -> dict[str, Any]:
        db = datasette.get_database(DATABASE)
        said = {"stale": freshness.note if freshness else ""}
        if view_name == "index":
            return {**said, "front": await front(db)}
        if view_name == "row" and table == "articles" and request is not None:
            return {**said, "story": await story(db, tilde_decode(request.url_vars["pks"]))}
        return said

    return more


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[App], App]:
    """Answer to our own name only, and send the headers that keep pages to themselves."""
    return guarded


def guarded(app: App) -> App:
    """Return *app* behind the checks of the host and of CSV, with _HEADERS on each answer."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if host.rpartition(b":")[0] not in _HOSTS and host not in _HOSTS:
            await _plain(with_headers, 421, "This server answers to 127.0.0.1 only.\n")
        elif scope["path"].endswith(".csv") or b"_format=csv" in scope["query_string"]:
            # A cell of a page may be a formula to a spreadsheet: our export escapes those.
            await _plain(with_headers, 404, "For CSV: scrapy export -o articles.csv\n")
        else:
            if freshness and not scope["path"].startswith("/browse/"):  # not for the stylesheet
                await freshness.look()
            await app(scope, receive, with_headers)

    return guard


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """Answer with a page instead of printing tracebacks; what is unexpected is one line."""

    async def answer() -> Response:
        if isinstance(exception, Base400):
            status, message = exception.status, str(exception.args[0] if exception.args else "")
        elif isinstance(exception, DatasetteError):
            status, message = exception.status, str(exception.message)
            if exception.message_is_html:  # a query that was ended
                message = "The query took longer than it may: see --time-limit."
        else:
            status, message = 500, f"{type(exception).__name__}: {exception}"
            logger.error("%s: %s", harmless(request.path), harmless(message))
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        page = await datasette.render_template(
            "error.html", {"status": status, "error": message}, request=request
        )
        return Response.html(page, status=status)

    return answer
