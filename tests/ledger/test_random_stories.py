"""Random schedules of a site's life against a simple model of it: the feeds tell just that.

The model knows nothing of the ledger: it keeps what each post last told, and writes
down the lines that DESIGN's rules make of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayadeen_crawler import clock
from mayadeen_crawler.items import ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.articles.removals import MissingPage
from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.frontier import (
    addresses,
    discovery,
    revisits_due,
)
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import POLICY, at
from tests.helpers.articles import (
    BASE,
    article,
    feed,
)
from tests.helpers.soak_figures import scaled

POSTS = 3
BEGIN = at("01 10:00")
LADDER = (30, 60, 120, 240, 480, 1440)


class Crash(BaseException):
    """The process dies."""


@dataclass
class Post:
    """A post of the site as it is now."""

    number: int
    slug: str
    with_id: bool
    headline: int = 0
    body: int = 0
    state: str = "there"
    """``there``, ``gone``, ``broken`` (answers 503), ``bare`` (without its text), ``home``
    (redirects to the home page)."""


@dataclass
class Told:
    """What the model knows that the feeds have told of a post."""

    lines: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    """Revision, cause, changed fields."""
    last: Post | None = None
    visited: datetime = BEGIN
    missing: datetime | None = None
    removed: bool = False
    events: list[str] = field(default_factory=list)


class World:
    """Site, crawler and model."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = BEGIN + timedelta(minutes=1)
        # The second one's pages never say their post id: the address is all there is.
        self.posts = [Post(n, f"story-{n}", n != 2) for n in range(1, POSTS + 1)]
        self.former: dict[str, int] = {}
        """Former slugs → the post they redirect to."""
        self.told = {post.number: Told() for post in self.posts}
        self.listed: list[tuple[tuple[str, str], ...]] = []
        self.run_number = 0
        self.fuse: int | None = None
        """Hook points until the process dies."""
        self.torn = 0

    # The site

    def at_address(self, slug: str) -> Post | None:
        here = next((post for post in self.posts if post.slug == slug), None)
        if here:
            return here
        number = self.former.get(slug)
        return self.posts[number - 1] if number else None

    def rename(self, number: int) -> None:
        post = self.posts[number - 1]
        self.former[post.slug] = number
        self.run_number += 1
        post.slug = f"story-{number}-{self.run_number}"

    def swap(self) -> None:
        """The first and the third, which say their post ids, take each other's address."""
        one, other = self.posts[0], self.posts[2]
        one.slug, other.slug = other.slug, one.slug

    # The model

    def is_due(self, post: Post) -> bool:
        told = self.told[post.number]
        if told.missing and not told.removed:
            return self.now >= told.missing + timedelta(hours=1)
        steps = [BEGIN + timedelta(minutes=m) for m in LADDER]
        young = self.now < BEGIN + timedelta(hours=48)
        return young and any(told.visited < step <= self.now for step in steps)

    def expect(self, post: Post) -> None:
        """Write down what a look at the post has to tell."""
        told = self.told[post.number]
        if post.state == "broken":
            return
        told.visited = self.now
        if post.state == "gone":
            if told.removed:
                return
            if told.missing is None:
                told.missing = self.now
            elif self.now >= told.missing + timedelta(hours=1):
                told.removed, told.missing = True, None
                told.events.append("removed")
            return
        if post.state in ("home", "bare"):
            told.missing = None
            return
        was_removed, told.removed, told.missing = told.removed, False, None
        if was_removed:
            told.events.append("returned")
        last = told.last
        told.last = replace(post)
        if last is None:
            told.lines.append((1, "first", ()))
            return
        changed = [
            name
            for name, before, after in (
                ("headline", last.headline, post.headline),
                ("body_text", last.body, post.body),
                ("canonical_url", last.slug, post.slug),
            )
            if before != after
        ]
        if changed:
            moved = "moved" if "canonical_url" in changed else "edited"
            cause = "returned" if was_removed else moved
            told.lines.append((len(told.lines) + 1, cause, tuple(changed)))

    # The crawler, as the spiders are

    def hook(self, _point: str) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Crash

    def commit(self, ledger: Ledger, post: Post, found_at: str) -> None:
        """Look at what stands at an address, as ``base.py`` does."""
        url, stamp = f"{BASE}/news/politics/{found_at}", clock.stamp()
        if post.state == "gone":
            look = MissingPage(url, 404, stamp, "test", POLICY.confirm)
            ledger.commit(partial(removals.missing, look), "articles", "removals")
        elif post.state in ("broken", "home"):
            reason, of_page = ("http_503", False) if post.state == "broken" else ("home", True)
            with ledger.transaction() as db:
                addresses.fail(db, [url], reason=reason, of_page=of_page, now=stamp)
        else:
            ledger.write([ScrapedArticle(self.page(post, stamp), (url,))])

    def page(self, post: Post, stamp: str) -> Any:
        url = f"{BASE}/news/politics/{post.slug}"
        identity = {} if post.with_id else {"post_id": None, "id": f"en:u{post.slug}"}
        return article(
            post.number,
            url=url,
            canonical_url=url,
            headline=f"Headline {post.headline} of {post.number}",
            body_text=None if post.state == "bare" else f"Text {post.body} of {post.number}.",
            published_at="2026-03-01T10:00:00Z",
            retrieved_at=stamp,
            **identity,
        )

    def survive(self, look: Callable[[Ledger], object]) -> None:
        """Have a look committed, by a second process where the first one died of it."""
        try:
            with Ledger(self.folder, hook=self.hook) as ledger:
                look(ledger)
        except Crash:
            self._tear()
            with Ledger(self.folder) as ledger:
                look(ledger)

    def _tear(self) -> None:
        """Of what was written beyond the committed length, lose some bytes of the last file."""
        marks = dict.fromkeys(KINDS, 0)
        with closing(connect(self.folder / FILE_NAME, read_only=True)) as db:
            for kind in KINDS:
                marks[kind] = feeds.committed_length(db, feeds.file_for_now(db, kind))
                file = self.folder / feeds.file_for_now(db, kind)
                size = file.stat().st_size if file.exists() else 0
                if size > marks[kind]:
                    with file.open("ab") as stream:
                        stream.truncate(max(marks[kind], size - self.torn))
                    return

    def run(self, *, everything: bool = False) -> None:
        """A scheduled run: what waits, what is due, then the listing's cards."""
        self.run_number += 1
        taker = f"run-{self.run_number}"
        common: dict[str, Any] = {"edition": "en", "taker": taker, "period": Period()}
        origins = ["section:politics"]
        with Ledger(self.folder) as ledger, ledger.transaction() as db:
            waiting = addresses.take_pending(db, origins=origins, limit=99, **common)
            due = revisits_due.take(
                db, sections=["politics"], origins=origins, policy=POLICY, now=self.now, **common
            )
        known = [post for post in self.posts if self.told[post.number].last]
        homes = {f"{BASE}/news/politics/{self.home(p)}" for p in known if self.is_due(p)}
        assert {address.url for address in due} | {a.url for a in waiting if a.due} == homes | {
            a.url for a in waiting if a.due
        }
        self.visit([*waiting, *due])
        cards = [
            Address(f"{BASE}/news/politics/{self.card(post)}", "", "section:politics", {})
            for post in self.posts
            if post.state != "gone"
        ]
        with Ledger(self.folder) as ledger, ledger.transaction() as db:
            found = discovery.discover(
                db, cards, now=clock.stamp(), refresh=everything, policy=POLICY, **common
            )
        self.visit(found.fetch)
        self.show()

    def home(self, post: Post) -> str:
        last = self.told[post.number].last
        return last.slug if last else post.slug

    def card(self, post: Post) -> str:
        """Return the slug by which the listing links a post: without an id, for ever the first."""
        return post.slug if post.with_id else f"story-{post.number}"

    def visit(self, wanted: Sequence[Address]) -> None:
        for address in wanted:
            slug = address.url.rpartition("/")[2]
            post = self.at_address(slug)
            assert post is not None
            self.survive(partial(self.commit, post=post, found_at=slug))
            told = self.told[post.number]
            if post.state in ("there", "bare") or (told.last and told.last.slug == slug):
                self.expect(post)

    def show(self) -> None:
        items = [
            ListItem(place, f"{BASE}/news/politics/{self.card(post)}", headline=str(post.headline))
            for place, post in enumerate((p for p in self.posts if p.state != "gone"), 1)
        ]
        if not items:
            return
        page = ListingPage(
            list="section", name="politics", items=items, observed_at=clock.stamp(), run_id="test"
        )
        self.survive(
            lambda ledger: ledger.commit(partial(listing_pages.show, page, {}), "listings")
        )
        seen = tuple((str(item.url), str(item.headline)) for item in items)
        if not self.listed or self.listed[-1] != seen:
            self.listed.append(seen)

    def live(self, steps: Sequence[Step]) -> None:
        self.run()
        for minutes, happens, number, fuse, torn in steps:
            self.now += timedelta(minutes=minutes)
            post = self.posts[number - 1]
            match happens:
                case "headline":
                    post.headline += 1
                case "body":
                    post.body += 1
                case "rename":
                    self.rename(number)
                case "swap" if self.posts[0].state == self.posts[2].state == "there":
                    self.swap()
                case "there" | "gone" | "broken" | "bare" | "home":
                    post.state = happens
            self.fuse, self.torn = fuse, torn
            self.run(everything=happens in ("swap", "rename"))
            self.fuse = None
            self.check()

    def check(self) -> None:
        """The feeds hold the model's lines, nothing more or less."""
        lines: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {}
        for r in feed(self.folder):
            told = (r["revision"], r["revision_cause"], tuple(r["changed_fields"]))
            lines.setdefault(r["id"], []).append(told)
        names = {post.number: f"en:{1000 + post.number}" if post.with_id else "en:ustory-2"
                 for post in self.posts}  # fmt: skip
        assert lines == {names[n]: told.lines for n, told in self.told.items()}
        events: dict[str, list[str]] = {}
        for r in feed(self.folder, "removals"):
            events.setdefault(r["id"], []).append(r["event"])
        assert events == {names[n]: told.events for n, told in self.told.items() if told.events}
        listed = [
            tuple((item["url"], item["headline"]) for item in record["items"])
            for record in feed(self.folder, "listings")
        ]
        assert listed == self.listed


KINDS = ("listings", "articles", "removals")  # the reverse of how they are written
HAPPENS = (
    "nothing", "headline", "body", "rename", "swap", "there", "gone", "gone", "broken", "bare",
    "home",
)  # fmt: skip

#: Minutes that pass, what happens then, to which post; after how many hook points the
#: process dies (if at all), and how many bytes of its last write are lost.
Step = tuple[int, str, int, int | None, int]
STEPS = st.tuples(
    st.sampled_from([5, 20, 31, 61, 130, 600, 3000]),
    st.sampled_from(HAPPENS),
    st.integers(1, POSTS),
    st.none() | st.integers(0, 25),
    st.sampled_from([0, 1, 40, 10_000]),
)


@settings(
    max_examples=scaled(5, 200),
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=3, max_size=scaled(12, 25)))
def test_the_feeds_tell_the_models_story(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        with mock.patch.object(clock, "now", lambda: world.now):  # noqa: PT008 - it moves
            world.live(steps)
