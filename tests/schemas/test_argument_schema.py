"""The JSON Schema of spiders' arguments, by a validator that is not ours."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from tests.helpers.processes import scrapy


@pytest.mark.parametrize(
    ("spider", "given", "valid"),
    [
        ("section", {}, True),
        ("section", {"sections": "politics", "max_pages": "0", "edition": "ar"}, True),
        ("section", {"section": "politics"}, False),
        ("section", {"max_pages": "5.5"}, False),
        ("section", {"edition": "fr"}, False),
        ("tag", {}, False),
        ("tag", {"authors": "Rana Haddad", "tags": "Syria"}, True),
        ("article", {"urls": "https://english.almayadeen.net/news/politics/x-y"}, True),
        ("article", {"file": "urls.txt", "warc": "pages.warc.gz"}, False),
        ("breaking", {"follow": "30", "duration": "2.5"}, True),
        ("breaking", {"follow": "soon"}, False),
    ],
)
def test_it_takes_what_the_spider_takes(
    spider: str, given: dict[str, str], valid: bool, schemas: dict[str, dict[str, object]]
) -> None:
    assert jsonschema_rs.is_valid(schemas[spider], given) is valid


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(scrapy("schema", "--arguments", code=0).stdout)
    return found


def test_one_spiders_schema_is_printed_alone(schemas: dict[str, dict[str, object]]) -> None:
    one = json.loads(scrapy("schema", "--arguments", "tag", code=0).stdout)
    assert one == schemas["tag"]
    assert list(one["properties"])[:3] == ["tags", "authors", "coverages"]
