"""docs/data.md against the classes: names, order, types, nulls, strategies; examples are valid."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from mayadeen_crawler.items import BREAKING_FIELDS, EXTRACTED_FIELDS
from mayadeen_crawler.schemas.json_schema import shipped
from mayadeen_crawler.schemas.kinds import ALL_KINDS
from tests.helpers.data_dictionary import (
    breaking,
    strategies,
    tables,
    written,
)

EXPECTED, WRITTEN = tables(), written()


def test_it_has_a_table_for_every_kind_and_object_and_no_other() -> None:
    assert set(WRITTEN) == set(EXPECTED)
    assert [name for name in WRITTEN if name in ALL_KINDS] == list(ALL_KINDS)
    assert set(strategies()) == set(EXTRACTED_FIELDS)
    assert set(breaking()) == set(BREAKING_FIELDS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_row_a_field(name: str) -> None:
    rows = {row["field"].strip("`"): row for row in WRITTEN[name]}
    assert list(rows) == list(EXPECTED[name])
    for field, must in EXPECTED[name].items():
        row = rows[field]
        assert row["type"] == must.type, field
        assert row.get("strategies", "") == ", ".join(must.strategies), field
        assert row["null when"].startswith("never") is not must.nullable, field
        assert row["meaning"].endswith("."), field
        assert [word for word in must.words if f"`{word}`" not in row["meaning"]] == [], field


def test_every_example_is_valid() -> None:
    whole = {name: shipped(kind)["properties"] for name, kind in ALL_KINDS.items()}
    for name, rows in WRITTEN.items():
        for row in rows:
            field = row["field"].strip("`")
            if row["example"] == "—":  # an object with a table, or with a key for every field
                assert row["type"] == "object" or row["type"].startswith("["), field
                continue
            schema = whole[name][field] if name in whole else EXPECTED[name][field].schema
            example = json.loads(row["example"].strip("`"))
            assert example is not None, field
            check = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            assert check.is_valid(example), (name, field)
