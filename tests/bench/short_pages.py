"""A site of short articles, as many as are asked for: ``python -m tests.bench.short_pages``.

For what depends on the number of pages and not on what they hold, such as memory: a page costs the
server next to nothing, and the crawl a fraction of a page of the replica. Prints its address.
"""

from __future__ import annotations

from aiohttp import web

#: Words of the texts: each page has a text, tags and an author of its own.
WORDS = (
    "kiln", "salt", "bread", "tally", "harbour", "orchard", "lantern", "copper", "weaver", "ferry",
)  # fmt: skip


def path(number: int) -> str:
    """Return the path of article *number*, from 0 on."""
    return f"/news/politics/the-{WORDS[number % 10]}-of-day-{number}-was-counted"


def page(number: int) -> str:
    """Return the page of article *number*."""
    word, other = WORDS[number % 10], WORDS[number // 10 % 10]
    texts = "".join(
        f"<p>In year {number} the {word} was counted {times} times, and the {other} {number} "
        f"times, before anybody of the harbour council asked who had counted them.</p>"
        for times in range(2, 6)
    )
    tags = "".join(
        f'<li><a href="/tags/{name}">{name}</a></li>' for name in (word, f"{other} {number % 500}")
    )
    return (
        f'<!doctype html><html lang="en"><head><meta name="postid" content="{number + 1}">'
        f"<title>The {word} of day {number} was counted</title></head><body><main>"
        f"<h1>The {word} of day {number} was counted</h1><ul><li>By Nila {word.title()}</li>"
        f"<li>3 Feb 2022 08:46</li></ul><p>A {word} is a {word}, said the council.</p>"
        f"<div>{texts}</div><ul>{tags}</ul></main></body></html>"
    )


async def answer(request: web.Request) -> web.Response:
    """Answer an article's path; 404 for any other."""
    found = request.path.rpartition("-of-day-")[2].partition("-")[0]
    if not found.isdigit():
        return web.Response(status=404)
    return web.Response(text=page(int(found)), content_type="text/html")


def main() -> None:
    """Serve on a free port of the loopback interface until the process is ended."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    web.run_app(
        app, host="127.0.0.1", port=0, access_log=None, print=lambda said: print(said, flush=True)
    )


if __name__ == "__main__":
    main()
