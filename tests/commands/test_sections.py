"""``scrapy sections``: the catalogue as a user reads it."""

from __future__ import annotations

import argparse

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.sections import Command


def printed(capsys: pytest.CaptureFixture[str], edition: str) -> list[str]:
    Command().run([], argparse.Namespace(edition=edition))
    return capsys.readouterr().out.splitlines()


def test_arabic_rows_name_both_labels_and_english_slugs(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "ar")
    assert lines[0] == "الميادين (https://www.almayadeen.net)"
    rows = [line.split() for line in lines]
    assert ["News", "سياسة", "politics,", "سياسة", "/news/politics"] in rows
    assert [
        "Videos",
        "تقارير",
        "تلفزيونية",
        "tv-reports,",
        "تقارير-تلفزيونية",
        "/tv-reports",
    ] in rows
    # No cell is wider than its column.
    (start,) = {line.index("  /") for line in lines[2:-2] if "سياسة" in line}
    assert lines[1].index("fallback path") == start + 2
    assert lines[-1].startswith("The navigation may have more")


def test_spanish_rows(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.split() for line in printed(capsys, "es")]
    assert ["News", "Política", "politics,", "política", "/news/politics"] in rows


def test_an_unknown_edition_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"--edition en\|ar\|es"):
        Command().run([], argparse.Namespace(edition="fr"))
