"""The records' shape."""

from __future__ import annotations

from dataclasses import asdict

from mayadeen_crawler.items import EXTRACTED_FIELDS, Doubt, as_record, doubts
from mayadeen_crawler.items.parts import (
    Author,
    BodyBlock,
    Image,
    Related,
)
from tests.helpers.articles import article


def test_as_record_is_the_plain_form_of_the_item() -> None:
    item = article(
        1,
        authors=[Author("A. Writer", None)],
        body_blocks=[BodyBlock("image", None, "https://m.test/a.jpg")],
        images=[Image(url="https://m.test/a.jpg")],
        related=[Related(headline="Other")],
        tags=["One", "Two"],
    )
    assert as_record(item) == asdict(item)
    assert list(as_record(item)) == list(asdict(item))
    record = as_record(item)
    record["authors"][0]["name"] = "Somebody"
    record["provenance"]["headline"] = "meta"
    assert item.authors[0].name == "A. Writer"
    assert item.provenance["headline"] is None


def test_keys_of_a_record_are_the_contracts() -> None:
    keys = """record_type schema_version id revision revision_cause changed_fields edition publisher
        url canonical_url post_id content_type section section_label regions coverage headline
        summary body_text body_blocks word_count read_minutes authors sources tags keywords
        language published_at published_date published_raw modified_at images videos links related
        shares content_hash provenance doubts extractor_version source capture_url retrieved_at
        run_id"""
    assert list(as_record(article(1))) == keys.split()
    assert tuple(article(1).provenance) == EXTRACTED_FIELDS


def test_doubts_are_listed_once_in_the_order_of_the_codes() -> None:
    found: list[str] = []
    for code in (Doubt.KEYWORDS_ONLY_TAGS, Doubt.TIME_CONFLICT, Doubt.BODY_SHORT):
        doubts.add(found, code)
        doubts.add(found, code)
    assert found == ["time_conflict", "body_short", "keywords_only_tags"]
    assert {type(code) for code in found} == {str}
