"""A made-up year of feeds, of any size, written as runs write them; the ledger is made from it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mayadeen_crawler import content_hash
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.items import (
    EXTRACTED_FIELDS,
    Article,
    Breaking,
    ListingPage,
    Removal,
    as_record,
)
from mayadeen_crawler.items.parts import Author, ListItem
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.schemas.kinds import KINDS
from tests.helpers.manifests import made

START = datetime(2026, 1, 1, tzinfo=UTC)
SECTIONS = ("politics", "politics", "politics", "economy", "sports", "miscellaneous", "health",
            "technology", "environment", "opinion", "features", "videos")  # fmt: skip
_WORDS = {
    "en": ["harbour", "league", "fleet", "orchard", "teachers", "council", "rewiring", "bridge",
           "lower", "market", "seed", "tally", "timetable", "grain", "masons", "archive",
           "northern", "ferry", "school", "winter"],
    "ar": ["الميناء", "المجلس", "الجسر", "السوق", "المعلمون", "الأرشيف", "الحصاد", "القطار",
           "المدرسة", "الشتاء", "الحي", "الجديد"],
}  # fmt: skip
#: Articles of the hours of a day, the first of them midnight.
_HOURS = [2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 8, 7, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2]
_BASE = "http://replica.test"

Fields = dict[str, Any]


class Year:
    """Writes *articles* of one edition over *days* into *folder*."""

    def __init__(
        self, folder: Path, articles: int, *, days: int = 365, edition: str = "en"
    ) -> None:
        self.folder, self.articles, self.days, self.edition = folder, articles, days, edition
        self._dice = random.Random(edition)
        self._lines: dict[str, list[bytes]] = defaultdict(list)
        self.written = dict.fromkeys(KINDS, 0)
        """Records by kind."""
        self.ids: list[str] = []
        """Of the articles."""

    def write(self) -> Year:
        """Write feeds and manifests."""
        for number in range(self.articles):
            self._story(number)
        for day in range(self.days):
            self._ticker(day)
        self._most_read()
        for file, lines in self._lines.items():
            path = self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as stream:
                stream.writelines(lines)
        self._runs()
        return self

    def _words(self, count: int) -> str:
        said = " ".join(self._dice.choices(_WORDS[self.edition], k=count))
        return said[0].upper() + said[1:]

    def _add(self, kind: str, at: datetime, item: Any) -> None:
        self._lines[f"{KINDS[kind].folder}/{at:%Y-%m-%d}.jsonl"].append(encode(as_record(item)))
        self.written[kind] += 1

    def _story(self, number: int) -> None:
        dice = self._dice
        day = number * self.days // self.articles
        hour = dice.choices(range(24), _HOURS)[0]
        published = START + timedelta(days=day, hours=hour, minutes=dice.randrange(60))
        known = _tags(dice, day / self.days, self.edition)
        article = f"{self.edition}:{100_000 + number}"
        self.ids.append(article)
        url = f"{_BASE}/news/{self.edition}/story-{number}"
        fields: Fields = {
            "id": article, "edition": self.edition, "publisher": "Made up", "url": url,
            "canonical_url": url, "post_id": str(100_000 + number), "content_type": "news",
            "section": dice.choice(SECTIONS), "headline": self._words(7),
            "summary": self._words(20), "language": self.edition,
            "body_text": "\n\n".join(self._words(60) for _ in range(6)), "word_count": 360,
            "authors": [Author(f"{self._words(1)} {self._words(1)}")] if number % 3 else [],
            "sources": dice.sample(("Agencies", "News websites", "Al Mayadeen", "Harbour Post"), 1),
            "tags": known, "regions": dice.sample(("MENA", "Europe", "Asia", "Africa"), number % 3),
            "published_at": None if number % 400 == 7 else rfc3339(published),
            "published_date": None if number % 800 == 7 else f"{published:%Y-%m-%d}",
            "published_raw": None if number % 800 == 7 else f"{published:%d %b %Y %H:%M}",
            "shares": dice.randrange(900),
            "provenance": _provenance(day / self.days, number),
        }  # fmt: skip
        seen = published + timedelta(minutes=dice.randrange(5, 60))
        edits = dice.choices((0, 1, 2, 5), (70, 22, 6, 2))[0]
        for revision in range(1, edits + 2):
            if revision > 1:
                changed = seen + timedelta(minutes=int(dice.lognormvariate(4.2, 1.6)) + 1)
                seen = changed + timedelta(minutes=dice.randrange(2, 40))
                words = fields["headline"].split(" ")
                words[dice.randrange(len(words))] = dice.choice(_WORDS[self.edition])
                fields |= {"headline": " ".join(words), "revision": revision,
                           "revision_cause": "edited", "changed_fields": ["headline"],
                           "modified_at": rfc3339(changed)}  # fmt: skip
            item = Article(**fields, retrieved_at=rfc3339(seen), run_id=f"run-{seen:%Y%m%d}")
            if self.articles < 1000:  # the hash costs more than all else
                item.content_hash = content_hash.content_hash(as_record(item))
            else:
                item.content_hash = f"{number:08x}{revision:08x}{0:048x}"
            self._add("article", seen, item)
        if number % 150 == 3:
            self._gone(article, url, seen + timedelta(hours=dice.randrange(2, 200)), number)

    def _gone(self, article: str, url: str, at: datetime, number: int) -> None:
        self._add(
            "removal",
            at,
            Removal(id=article, url=url, status=404, observed_at=rfc3339(at), run_id="made-up"),
        )
        if number % 4 == 1:
            back = at + timedelta(hours=30)
            self._add("removal", back, Removal(
                event="returned", id=article, url=url, status=200, observed_at=rfc3339(back),
                run_id="made-up",
            ))  # fmt: skip

    def _ticker(self, day: int) -> None:
        dice = self._dice
        for number in range(dice.randrange(6, 22)):
            at = START + timedelta(days=day, hours=dice.randrange(22), minutes=dice.randrange(60))
            name, text = f"{self.edition}:b{day:08x}{number:08x}", self._words(9)
            line: Fields = {"id": name, "edition": self.edition, "publisher": "Made up",
                            "position": 1, "run_id": "made-up",
                            "first_seen_at": rfc3339(at), "last_seen_at": rfc3339(at)}  # fmt: skip
            self._add("breaking", at, Breaking(**line, text=text, observed_at=rfc3339(at)))
            fate = dice.choices(("expired", "edited", "withdrawn"), (90, 7, 3))[0]
            for event in ("edited", "expired") if fate == "edited" else (fate,):
                at += timedelta(minutes=dice.randrange(2, 50))
                line |= {"event": event, "observed_at": rfc3339(at)}
                line |= {"text": text, "previous_text": None}
                if event == "edited":
                    line |= {"text": self._words(9), "previous_text": text}
                self._add("breaking", at, Breaking(**line))

    def _most_read(self) -> None:
        dice = self._dice
        shown: list[int] = []
        for look in range(self.days * 8):
            at = START + timedelta(hours=3 * look + 1)
            newest = max(1, look * self.articles // (self.days * 8))
            shown = [one for one in shown if dice.random() > 0.08 + 0.003 * (newest - one > 90)][:4]
            shown += [dice.randrange(max(0, newest - 60), newest) for _ in range(4 - len(shown))]
            items = [
                ListItem(place, f"{_BASE}/news/{self.edition}/story-{n}", self.ids[n],
                         self._headline(n), "Politics")
                for place, n in enumerate(dict.fromkeys(shown), 1)
            ]  # fmt: skip
            self._add("listing", at, ListingPage(
                edition=self.edition, list="most_read", name="most_read", items=items,
                observed_at=rfc3339(at), run_id="made-up",
            ))  # fmt: skip

    def _headline(self, number: int) -> str:
        words = _WORDS[self.edition]
        return " ".join(words[(number * step) % len(words)] for step in (1, 3, 5, 7, 9, 11))

    def _runs(self) -> None:
        runs = RunsFolder(self.folder)
        for day in range(max(0, self.days - 120), self.days):
            at = START + timedelta(days=day, hours=5)
            ending: Fields = {} if day % 17 else {"health__problem": "4 of 40 responses failed"}
            runs.write(
                made(f"{self.edition}-{day}", edition=self.edition, started=rfc3339(at),
                     ended=rfc3339(at + timedelta(minutes=3)), **{"page__answered": 40,
                     "page__recognised": 40, "article__new": 30, **ending})
            )  # fmt: skip


def _tags(dice: random.Random, part: float, edition: str) -> list[str]:
    words = _WORDS[edition]
    tags = {words[min(int(dice.expovariate(0.35)), len(words) - 1)] for _ in range(3)}
    if part > 0.93 and dice.random() < 0.3:
        tags.add("صفقة القطارات" if edition == "ar" else "Ferry strike")
    return sorted(tags)


def _provenance(part: float, number: int) -> dict[str, str | None]:
    """Metadata serves until the site drops it, at two thirds of the time."""
    served: dict[str, str | None] = dict.fromkeys(EXTRACTED_FIELDS, "visible")
    if part < 0.66:
        served |= dict.fromkeys(
            ("headline", "summary", "published_at", "tags", "authors"), "jsonld"
        )
        served |= dict.fromkeys(("images", "modified_at", "post_id"), "tawsiyat")
    else:
        served |= dict.fromkeys(("post_id", "modified_at"), None)
    served |= {"section": "url", "content_type": "url", "language": "meta"}
    if number % 3 == 0:
        served |= {"authors": None, "videos": None, "links": None}
    if number % 9 == 0:
        served["body_text"] = "trafilatura"
    return served


def written(folder: Path, articles: int, *editions: str, days: int = 365) -> Iterator[Year]:
    """Write a year of each of *editions* and the ledger; yield what was written."""
    years = [Year(folder, articles, days=days, edition=code).write() for code in editions]
    rebuild(folder)
    yield from years
