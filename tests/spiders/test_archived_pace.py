"""The pace at which archives are asked, by their own log: it is theirs, not the site's."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from mayadeen_crawler.replica.archives import ArchiveRequest
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from tests.helpers.archived_stories import FEW, archived
from tests.helpers.soak_figures import SOAK

#: Seconds by which the log may see two requests nearer than they left: it notes one late where the
#: machine is busy, as with other tests.
JITTER = 0.05 if SOAK else 0.3


def gaps(requests: list[ArchiveRequest]) -> list[float]:
    return [later.begun - earlier.begun for earlier, later in pairwise(requests)]


def one_at_a_time(requests: list[ArchiveRequest]) -> bool:
    return all(
        earlier.answered is not None and later.begun >= earlier.answered
        for earlier, later in pairwise(requests)
    )


@pytest.mark.parametrize("source", ["commoncrawl", "wayback"])
def test_each_host_has_its_pace(source: str, tmp_path: Path) -> None:
    with archived() as found:
        addresses = tmp_path / "addresses.txt"
        addresses.write_text(f"{found.site.url}{found.site.site.path(FEW[0])}\n")
        done = found.crawl(
            tmp_path / "out", source, file=str(addresses), captured="2025-01",
            settings={"DOWNLOAD_DELAY": 1.0},
        )  # fmt: skip
        assert done.status == 0
        requests = found.archives.requests
        if source == "commoncrawl":
            index = [one for one in requests if one.service == "index"]
            data = [one for one in requests if one.service == "data"]
            assert min(gaps(index)) >= 1.0 - JITTER
            assert 0.55 - JITTER <= min(gaps(data)) < 0.9
            assert data[-1].begun - data[0].begun >= 0.55 * (len(data) - 1) - JITTER
            assert one_at_a_time(index)
            assert one_at_a_time(data)
        else:
            assert requests[0].path.startswith("/cdx/")
            assert gaps(requests)[0] >= 2.5 - JITTER
            assert min(gaps(requests[1:])) >= 1.0 - JITTER
            assert one_at_a_time(requests)


def test_retry_after_is_kept_and_nothing_follows_a_refusal(tmp_path: Path) -> None:
    faults = ArchiveFaults()
    faults.on("too-many", path="/CC-MAIN*", times=1, value=2)
    faults.on("refused", path="/crawl-data/*", after=2)
    with archived(faults=faults) as found:
        done = found.crawl(tmp_path, "commoncrawl", settings={"DOWNLOAD_DELAY": 0})
        assert done.status == 3
        requests = found.archives.requests
        busy = next(n for n, one in enumerate(requests) if one.status == 429)
        assert requests[busy + 1].begun - requests[busy].begun >= 2.0
        assert [one.status for one in requests if one.service == "data"] == [206, 206, 403]
        assert requests[-1].status == 403
        # What was kept before is kept; a later run takes up the rest, once a person decides so.
        assert done.stats["archives/kept"] == 2
