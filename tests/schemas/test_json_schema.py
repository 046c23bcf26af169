"""The schemas as shipped: what the classes say, closed, and never another for one version."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mayadeen_crawler.content_hash import _FORMS
from mayadeen_crawler.items import (
    BREAKING_FIELDS,
    CONTENT_FIELDS,
    EXTRACTED_FIELDS,
    Removal,
    as_record,
)
from mayadeen_crawler.items.schema_fields import count, maybe
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.schemas.json_schema import (
    Schema,
    file_name,
    generated,
    of_any,
    shape,
    shipped,
    text,
)
from mayadeen_crawler.schemas.kinds import ALL_KINDS, RecordKind
from mayadeen_crawler.schemas.write_files import FOLDER, ship
from tests.helpers.articles import article
from tests.helpers.manifests import made as manifest
from tests.helpers.schema_check import validator

CHANGELOG = (Path(__file__).parents[2] / "docs" / "schema-versions.md").read_text(encoding="utf-8")
KINDS = pytest.mark.parametrize("kind", ALL_KINDS.values(), ids=list(ALL_KINDS))


@cache
def of_class(kind: RecordKind) -> Schema:
    """Return the schema that a kind's class says, which takes up to a second: do not change it."""
    return generated(kind)


def fingerprint(schema: Any) -> str:
    plain = json.dumps(shape(schema), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


@KINDS
def test_what_is_shipped_is_what_the_class_says(kind: RecordKind) -> None:
    path = FOLDER / file_name(kind)
    assert path.read_text(encoding="utf-8") == text(of_class(kind)), (
        f"{path.name} and {kind.record.__name__} differ: run `make schemas`, which says what to do"
    )


@KINDS
def test_other_fields_are_another_version_with_a_line_in_the_changelog(kind: RecordKind) -> None:
    row = rf"^\| {kind.name} \| {kind.version} \| `([0-9a-f]{{12}})` \| \S.* \|$"
    found = re.findall(row, CHANGELOG, flags=re.MULTILINE)
    assert found == [fingerprint(of_class(kind))], (
        f"the fields of {kind.record.__name__} are not those that docs/schema-versions.md tells of "
        f"version {kind.version}: raise the version, add a row `| {kind.name} | N | "
        f"`{fingerprint(of_class(kind))}` | what changed |`, and run `make schemas`"
    )


@KINDS
def test_every_version_told_is_shipped_as_it_was(kind: RecordKind) -> None:
    rows = re.findall(rf"^\| {kind.name} \| (\d+) \| `(\w+)`", CHANGELOG, flags=re.MULTILINE)
    assert [int(version) for version, _ in rows] == list(range(1, kind.version + 1))
    for version, print_ in rows:
        schema = json.loads((FOLDER / f"{kind.name}.v{version}.json").read_text(encoding="utf-8"))
        assert fingerprint(schema) == print_
        assert schema["properties"]["schema_version"]["const"] == int(version)


def test_a_shipped_version_gets_no_other_fields(tmp_path: Path) -> None:
    @dataclass
    class More(Removal):
        reason: int | None = maybe(count())
        """Why."""

    kind = ALL_KINDS["removal"]
    ship(kind, tmp_path)
    with pytest.raises(SystemExit, match=r"removal\.v1\.json exists, and the fields of More"):
        ship(replace(kind, record=More), tmp_path)
    assert (tmp_path / "removal.v1.json").read_text() == text(shipped(kind))


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if "properties" in schema:
        yield schema
        for name, one in schema["properties"].items():
            if name != "provenance":
                yield from objects(one)
    if isinstance(schema.get("items"), dict):
        yield from objects(schema["items"])


@KINDS
def test_it_is_a_closed_schema_of_2020_12_with_a_meaning_for_every_key(kind: RecordKind) -> None:
    schema = shipped(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:mayadeen-crawler:{kind.name}:{kind.version}"
    jsonschema_rs.meta.validate(schema)
    for one in objects(schema):
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])
        assert all(field["description"] for field in one["properties"].values())


@pytest.mark.parametrize(
    ("name", "keys"), [("article", EXTRACTED_FIELDS), ("breaking", BREAKING_FIELDS)]
)
def test_provenance_has_a_key_for_every_extracted_field(name: str, keys: tuple[str, ...]) -> None:
    served = shipped(ALL_KINDS[name])["properties"]["provenance"]
    assert tuple(served["properties"]) == tuple(served["required"]) == keys
    assert served["additionalProperties"] is False
    assert all({None, "visible"} < set(one["enum"]) for one in served["properties"].values())


def filled() -> dict[str, Any]:
    return as_record(article(1, summary="A lead.", read_minutes=2, shares=0))


def test_a_record_is_valid_and_what_it_can_never_be_is_not() -> None:
    valid = validator("article").is_valid
    assert valid(filled())
    assert not valid({**filled(), "more": 1})
    for key, value in filled().items():
        without = filled()
        del without[key]
        assert not valid(without), key
        if value is not None:
            assert not valid({**filled(), key: [value]}), key
        if isinstance(value, str):
            assert not valid({**filled(), key: ""}), key
            assert not valid({**filled(), key: f"{value} "}), key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "fr:1"), ("id", "en:0123"), ("id", "en:uABC"), ("revision", 0), ("revision", 1.5),
        ("revision_cause", "new"), ("changed_fields", ["shares"]), ("edition", "fr"),
        ("headline", None), ("headline", "two  spaces"), ("headline", "a\u00a0b"), ("url", None),
        ("url", "/news/a"), ("url", "https://a.test/a b"), ("content_type", None),
        ("published_at", "2026-03-01T10:00:00+02:00"), ("published_at", "2026-03-01T10:00:00.5Z"),
        ("published_at", "2026-02-30T10:00:00Z"), ("published_date", "2026-02-30"),
        ("published_date", None), ("retrieved_at", None), ("content_hash", "0f"),
        ("tags", ["a", "a"]), ("tags", [""]), ("word_count", None), ("read_minutes", 0),
        ("shares", -1), ("provenance", {}), ("videos", [{"url": None, "duration_seconds": None}]),
        ("provenance", {**dict.fromkeys(EXTRACTED_FIELDS), "headline": "guess"}),
        ("body_blocks", [{"type": "image", "text": "words", "url": "https://a.test/"}]),
        ("body_blocks", [{"type": "paragraph", "text": None, "url": None}]),
        ("schema_version", 1), ("keywords", [""]),
        ("doubts", ["perhaps"]), ("doubts", ["body_short", "body_short"]), ("source", "archive"),
        ("source", None), ("capture_url", "/web/1"), ("run_id", "../x"), ("language", "English"),
    ],
)  # fmt: skip
def test_what_a_written_article_never_says(key: str, value: Any) -> None:
    assert not validator("article").is_valid({**filled(), key: value})


def test_one_schema_holds_every_record_to_its_own_kind() -> None:
    check = jsonschema_rs.Draft202012Validator(of_any(), validate_formats=True)
    assert check.is_valid(filled())
    assert check.is_valid(manifest("one"))
    assert not check.is_valid({**filled(), "record_type": "breaking"})
    assert not check.is_valid({**filled(), "record_type": "story"})
    assert not check.is_valid({"record_type": "run"})


def test_tables_that_have_to_agree() -> None:
    assert tuple(_FORMS) == CONTENT_FIELDS
    assert shipped(ALL_KINDS["article"])["properties"]["edition"]["enum"] == list(EDITIONS)
