"""``scrapy doctor --source``: whether a public archive would serve a run."""

from __future__ import annotations

import pytest

from mayadeen_crawler.crawling.archives import ccnews
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from tests.helpers.archived_stories import archived
from tests.helpers.doctor_command import doctor

HOST = "english.almayadeen.net"
#: Source → check → what its line says.
GOOD = {
    "commoncrawl": {
        "archive": "3 crawls, the newest CC-MAIN-2025-13",
        "captures": f"CC-MAIN-2025-13 has articles of {HOST}",
        "record": f"https://{HOST}/news/",
    },
    "wayback": {
        "archive": "its index answers",
        "captures": f"it has articles of {HOST}",
        "record": f"https://{HOST}/news/",
    },
    "ccnews": {
        "archive": "1 files in 2025-03",
        "record": "records at the beginning of crawl-data/CC-NEWS/2025/03/",
    },
}


@pytest.mark.parametrize("source", GOOD)
def test_an_archive_that_serves(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ccnews, "months", lambda _period, _now: ["2025-03", "2025-04"])
    with archived() as found:
        said = doctor("--source", source, "--base-url", found.site.url, **found.archives.settings)
        assert said.status == 0, said.out
        for check, line in GOOD[source].items():
            assert line in said.line(check)
            assert said.line(check).startswith("ok")
        assert found.site.requests == []
        assert len(found.asked) <= 6


def test_an_archive_that_refuses() -> None:
    faults = ArchiveFaults()
    faults.on("refused")
    with archived(faults=faults) as found:
        said = doctor(
            "--source", "wayback", "--base-url", found.site.url, **found.archives.settings
        )
        assert said.status == 3
        assert "refuses this crawler (HTTP 403)" in said.line("archive")
        assert "Not checked: captures, record." in said.out


def test_an_archive_that_is_busy_or_sends_something_else() -> None:
    for fault, line in (
        ("slow-down", "http_503"), ("html-index", "not what the service is known to send"),
    ):  # fmt: skip
        faults = ArchiveFaults()
        faults.on(fault, path="*")
        with archived(faults=faults) as found:
            said = doctor(
                "--source", "commoncrawl", "--base-url", found.site.url, **found.archives.settings
            )
            assert said.status == 4
            assert line in said.line("archive")


def test_wrong_use() -> None:
    said = doctor("--source", "waybck")
    assert said.status == 2
    assert "did you mean 'wayback'?" in said.err
